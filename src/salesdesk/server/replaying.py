"""Mutations that are handed in again after a restore: what of them still counts (SYNC.md, restores).

Among what was lost the higher old seq wins, as it did before; what a person has written since, without
having seen it, is not overwritten: both values are laid before people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from salesdesk.domain.fields import LongText
from salesdesk.protocol.merge import Base
from salesdesk.protocol.wire import NOT_DONE, Mutation, Write
from salesdesk.server.bases import Bases, Trace
from salesdesk.server.checking import Unacceptable, is_id, values_of
from salesdesk.server.ground import Cause, Ground
from salesdesk.server.horizons import LIFE, Horizons, version
from salesdesk.server.inbox import Inbox, entry_id
from salesdesk.server.rows import Held


def parked(mutation: Mutation, ground: Ground, horizons: Horizons) -> bool:
    """Whether a mutation that is handed in again is about rows that nobody has given back yet."""
    if not mutation.old or not horizons.epochs.lost(mutation.old):
        return False
    known = ground.kinds
    return all(
        write.op != "create" and write.kind in known and is_id(write.id) and ground.find((write.kind, write.id)) is None
        for write in mutation.writes
    )


@dataclass(frozen=True)
class Replaying:
    """What a push needs to know of the lost stretch."""

    ground: Ground
    horizons: Horizons
    bases: Bases
    inbox: Inbox

    def old(self, mutation: Mutation) -> int:
        """The old seq of a mutation that is handed in again, 0 for any other."""
        return mutation.old if mutation.old and self.horizons.epochs.lost(mutation.old) else 0

    def undecided(self, write: Write) -> Write:
        """The write without its decision, where that was made before or the entry is lost."""
        kept = self.inbox.find(write.entry)
        return write if kept is not None and kept.open else structs.replace(write, entry="", choice="")

    def left(self, row: Held, write: Write, cause: Cause) -> Write:
        """What of a write is not in the row already; her next edits of the rest stand on the old seq."""
        names = [name for name in (*write.fields, *write.sets) if self._done(row, write, name, cause)]
        for unit in {row.kind.by_name[name].unit for name in names}:
            # Where the unit stands aside, that is what is remembered of it.
            self.bases.leave_trace(cause.mid, row.key, unit, Trace("", cause.old))
        op = write.op
        if op in {"delete", "restore"} and self.horizons.covers(row, LIFE, cause.old):
            self.bases.leave_trace(cause.mid, row.key, LIFE, Trace("", cause.old))
            op = "change"
        fields = {name: value for name, value in write.fields.items() if name not in names}
        sets = {name: value for name, value in write.sets.items() if name not in names}
        return structs.replace(write, op=op, fields=fields, sets=sets)

    def _done(self, row: Held, write: Write, name: str, cause: Cause) -> bool:
        known = row.kind.by_name.get(name)
        if known is None:
            return False
        was = {x.name: write.fields.get(x.name) for x in row.kind.units[known.unit]}
        entry = self._aside(row, known.unit, was, cause)
        if entry:
            self.bases.leave_trace(cause.mid, row.key, known.unit, Trace(entry, self.bases.capped(write), was))
        return bool(entry) or (known.unit not in write.aside and self.horizons.covers(row, known.unit, cause.old))

    def _aside(self, row: Held, unit: str, values: Mapping[str, Any], cause: Cause) -> str:
        """The conflict in which these values stand aside already, by the same write or because they were offered."""
        kept = self.inbox.find(entry_id(cause.mid, row.key, unit))
        if kept is not None:
            return kept.entry.id
        for kept in self.inbox.waiting(row, unit):
            if kept.entry.aside == values and kept.entry.aside_by in {cause.user, ""}:
                kept.claim(cause)
                return kept.entry.id
        return ""

    def base(self, row: Held, write: Write, unit: str, base: Base, cause: Cause) -> Base:
        """What a write that is handed in again counts as having seen of a unit."""
        if unit in write.aside or (write.was == "merged" and _is_text(row, unit)):
            return Base(base.seq, base.aside, _before(row, write, unit))
        now = version(row, unit)
        if self.horizons.epochs.untouched(now, cause.old):
            return Base(max(now, base.seq))
        older = self.horizons.of(row, unit).old < cause.old
        return Base(now) if older and self.horizons.given_back(row, unit, cause.old) else base

    def wrote(self, row: Held, write: Write, unit: str, base: Base, cause: Cause) -> None:
        """A write that was handed in again is in a unit now."""
        if unit not in write.aside:
            self.horizons.put(row, unit, cause.old if base.was is None else base.seq, version(row, unit))

    def made(self, row: Held, cause: Cause) -> None:
        """A row that was handed in again is there now."""
        for unit in (*row.kind.units, LIFE):
            self.horizons.put(row, unit, cause.old, cause.seq)


def _is_text(row: Held, unit: str) -> bool:
    return any(isinstance(field, LongText) for field in row.kind.units.get(unit, ()))


def _before(row: Held, write: Write, unit: str) -> Mapping[str, Any]:
    fields = row.kind.units[unit]
    try:
        before = values_of(row.kind, {x.name: write.before[x.name] for x in fields if x.name in write.before})
    except Unacceptable:
        before = {}  # nobody ever saw that here
    return {x.name: before.get(x.name, x.wire(x.empty)) for x in fields}


def entry_ids(mutations: Iterable[Mutation]) -> set[str]:
    """The conflicts that mutations which are handed in again once came to."""
    return {
        entry_id(mutation.mid, (write.kind, write.id), unit)
        for mutation in mutations
        if mutation.old
        for write in mutation.writes
        for unit in write.aside
    }


def refused_before(write: Write) -> bool:
    """Whether the server had not done a write at all."""
    return write.was in NOT_DONE or (write.op == "delete" and write.was == "restored")
