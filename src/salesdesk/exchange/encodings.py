"""Which encoding a file of text is in: by its mark, by its zeros, UTF-8 by all of it, else by a guess."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from salesdesk.exchange.unreadable import NO_TEXT, Unreadable

Guess = Callable[[bytes], str]
"""The likeliest codec of bytes that are no UTF-8."""

# UTF-32's little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_HEAD = 4_096
_CHUNK = 1 << 20
_SAMPLE = 20_000


def encoding_of(path: Path, guess: Guess) -> str:
    """The codec that reads the file; raises Unreadable where it holds no text, OSError."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        if b"\0" in head:
            return _by_zeros(head)
        file.seek(0)
        if _is_utf_8(file):
            return "utf-8"
        file.seek(0)
        return guess(b"\n".join(_beyond_ascii(file)))


def _by_zeros(head: bytes) -> str:
    """Wide encodings without a mark: zeros stand among their high bytes, and never among their low ones."""
    for encoding in _WIDE:
        width = 4 if "32" in encoding else 2
        low = head[0 if encoding.endswith("le") else width - 1 :: width]
        if 0 not in low and _reads(head, encoding):
            return encoding
    raise Unreadable(NO_TEXT)


def _reads(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


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
