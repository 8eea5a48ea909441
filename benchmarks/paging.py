"""A page of a sorted, filtered list at any depth, beside the same keyset query by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import Any

from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded
from salesdesk.desk.desk import Desk
from salesdesk.store.connection import connect
from salesdesk.store.listing import PAGE, Query
from salesdesk.ui.rows import row_style

GOAL = 1.5
GOAL_DEEPEST = 2.0
_ORDERS = ("", "name", "company", "due")


@dataclass(frozen=True)
class Shown:
    """A list in one order, through one filter, as the desk and as SQL by hand ask for it."""

    query: Query
    names: Sequence[str]

    @property
    def label(self) -> str:
        """Its order and filter, for the table."""
        way = " descending" if self.query.descending else ""
        return f"{self.query.order or 'newest'}{way}, {' and '.join(self.query.where) or 'no filter'}"

    def sql(self, *, after: bool) -> str:
        """The page as SQL by hand; a key that most leads share (no due date) has its rows looked up by their number."""
        names = ["n", "id", "deleted", *self.names]
        if not self.query.order:
            return self._page(names, "n < :n" if after else "TRUE", "n DESC")
        key, way, beyond = f"{self.query.order}_key", *(("DESC", "<") if self.query.descending else ("ASC", ">"))
        names, order = [*names, key], f"{key} {way}, n {way}"
        if not after:
            return self._page(names, "TRUE", order)
        if "fair" in self.query.where:
            return self._page(names, f"({key}, n) {beyond} (:key, :n)", order)
        same = self._page(names, f"{key} = :key AND n {beyond} :n", order)
        further = self._page(names, f"{key} {beyond} :key", order)
        return f"SELECT * FROM ({same}) UNION ALL SELECT * FROM ({further}) LIMIT {PAGE}"

    def _page(self, names: Sequence[str], test: str, order: str) -> str:
        columns = ", ".join(f'"{name}"' for name in names)
        return f"SELECT {columns} FROM lead WHERE {test} AND {self._filters} ORDER BY {order} LIMIT {PAGE}"

    @property
    def _filters(self) -> str:
        return " AND ".join(["deleted IS NULL", *(f'"{name}" = :{name}' for name in self.query.where)])

    def places(self, connection: Any) -> list[tuple[Any, ...]]:
        """Where each row stands, in order: what a page can begin behind."""
        if not self.query.order:
            sql = f"SELECT n FROM lead WHERE {self._filters} ORDER BY n DESC"
        else:
            key, way = f"{self.query.order}_key", "DESC" if self.query.descending else "ASC"
            sql = f"SELECT {key}, n FROM lead WHERE {self._filters} ORDER BY {key} {way}, n {way}"
        found: list[tuple[Any, ...]] = connection.execute(sql, self.query.where).fetchall()
        return found


def measure(loaded: Loaded, pages: int) -> Measured:
    """`pages` pages of each order and filter at random depths, and as often the first and the deepest."""
    desk = loaded.open()
    connection, apart = (connect(loaded.database, loaded.key, readonly=True) for _ in range(2))
    random = Random(1)
    ours: list[float] = []
    floor: list[float] = []
    slowest = (0.0, "")
    furthest = (0.0, "")
    deepest: list[tuple[float, float, str]] = []
    for shown in _every(desk, loaded):
        places = shown.places(apart)  # which leaves neither side's pages warm
        if len(places) < 2 * PAGE:
            continue
        here = Pair(desk, connection, shown)
        depths = [None, *(random.choice(places[: -PAGE - 1]) for _ in range(pages - 1))]
        times = [here.both(after) for after in depths]
        ours += [mine for mine, _hand in times]
        floor += [hand for _mine, hand in times]
        mine, hand = (median(column) for column in zip(*times, strict=True))
        slowest = max(slowest, (mine, shown.label))
        furthest = max(furthest, (mine / hand, shown.label))
        deepest.append((*here.ends(places[-PAGE - 1], pages), shown.label))
    for opened in (connection, apart):
        opened.close()
    desk.store.close()
    last, first, where = max(deepest, key=lambda found: found[0] / found[1])
    notes = [
        ("list, slowest order and filter", f"{slowest[0] * 1e3:.2f} ms: {slowest[1]}"),
        ("list, furthest from the SQL by hand", f"{furthest[0]:.2f}: {furthest[1]}"),
        ("list, deepest against first at worst", f"{last / first:.2f}: {where}"),
    ]
    return Measured(
        [
            Figure("list page", median(ours) * 1e3, median(floor) * 1e3, GOAL),
            Figure("list deepest / first", last * 1e3, first * 1e3, GOAL_DEEPEST),
        ],
        notes,
    )


class Pair:
    """The desk and the SQL by hand, asked for the same pages by turns."""

    def __init__(self, desk: Desk, connection: Any, shown: Shown) -> None:
        self._desk = desk
        self._connection = connection
        self._shown = shown
        self._first = True

    def both(self, after: tuple[Any, ...] | None) -> tuple[float, float]:
        """Seconds for the page at the desk and by hand; both give the same rows."""
        self._first = not self._first
        asked: list[Callable[[], Sequence[Any]]] = [lambda: self._page(after), lambda: self._by_hand(after)]
        order = (0, 1) if self._first else (1, 0)
        times, rows = [0.0, 0.0], [[], []]  # type: tuple[list[float], list[Sequence[Any]]]
        for which in order:
            begun = time.perf_counter()
            rows[which] = asked[which]()
            times[which] = time.perf_counter() - begun
        assert [row[1] for row in rows[0]] == [row[1] for row in rows[1]]
        return times[0], times[1]

    def ends(self, last: tuple[Any, ...], repeats: int) -> tuple[float, float]:
        """Seconds for the deepest whole page and for the first, by turns."""
        times: list[tuple[float, float]] = []
        for _ in range(repeats):
            times.append((self._timed(last), self._timed(None)))
        return median(deep for deep, _first in times), median(first for _deep, first in times)

    def _timed(self, after: tuple[Any, ...] | None) -> float:
        begun = time.perf_counter()
        rows = self._page(after)
        taken = time.perf_counter() - begun
        assert len(rows) == PAGE
        return taken

    def _page(self, after: tuple[Any, ...] | None) -> Sequence[Any]:
        return self._desk.page(self._shown.query, self._shown.names, after).rows

    def _by_hand(self, after: tuple[Any, ...] | None) -> Sequence[Any]:
        values = dict(self._shown.query.where)
        if after is not None:
            values |= {"key": after[0], "n": after[-1]}
        rows: Sequence[Any] = self._connection.execute(self._shown.sql(after=after is not None), values).fetchall()
        return rows


def _every(desk: Desk, loaded: Loaded) -> Iterator[Shown]:
    kind = desk.kinds["lead"]
    names = row_style(kind).names
    fair = loaded.fairs[len(loaded.fairs) // 2]
    filters: Sequence[Mapping[str, str]] = ({}, {"rating": "hot"}, {"fair": fair}, {"fair": fair, "rating": "hot"})
    for order in _ORDERS:
        for descending in (False, True) if order else (False,):
            for where in filters:
                yield Shown(Query(kind, where, order=order, descending=descending), names)
