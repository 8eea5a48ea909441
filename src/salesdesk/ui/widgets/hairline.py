"""A line of one pixel between parts."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.theme import Theme


class Hairline(QWidget):
    """A line of one pixel, lying or standing."""

    def __init__(self, theme: Theme, *, standing: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        across, along = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(across if standing else along, along if standing else across)
        if standing:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        theme.changed.connect(self._restyle)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.line)
        painter.end()

    @Slot()
    def _restyle(self) -> None:
        self.update()
