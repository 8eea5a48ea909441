"""A mutation that was refused as a whole: what it wrote goes to the inbox, and the records are as before."""

from __future__ import annotations

from typing import Any

from salesdesk.domain.record import Kinds
from salesdesk.protocol.wire import Answer
from salesdesk.store.connection import Connections
from salesdesk.store.facts import fact
from salesdesk.store.outbox import Outbox
from salesdesk.store.overlay import Overlay
from salesdesk.store.rows import Rows
from salesdesk.store.scopes import Scopes


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
