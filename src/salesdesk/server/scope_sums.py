"""The count and sum of each scope's rows and when one of them last moved, kept up to date by whoever writes rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from salesdesk.protocol.sums import MODULUS, row_hash
from salesdesk.server import rights
from salesdesk.server.altered import Done
from salesdesk.server.fresh import Fresh
from salesdesk.server.rows import Held
from salesdesk.server.tables import Tables


def move(
    connection: Connection, tables: Tables, changed: Iterable[Held], fresh: Iterable[Fresh] = (),
    altered: Iterable[Done] = (),
) -> None:  # fmt: skip
    """Takes the rows out of the sums as they were, and puts them in as they are; and new ones."""
    moved: _Moved = defaultdict(_Sums)
    for held in changed:
        if held.was is not None:
            seq, person, team = held.was
            moved[person, team].book(-1, -row_hash(held.id, seq), held.seq)
        moved[held.person, held.team].book(1, row_hash(held.id, held.seq), held.seq)
    for rows in fresh:
        for id, scopes in zip(rows.ids, rows.scopes, strict=True):
            moved[scopes].book(1, row_hash(id, rows.seq), rows.seq)
    for those, causes in altered:
        for id, scopes, was, cause in zip(those.ids, those.scopes, those.seqs, causes, strict=True):
            moved[scopes].book(0, row_hash(id, cause.seq) - row_hash(id, was), cause.seq)
    _write(connection, tables, _by_scope(moved))


def of(connection: Connection, tables: Tables, scopes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Count and sum of each scope; (0, 0) where nothing is in it."""
    found = connection.execute(_sums(tables.scope_sum), {"scopes": list(scopes)})
    there = {scope: (count, sum_) for scope, count, sum_ in found}
    return {scope: there.get(scope, (0, 0)) for scope in scopes}


@lru_cache(8)
def _sums(table: Table) -> Select[Any]:
    return select(table.c.scope, table.c["count"], table.c["sum"]).where(
        table.c.scope.in_(bindparam("scopes", expanding=True))
    )


def about(connection: Connection, tables: Tables, reader: rights.Reader) -> int:
    """About how many rows a person reads: most of her own are her team's too, and count once."""
    counts = {scope: count for scope, (count, _sum) in of(connection, tables, reader.scopes).items()}
    hers = counts.pop(rights.name(person=reader.user))
    return max(hers, sum(counts.values()))


def all(connection: Connection, tables: Tables) -> dict[str, tuple[int, int]]:
    """Count and sum of every scope, as they are kept."""
    table = tables.scope_sum
    rows = connection.execute(select(table.c.scope, table.c["count"], table.c["sum"]))
    return {scope: (count, sum_) for scope, count, sum_ in rows}


def counted(connection: Connection, tables: Tables) -> dict[str, tuple[int, int]]:
    """Count and sum of every scope that has rows, reckoned anew from them."""
    moved: _Moved = defaultdict(_Sums)
    for kind in tables.kinds:
        columns = tables.of(kind.name).c
        read = select(columns.id, columns.seq, columns.scope_person, columns.scope_team)
        for id, seq, person, team in connection.execution_options(yield_per=10_000).execute(read):
            moved[person, team].book(1, row_hash(id, seq), seq)
    return {scope: (sums.count, sums.sum % MODULUS) for scope, sums in _by_scope(moved).items()}


@dataclass
class _Sums:
    """What is added to a count and a sum, and the newest seq of what is."""

    count: int = 0
    sum: int = 0
    seq: int = 0

    def book(self, count: int, number: int, seq: int) -> None:
        self.count += count
        self.sum += number
        self.seq = max(self.seq, seq)


# By person and team.
_Moved = dict[tuple[str, str], _Sums]


def _by_scope(moved: _Moved) -> dict[str, _Sums]:
    found: dict[str, _Sums] = defaultdict(_Sums)
    for (person, team), sums in moved.items():
        for scope in rights.names(person, team):
            found[scope].book(sums.count, sums.sum, sums.seq)
    return found


def _write(connection: Connection, tables: Tables, moved: Mapping[str, _Sums]) -> None:
    table = tables.scope_sum
    found = select(table).where(table.c.scope.in_(list(moved)))
    there = {row["scope"]: row for row in connection.execute(found).mappings()}
    new: list[dict[str, Any]] = []
    old: list[dict[str, Any]] = []
    for scope, sums in moved.items():
        was = there.get(scope, _BLANK)
        row = {
            "_scope": scope, "count": was["count"] + sums.count, "sum": (was["sum"] + sums.sum) % MODULUS,
            "seq": max(was["seq"], sums.seq),
        }  # fmt: skip
        (old if scope in there else new).append(row)
    if new:
        connection.execute(table.insert(), [{"scope": row.pop("_scope"), **row} for row in new])
    if old:
        connection.execute(table.update().where(table.c.scope == bindparam("_scope")), old)


_BLANK = {"count": 0, "sum": 0, "seq": 0}
