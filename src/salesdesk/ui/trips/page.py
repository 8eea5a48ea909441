"""A page that scrolls up and down; its contents are as wide with a scroll bar as without."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

SCROLL_BAR = 10  # what the style sheet gives it


class Page(QScrollArea):
    """Parts stand below one another in `column`, with `side` at both sides."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.inner = QWidget()
        self.column = QVBoxLayout()
        self._row = QHBoxLayout(self.inner)
        self._row.setContentsMargins(side, 0, side, 0)
        self._row.setSpacing(0)
        self._row.addLayout(self.column, 1)
        self._row.addSpacing(SCROLL_BAR)
        self._reserved = True
        self.setWidget(self.inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._reserve)

    @Slot(int, int)
    def _reserve(self, _low: int, high: int) -> None:
        """Keeps the bar's room free while there is none."""
        free = high == 0
        space = self._row.itemAt(1)
        if free != self._reserved and space is not None and (spacer := space.spacerItem()) is not None:
            self._reserved = free
            spacer.changeSize(SCROLL_BAR if free else 0, 0)
            self._row.invalidate()
