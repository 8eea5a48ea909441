"""Lists: pages by keyset, filtered and sorted, anywhere in a list, or found by a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from salesdesk.domain.fields import Choice
from salesdesk.domain.record import Kind, Record
from salesdesk.schema.columns import HEAD, layout_of, quoted
from salesdesk.store import search
from salesdesk.store.connection import Connections, Row
from salesdesk.store.facts import CURSOR
from salesdesk.store.ordering import SOME, Ordering, Sql, conditions, finest

PAGE = 50


@dataclass(frozen=True)
class Query:
    """What a list shows: `where` by wire name and value, `text` searched for, `order` a sortable field.

    Without an order the newest come first; a search is always newest first.
    """

    kind: Kind
    where: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    order: str = ""
    descending: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Page:
    """Rows of a list, as stored: n, id, deleted, local, then the fields asked for.

    `after` begins the next page. Of a sorted list, `keys` are what its rows are sorted by.
    """

    rows: Sequence[Row]
    after: tuple[Any, ...] | None
    keys: Sequence[str] = ()


class Lists:
    """Pages, counts and whole records, read without waiting for a writer."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._passing: dict[tuple[Any, ...], int] = {}

    def page(
        self, query: Query, names: Sequence[str], after: tuple[Any, ...] | None = None, limit: int = PAGE,
        *, back: bool = False,
    ) -> Page:  # fmt: skip
        """`limit` rows behind `after`, or before it, with the stored values of the fields `names`."""
        if query.text:
            return self._search(query, _columns(names), after, limit)
        sql = self._ordering(query, again=after is None).page(_columns(names), after, limit, back=back)
        return self._page(query, sql, limit, back=back)

    def window(self, query: Query, names: Sequence[str], start: int, limit: int, total: int) -> Page:
        """`limit` rows from the row number `start` on, of a list of about `total` rows; no search."""
        behind = total - start - limit
        back = 0 <= behind < start
        sql = self._ordering(query).window(_columns(names), behind if back else start, limit, back=back)
        return self._page(query, sql, limit, back=back)

    def rank(self, query: Query, place: tuple[Any, ...]) -> int:
        """How many rows of a list stand before a place."""
        return self._one(self._ordering(query).rank(place))

    def _page(self, query: Query, sql: Sql, limit: int, *, back: bool) -> Page:
        rows = self._connections.rows(sql.text, sql.values)
        full = len(rows) == limit
        if back:
            rows.reverse()
        if not query.order:
            return Page(rows, (rows[-1][0],) if full and rows else None)
        after = (rows[-1][-1], rows[-1][0]) if full and rows else None
        return Page([row[:-1] for row in rows], after, [row[-1] for row in rows])

    def _ordering(self, query: Query, *, again: bool = False) -> Ordering:
        """How a list is read: that depends on how many rows pass a filter."""
        by = finest(query.kind, query.where) if not query.deleted else None
        if not query.order or not isinstance(by, Choice):
            return Ordering(query, by)
        asked = (query.kind.name, *query.where.items())
        if again or asked not in self._passing:
            if len(self._passing) > _REMEMBERED:
                self._passing.clear()
            self._passing[asked] = self._one(Ordering(query, by).count(SOME + 1))
        return Ordering(query, by, most=self._passing[asked])

    def records(self, query: Query, limit: int = PAGE) -> list[Record]:
        """The first `limit` whole records."""
        return self.whole(query, None, limit)[0]

    def whole(
        self, query: Query, after: tuple[Any, ...] | None, limit: int = PAGE
    ) -> tuple[list[Record], tuple[Any, ...] | None]:
        """`limit` whole records behind `after`, and what begins the next ones."""
        layout = layout_of(query.kind)
        seen = self._cursor()  # before the rows: a pull in between makes them newer than they say, never older
        page = self.page(query, [x.name for x in query.kind.fields], after, limit)
        return [layout.record(row, seen) for row in page.rows], page.after

    def get(self, kind: Kind, id: str) -> Record | None:
        """One record, deleted or not."""
        layout = layout_of(kind)
        sql = f"SELECT {CURSOR}, {layout.selected} FROM {quoted(kind.name)} WHERE id = ?"
        row = self._connections.one(sql, (id,))
        return layout.record(row[1:], row[0]) if row else None

    def several(self, kind: Kind, ids: Sequence[str]) -> list[Record]:
        """The records of these ids that are there, deleted or not."""
        layout = layout_of(kind)
        seen = self._cursor()
        marks = ", ".join("?" * len(ids))
        rows = self._connections.rows(f"SELECT {layout.selected} FROM {quoted(kind.name)} WHERE id IN ({marks})", ids)
        return [layout.record(row, seen) for row in rows]

    def _cursor(self) -> int:
        row = self._connections.one(f"SELECT {CURSOR}")
        return int(row[0]) if row else 0

    def deleted_with(self, parent: Kind, id: str, kind: Kind, link: str) -> list[Record]:
        """The records whose `link` names a deleted record, and that its deletion took along."""
        layout = layout_of(kind)
        seen = self._cursor()
        rows = self._connections.rows(
            f"SELECT {layout.selected} FROM {quoted(kind.name)} WHERE {quoted(link)} = ? "
            f"AND deleted = (SELECT deleted FROM {quoted(parent.name)} WHERE id = ?)",
            (id, id),
        )
        return [layout.record(row, seen) for row in rows]

    def count(self, query: Query) -> int:
        """How many rows the filters leave, the search aside."""
        return self._one(self._ordering(query).count())

    def counts(self, query: Query, name: str) -> dict[Any, int]:
        """How many rows the filters leave of each value of the choice `name`."""
        tests, values = conditions(query)
        sql = f"SELECT {quoted(name)}, count(*) FROM {quoted(query.kind.name)} r WHERE {tests} GROUP BY 1"
        return dict(self._connections.rows(sql, values))

    def _one(self, sql: Sql) -> int:
        row = self._connections.one(sql.text, sql.values)
        return int(row[0]) if row else 0

    def searching_is_behind(self, kind: Kind) -> bool:
        """Whether rows wait for the search index."""
        return self._connections.one("SELECT 1 FROM unindexed WHERE kind = ?", (kind.name,)) is not None

    def _search(self, query: Query, columns: str, after: tuple[Any, ...] | None, limit: int) -> Page:
        """Words by their beginnings, newest first; when they end, the middles of words."""
        asked = search.asked(query.text)
        if asked is None:
            return Page([], None)
        words, parts = search.words_table(query.kind.name), search.parts_table(query.kind.name)
        low, high = self._ends(query)
        if high is None:
            return Page([], None)
        rows: list[Row] = []
        phase, below = after or ("words", high + 1)
        if phase == "words":
            rows = self._found(query, columns, _match(words, asked.words, low, below), limit)
            if len(rows) == limit:
                return Page(rows, ("words", rows[-1][0]))
            below = high + 1
        if not asked.parts:
            return Page(rows, None)
        # A first page that is not full holds all that the words find; to ask for it again takes longer.
        here = Sql(", ".join("?" * len(rows)), [row[0] for row in rows])
        shown = _match(words, asked.words, low, high + 1) if after else here
        rest = limit - len(rows)
        more = self._found(query, columns, _match(parts, asked.parts, low, below), rest, shown)
        return Page(rows + more, ("parts", more[-1][0]) if len(more) == rest else None)

    def _ends(self, query: Query) -> tuple[int, int | None]:
        """Between which row numbers all stand that pass the filters: those of one fair stand close together."""
        by = finest(query.kind, query.where) if not query.deleted else None
        if by is None:
            return 0, _LAST
        sql = Ordering(query, by).ends()
        low, high = self._connections.one(sql.text, sql.values) or (None, None)
        return low or 0, high

    def _found(self, query: Query, columns: str, found: Sql, limit: int, but: Sql | None = None) -> list[Row]:
        tests, values = conditions(query)
        if but is not None:
            tests += f" AND r.n NOT IN ({but.text})"
            values += but.values
        # CROSS JOIN keeps the index outside, which gives the newest first: no more are read than are shown.
        sql = (
            f"SELECT {columns} FROM ({found.text}) f CROSS JOIN {quoted(query.kind.name)} r "
            f"ON r.n = f.rowid WHERE {tests} ORDER BY f.rowid DESC LIMIT ?"
        )
        return self._connections.rows(sql, [*found.values, *values, limit])


_REMEMBERED = 200
_LAST = 2**62


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f"r.{quoted(name)}" for name in (*HEAD, *names))


def _match(table: str, words: str, low: int, below: int) -> Sql:
    """The row numbers from `low` to `below` that a table of the search index finds."""
    found = f"SELECT rowid FROM {quoted(table)} WHERE {quoted(table)} MATCH ?"
    return Sql(f"{found} AND rowid >= ? AND rowid < ?", [words, low, below])
