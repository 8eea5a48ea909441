"""Where the panels open: above the trip's figures, as high as what is edited, and no higher than there is room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.trips.page import Page

_LEAST = 120


class PanelRoom(Page):
    """One panel at a time."""

    def __init__(self, theme: Theme, side: int) -> None:
        super().__init__(side)
        self._theme = theme
        self.column.setContentsMargins(0, 0, 0, 0)
        self.setViewportMargins(0, 0, 0, Space.M)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.inner.installEventFilter(self)
        self.hide()

    def take(self, panel: QWidget) -> None:
        """One more panel that may stand here."""
        self.column.addWidget(panel)

    def show_only(self, panel: QWidget | None) -> None:
        """Shows a panel, or none."""
        for place in range(self.column.count()):
            item = self.column.itemAt(place)
            other = item.widget() if item is not None else None
            if other is not None and other is not panel:
                other.hide()
        if panel is not None:
            panel.show()
        self.setVisible(panel is not None)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the panel at this width."""
        width = self.viewport().width()
        layout = self.inner.layout()
        if layout is None:
            return super().sizeHint()
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        return QSize(self._theme.px(_LEAST), height + Space.M)

    def minimumSizeHint(self) -> QSize:
        """Where there is too little room it scrolls."""
        return QSize(self._theme.px(_LEAST), min(self.sizeHint().height(), self._theme.px(_LEAST)))

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Another width is another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Follows what the panel needs."""
        if watched is self.inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
