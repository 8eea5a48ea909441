"""The rail at the leading edge: where one can go, and at its foot how the link is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.theme import Space, Theme, Weight
from salesdesk.ui.widgets.rail_item import RailItem
from salesdesk.ui.widgets.status_pill import StatusPill
from salesdesk.ui.widgets.text import Text

_TITLE_SIZE = 17


class Rail(QWidget):
    """The places of the desk under its name; `chosen` tells the place by its key."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, title: str = "SalesDesk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: dict[str, RailItem] = {}
        self.pill = StatusPill(theme)
        self.setAccessibleName(_("Places"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.M, Space.L, Space.M, 14)
        self._column.setSpacing(1)
        self._column.addWidget(Text(theme, title, _TITLE_SIZE, Weight.SEMI))
        self._column.addSpacing(Space.L)
        self._places = QVBoxLayout()
        self._places.setSpacing(2)
        self._column.addLayout(self._places)
        self._column.addStretch(1)
        self._column.addWidget(self.pill)
        self._restyle()
        theme.changed.connect(self._restyle)

    def add(self, key: str, icon: str, label: str) -> RailItem:
        """Adds a place below the others."""
        item = RailItem(self._theme, icon, label)
        item.setObjectName(f"rail-{key}")
        item.clicked.connect(partial(self._go, key))
        self._items[key] = item
        self._places.addWidget(item)
        self.setTabOrder(item, self.pill)
        self._restyle()
        return item

    def item(self, key: str) -> RailItem:
        """The place called `key`."""
        return self._items[key]

    def places(self) -> list[str]:
        """The keys of the places, from above."""
        return list(self._items)

    def select(self, key: str) -> None:
        """Marks where one is, without going there."""
        for other, item in self._items.items():
            item.setChecked(other == key)

    def selected(self) -> str:
        """The key of the marked place, or "" before the first."""
        return next((key for key, item in self._items.items() if item.isChecked()), "")

    def set_badge(self, key: str, count: int) -> None:
        """Says how much waits at a place."""
        self._items[key].set_badge(count)
        self._restyle()

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the ground and the hairline at the trailing edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.rail)
        edge = 0 if self.isRightToLeft() else self.width() - 1
        painter.fillRect(edge, 0, 1, self.height(), self._theme.palette.line)
        painter.end()

    def _go(self, key: str) -> None:
        self.select(key)
        self.chosen.emit(key)

    @Slot()
    def _restyle(self) -> None:
        items = (item.minimumSizeHint().width() + 2 * Space.M for item in self._items.values())
        self.setFixedWidth(max(self._theme.rail_width, *items, 0) + 1)
        self.update()
