"""Text from outside, made harmless: no control characters, no hidden changes of direction."""

from __future__ import annotations

import re
import unicodedata

# Bidi marks, embeddings, overrides and isolates (UAX #9), byte order marks, lone surrogates, non-characters.
_HIDDEN = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[\t\x1c-\x1f]")
_COMBINING = re.compile("[\u0300-\u036f\u3099\u309a]")


def paragraph(text: str) -> str:
    """`text` with its lines kept and nothing in it that does not show."""
    text = _CONTROL.sub("", _HIDDEN.sub("", _LINE_ENDS.sub("\n", text)))
    if _COMBINING.search(text):
        text = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", text).strip()


def line(text: str) -> str:
    """`text` on one line, with single spaces."""
    return " ".join(paragraph(text).split())


def payload(text: str) -> str:
    """`text` as read, but for what no text can hold."""
    return _SURROGATES.sub("\ufffd", text).replace("\0", "")


_SURROGATES = re.compile(r"[\ud800-\udfff]")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """`text` with full-width Latin letters, figures and signs as ASCII; of the same length."""
    return text.translate(_NARROW)
