"""Content lines as vCard and iCalendar write them (RFC 6350, 3.2 and 3.4; RFC 5545, 3.1 and 3.3.11)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_FOLD = 75
_ESCAPED = re.compile(r"[\\;,\n]|\r\n?")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TOKEN = re.compile(r"\\.|;|[^\\;]+|\\", re.DOTALL)
_HEAD = re.compile(r'([A-Za-z0-9-]+)((?:;(?:[^":;]|"[^"]*")*)*):', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:[^";]|"[^"]*")*)')


@dataclass(frozen=True)
class ContentLine:
    """A content line: its name and parameters in capitals, its value as it is written."""

    name: str
    params: dict[str, str]
    value: str


def escaped(text: str) -> str:
    """A text as a value: line ends, commas, semicolons and backslashes marked."""
    return _ESCAPED.sub(lambda found: "\\n" if found[0][0] in "\r\n" else f"\\{found[0]}", text)


def unescaped(value: str) -> str:
    """The text that a value stands for."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value) if "\\" in value else value


def components(value: str) -> list[str]:
    """The components of a structured value, as texts."""
    pieces = [""]
    for token in _TOKEN.findall(value):
        if token == ";":
            pieces.append("")
        else:
            pieces[-1] += token
    return [unescaped(piece) for piece in pieces]


def line(text: str) -> str:
    """A content line in pieces of at most 75 octets, cut between characters."""
    if len(text) <= _FOLD and text.isascii():
        return f"{text}\r\n"
    pieces, size = [""], 0
    for c in text:
        width = len(c.encode())
        if size + width > _FOLD:
            pieces.append(" ")
            size = 1
        pieces[-1] += c
        size += width
    return "\r\n".join(pieces) + "\r\n"


def unfolded(lines: Iterable[bytes]) -> Iterator[str]:
    """Content lines of UTF-8 with their folds undone, which may cut characters."""
    whole: list[bytes] = []
    for piece in lines:
        bare = piece.rstrip(b"\r\n")
        if bare[:1] in (b" ", b"\t") and whole:
            whole.append(bare[1:])
            continue
        if whole:
            yield b"".join(whole).decode("utf-8", "replace")
        whole = [bare]
    if whole:
        yield b"".join(whole).decode("utf-8", "replace")


def parsed(text: str) -> ContentLine | None:
    """A content line taken apart; None where it is none."""
    head = _HEAD.match(text)
    if head is None:
        return None
    params = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(head[2])}
    return ContentLine(head[1].upper(), params, text[head.end() :])
