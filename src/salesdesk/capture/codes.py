"""The codes in a picture: QR first, since it is the quickest to look for, then every kind that badges bear."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesdesk.capture import decoding, legacy

if TYPE_CHECKING:
    from PIL.Image import Image
    from zxingcpp import Barcode

_FIRST_SIDE = 1_600
_SMALL_SIDE = 1_000
_QUICK = ("QRCode", "MicroQRCode")
_BARS = ("PDF417", "Code128")
_ALL = (*_QUICK, "DataMatrix", "Aztec", *_BARS)
# AIM identifiers of symbols that say by ECI what charset they are in.
_NAMES_CHARSET = frozenset({"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6", "]z3", "]z4", "]z5", "]L1"})


@dataclass(frozen=True)
class Code:
    """One code: its symbology, and its payload as text; bytes that are none as hexadecimal digits."""

    symbology: str
    text: str
    binary: bool = False


def passes(grey: Image, until: float) -> Iterator[list[Code]]:
    """What each look at the picture finds, the quickest first, until the thread's clock says that time is up."""
    quick = _within(grey, _FIRST_SIDE)
    yield _found(quick, _QUICK)
    yield _found(quick, _ALL)
    if grey.size != quick.size and time.thread_time() < until:
        yield _found(grey, _ALL)
    for changed, names, flatly in _changed(quick):
        if time.thread_time() > until:
            return
        yield _found(changed, names, flatly=flatly)


def _within(grey: Image, side: int) -> Image:
    longest = max(grey.size)
    if longest <= side:
        return grey
    width, height = (max(1, round(edge * side / longest)) for edge in grey.size)
    return grey.resize((width, height), reducing_gap=2.0)


def _changed(grey: Image) -> Iterator[tuple[Image, tuple[str, ...], bool]]:
    """The picture made easier to read, what to look for in it, and whether one threshold parts black from white."""
    from PIL import ImageOps
    from PIL.Image import Resampling

    small = max(grey.size) <= _SMALL_SIDE
    framed = ImageOps.expand(grey, border=40, fill=255)
    yield framed, _ALL, True
    if small:
        yield framed.resize((framed.width * 3, framed.height * 3)), _ALL, False
    strong = ImageOps.autocontrast(framed, cutoff=5)
    yield strong, _ALL, False
    yield ImageOps.expand(ImageOps.invert(grey), border=40, fill=255), _ALL, False
    if small:
        yield strong.resize((strong.width * 2, strong.height * 2)), _ALL, True
    # Bars are read along straight lines: a slanted Code 128 or PDF417 must be turned.
    for angle in (15, 75, 30, 60, 45, 8, 82, 22, 68, 38, 52):
        yield framed.rotate(angle, expand=True, fillcolor=255, resample=Resampling.BILINEAR), _BARS, False


def _found(image: Image, names: tuple[str, ...], *, flatly: bool = False) -> list[Code]:
    from zxingcpp import BarcodeFormat, BarcodeFormats, Binarizer, TextMode, read_barcodes

    found = read_barcodes(
        image,
        formats=BarcodeFormats([BarcodeFormat[name] for name in names]),
        text_mode=TextMode.Plain,
        binarizer=Binarizer.GlobalHistogram if flatly else Binarizer.LocalAverage,
    )
    return [_code(each) for each in found if each.valid and each.bytes]


def _code(barcode: Barcode) -> Code:
    from zxingcpp import BarcodeFormat as F

    names = {
        F.QRCode: "QR", F.MicroQRCode: "QR", F.DataMatrix: "Data Matrix", F.Aztec: "Aztec", F.PDF417: "PDF417",
        F.Code128: "Code 128",
    }  # fmt: skip
    name = names.get(barcode.format, str(barcode.format))
    text = _text(barcode)
    return Code(name, text) if text else Code(name, barcode.bytes.hex(), binary=True)


def _text(barcode: Barcode) -> str:
    """The payload as text, or "" where it is none: its letters are guessed again unless the code names them."""
    data = barcode.bytes
    if found := decoding.wide(data):
        return found
    if decoding.binary(data):
        return ""
    named = barcode.symbology_identifier in _NAMES_CHARSET
    if decoding.valid(data) or (legacy.likely(data) and not named):
        return decoding.text(data)
    text = barcode.text
    return "" if "\ufffd" in text or any("\x80" <= c <= "\x9f" for c in text) else text
