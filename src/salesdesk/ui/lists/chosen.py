"""What is selected in a list: single rows, or all that its search and filters find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.store.listing import Query
from salesdesk.ui.lists.model import RecordModel
from salesdesk.ui.lists.rows_view import RowsView
from salesdesk.ui.tasks import Task, Tasks


@dataclass(frozen=True)
class Selection:
    """`all` that the list finds, or the records of these `ids`; `count` of them, -1 where nobody knows."""

    all: bool
    ids: tuple[str, ...]
    count: int

    @property
    def several(self) -> bool:
        """Whether it is more than the row that she is in."""
        return self.all or self.count > 1


class Chosen(QObject):
    """Follows the selection of a view; ids of rows that are not at hand are read. `changed` says when it is other."""

    changed = Signal()

    def __init__(self, view: RowsView, model: RecordModel, desk: Desk, tasks: Tasks) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._desk = desk
        self._tasks = tasks
        self._all = False
        self._keeps = False
        self._reading: Task[list[str]] | None = None
        self.selection = Selection(False, (), 0)
        view.selectionModel().selectionChanged.connect(self._select)
        view.all_asked.connect(self._select_all)
        model.moving.connect(self._hold)
        model.shown.connect(self._select_again)
        model.counted.connect(self._count_again)

    def clear(self) -> None:
        """Leaves the row alone that she is in."""
        index = self._view.currentIndex()
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._view.selectionModel().select(index, flag)
        self._select()

    @Slot()
    def _select(self) -> None:
        if self._keeps:
            return
        self._all = False
        if self._reading is not None:
            self._reading.cancel()
        spans = self._view.selected_spans()
        count = sum(last - first + 1 for first, last in spans)
        ids = [self._model.id_at(row) for first, last in spans for row in range(first, last + 1)] if count < FEW else []
        if len(ids) == count and all(ids):
            self._is(Selection(False, tuple(ids), count))
            return
        self._is(Selection(False, (), count))
        query, total = self._model.query, self._model.rowCount()
        self._reading = self._tasks.read(lambda: self._ids(query, spans, total), self._take)

    def _ids(self, query: Query, spans: Sequence[tuple[int, int]], total: int) -> list[str]:
        lists = self._desk.store.lists
        if query.text:
            rows = lists.page(query, (), None, spans[-1][1] + 1).rows
            return [row[1] for first, last in spans for row in rows[first : last + 1]]
        return [
            row[1]
            for first, last in spans
            for row in lists.window(query, (), first, last - first + 1, total).rows
        ]  # fmt: skip

    def _take(self, ids: list[str]) -> None:
        self._is(Selection(False, tuple(ids), len(ids)))

    @Slot()
    def _select_all(self) -> None:
        self._all = True
        if self._reading is not None:
            self._reading.cancel()
        self._count_again()

    @Slot()
    def _count_again(self) -> None:
        if self._all:
            self._is(Selection(True, (), -1 if self._model.more else self._model.rowCount()))

    @Slot()
    def _hold(self) -> None:
        """Rows that come and go in place are no choice of hers."""
        self._keeps = self._all

    @Slot()
    def _select_again(self) -> None:
        if self._keeps:
            model = self._model
            rows = QItemSelection(model.index(0), model.index(model.rowCount() - 1))
            self._view.selectionModel().select(rows, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self._keeps = False
            self._count_again()
        elif not self._view.selectionModel().hasSelection():
            self._select()

    def _is(self, selection: Selection) -> None:
        if selection != self.selection:
            self.selection = selection
            self.changed.emit()


# So many rows may be at hand.
FEW = 2_000
