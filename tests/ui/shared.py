"""A desk that shares its records with colleagues, without a server: what a pull would bring is laid in by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

from tests import factories

from salesdesk.desk.desk import Desk
from salesdesk.desk.office import Synced
from salesdesk.domain.record import Record, kind_of
from salesdesk.protocol.wire import Answer, Gone, Past, Row
from salesdesk.store import inbox
from salesdesk.store.inbox import Item
from salesdesk.store.pulls import Arrived
from salesdesk.sync.engine import Outcome, stopping
from salesdesk.sync.progress import Progress

__all__ = [
    "Answer",
    "Arrived",
    "Edge",
    "Gone",
    "Outcome",
    "Row",
    "Synced",
    "conflict",
    "join",
    "micro",
    "notice",
    "pull",
    "put",
    "refused",
    "tell",
    "waits_for",
]
_numbers = itertools.count(1)


def micro(hours_ago: float = 0) -> int:
    """A moment before NOW in microseconds since 1970."""
    return int((factories.NOW - timedelta(hours=hours_ago)).timestamp() * 1_000_000)


def join(desk: Desk, *, last_sync: int = 0) -> None:
    """Makes the profile one of a company's, logged in."""
    me = desk.me
    assert me is not None
    facts = desk.store.facts
    facts.put(server="https://desk.example.com", organisation="o", user=me.id, access="a", refresh="r")
    if last_sync:
        facts.put(last_sync=last_sync)


def put(desk: Desk, item: Item) -> Item:
    """Puts an entry into the inbox."""
    desk.store.facts._connections.write(lambda writer: inbox.put(writer, item))  # noqa: SLF001
    return item


def conflict(desk: Desk, record: Record, unit: str, now: Any, aside: Any, **given: Any) -> Item:
    """Two values for one field; by default hers was set aside. Values by field name, or of the unit's one field."""
    me = desk.me
    assert me is not None
    said: dict[str, Any] = {"now_by": "", "now_at": micro(2), "aside_by": me.id, "aside_at": micro(20)} | given
    sides: dict[str, Any] = {"now": now, "aside": aside, "base": said.pop("base", {})}
    said |= {side: value if isinstance(value, dict) else {unit: value} for side, value in sides.items()}
    said |= {"what": "conflict", "kind": kind_of(type(record)).name, "record": record.id, "unit": unit}
    return put(desk, Item(**{"id": f"entry-{next(_numbers):04d}", "at": said["aside_at"]} | said))


def refused(desk: Desk, record: Record, aside: dict[str, Any], **given: Any) -> Item:
    """A change that the server did not take."""
    said: dict[str, Any] = {"why": "not_yours", "unit": "change", "at": micro(30)} | given
    kind = kind_of(type(record)).name
    return put(desk, Item(f"entry-{next(_numbers):04d}", "refused", kind, record.id, aside=aside, **said))


def notice(desk: Desk, what: str, record: Record, **given: Any) -> Item:
    """A record that came back, or stayed."""
    said: dict[str, Any] = {"at": micro(40)} | given
    return put(desk, Item(f"entry-{next(_numbers):04d}", what, kind_of(type(record)).name, record.id, **said))


def pull(desk: Desk, seq: int, record: Record, **values: Any) -> Synced:
    """Everything that waits is answered, and a record comes as a colleague left it, at `seq`."""
    answers = [Answer(mutation.mid, "ok", seq - 1) for mutation in desk.store.outbox.batch()]
    desk.store.outbox.answered(answers, micro())
    kind = kind_of(type(record))
    wired = kind.wire(desk.get(kind.name, record.id).but(**values))
    row = Row(kind.name, wired.pop("id"), seq, wired, whole=True, scopes=[0])
    desk.store.pulls.apply(Arrived(1, seq, micro(), ["own"], [row]))
    return Synced(Outcome(pulled=1, kinds={kind.name}), 0, 0)


def tell(desk: Desk, synced: Synced) -> None:
    """Tells all that listen of a round."""
    for listener in desk.sync_listeners:
        listener(synced)


def waits_for(gate: Event) -> Callable[[Callable[[Progress], None]], None]:
    """A round that lasts until the gate opens."""

    def work(_say: Callable[[Progress], None]) -> None:
        gate.wait(30)

    return work


class Listener:
    """Hears of news when a test says `heard`."""

    def __init__(self, heard: Callable[[int], None]) -> None:
        self.heard = heard
        self.alive = False

    def start(self) -> None:
        """Listens."""
        self.alive = True

    def stop(self, _patience: float = 0) -> None:
        """Listens no more."""
        self.alive = False


class Edge:
    """Stands where the network begins: says what it is told to, and counts how often it is asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rounds = 0
        self.error: Exception | None = None
        self.work: Callable[[Callable[[Progress], None]], None] = lambda _say: None
        self.kinds: set[str] = set()
        self.outcome = Outcome()
        self.steps: list[Past] = []
        self.asked: list[tuple[str, str]] = []
        office: Any = desk.office
        office.sync, office.past, office.log_in, office.log_out = self.sync, self.past, self.log_in, self.log_out
        office.listening = self.listening
        self.listener = Listener(lambda _seq: None)

    def listening(self, heard: Callable[[int], None]) -> Listener:
        """Somebody who hears what the test says."""
        self.listener = Listener(heard)
        return self.listener

    def sync(self, say: Callable[[Progress], None], stopped: Callable[[], bool]) -> Synced:
        """A round."""
        self.rounds += 1
        self.work(stopping(stopped, say))
        if self.error is not None:
            raise self.error
        self.desk.store.facts.put(last_sync=micro())
        done = Synced(replace(self.outcome, kinds=set(self.kinds)), 0, 0)
        tell(self.desk, done)
        return done

    def past(self, _kind: str, _id: str) -> list[Past]:
        """The steps that the server knows."""
        if self.error is not None:
            raise self.error
        return self.steps

    def log_in(self, url: str, name: str, _password: str) -> None:
        """Lets her in, or does not."""
        self.asked.append((url, name))
        if self.error is not None:
            raise self.error
        join(self.desk)

    def log_out(self) -> None:
        """Ends the session."""
        self.desk.store.facts.put(access=None, refresh=None)
