"""Codes and badges of the tests' own making."""

import io
import struct
import zlib
from typing import Any

import qrcode  # type: ignore[import-untyped]
import zxingcpp
from PIL import Image, ImageDraw

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Müller;Jörg\r\nFN:Jörg Müller\r\nORG:Acme GmbH\r\n"
    "EMAIL:joerg@acme.example\r\nTEL;TYPE=CELL:+49 170 1234567\r\nEND:VCARD\r\n"
)
FORMATS = {
    "QR": zxingcpp.BarcodeFormat.QRCode, "Data Matrix": zxingcpp.BarcodeFormat.DataMatrix,
    "Aztec": zxingcpp.BarcodeFormat.Aztec, "PDF417": zxingcpp.BarcodeFormat.PDF417,
    "Code 128": zxingcpp.BarcodeFormat.Code128,
}  # fmt: skip


def code(payload: str | bytes, symbology: str = "QR", scale: int = 5) -> Image.Image:
    """A code as a grey picture with its quiet zone."""
    made = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(payload, FORMATS[symbology]), scale=scale)
    height, width = made.shape[:2]
    return Image.frombytes("L", (width, height), bytes(memoryview(made)))  # type: ignore[arg-type]


def qr_of_bytes(payload: bytes) -> Image.Image:
    """A QR code of bytes in whatever encoding, which says nothing of it."""
    made = qrcode.QRCode()
    made.add_data(qrcode.util.QRData(payload, mode=qrcode.util.MODE_8BIT_BYTE))
    made.make()
    drawn = io.BytesIO()
    made.make_image().save(drawn)
    return Image.open(drawn).convert("L")


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def badge(*codes: Image.Image, size: tuple[int, int] = (1200, 1600)) -> Image.Image:
    """A badge with a printed name and codes below one another, on a desk."""
    desk = Image.new("RGB", size, (96, 72, 48))
    drawn = ImageDraw.Draw(desk)
    drawn.rounded_rectangle((60, 60, size[0] - 60, size[1] - 60), 40, fill="white")
    drawn.text((120, 110), "JANE DOE", fill="black", font_size=96)
    drawn.text((120, 230), "Acme Industries", fill=(40, 40, 120), font_size=48)
    top = 340
    for each in codes:
        desk.paste(each.convert("RGB"), (160, top))
        top += each.height + 60
    return desk


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no picture."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
