"""A rounded ground that other parts stand on."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.ui.theme import CARD_RADIUS, Theme
from salesdesk.ui.widgets.painting import rounded


class Panel(QWidget):
    """A rounded ground in a colour token, with a hairline where `line` names one."""

    def __init__(
        self,
        theme: Theme,
        ground: str = "bg",
        line: str = "",
        radius: int = CARD_RADIUS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._ground = ground
        self._line = line
        self._radius = radius
        theme.changed.connect(self._restyle)

    def set_ground(self, ground: str, line: str = "") -> None:
        """Stands on another colour."""
        self._ground = ground
        self._line = line
        self.update()

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the ground."""
        p = self.theme.palette
        painter = QPainter(self)
        rounded(painter, self.rect(), self._radius, p.named(self._ground), p.named(self._line) if self._line else None)
        painter.end()

    @Slot()
    def _restyle(self) -> None:
        self.update()
