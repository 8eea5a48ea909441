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
_LABEL_BEFORE = re.compile(r"(?:^|[^\w-])([^\W\d_][\w/-]{0,30})\.? ?(?:\([^()\d]{0,20}\) ?)?([.:：]?) ?$")
_LABEL_BEHIND = re.compile(r" ?\(([^\W\d_]{1,20})\)")
_CALLED = ("phone", "mobile", "fax", "whatsapp", "wechat")


@dataclass(frozen=True)
class Number:
    """A number in a line: what it is (phone, mobile, fax, whatsapp, wechat), and where it stands, label and all."""

    kinds: tuple[str, ...]
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
        kinds, start, end = _labelled(line, match.start(), match.end(), after)
        if kinds or _plainly_a_phone(text, digits, alone=match[0] == line.strip()):
            found.append(Number(kinds or ("phone",), text, start, end))
            after = end
    return found


def _labelled(line: str, start: int, end: int, after: int) -> tuple[tuple[str, ...], int, int]:
    begin = max(after, start - 60)
    before = _LABEL_BEFORE.search(line[begin:start])
    if before and (kinds := _called(before[1], set_apart=bool(before[2]))):
        return kinds, begin + before.start(1), end
    behind = _LABEL_BEHIND.match(line, end)
    if behind and (kinds := _called(behind[1], set_apart=True)):
        return kinds, start, behind.end()
    return (), start, end


def _called(label: str, *, set_apart: bool) -> tuple[str, ...]:
    """What a label such as "Mobile/WeChat" says; a single small letter says nothing without its colon."""
    if len(label) == 1 and label.islower() and not set_apart:
        return ()
    kinds = [card_words.label(word) for word in label.split("/")]
    return tuple(kind for kind in _CALLED if kind in kinds)


def _plainly_a_phone(text: str, digits: int, *, alone: bool) -> bool:
    """A number of figures alone may be anything: a badge's, an order's."""
    if text.isdecimal() or digits < 7:
        return False
    return text.startswith(("+", "(+", "00", "(0")) or (alone and text.startswith(("0", "(")))
