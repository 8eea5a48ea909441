"""The rows of a list: as long as the list is, read where she looks, in words when a row is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import Field, Link
from salesdesk.domain.record import Kind
from salesdesk.store.listing import Page, Query
from salesdesk.ui.lists.held import Held, Place, Row
from salesdesk.ui.lists.said import READ
from salesdesk.ui.lists.steps import Span, steps
from salesdesk.ui.rows import RowText, row_style
from salesdesk.ui.tasks import Task, Tasks

PAGE = 50
# So far ahead of a row that is painted the next ones are at hand.
_AHEAD = 30
_AGE_MS = 60_000
Index = QModelIndex | QPersistentModelIndex
# Before the fields a row has its number, its id, when it was deleted, and whether it is on this laptop only.
_HEAD, _LOCAL = 4, 3


@dataclass(frozen=True)
class _Part:
    """Rows that were read, the number of the first, and how long the list is where that was asked too."""

    start: int
    page: Page
    total: int | None = None


class RecordModel(QAbstractListModel):
    """The records that a query finds; `shown` says that the first page stands, `counted` how many there are.

    Where `whole`, the list is as long as all that it finds, and rows come when they are looked at; else it
    grows as she scrolls. `moving` comes before rows that stand are read again in place.
    """

    shown = Signal()
    moving = Signal()
    arrived = Signal()
    counted = Signal(int)

    def __init__(
        self, desk: Desk, tasks: Tasks, kind: Kind, parent: QObject | None = None, *, whole: bool = False
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._style = row_style(kind)
        self._fields: tuple[Field, ...] = tuple(kind.by_name[name] for name in self._style.names)
        self._whole = whole
        self.query = Query(kind)
        self.in_sight: Callable[[], tuple[int, int]] = lambda: (0, PAGE)
        self._held = Held()
        self.laying = False
        """Whether rows are being put in and out: what stands where is not to be asked until they are `shown`."""
        self._words: dict[int, RowText] = {}
        self._length = 0
        self._after: Place | None = None
        self._under_way: Task[Any] | None = None
        self._counting: Task[int] | None = None
        self._missing: set[int] = set()
        self._now = datetime.now(UTC)
        self._joined = False
        older = QTimer(self, interval=_AGE_MS)
        older.timeout.connect(lambda: self.tell_ages(datetime.now(UTC)))
        older.start()

    # --- what the view asks -------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How long the list is, as far as that is known."""
        return 0 if parent.isValid() else self._length

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says, by role; nothing before it is here."""
        read = READ.get(role)
        if not read or not index.isValid():
            return None
        number = index.row()
        for near in (number, number + _AHEAD, number - _AHEAD):
            if near not in self._held and 0 <= near < self._length:
                self._miss(near)
        return read(self._said(number)) if number in self._held else None

    def canFetchMore(self, parent: Index) -> bool:
        """Whether another page may follow and is not under way."""
        return not parent.isValid() and self._after is not None and self._under_way is None

    def fetchMore(self, parent: Index) -> None:
        """Asks for the next page."""
        query, after, start = self.query, self._after, self._length
        if after is not None:
            self._under_way = self._tasks.read(lambda: _Part(start, self._page(query, after)), self._append)

    def _append(self, part: _Part) -> None:
        if part.start != self._length:  # the count was here first: these rows have their place already
            self._filled(part)
            return
        self._under_way = None
        self._after = part.page.after
        many = len(part.page.rows)
        self._take(part)
        if many:
            self._insert(part.start, many)

    # --- rows that are looked at --------------------------------------------------------------

    def _miss(self, number: int) -> None:
        if not self._missing:
            QTimer.singleShot(0, self, self._fetch)
        self._missing.add(number)

    @Slot()
    def _fetch(self) -> None:
        if self._under_way is not None:
            self._missing.clear()  # what is missed still is asked for again when the answer is painted
            return
        first, many = self.in_sight()
        near = [n for n in self._missing if first - PAGE <= n < first + many + PAGE and n not in self._held]
        self._missing.clear()
        if not near:
            return
        number = min(near, key=lambda n: (not first <= n < first + many, n))
        query, (start, limit, after, before) = self.query, self._held.gap(number, self._length, PAGE)
        total = self._length
        self._under_way = self._tasks.read(
            lambda: _Part(start, self._rows_at(query, start, limit, after, before, total)), self._filled
        )

    def _rows_at(
        self, query: Query, start: int, limit: int, after: Place | None, before: Place | None, total: int
    ) -> Page:
        if after is not None or start == 0 or query.text:
            return self._page(query, after, limit)
        if before is not None:
            return self._desk.store.lists.page(query, self._style.names, before, limit, back=True)
        return self._desk.store.lists.window(query, self._style.names, start, limit, total)

    def _filled(self, part: _Part) -> None:
        self._under_way = None
        self._take(part)
        many = len(part.page.rows)
        if many:
            self.dataChanged.emit(self.index(part.start), self.index(min(part.start + many, self._length) - 1))
            self.arrived.emit()
        if many < PAGE and part.start + many < self._length and not self.query.text:
            self.refresh()  # the list is shorter than it was

    def _take(self, part: _Part) -> None:
        page, first = part.page, self.in_sight()[0]
        places: Sequence[Place] = ()
        if not self.query.text:
            keys = ((key,) for key in page.keys) if self.query.order else ((),) * len(page.rows)
            places = [(*key, row[0]) for key, row in zip(keys, page.rows, strict=True)]
        self._held.put(part.start, page.rows, places, page.after, near=first)
        if len(self._words) > len(self._held):
            self._words = {number: said for number, said in self._words.items() if number in self._held}

    # --- another list, or the same one again --------------------------------------------------

    def show(self, query: Query) -> None:
        """Asks for the first page of another query; the old rows stand until it is here."""
        self._drop()
        self.query = query
        self._under_way = self._tasks.read(lambda: self._page(query, None), self.put)

    def refresh(self) -> None:
        """Reads again what is in sight, in place."""
        self._drop()
        query, (first, many) = self.query, self.in_sight()
        place = self._held.place(first) if self._whole and not query.text and first > 2 * PAGE else None
        start, run = self._held.run_around(first)
        many = max(first + many + PAGE, start + len(run), PAGE) if place is None else many + 2 * PAGE
        self._under_way = self._tasks.read(lambda: self._again(query, place, many), self._put_in_place)

    def _again(self, query: Query, place: Place | None, many: int) -> _Part:
        if not self._whole or query.text:
            return _Part(0, self._page(query, None, many))
        lists = self._desk.store.lists
        total = lists.count(query)
        start = max(0, lists.rank(query, place) - PAGE) if place else 0
        start = min(start, max(0, total - many))
        page = lists.window(query, self._style.names, start, many, total) if start else self._page(query, None, many)
        return _Part(start, page, max(total, start + len(page.rows)))

    def _drop(self) -> None:
        for task in (self._under_way, self._counting):
            if task is not None:
                task.cancel()
        self._missing.clear()

    def _put_in_place(self, part: _Part) -> None:
        self.moving.emit()
        self._lay(part)

    def read_first(self) -> Page:
        """The first page, read at once; for the very first frame."""
        return self._page(self.query, None)

    def put(self, page: Page) -> None:
        """Shows the first page; rows that are the same stay where they are."""
        self._lay(_Part(0, page))

    def _lay(self, part: _Part) -> None:
        self._under_way = None
        self._now = datetime.now(UTC)
        rows, known = part.page.rows, part.total is not None or part.page.after is None
        self._after = None if known else part.page.after
        total = part.total if part.total is not None else len(rows)
        start, run = self._held.run_around(self.in_sight()[0] if part.start else 0)
        before = Span(start, [row[1] for row in run], self._length)
        moves = steps(before, Span(part.start, [row[1] for row in rows], total))
        self.laying = True
        if moves is None:
            self.beginResetModel()
        for at, many in moves or ():
            self._move(at, many)
        self._length = total
        self._held.clear()
        self._words.clear()
        self._take(part)
        if moves is None:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(part.start), self.index(part.start + len(rows) - 1))
        self.laying = False
        self.shown.emit()
        self._count(total if known else None)

    def _count(self, total: int | None) -> None:
        query = self.query
        if total is not None:
            self.counted.emit(total)
        elif self._whole and not query.text:
            self._counting = self._tasks.read(lambda: self._desk.store.lists.count(query), self._grow)

    def _grow(self, total: int) -> None:
        """All that the query finds has its place, now that it is known how much that is."""
        self._after = None
        if total > self._length:
            self._insert(self._length, total - self._length)
        self.counted.emit(self._length)

    def _move(self, at: int, many: int) -> None:
        """Puts rows in, or takes them out where there are fewer than none."""
        if many > 0:
            self._insert(at, many)
            return
        self.beginRemoveRows(QModelIndex(), at, at - many - 1)
        self._length += many
        self.endRemoveRows()

    def _insert(self, at: int, many: int) -> None:
        self.beginInsertRows(QModelIndex(), at, at + many - 1)
        self._length += many
        self.endInsertRows()

    def _page(self, query: Query, after: Place | None, many: int = PAGE) -> Page:
        # Where nothing is shared, that a row is on this laptop only says nothing.
        self._joined = bool(self._desk.store.facts.get("organisation"))
        return self._desk.page(query, self._style.names, after, many)

    # --- what a row says ----------------------------------------------------------------------

    def _said(self, number: int) -> RowText:
        if number not in self._words:
            row = self._held.row(number)
            assert row is not None
            values = {
                field.name: (value or "") if isinstance(field, Link) else field.loaded(value)
                for field, value in zip(self._fields, row[_HEAD:], strict=True)
            }
            words = self._style.words(values, self._now)
            self._words[number] = replace(words, dot=self._joined and bool(row[_LOCAL]))
        return self._words[number]

    def tell_ages(self, now: datetime) -> None:
        """Says how long ago things were, as of `now`."""
        self._now = now
        self._words.clear()
        first, many = self.in_sight()
        if self._length and not self.laying:
            self.dataChanged.emit(self.index(first), self.index(min(first + many, self._length) - 1))

    @property
    def more(self) -> bool:
        """Whether further rows may follow."""
        return self._after is not None

    def is_local(self, id: str) -> bool | None:
        """Whether something of a shared record is on this laptop only; None where that is not known or says nothing."""
        row = self._held.row(self.row_of(id))
        return bool(row[_LOCAL]) if self._joined and row is not None else None

    def id_at(self, number: int) -> str:
        """The id of the record in a row, or "" where it is not here."""
        row: Row | None = self._held.row(number)
        return str(row[1]) if row is not None else ""

    def row_of(self, id: str) -> int:
        """The row of a record, or -1 where it is not here."""
        return next((number for number, row in self._held.numbered() if row[1] == id), -1)
