"""Lists: pages by keyset, filtered and sorted, or found by a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from salesdesk.domain.record import Kind, Record
from salesdesk.schema.columns import HEAD, key_column, layout_of, quoted, stored
from salesdesk.store import search
from salesdesk.store.connection import Connections, Row
from salesdesk.store.facts import CURSOR

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
    """Rows of a list, as stored: n, id, deleted, then the fields asked for; `after` begins the next."""

    rows: Sequence[Row]
    after: tuple[Any, ...] | None


@dataclass(frozen=True)
class _Sql:
    text: str
    values: list[Any]


class Lists:
    """Pages, counts and whole records, read without waiting for a writer."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def page(self, query: Query, names: Sequence[str], after: tuple[Any, ...] | None = None, limit: int = PAGE) -> Page:
        """`limit` rows behind `after`, with the stored values of the fields `names`."""
        columns = ", ".join(f"r.{quoted(name)}" for name in (*HEAD, *names))
        if query.text:
            return self._search(query, columns, after, limit)
        sql = _keyset(query, columns, after, limit)
        rows = self._connections.rows(sql.text, sql.values)
        if len(rows) < limit:
            return Page([row[:-1] for row in rows] if query.order else rows, None)
        last = rows[-1]
        return Page([row[:-1] for row in rows], (last[-1], last[0])) if query.order else Page(rows, (last[0],))

    def records(self, query: Query, limit: int = PAGE) -> list[Record]:
        """The first `limit` whole records."""
        layout = layout_of(query.kind)
        seen = self._cursor()  # before the rows: a pull in between makes them newer than they say, never older
        page = self.page(query, [x.name for x in query.kind.fields], None, limit)
        return [layout.record(row, seen) for row in page.rows]

    def get(self, kind: Kind, id: str) -> Record | None:
        """One record, deleted or not."""
        layout = layout_of(kind)
        sql = f"SELECT {CURSOR}, {layout.selected} FROM {quoted(kind.name)} WHERE id = ?"
        row = self._connections.one(sql, (id,))
        return layout.record(row[1:], row[0]) if row else None

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
        if not query.where and not query.deleted:
            # Two indexes are counted, not the rows.
            table = quoted(query.kind.name)
            row = self._connections.one(
                f"SELECT (SELECT count(*) FROM {table}) - (SELECT count(*) FROM {table} WHERE deleted IS NOT NULL)"
            )
            return int(row[0]) if row else 0
        conditions, values = _conditions(query)
        row = self._connections.one(f"SELECT count(*) FROM {quoted(query.kind.name)} r WHERE {conditions}", values)
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
        rows: list[Row] = []
        phase, below = after or ("words", None)
        if phase == "words":
            rows = self._found(query, columns, _match(words, asked.words, below), limit)
            if len(rows) == limit:
                return Page(rows, ("words", rows[-1][0]))
            below = None
        if not asked.parts:
            return Page(rows, None)
        # A first page that is not full holds all that the words find; to ask for it again takes longer.
        here = _Sql(", ".join("?" * len(rows)), [row[0] for row in rows])
        shown = _match(words, asked.words) if after else here
        rest = limit - len(rows)
        more = self._found(query, columns, _match(parts, asked.parts, below), rest, shown)
        return Page(rows + more, ("parts", more[-1][0]) if len(more) == rest else None)

    def _found(self, query: Query, columns: str, found: _Sql, limit: int, but: _Sql | None = None) -> list[Row]:
        conditions, values = _conditions(query)
        if but is not None:
            conditions += f" AND r.n NOT IN ({but.text})"
            values += but.values
        # CROSS JOIN keeps the index outside, which gives the newest first: no more are read than are shown.
        sql = (
            f"SELECT {columns} FROM ({found.text}) f CROSS JOIN {quoted(query.kind.name)} r "
            f"ON r.n = f.rowid WHERE {conditions} ORDER BY f.rowid DESC LIMIT ?"
        )
        return self._connections.rows(sql, [*found.values, *values, limit])


def _match(table: str, words: str, below: int | None = None) -> _Sql:
    """The row numbers that a table of the search index finds, from some row on downwards."""
    found = f"SELECT rowid FROM {quoted(table)} WHERE {quoted(table)} MATCH ?"
    return _Sql(found, [words]) if below is None else _Sql(f"{found} AND rowid < ?", [words, below])


def _conditions(query: Query) -> tuple[str, list[Any]]:
    parts = [f"r.deleted IS {'NOT ' if query.deleted else ''}NULL"]
    values: list[Any] = []
    for name, value in query.where.items():
        column = stored(query.kind.field(name), value)
        if column is None:
            parts.append(f"r.{quoted(name)} IS NULL")
        else:
            parts.append(f"r.{quoted(name)} = ?")
            values.append(column)
    return " AND ".join(parts), values


def _keyset(query: Query, columns: str, after: tuple[Any, ...] | None, limit: int) -> _Sql:
    conditions, values = _conditions(query)
    table = quoted(query.kind.name)
    if not query.order:
        if after:
            conditions += " AND r.n < ?"
            values.extend(after)
        return _Sql(f"SELECT {columns} FROM {table} r WHERE {conditions} ORDER BY r.n DESC LIMIT ?", [*values, limit])
    key = f"r.{quoted(key_column(query.kind.field(query.order)))}"
    way, beyond = ("DESC", "<") if query.descending else ("ASC", ">")

    def rows(test: str) -> str:
        order = f"{key} {way}, r.n {way}"
        return f"SELECT {columns}, {key} FROM {table} r WHERE {test}{conditions} ORDER BY {order} LIMIT ?"

    if not after:
        return _Sql(rows(""), [*values, limit])
    if _filtered_by_index(query):
        return _Sql(rows(f"({key}, r.n) {beyond} (?, ?) AND "), [*after, *values, limit])
    # SQLite looks up (key, n) by the key alone, and would walk through all rows of a key that many share.
    same, further = rows(f"{key} = ? AND r.n {beyond} ? AND "), rows(f"{key} {beyond} ? AND ")
    both = f"SELECT * FROM ({same}) UNION ALL SELECT * FROM ({further}) LIMIT ?"
    return _Sql(both, [*after, *values, limit, after[0], *values, limit, limit])


def _filtered_by_index(query: Query) -> bool:
    """Whether a filter has an index of its own, which then leads to few rows: they are sorted."""
    return any(link.name in query.where for link in layout_of(query.kind).indexed_links)
