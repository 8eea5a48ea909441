"""A key as it stands on the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.theme import Size, Theme, Weight
from salesdesk.ui.widgets.painting import line_of_text, rounded

_SIDE, _ABOVE, _RADIUS = 8, 2, 4


def key_words(key: str) -> str:
    """How a shortcut such as "Ctrl+Return" is written on a cap."""
    return key.replace("+", " ").replace("Return", "Enter").strip() or "+"


def key_size(theme: Theme, key: str) -> QSize:
    """The room that a cap takes."""
    metrics = QFontMetrics(theme.font(Size.LABEL, Weight.SEMI))
    return QSize(metrics.horizontalAdvance(key_words(key)) + 2 * _SIDE, metrics.height() + 2 * _ABOVE)


def draw_key(painter: QPainter, theme: Theme, rect: QRect, key: str) -> None:
    """Draws a cap into `rect`, for parts that carry one."""
    font = theme.font(Size.LABEL, Weight.SEMI)
    rounded(painter, rect, _RADIUS, theme.palette.panel, theme.palette.line)
    painter.setFont(font)
    painter.setPen(theme.palette.soft)
    line_of_text(painter, QFontMetrics(font), rect, key_words(key), centre=True)


class KeyCap(QWidget):
    """A key as it stands on the keyboard."""

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self.setAccessibleName(key_words(key))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """As wide as the key's name."""
        return key_size(self._theme, self._key)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the cap."""
        painter = QPainter(self)
        draw_key(painter, self._theme, self.rect(), self._key)
        painter.end()

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
