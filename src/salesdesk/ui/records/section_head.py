"""The head of a section: title and count, and beside or below them what can be done."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.ui.theme import Space


class SectionHead(QWidget):
    """Sets the action at the end of the title's line, or in a line of its own where it is narrow."""

    def __init__(self, title: QWidget, count: QWidget, action: QWidget) -> None:
        super().__init__()
        self._title = title
        self._count = count
        self._action = action
        self._beside: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(title, 0, 0)
        self._grid.addWidget(count, 0, 1)
        self._arrange(beside=True)

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of both lines."""
        return QSize(max(self._words(), self._action.sizeHint().width()), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Sets the action where there is room."""
        super().resizeEvent(event)
        self._arrange(beside=self._words() + 2 * Space.S + self._action.sizeHint().width() <= self.width())

    def _words(self) -> int:
        return self._title.sizeHint().width() + Space.S + self._count.sizeHint().width()

    def _arrange(self, *, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        self._grid.removeWidget(self._action)
        if beside:
            self._grid.addWidget(self._action, 0, 3)
        else:
            self._grid.addWidget(self._action, 1, 0, 1, 4, Qt.AlignmentFlag.AlignLeading)
