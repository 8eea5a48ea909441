"""What is known of the lost stretch: up to which old seq a unit's value speaks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select, tuple_

from salesdesk.protocol.merge import Base
from salesdesk.protocol.wire import EPOCH_BITS, Mutation, Write
from salesdesk.server.epochs import Epochs
from salesdesk.server.rows import Held, Key, chunks
from salesdesk.server.tables import Tables

# The row's life, beside its units.
LIFE = ""


class Horizon(NamedTuple):
    """`old`: the newest seq of the lost stretch that is in a unit's value; `at`: the seq under which that was
    put there from what laptops gave back (0: a person wrote it, who had seen so much)."""

    old: int = 0
    at: int = 0


class Horizons:
    """The horizons of the rows of one transaction."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self._connection = connection
        self._table = tables.horizon
        self.epochs = Epochs.read(connection, tables)
        self._known: dict[tuple[Key, str], Horizon] = {}
        self._there: set[tuple[Key, str]] = set()
        self._changed: set[tuple[Key, str]] = set()

    @property
    def needed(self) -> bool:
        """Whether anything was ever lost."""
        return bool(self.epochs.kept_by)

    def asked_for(self, mutation: Mutation, write: Write) -> bool:
        """Whether anything may be asked of a write's row: for what she saw after all losses nothing is."""
        if not self.needed:
            return False
        return bool(mutation.old or write.bases or write.entry) or self.epochs.lost(write.seen)

    def load(self, keys: Iterable[Key]) -> None:
        """Fetches what is known of rows."""
        if not self.needed:
            return
        by_kind: dict[str, list[str]] = {}
        for kind, id in keys:
            by_kind.setdefault(kind, []).append(id)
        for kind, ids in by_kind.items():
            for some in chunks(ids):
                ours = (self._table.c.kind == kind) & self._table.c.id.in_(some)
                for row in self._connection.execute(select(self._table).where(ours)):
                    place = (row.kind, row.id), row.unit
                    self._there.add(place)
                    self._known.setdefault(place, Horizon(row.old, row.at))

    def of(self, row: Held, unit: str) -> Horizon:
        """What is known of a unit."""
        return self._known.get((row.key, unit), Horizon())

    def put(self, row: Held, unit: str, old: int, at: int) -> None:
        """Remembers what a unit's value speaks for from now on."""
        self._known[row.key, unit] = Horizon(max(old, self.of(row, unit).old), at)
        self._changed.add((row.key, unit))

    def covers(self, row: Held, unit: str, old: int) -> bool:
        """Whether an old seq is in a unit's value; of another epoch's stretch that is not known."""
        known = self.of(row, unit).old
        return known >= old and known >> EPOCH_BITS == old >> EPOCH_BITS

    def given_back(self, row: Held, unit: str, old: int) -> bool:
        """Whether a unit holds what laptops of the same epoch gave back, and no person's newer value."""
        known = self.of(row, unit)
        return bool(known.at) and known.at == version(row, unit) and known.old >> EPOCH_BITS == old >> EPOCH_BITS

    def translated(self, row: Held, unit: str, base: Base) -> Base:
        """A base of the lost stretch, in the seqs that stand: the value's own where her eyes had seen it."""
        if not self.needed or base.aside or base.was is not None or not self.epochs.lost(base.seq):
            return base
        now = version(row, unit)
        seen = self.given_back(row, unit, base.seq) and self.of(row, unit).old <= base.seq
        return Base(max(now, base.seq)) if seen else base

    def wrote(self, row: Held, unit: str, base: int) -> None:
        """A person wrote a unit, on what she had seen of the lost stretch."""
        if self.needed and self.epochs.lost(base):
            self.put(row, unit, base, 0)

    def flush(self) -> None:
        """Writes what changed."""
        rows = [
            {"kind": key[0], "id": key[1], "unit": unit, **self._known[key, unit]._asdict()}
            for key, unit in self._changed
        ]
        there = [
            (row["kind"], row["id"], row["unit"])
            for row in rows
            if ((row["kind"], row["id"]), row["unit"]) in self._there
        ]
        columns = self._table.c
        for start in range(0, len(there), 100):
            some = tuple_(columns.kind, columns.id, columns.unit).in_(there[start : start + 100])
            self._connection.execute(self._table.delete().where(some))
        if rows:
            self._connection.execute(self._table.insert(), rows)


def version(row: Held, unit: str) -> int:
    """The seq that last wrote a unit, or turned the row's life."""
    return row.standing.version(unit) if unit else row.standing.turned
