"""The desk's own drawings in any colour and size, sharp on dense screens, mirrored where they point."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache

from salesdesk.resources import resource

NAMES = (
    "accounts", "arrow", "calendar", "camera", "capture", "chart", "check", "chevron", "chevron-down", "close",
    "export", "fairs", "file", "import", "inbox", "laptop", "leads", "mail", "moon", "phone", "picture", "plus",
    "receipt", "reports", "search", "settings", "sun", "today", "trash", "trips", "undo", "warning",
)  # fmt: skip
POINTING = frozenset({"arrow", "chevron", "undo"})
APPLICATION = "salesdesk"


def pixmap(name: str, color: QColor, size: int = 20, ratio: float = 0.0) -> QPixmap:
    """The drawing `name` in one colour, `size` logical pixels wide; `ratio` is the screen's where 0."""
    ratio = ratio or _screen_ratio()
    mirrored = name in POINTING and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    key = f"salesdesk:{name}:{color.name()}:{size}:{ratio}:{mirrored}"
    found = QPixmap()
    if not QPixmapCache.find(key, found):
        found = _drawn(name, color, QSize(size, size) * ratio, mirrored)
        found.setDevicePixelRatio(ratio)
        QPixmapCache.insert(key, found)
    return found


def icon(name: str, color: QColor, size: int = 20) -> QIcon:
    """The drawing `name` as an icon."""
    return QIcon(pixmap(name, color, size))


def application_icon() -> QIcon:
    """The program's own sign, for windows and task bars."""
    drawn = QIcon()
    for size in (16, 32, 48, 128, 256):
        drawn.addPixmap(pixmap(APPLICATION, QColor("#2f5fd0"), size, 1.0))
    return drawn


def _screen_ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


def _drawn(name: str, color: QColor, pixels: QSize, mirrored: bool) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # only where the first icon is drawn

    source = resource("icons", f"{name}.svg").read_bytes().replace(b"currentColor", color.name().encode())
    canvas = QPixmap(pixels)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    if mirrored:
        painter.translate(pixels.width(), 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, pixels.width(), pixels.height()))
    painter.end()
    return canvas
