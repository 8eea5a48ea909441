"""Cells that no spreadsheet takes for a formula, and the texts that they stand for."""

from __future__ import annotations

import re

# The apostrophe is how a spreadsheet itself marks a text; a text that has one before such a sign gets another.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
# What can call nothing: a phone number or a figure, a word behind a dash.
_NUMBER = re.compile(r"[+-][\d\s().,/+-]*")
_DASHED = re.compile(r"- *[^\W\d_][^(|!\[=@'\"]*", re.DOTALL)


def defused(text: str) -> str:
    """`text` as a cell that is nothing but text."""
    return f"'{text}" if _FORMULA.match(text) else text


def defused_for_others(text: str) -> str:
    """`text` for a file that another system takes in, where an apostrophe would stay.

    "+49 30 1234567" and "- call again" stay as they are: a spreadsheet may show them as a figure or an error, but
    without a letter, or without a bracket, bar or exclamation mark, no function, program or other file is called.
    """
    harmless = _NUMBER.fullmatch(text) or _DASHED.fullmatch(text)
    return text if harmless else defused(text)


def told(cell: str) -> str:
    """The text that a cell stands for."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
