"""Rows that come or go above leave the list where it was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from salesdesk.ui.lists.model import RecordModel
from salesdesk.ui.lists.rows_view import RowsView


class HoldPlace(QObject):
    """Keeps the first row in sight in its place while a list is read again; at the top it stays at the top."""

    def __init__(self, view: RowsView, model: RecordModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._held: tuple[str, int] | None = None
        model.moving.connect(self._hold)
        model.shown.connect(self._put_back)

    @Slot()
    def _hold(self) -> None:
        first = self._view.indexAt(self._view.viewport().rect().topLeft())
        id = self._model.id_at(first.row()) if first.isValid() else ""
        if id and self._view.verticalScrollBar().value() > 0:
            self._held = id, self._view.visualRect(first).top()

    @Slot()
    def _put_back(self) -> None:
        if self._held is None:
            return
        (id, top), self._held = self._held, None
        row = self._model.row_of(id)
        if row >= 0:
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + self._view.visualRect(self._model.index(row)).top() - top)
