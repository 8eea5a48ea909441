"""The rows of a list: pages arrive as she scrolls, words are made when a row is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import Field, Link
from salesdesk.domain.record import Kind
from salesdesk.store.listing import Page, Query
from salesdesk.ui.rows import RowText, row_style
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.widgets.row_role import RowRole, row_words

PAGE = 50
Index = QModelIndex | QPersistentModelIndex
_READ: Mapping[int, Callable[[RowText], Any]] = {
    RowRole.TITLE: lambda row: row.title,
    RowRole.SUBTITLE: lambda row: row.subtitle,
    RowRole.MARK: lambda row: row.mark,
    RowRole.MARK_TONE: lambda row: row.tone,
    RowRole.TIME: lambda row: row.time,
    RowRole.DOT: lambda row: row.dot,
    Qt.ItemDataRole.DisplayRole: lambda row: row.title,
    Qt.ItemDataRole.AccessibleTextRole: lambda row: row_words(row.title, row.subtitle, row.mark, row.time, dot=row.dot),
}
# Before the fields a row has its number, its id, when it was deleted, and whether it is on this laptop only.
_HEAD, _LOCAL = 4, 3


class RecordModel(QAbstractListModel):
    """The records that a query finds, newest page first; `shown` says that the first page stands.

    `moving` comes before rows that stand are read again in place.
    """

    shown = Signal()
    moving = Signal()

    def __init__(self, desk: Desk, tasks: Tasks, kind: Kind, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._style = row_style(kind)
        self._fields: tuple[Field, ...] = tuple(kind.by_name[name] for name in self._style.names)
        self.query = Query(kind)
        self._rows: list[tuple[Any, ...]] = []
        self._words: dict[int, RowText] = {}
        self._after: tuple[Any, ...] | None = None
        self._under_way: Task[Page] | None = None
        self._now = datetime.now(UTC)
        self._joined = False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows have arrived."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says, by role."""
        read = _READ.get(role)
        return read(self._said(index.row())) if read and index.isValid() else None

    def canFetchMore(self, parent: Index) -> bool:
        """Whether another page may follow and is not under way."""
        return not parent.isValid() and self._after is not None and self._under_way is None

    def fetchMore(self, parent: Index) -> None:
        """Asks for the next page."""
        query, after = self.query, self._after
        if after is not None:
            self._under_way = self._tasks.read(lambda: self._page(query, after), self._append)

    def show(self, query: Query) -> None:
        """Asks for the first page of another query; the old rows stand until it is here."""
        if self._under_way is not None:
            self._under_way.cancel()
        self.query = query
        # As many rows as stand now, so that a refreshed list keeps its place.
        self._under_way = self._tasks.read(lambda: self._page(query, None), self.put)

    def refresh(self) -> None:
        """Reads again what stands, in place."""
        if self._under_way is not None:
            self._under_way.cancel()
        query, many = self.query, max(PAGE, len(self._rows))
        self._under_way = self._tasks.read(lambda: self._page(query, None, many), self._put_in_place)

    def _put_in_place(self, page: Page) -> None:
        self.moving.emit()
        self.put(page)

    def read_first(self) -> Page:
        """The first page, read at once; for the very first frame."""
        return self._page(self.query, None)

    def put(self, page: Page) -> None:
        """Shows the first page; rows that are the same stay where they are."""
        self._under_way = None
        self._now = datetime.now(UTC)
        rows = list(page.rows)
        if [row[1] for row in rows] == [row[1] for row in self._rows]:
            self._rows = rows
            self._words.clear()
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self._replace(rows)
        self._after = page.after
        self.shown.emit()

    def _replace(self, rows: list[tuple[Any, ...]]) -> None:
        """Puts rows in and out where they came or went, so that selection and place stay; else begins anew."""
        ids = {row[1] for row in rows}
        stay = [row[1] for row in self._rows if row[1] in ids]
        known = set(stay)
        if not stay or [row[1] for row in rows if row[1] in known] != stay:
            self.beginResetModel()
            self._rows, self._words = rows, {}
            self.endResetModel()
            return
        self._words = {}
        self._remove_all_but(ids)
        self._insert(rows, known)
        self._rows = rows
        self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def _remove_all_but(self, ids: set[Any]) -> None:
        for first, last in reversed(_runs([row[1] not in ids for row in self._rows])):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _insert(self, rows: list[tuple[Any, ...]], known: set[Any]) -> None:
        for first, last in _runs([row[1] not in known for row in rows]):
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()

    def _append(self, page: Page) -> None:
        self._under_way = None
        self._after = page.after
        if page.rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows.extend(page.rows)
            self.endInsertRows()

    def _page(self, query: Query, after: tuple[Any, ...] | None, many: int = PAGE) -> Page:
        # Where nothing is shared, that a row is on this laptop only says nothing.
        self._joined = bool(self._desk.store.facts.get("organisation"))
        return self._desk.page(query, self._style.names, after, many)

    def _said(self, row: int) -> RowText:
        if row not in self._words:
            stored = self._rows[row][_HEAD:]
            values = {
                field.name: (value or "") if isinstance(field, Link) else field.loaded(value)
                for field, value in zip(self._fields, stored, strict=True)
            }
            words = self._style.words(values, self._now)
            self._words[row] = replace(words, dot=self._joined and bool(self._rows[row][_LOCAL]))
        return self._words[row]

    @property
    def more(self) -> bool:
        """Whether further rows may follow."""
        return self._after is not None

    def is_local(self, id: str) -> bool | None:
        """Whether something of a shared record is on this laptop only; None where that is not known or says nothing."""
        row = self.row_of(id)
        return bool(self._rows[row][_LOCAL]) if self._joined and row >= 0 else None

    def id_at(self, row: int) -> str:
        """The id of the record in a row."""
        return str(self._rows[row][1])

    def row_of(self, id: str) -> int:
        """The row of a record, or -1 where it has not arrived."""
        return next((number for number, row in enumerate(self._rows) if row[1] == id), -1)


def _runs(wanted: list[bool]) -> list[tuple[int, int]]:
    """The first and last places of each run of True."""
    runs: list[tuple[int, int]] = []
    for place, on in enumerate(wanted):
        if on and runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        elif on:
            runs.append((place, place))
    return runs
