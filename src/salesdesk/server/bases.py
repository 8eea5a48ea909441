"""What the writer had before her eyes: bases out of cursors, and of the mids of her own edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from salesdesk.protocol.merge import Base
from salesdesk.protocol.wire import EVERY_UNIT, Write
from salesdesk.server.inbox import Inbox
from salesdesk.server.many import among
from salesdesk.server.rows import Held, Key, chunks, dumps
from salesdesk.server.tables import Tables


class Trace(NamedTuple):
    """A unit of a mutation that did not simply become the row's, or its life ("") that stayed as it was.

    Who goes on from it has seen no more than `base_seq`; `was` is what she wrote, where that stands aside
    in `entry` or was merged into somebody's text.
    """

    entry: str
    base_seq: int
    was: Mapping[str, Any] | None = None


class Bases:
    """The seqs and traces of the writer's mutations, those of this push among them."""

    def __init__(self, connection: Connection, tables: Tables, user: str, head: int, inbox: Inbox) -> None:
        self._connection = connection
        self._tables = tables
        self._user = user
        self._head = head
        self._inbox = inbox
        self._seqs: dict[str, int] = {}
        self._traces: dict[tuple[str, Key, str], Trace] = {}
        self._new: list[dict[str, Any]] = []

    def load(self, mids: Iterable[str]) -> None:
        """Fetches what became of mutations."""
        answer, trace = self._tables.answer, self._tables.trace
        for some in chunks(mids):
            hers = among(self._connection, answer.c.mid, some) & (answer.c.user == self._user)
            self._seqs.update(
                (mid, seq) for mid, seq in self._connection.execute(select(answer.c.mid, answer.c.seq).where(hers))
            )
        for some in chunks(self._seqs):
            for row in self._connection.execute(select(trace).where(among(self._connection, trace.c.mid, some))):
                was = None if row.was is None else msgspec.json.decode(row.was)
                self._traces[row.mid, (row.kind, row.id), row.unit] = Trace(row.entry, row.base_seq, was)
        self._inbox.load({trace.entry for trace in self._traces.values()} - {""}, ())

    def committed(self, mid: str, seq: int) -> None:
        """A mutation of this push was done, under `seq`."""
        self._seqs[mid] = seq

    def leave_trace(self, mid: str, row: Key, unit: str, trace: Trace) -> None:
        """Remembers what became of a unit of a mutation of this push."""
        if (mid, row, unit) in self._traces:
            return
        self._traces[mid, row, unit] = trace
        was = None if trace.was is None else dumps(trace.was)
        named = {"mid": mid, "kind": row[0], "id": row[1], "unit": unit, "seq": 0}
        self._new.append(named | {"entry": trace.entry, "base_seq": trace.base_seq, "was": was})

    def of(self, row: Held | None, write: Write, unit: str, *, deciding: str = "") -> Base:
        """The base of a write to a unit, where it decides an open entry: of what she has seen of that one."""
        seen = self._seen(row, write)
        mid = write.bases.get(unit) or write.bases.get(EVERY_UNIT, "")
        if mid not in self._seqs:
            return Base(seen)
        trace = self._traces.get((mid, (write.kind, write.id), unit))
        if trace is None:
            # Not what she pulled since: where the answer was lost, her own edit lay over that.
            return Base(self._seqs[mid])
        return Base(seen) if deciding and trace.entry in {"", deciding} else self._traced(mid, trace)

    def of_life(self, row: Held, write: Write) -> Base:
        """The base of a write to the row's life: what she pulled, and what her own newest edits did to it."""
        seen, mid = self.capped(write), write.bases.get("", "")
        trace = self._traces.get((mid, row.key, ""))
        own = trace.base_seq if trace else self._seqs.get(mid, 0)
        turned = row.standing.turned
        did = turned if turned in {self._seqs.get(mid) for mid in write.bases.values()} else 0
        return Base(max(seen, own, did))

    def _traced(self, mid: str, trace: Trace) -> Base:
        kept = self._inbox.find(trace.entry)
        if kept is None or (kept.open and kept.entry.aside == trace.was):
            return Base(trace.base_seq, aside=trace.entry, was=trace.was)
        if kept.taken and kept.mid == mid:
            # Her value became the row's own.
            return Base(kept.taken)
        # It was decided, or another laptop of hers has typed on: what stands aside now she has not seen.
        return Base(trace.base_seq, was=trace.was)

    def capped(self, write: Write) -> int:
        """The cursor at which a write's row was read, as there may be one."""
        return min(max(write.seen, 0), self._head)

    def _seen(self, row: Held | None, write: Write) -> int:
        """What the cursor says, or the creation of the row where she made it herself."""
        made = self._seqs.get(write.bases.get("", ""), 0)
        # A mutation that only brought the row back says nothing of what others wrote before it.
        return max(self.capped(write), made) if row is not None and made == row.standing.made else self.capped(write)

    def flush(self) -> None:
        """Writes the traces of this push."""
        if self._new:
            for trace in self._new:
                trace["seq"] = self._seqs.get(trace["mid"], self._head)
            self._connection.execute(self._tables.trace.insert(), self._new)
