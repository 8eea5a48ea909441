"""One of two values, with who wrote it when; the one in use says so."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout

from salesdesk.i18n import _
from salesdesk.ui.inbox.entries import Value
from salesdesk.ui.inbox.full_text import full_text
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.painting import focus_ring
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.text import Text

_RADIUS, _SIDE = 8, 14


class ValueCard(Panel):
    """A value; the accent's ring stands around the one in use."""

    def __init__(self, theme: Theme, value: Value, *, in_use: bool) -> None:
        super().__init__(theme, "panel", "line", _RADIUS)
        self._in_use = in_use
        self.setObjectName("value-in-use" if in_use else "value-aside")
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, Space.S, _SIDE, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(full_text(theme, value.text, Weight.SEMI))
        stands = _("In use") if in_use else _("Set aside")
        said = f"{stands} · {value.who}" if value.who else stands
        column.addWidget(Text(theme, said, Size.LABEL, ink="soft", wrap=True))
        column.addStretch(1)
        self.setAccessibleName(f"{value.text}, {said}")

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the ground, and the ring of the one in use."""
        super().paintEvent(event)
        if self._in_use:
            painter = QPainter(self)
            focus_ring(painter, self.rect(), _RADIUS, self.theme.palette.accent)
            painter.end()
