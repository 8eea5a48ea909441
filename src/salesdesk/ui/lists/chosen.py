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
    """`all` that a query finds, or the records of these `ids`; `count` of them, -1 where nobody knows."""

    all: Query | None
    ids: tuple[str, ...]
    count: int

    @property
    def several(self) -> bool:
        """Whether it is more than the row that she is in."""
        return self.all is not None or self.count > 1


class Chosen(QObject):
    """Follows the selection of a view; ids of rows that are not at hand are read. `changed` says when it is other."""

    changed = Signal()

    def __init__(self, view: RowsView, model: RecordModel, desk: Desk, tasks: Tasks) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._desk = desk
        self._tasks = tasks
        self._query = model.query
        """What the rows that she sees were asked by; the model asks for others already while they stand."""
        self._all: Query | None = None
        self._keeps = False
        self._reading: Task[list[str]] | None = None
        self.selection = Selection(None, (), 0)
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
        if self._keeps or self._model.laying:
            return
        self._all = None
        if self._reading is not None:
            self._reading.cancel()
        spans = self._view.selected_spans()
        count = sum(last - first + 1 for first, last in spans)
        ids = [self._model.id_at(row) for first, last in spans for row in range(first, last + 1)] if count < FEW else []
        if len(ids) == count and all(ids):
            self._is(Selection(None, tuple(ids), count))
            return
        self._is(Selection(None, (), count))
        query, total = self._query, self._model.rowCount()
        self._reading = self._tasks.read(lambda: self._ids(query, spans, total), self._take)

    def _ids(self, query: Query, spans: Sequence[tuple[int, int]], total: int) -> list[str]:
        """The ids of these rows; none where the list is another one by now."""
        lists = self._desk.store.lists
        if not query.text and lists.count(query) != total:
            return []
        if query.text:
            rows = lists.page(query, (), None, spans[-1][1] + 1).rows
            return [row[1] for first, last in spans for row in rows[first : last + 1]]
        return [
            row[1]
            for first, last in spans
            for row in lists.window(query, (), first, last - first + 1, total).rows
        ]  # fmt: skip

    def _take(self, ids: list[str]) -> None:
        rows = [row for first, last in self._view.selected_spans() for row in range(first, last + 1)]
        at_hand = ((self._model.id_at(row), id) for row, id in zip(rows, ids, strict=False))
        if len(rows) != len(ids) or any(known not in ("", id) for known, id in at_hand):
            self.clear()  # what she sees is not what is stored any more
            self._model.refresh()
            return
        self._is(Selection(None, tuple(ids), len(ids)))

    @Slot()
    def _select_all(self) -> None:
        self._all = self._query
        if self._reading is not None:
            self._reading.cancel()
        self._count_again()

    @Slot()
    def _count_again(self) -> None:
        if self._all is not None and self._all == self._query:
            self._is(Selection(self._all, (), -1 if self._model.more else self._model.rowCount()))

    @Slot()
    def _hold(self) -> None:
        """Rows that come and go in place are no choice of hers."""
        self._keeps = self._all is not None and self._all == self._model.query

    @Slot()
    def _select_again(self) -> None:
        self._query = self._model.query
        if self._keeps:
            model = self._model
            rows = QItemSelection(model.index(0), model.index(model.rowCount() - 1))
            self._view.selectionModel().select(rows, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self._keeps = False
            self._count_again()
        else:
            self._select()

    def _is(self, selection: Selection) -> None:
        if selection != self.selection:
            self.selection = selection
            self.changed.emit()


# So many rows may be at hand.
FEW = 2_000
