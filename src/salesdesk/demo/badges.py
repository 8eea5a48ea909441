"""Pictures of badges, drawn on the spot, with the codes that organisers print on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

WIDTH, HEIGHT = 720, 1000
_BAND = "#2f5fd0"


@dataclass(frozen=True)
class Badge:
    """What a badge shows, and what its code says in which symbology of zxing-cpp."""

    name: str
    company: str
    code: str
    symbology: str = "QRCode"


VCARD = Badge(
    "Ingrid Sørensen", "Nordlys Offshore AS",
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Sørensen;Ingrid;;;\r\nFN:Ingrid Sørensen\r\n"
    "ORG:Nordlys Offshore AS;Procurement\r\n"
    "TITLE:Senior Buyer\r\nTEL;TYPE=WORK:+47 51 23 45 67\r\nTEL;TYPE=CELL:+47 912 34 567\r\n"
    "EMAIL:ingrid@nordlys.example\r\nADR;TYPE=WORK:;;Strandkaien 12;Stavanger;;4005;Norway\r\nEND:VCARD\r\n",
)  # fmt: skip
MECARD = Badge(
    "王芳", "上海东方机械有限公司",
    "MECARD:N:王芳;ORG:上海东方机械有限公司;TEL:+86 21 6288 0000;EMAIL:wang@dfjx.example;;",
)  # fmt: skip
UNKNOWN = Badge("Visitor", "Day ticket", "WVF26-0047113", "Code128")


def draw(badge: Badge, folder: Path) -> Path:
    """Writes the picture of a badge as PNG; returns where."""
    picture = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ffffff"))
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setFont(QGuiApplication.font())
    painter.fillRect(0, 0, WIDTH, 130, QColor(_BAND))
    painter.setPen(QColor("#1b2330"))
    for top, size, text in ((190, 54, badge.name), (270, 34, badge.company)):
        font = QFont(painter.font())
        font.setPixelSize(size)
        painter.setFont(font)
        painter.drawText(QRect(30, top, WIDTH - 60, 70), Qt.AlignmentFlag.AlignCenter, text)
    code = _code(badge)
    painter.drawImage((WIDTH - code.width()) // 2, 400 + (520 - code.height()) // 2, code)
    painter.end()
    path = folder / f"{badge.symbology}-{len(badge.code)}.png"
    picture.save(str(path))
    return path


def _code(badge: Badge) -> QImage:
    import zxingcpp

    barcode: Any = zxingcpp.create_barcode(badge.code, getattr(zxingcpp.BarcodeFormat, badge.symbology))
    scale = 8 if badge.symbology == "QRCode" else 3
    image: Any = memoryview(barcode.to_image(scale=scale))
    height, width = image.shape[:2]
    made = QImage(bytes(image), width, height, width, QImage.Format.Format_Grayscale8).copy()
    return made if made.width() <= WIDTH - 80 else made.scaledToWidth(WIDTH - 80)
