"""Many rows at once: new ones, and the deletion of many; one durable transaction for a few mutations of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from salesdesk.domain.fields import Field
from salesdesk.domain.record import Kind
from salesdesk.schema.columns import layout_of, quoted
from salesdesk.store import search
from salesdesk.store.facts import CURSOR
from salesdesk.store.mutations import ROWS_A_MUTATION, Header, begin_action, bodies, row_as_json
from salesdesk.store.removed import made_again, removed_here

# What is held in memory at once.
ROWS_AT_ONCE = 20 * ROWS_A_MUTATION


@dataclass(frozen=True)
class New:
    """A record to be made: its id, and the values by wire name that are not empty."""

    kind: Kind
    id: str
    values: Mapping[str, Any]


@cache
def _wired(kind: Kind) -> tuple[Mapping[str, Any], Mapping[str, Field]]:
    """What each field is when it is empty, on the wire; and those that are other there than here."""
    others = {x.name: x for x in kind.fields if type(x).wire is not Field.wire}
    return {x.name: x.wire(x.empty) for x in kind.fields}, others


def _created(row: New) -> Mapping[str, Any]:
    """A new record as a mutation's row."""
    empty, others = _wired(row.kind)
    said = dict(row.values)
    for name in said.keys() & others:
        said[name] = others[name].wire(said[name])
    before = {name: empty[name] for name in said}
    return {"kind": row.kind.name, "id": row.id, "op": "create", "seen": 0, "fields": said, "before": before}


def _lived(kind: Kind, id: str, op: str, seen: int) -> Mapping[str, Any]:
    """A deletion or a restoration as a mutation's row."""
    return {"kind": kind.name, "id": id, "op": op, "seen": seen, "fields": {}, "before": {}}


class Writing:
    """Writes the rows of one transaction; `new_id` makes the ids of mutations."""

    def __init__(self, writer: Any, header: Header, new_id: Callable[[], str]) -> None:
        self._writer = writer
        self._header = header
        self._new_id = new_id

    def add(self, mutations: Sequence[Sequence[New]], enough: Callable[[], bool]) -> int:
        """Writes new records, mutation by mutation until it is `enough`; returns how many mutations were written.

        The indexer catches up behind them.
        """
        begin_action(self._writer, self._header)
        for number, rows in enumerate(mutations, 1):
            self._tell(list(map(_created, rows)))
            for kind, some in groupby(rows, lambda row: row.kind):
                self._insert(kind, list(some))
            if enough():
                return number
        return len(mutations)

    def live(self, kind: Kind, ids: Sequence[str], *, deleted: bool) -> int:
        """Deletes the records of one mutation, or brings them back; returns how many were not so before."""
        table, was = quoted(kind.name), "NULL" if deleted else "NOT NULL"
        marks = ", ".join("?" * len(ids))
        sql = f"SELECT n, id FROM {table} WHERE deleted IS {was} AND id IN ({marks}) ORDER BY n"
        found = self._writer.execute(sql, ids).fetchall()
        if not found:
            return 0
        begin_action(self._writer, self._header)
        op, seen = "delete" if deleted else "restore", self._writer.execute(f"SELECT {CURSOR}").fetchone()[0]
        again = {} if deleted else self._made_again(kind, [id for _n, id in found])
        self._tell([again.get(id) or _lived(kind, id, op, seen) for _n, id in found])
        at = self._header.microseconds if deleted else None
        self._writer.executemany(
            f'UPDATE {table} SET deleted = ?, "local" = 1 WHERE n = ?', [(at, n) for n, _id in found]
        )
        numbers = [n for n, _id in found]
        if deleted:
            for name in (search.words_table(kind.name), search.parts_table(kind.name)):
                self._writer.executemany(f"DELETE FROM {quoted(name)} WHERE rowid = ?", [(n,) for n in numbers])
        else:
            self._leave_word(kind, numbers[0], numbers[-1])
        return len(found)

    def _made_again(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """What comes back of what was removed here alone is new to the server."""
        layout, removed = layout_of(kind), removed_here(self._writer, kind, ids)
        marks = ", ".join("?" * len(removed))
        sql = f"SELECT {layout.selected} FROM {quoted(kind.name)} WHERE id IN ({marks})"
        records = [layout.record(row) for row in self._writer.execute(sql, list(removed))] if removed else []
        return {record.id: row_as_json(made_again(self._writer, record)) for record in records}

    def _tell(self, rows: Sequence[Mapping[str, Any]]) -> None:
        from msgspec.json import encode  # five times as fast, and too slow to import for a single save

        sql = "INSERT INTO outbox (mid, action, body) VALUES (?, ?, ?)"
        self._writer.executemany(sql, [(self._new_id(), self._header.action, body) for body in bodies(rows, encode)])

    def _insert(self, kind: Kind, rows: Sequence[New]) -> None:
        layout = layout_of(kind)
        last = self._writer.execute(f"SELECT coalesce(max(n), 0) FROM {quoted(kind.name)}").fetchone()[0]
        self._writer.executemany(layout.insert, [layout.new_row(row.id, row.values) for row in rows])
        self._leave_word(kind, last + 1, last + len(rows), new=True)

    def _leave_word(self, kind: Kind, low: int, high: int, *, new: bool = False) -> None:
        """What the indexer has to look at; new rows that go on behind the last ones are one entry with them.

        Rows that were there before get one of their own: the indexer may have read the others already.
        """
        grow = "UPDATE unindexed SET high = ? WHERE kind = ? AND high = ?"
        if not (new and self._writer.execute(grow, (high, kind.name, low - 1)).rowcount):
            self._writer.execute("INSERT INTO unindexed VALUES (?, ?, ?)", (kind.name, low, high))
