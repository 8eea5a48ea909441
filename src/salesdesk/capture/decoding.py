"""Bytes to text: marked, UTF-8, or the likeliest of the codepages that contacts come in."""

from __future__ import annotations

import codecs
import re
from functools import cache

from salesdesk.capture import legacy

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_LOOK = 4_096
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x7f]")


def wide(data: bytes) -> str:
    """The UTF-16 or UTF-32 text that `data` is by its mark or its zeros, or ""."""
    for mark, encoding in _MARKS[1:]:
        if data.startswith(mark):
            return _if_valid(data[len(mark) :], encoding)
    return _by_zeros(data)


def nothing(data: bytes) -> bool:
    """Whether `data` is empty but for spaces and the mark of an encoding."""
    return not data.strip() or any(data == mark for mark, _encoding in _MARKS)


def _by_zeros(data: bytes) -> str:
    head = data[: min(_LOOK, len(data)) // 4 * 4]
    for encoding in _WIDE if b"\0" in head else ():
        width = 4 if "32" in encoding else 2
        low = 0 if encoding.endswith("le") else width - 1
        columns = [head[i::width] for i in range(width)]
        full, high = columns.pop(low), b"".join(columns)
        if full and 0 not in full and high.count(0) * 2 > len(high) and (text := _if_valid(data, encoding)):
            return text
    return ""


def _if_valid(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text if text.count("\ufffd") * 50 < len(text) else ""
    return text


def binary(data: bytes) -> bool:
    """Whether `data` is no text in any encoding of single bytes or UTF-8."""
    head = data[: 16 * _LOOK]
    return len(_CONTROL.findall(head)) * 20 > len(head)


def valid(data: bytes) -> bool:
    """Whether `data` is UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def text(data: bytes) -> str:
    """The text that `data` most likely is."""
    return wide(data) or narrow(data.removeprefix(codecs.BOM_UTF8))


def narrow(data: bytes, hint: str = "") -> str:
    """The text in an encoding of single bytes or UTF-8; `hint` is what to try before guessing."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(hint or legacy.guess(data), "replace")


@cache
def known(charset: str) -> str:
    """The codec that a CHARSET names, or "" where it is none that text comes in."""
    try:
        info = codecs.lookup(charset.strip())
        "".encode(info.name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    wider = {"iso8859-1": "cp1252", "ascii": "", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
    name = wider.get(info.name, info.name)
    return name if name not in _NOT_CHARSETS else ""


# No line of a file whose lines are told apart by single bytes is in these.
_WIDE_CHARSETS = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7"})
_NOT_CHARSETS = _WIDE_CHARSETS | frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}
)
