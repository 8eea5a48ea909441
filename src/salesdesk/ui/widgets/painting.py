"""How parts are drawn: rounded grounds, the focus ring, and one line of text at either edge."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

RING = 2


def visual(rect: QRect, bounds: QRect, rtl: bool) -> QRect:
    """`rect`, thought from the left, where it stands in a right-to-left layout."""
    if not rtl:
        return rect
    return QRect(bounds.left() + bounds.right() - rect.right(), rect.top(), rect.width(), rect.height())


def rounded(painter: QPainter, rect: QRect, radius: float, fill: QColor, line: QColor | None = None) -> None:
    """A rounded ground, with a hairline inside its edge where `line` is given."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(rect)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(QPen(line, 1))
        area.adjust(0.5, 0.5, -0.5, -0.5)
    painter.setBrush(fill)
    painter.drawRoundedRect(area, radius, radius)


def focus_ring(painter: QPainter, rect: QRect, radius: float, color: QColor) -> None:
    """The ring that shows where the keyboard is, two pixels inside `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = RING / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius - half, radius - half)


ISOLATE = "\u2068"


def line_of_text(
    painter: QPainter, metrics: QFontMetrics, rect: QRect, text: str, *, right: bool = False, centre: bool = False
) -> None:
    """One line in its own direction, its baseline where the desk's font has it, elided to fit."""
    width = metrics.horizontalAdvance(text)
    if width > rect.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(text)
    room = rect.width() - width
    left = rect.left() + (room / 2 if centre else room if right else 0)
    baseline = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent()
    direction = Qt.LayoutDirection.LayoutDirectionAuto
    if text.startswith(ISOLATE):  # words of several scripts in a row follow the layout, each its own
        direction = Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight
    painter.setLayoutDirection(direction)
    painter.drawText(QPointF(left, baseline), text)
