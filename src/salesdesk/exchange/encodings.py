"""Which encoding a file of text is in: by its mark, by its zeros, UTF-8 by all of it, else by a guess."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from salesdesk.exchange.unreadable import NO_SUCH_ENCODING, NO_TEXT, Unreadable

Guess = Callable[[bytes], str]
"""The likeliest codec of bytes that are no UTF-8."""

# UTF-32's little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_NO_TEXT = frozenset({"Cc", "Cn", "Co"})
_LAST_PLANE = 0x10
_HEAD = 4_096
_CHUNK = 1 << 20
_SAMPLE = 20_000


def codec_of(name: str) -> str:
    """The codec of an encoding that she named; raises Unreadable where there is none, or none for texts."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except (LookupError, UnicodeError):
        raise Unreadable(NO_SUCH_ENCODING, encoding=name) from None
    return found


def encoding_of(path: Path, guess: Guess) -> tuple[str, bool]:
    """The codec that reads the file, and whether the file itself tells; raises Unreadable, OSError."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding, True
        if b"\0" in head:
            return _by_zeros(head), True
        file.seek(0)
        if _is_utf_8(file):
            return "utf-8", True
        file.seek(0)
        return guess(b"\n".join(_beyond_ascii(file))), False


def _by_zeros(head: bytes) -> str:
    """Wide encodings without a mark: of UTF-32's bytes two name a plane, of UTF-16's more high bytes are zero."""
    if not any(head[3::4]) and max(head[2::4], default=0xFF) <= _LAST_PLANE:
        encoding = "utf-32-le"
    elif not any(head[0::4]) and max(head[1::4], default=0xFF) <= _LAST_PLANE:
        encoding = "utf-32-be"
    else:
        encoding = "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    if not _reads(head, encoding):
        raise Unreadable(NO_TEXT)
    return encoding


def _reads(head: bytes, encoding: str) -> bool:
    """Whether bytes are text in an encoding: nearly no control or unassigned characters among it."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    odd = sum(unicodedata.category(c) in _NO_TEXT and c not in "\t\r\n" for c in text)
    return odd * 50 <= len(text)


def _is_utf_8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _beyond_ascii(file: BinaryIO) -> Iterator[bytes]:
    """Enough whole lines with characters that tell encodings apart."""
    found = 0
    for lines in file:
        for line in lines.split(b"\r"):
            if not line.isascii():
                yield line
                found += len(line)
            if found > _SAMPLE:
                return
