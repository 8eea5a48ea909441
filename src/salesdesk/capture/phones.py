"""Telephone numbers in running text, with what is written beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from salesdesk.capture import card_words

_NUMBER = re.compile(
    r"(?<![\w+./@-])(?:\(?\+|\()?\d[\d \u00a0().\-–/·]{4,30}\d"
    r"(?: ?(?:ext\.?|extension|x|Durchwahl|DW|分机|分機|内線) ?[.:]? ?\d{1,6})?(?![\w@])",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}|\d{4}\s*[-–]\s*\d{4}")
_LABEL_BEFORE = re.compile(r"(?:^|[^\w-])([^\W\d_][\w-]{0,20})\.? ?(?:\([^()\d]{0,20}\) ?)?[.:：]? ?$")
_LABEL_BEHIND = re.compile(r" ?\(([^\W\d_]{1,20})\)")
_LATIN_ONE = re.compile(r"[A-Z]")


@dataclass(frozen=True)
class Number:
    """A number in a line: what it is (phone, mobile, fax, whatsapp, wechat), and where it stands, label and all."""

    kind: str
    text: str
    start: int
    end: int


def find(line: str) -> list[Number]:
    """The telephone numbers of a line: those with a label, an international prefix, or nothing else beside them."""
    found: list[Number] = []
    after = 0
    for match in _NUMBER.finditer(line):
        text = match[0].strip()
        digits = sum(c.isdecimal() for c in text)
        if not 6 <= digits <= 20 or _DATE.fullmatch(text):
            continue
        kind, start, end = _labelled(line, match.start(), match.end(), after)
        if kind or _plainly_a_phone(text, digits, alone=match[0] == line.strip()):
            found.append(Number(kind or "phone", text, start, end))
            after = end
    return found


def _labelled(line: str, start: int, end: int, after: int) -> tuple[str, int, int]:
    before = _LABEL_BEFORE.search(line[max(after, start - 60) : start])
    if before and (kind := _phone_label(before[1])):
        return kind, max(after, start - 60) + before.start(1), end
    behind = _LABEL_BEHIND.match(line, end)
    if behind and (kind := _phone_label(behind[1])):
        return kind, start, behind.end()
    return "", start, end


def _phone_label(word: str) -> str:
    if len(word) == 1 and word.isascii() and not _LATIN_ONE.match(word):
        return ""
    kind = card_words.label(word)
    return kind if kind in ("phone", "mobile", "fax", "whatsapp", "wechat") else ""


def _plainly_a_phone(text: str, digits: int, *, alone: bool) -> bool:
    if text.startswith(("+", "(+", "00", "(0")):
        return digits >= 7
    return alone and text.startswith("0") and 7 <= digits <= 15
