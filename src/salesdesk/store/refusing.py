"""What was refused goes to the inbox: a mutation as a whole, and what this laptop never heard of, or forgot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salesdesk.domain.changes import Written
from salesdesk.domain.record import Kinds
from salesdesk.protocol.wire import Answer, Refused, RefusedWrite, RowAnswer
from salesdesk.store import inbox
from salesdesk.store.connection import Connections
from salesdesk.store.facts import CLOCK_AHEAD, by_this_clock, fact
from salesdesk.store.outbox import Outbox
from salesdesk.store.overlay import Overlay
from salesdesk.store.parking import Parking
from salesdesk.store.rows import Rows
from salesdesk.store.scopes import Scopes
from salesdesk.store.told import told_of


class Refusals:
    """Takes back on the laptop what the server did not even look at; no pull would ever say so."""

    def __init__(self, connections: Connections, kinds: Kinds, outbox: Outbox) -> None:
        self._connections = connections
        self._kinds = kinds
        self._outbox = outbox

    def take(self, answer: Answer, time: int) -> tuple[int, set[str]]:
        """Keeps the answer; returns how many rows are in the inbox for it, and the kinds that look otherwise now.

        `time` is in microseconds.
        """
        return self._connections.write(lambda writer: self._take(writer, answer, time), door=True)

    def _take(self, writer: Any, answer: Answer, time: int) -> tuple[int, set[str]]:
        cursor = int(fact(writer, "cursor") or 0)
        mutation, told = self._outbox.refuse(writer, answer, cursor, time)
        if mutation is None:
            return 0, set()
        own = Overlay(writer, self._kinds, cursor, cursor)
        own.settle(mutation)
        scopes = Scopes(writer, ())
        rows = Rows(writer, self._kinds, scopes)
        for key in own.to_settle({}):
            rows.lay_own(key, None, own)
        rows.finish()
        scopes.keep()
        return len(told), rows.touched


def tell(writer: Any, kinds: Kinds, refused: Sequence[Refused]) -> int:
    """Puts into the inbox what a pull tells of refusals; returns how many rows that were not told of before.

    A mutation that is here is answered, or will be, as it was sent; this laptop was put back to before it made others.
    """
    ahead, count = int(fact(writer, CLOCK_AHEAD) or 0), 0
    for one in refused:
        if writer.execute("SELECT 1 FROM outbox WHERE mid = ?", (one.mid,)).fetchone():
            continue
        for write in one.writes:
            answer = RowAnswer(write.n, write.status, write.why, write.units)
            item = told_of(one.mid, _written(write), answer, by_this_clock(one.at, ahead))
            if item is None or writer.execute("SELECT 1 FROM inbox WHERE id = ?", (item.id,)).fetchone():
                continue
            if inbox.is_known(kinds, item):
                inbox.put(writer, item)
            else:
                Parking(writer, Scopes(writer, ())).park_entry(item)
            count += item.what == inbox.REFUSED
    return count


def _written(write: RefusedWrite) -> Written:
    """The write as it was made, but for what it was written over; of a set what was put in."""
    fields = write.fields | {name: adds for name, (adds, _removes) in write.sets.items()}
    return Written(write.kind, write.id, write.op, 0, fields, write.before)
