"""The order of a list as SQL: a page behind a place or before it, a page anywhere, how many stand before a place.

What is asked stands in one index that a list is read through; a row is looked up only where it is shown. Where
few rows pass the filters, these are found by a filter's index and sorted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesdesk.domain.fields import Choice, Field, Link
from salesdesk.domain.record import Kind
from salesdesk.schema.columns import index_by, index_of, key_column, layout_of, live_index, quoted, stored

if TYPE_CHECKING:
    from salesdesk.store.listing import Query

# So many rows are sooner looked up and sorted than found on the way through a whole list, and so many are sooner
# found in an index and kept in mind on that way than looked up one by one.
FEW = 2_000
SOME = 12_000


@dataclass(frozen=True)
class Sql:
    """A statement, or a part of one, with its values."""

    text: str
    values: list[Any]


def conditions(query: Query) -> tuple[str, list[Any]]:
    """What a row must be to stand in a list, and the values of it."""
    parts = [f"r.deleted IS {'NOT ' if query.deleted else ''}NULL"]
    values: list[Any] = []
    for name, value in query.where.items():
        declared = query.kind.field(name)
        column = stored(declared, value)
        if column is None:
            parts.append(f"r.{quoted(name)} IS NULL")
            continue
        parts.append(f"r.{quoted(name)} = ?")
        values.append(column)
        if column and isinstance(declared, Choice):
            parts.append(f"r.{quoted(name)} <> ''")  # as its index is declared
    return " AND ".join(parts), values


def finest(kind: Kind, where: Mapping[str, Any]) -> Field | None:
    """The filter whose index leaves fewest: a link before a choice."""
    layout = layout_of(kind)
    return next((field for field in (*layout.indexed_links, *layout.choices) if where.get(field.name)), None)


class Ordering:
    """A query's order; `by` is the filter whose index leads to what passes, `most` how many rows do, at most."""

    def __init__(self, query: Query, by: Field | None = None, *, most: float = math.inf) -> None:
        self._order = query.order
        self._sorted = most <= FEW or isinstance(by, Link)
        self._down = query.descending if query.order else True
        self._key = f"r.{quoted(key_column(query.kind.field(query.order)))}" if query.order else ""
        self._tests, self._values = conditions(query)
        name = query.kind.name
        self._rows_of = f"{quoted(name)} r"
        self._counted = self._rows_of
        if not query.deleted:
            self._counted += f" INDEXED BY {quoted(index_of(name, by.name) if by else live_index(name))}"
        through_key = query.order and not self._sorted and not query.deleted
        self._through = (
            f"{self._rows_of} INDEXED BY {quoted(index_by(name, query.order))}" if through_key else self._counted
        )

        # On the way through a key's index a choice is looked up in each row, or in its own index for all at once.
        plain = Sql(self._tests, self._values)
        among = f"r.deleted IS NULL AND r.n IN (SELECT r.n FROM {self._counted} WHERE {self._tests})"
        self._all = Sql(among, self._values) if through_key and by else plain
        self._some = self._all if most <= SOME else plain

    def count(self, most: int | None = None) -> Sql:
        """How many rows there are; no further than `most`."""
        if most is None:
            return Sql(f"SELECT count(*) FROM {self._counted} WHERE {self._tests}", self._values)
        some = f"SELECT 1 FROM {self._counted} WHERE {self._tests} LIMIT ?"
        return Sql(f"SELECT count(*) FROM ({some})", [*self._values, most])

    def ends(self) -> Sql:
        """The lowest and the highest row number that pass the filters."""
        one = f"(SELECT r.n FROM {self._counted} WHERE {self._tests} ORDER BY r.n"
        return Sql(f"SELECT {one} LIMIT 1), {one} DESC LIMIT 1)", [*self._values, *self._values])

    def page(self, columns: str, after: tuple[Any, ...] | None, limit: int, *, back: bool = False) -> Sql:
        """The rows behind a place, or before it, from the place outwards."""
        down = self._down != back
        beyond = "<" if down else ">"
        if not after:
            return self._rows(columns, "", [], limit, down)
        if not self._order:
            return self._rows(columns, f" AND r.n {beyond} ?", [after[0]], limit, down)
        if self._sorted:
            return self._rows(columns, f" AND ({self._key}, r.n) {beyond} (?, ?)", list(after), limit, down)
        # SQLite looks up (key, n) by the key alone, and would walk through all rows of a key that many share.
        same = self._rows(columns, f" AND {self._key} = ? AND r.n {beyond} ?", list(after), limit, down)
        further = self._rows(columns, f" AND {self._key} {beyond} ?", [after[0]], limit, down)
        both = f"SELECT * FROM ({same.text}) UNION ALL SELECT * FROM ({further.text}) LIMIT ?"
        return Sql(both, [*same.values, *further.values, limit])

    def window(self, columns: str, skipped: int, limit: int, *, back: bool) -> Sql:
        """The rows behind the first `skipped` ones, from the end of the list where it is read `back`."""
        return self._found(columns, self._all, [limit, skipped], self._down != back, "LIMIT ? OFFSET ?")

    def rank(self, place: tuple[Any, ...]) -> Sql:
        """How many rows stand before a place."""
        beyond = ">" if self._down else "<"
        counted, values = f"SELECT count(*) FROM {self._through} WHERE {self._all.text}", self._all.values
        if not self._order:
            return Sql(f"{counted} AND r.n {beyond} ?", [*values, place[0]])
        before = f"{counted} AND {self._key} {beyond} ?"
        same = f"{counted} AND {self._key} = ? AND r.n {beyond} ?"
        return Sql(f"SELECT ({before}) + ({same})", [*values, place[0], *values, *place])

    def _rows(self, columns: str, test: str, values: list[Any], limit: int, down: bool) -> Sql:
        tests = Sql(f"{self._some.text}{test}", [*self._some.values, *values])
        if self._sorted and self._order:
            return self._found(columns, tests, [limit], down, "LIMIT ?")
        shown = f"SELECT {self._selected(columns)} FROM {self._through}"
        return Sql(f"{shown} WHERE {tests.text} {self._by(down)} LIMIT ?", [*tests.values, limit])

    def _found(self, columns: str, tests: Sql, ends: list[int], down: bool, part: str) -> Sql:
        """Rows whose numbers are found in an index first, so that no others are looked up."""
        here = f"SELECT r.n FROM {self._through} WHERE {tests.text} {self._by(down)} {part}"
        rows = f"SELECT {self._selected(columns)} FROM ({here}) w CROSS JOIN {self._rows_of} ON r.n = w.n"
        return Sql(f"{rows} {self._by(down)}", [*tests.values, *ends])

    def _selected(self, columns: str) -> str:
        return f"{columns}, {self._key}" if self._order else columns

    def _by(self, down: bool) -> str:
        way = "DESC" if down else "ASC"
        return f"ORDER BY {self._key} {way}, r.n {way}" if self._order else f"ORDER BY r.n {way}"
