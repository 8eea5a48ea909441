"""Rows that are known by their keys, or a sentence where there are none."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from salesdesk.ui.lists.keyed_model import KeyedModel
from salesdesk.ui.lists.rows_view import RowsView
from salesdesk.ui.theme import Size, Space, Theme
from salesdesk.ui.widgets.row_delegate import START, RowDelegate
from salesdesk.ui.widgets.text import Text


class RowsOrWords(QStackedWidget):
    """Rows in a view that scrolls, or a sentence where there are none."""

    def __init__(self, theme: Theme, model: KeyedModel[Any], name: str, said: str, empty: str) -> None:
        super().__init__()
        self.view = RowsView()
        self.view.setObjectName(name)
        self.view.setAccessibleName(said)
        self.view.setItemDelegate(RowDelegate(theme, self.view))
        self.view.setModel(model)
        self._words = Text(theme, empty, Size.TEXT, ink="soft", wrap=True)
        self._words.setObjectName(f"{name}-empty")
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(START, Space.S, START, Space.S)
        column.addWidget(self._words)
        column.addStretch(1)
        self.addWidget(self.view)
        self.addWidget(nothing)
        model.moved.connect(self._follow)
        theme.changed.connect(self._measure)

    def show_rows(self, many: int, empty: str = "") -> None:
        """Shows the rows, where there are some; else `empty`, or what it said before."""
        if empty:
            self._words.setText(empty)
        self.setCurrentIndex(0 if many else 1)

    @Slot()
    def _measure(self) -> None:
        self.view.updateGeometries()

    @Slot(int)
    def _follow(self, gone: int) -> None:
        """Rows that went above leave the others where they are."""
        bar = self.view.verticalScrollBar()
        tall = self.view.visualRect(self.view.model().index(0, 0)).height()
        bar.setValue(bar.value() - gone * tall)
