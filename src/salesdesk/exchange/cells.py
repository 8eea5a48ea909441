"""Cells that no spreadsheet takes for a formula, and the texts that they stand for."""

from __future__ import annotations

import re

# The apostrophe is how a spreadsheet itself marks a text; a text that has one before such a sign gets another.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def defused(text: str) -> str:
    """`text` as a cell that is nothing but text."""
    return f"'{text}" if _FORMULA.match(text) else text


def told(cell: str) -> str:
    """The text that a cell stands for."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
