"""Rows of records that a trip has read already, in a view as tall as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QListView,
    QScrollArea,
    QSizePolicy,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.domain.record import Record
from salesdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Words = Callable[[Any], Mapping[int, Any]]
_AIR = 12


class RowsModel(QAbstractListModel):
    """Records as rows; the words of a row are made when it is seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._records: Sequence[Record] = ()
        self._words: Words = lambda _record: {}
        self._said: dict[int, Mapping[int, Any]] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many there are."""
        return 0 if parent.isValid() else len(self._records)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says, by role."""
        row = index.row()
        if row not in self._said:
            self._said[row] = self._words(self._records[row])
        return self._said[row].get(role)

    def put(self, records: Sequence[Record], words: Words) -> None:
        """Shows other records; where they are the same ones, their rows stay."""
        same = [record.id for record in records] == [record.id for record in self._records]
        if not same:
            self.beginResetModel()
        self._records, self._words, self._said = records, words, {}
        if not same:
            self.endResetModel()
        elif records:
            self.dataChanged.emit(self.index(0), self.index(len(records) - 1))

    def id_at(self, row: int) -> str:
        """The id of the record in a row."""
        return self._records[row].id if 0 <= row < len(self._records) else ""

    def row_of(self, id: str) -> int:
        """The row of a record, or -1."""
        return next((row for row, record in enumerate(self._records) if record.id == id), -1)


class RowsView(QListView):
    """Shows all rows at once inside a page that scrolls; `opened` by click, and by Enter with True."""

    opened = Signal(str, bool)

    def __init__(self, theme: Theme, name: str, delegate: QAbstractItemDelegate) -> None:
        super().__init__()
        self._kept = ""
        self._restoring = False
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(delegate)
        delegate.setParent(self)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rows.modelAboutToBeReset.connect(self._keep)
        self.rows.modelReset.connect(self._restore)
        self.selectionModel().currentChanged.connect(self._moved)
        self.clicked.connect(self._clicked)
        self.activated.connect(self._activated)
        theme.changed.connect(self.fit)

    @Slot()
    def fit(self) -> None:
        """Takes the height of its rows."""
        option = QStyleOptionViewItem()
        option.rect = self.rect()
        row = self.itemDelegate().sizeHint(option, self.rows.index(0)).height() if self.rows.rowCount() else 0
        height = row * self.rows.rowCount()
        if height != self.maximumHeight() or height != self.minimumHeight():
            self.setFixedHeight(height)
            self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Rows may be higher where it is narrow."""
        super().resizeEvent(event)
        self.fit()

    @Slot()
    def _keep(self) -> None:
        self._kept = self.rows.id_at(self.currentIndex().row())

    @Slot()
    def _restore(self) -> None:
        self.fit()
        row = self.rows.row_of(self._kept) if self._kept else -1
        if row >= 0:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._restoring = True
            self.selectionModel().setCurrentIndex(self.rows.index(row), flag)
            self._restoring = False

    @Slot(QModelIndex, QModelIndex)
    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self.hasFocus() and index.isValid() and not self._restoring:
            self._bring_into_sight(index)

    def keep_in_sight(self) -> None:
        """Brings the current row back into sight where she is on it."""
        if self.hasFocus() and self.currentIndex().isValid():
            self._bring_into_sight(self.currentIndex())

    def _bring_into_sight(self, index: QModelIndex) -> None:
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        inner = page.widget() if page is not None else None
        if page is not None and inner is not None:
            at = self.mapTo(inner, self.visualRect(index).center())
            page.ensureVisible(at.x(), at.y(), 0, self.visualRect(index).height() // 2 + _AIR)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.id_at(index.row()), False)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.id_at(index.row()), True)
