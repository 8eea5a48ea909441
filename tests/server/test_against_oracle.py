"""The real server under the random schedules of the protocol's tests: it does what the oracle foretells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from msgspec import json, structs
from sqlalchemy import select
from tests.backends import Backend
from tests.protocol.model import KIND, Laid, Note
from tests.protocol.test_against_oracle import run
from tests.server.laptops import CHEAP, Clock

from salesdesk.domain.ids import uuid7
from salesdesk.domain.record import Kinds
from salesdesk.domain.team import Team
from salesdesk.domain.user import User
from salesdesk.protocol.merge import Standing
from salesdesk.protocol.wire import Mutation, Push, Write
from salesdesk.server.database import Database
from salesdesk.server.rows import Shelf
from salesdesk.server.service import Door, Server

SCHEDULES = 10


class Real:
    """The server as the schedules know it: their short names stand for UUIDs, all laptops are one person's."""

    def __init__(self, url: str) -> None:
        kinds = Kinds.of(Team, User, Note)
        self.server = Server(Database(url, kinds), clock=Clock(), cost=CHEAP)
        team = self.server.company.add_team("Iberia")
        self.door = Door(self.server, self.server.company.add_user("Ana", team, "manager", "x"))
        self.seqs: dict[str, int] = {}
        self.came: Counter[str] = Counter()
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def _id(self, name: str) -> str:
        if name not in self._ids:
            self._ids[name] = id = uuid7()
            self._names[id] = name
        return self._ids[name]

    def push(self, mid: str, write: Write) -> int:
        """Does a mutation once; returns its seq."""
        bases = {unit: self._id(name) for unit, name in write.bases.items()}
        entry = self._ids.get(write.entry, "")
        sent = structs.replace(write, id=self._id(write.id), bases=bases, entry=entry)
        [answer] = self.door.push(Push(1, 1, [Mutation(self._id(mid), self._id(mid), 1, [sent])])).answers
        assert answer.status not in {"invalid", "forbidden"}, answer
        if mid not in self.seqs:
            self.came[answer.status] += 1
        return self.seqs.setdefault(mid, answer.seq)

    @property
    def head(self) -> int:
        """The newest seq."""
        return max(self.seqs.values(), default=0)

    @property
    def rows(self) -> dict[str, Standing]:
        """The rows as they stand."""
        shelf = Shelf(KIND, self.server.database.tables.of("note"))
        with self.server.database.reading() as connection:
            ids = connection.scalars(select(shelf.table.c.id)).all()
            return {self._names[held.id]: replace(held.standing) for held in shelf.load(connection, ids).all()}

    @property
    def conflicts(self) -> dict[str, Laid]:
        """The conflicts, open or not."""
        tables = self.server.database.tables
        entry, trace, answer = tables.entry.c, tables.trace.c, tables.answer.c
        authors = select(trace.entry, trace.mid).where(trace.mid == answer.mid, trace.entry != "").order_by(answer.seq)
        entries = select(entry.id, entry.record, entry.unit, entry.aside, entry.laid, entry.choice)
        with self.server.database.reading() as connection:
            mids = [(id, self._names[mid]) for id, mid in connection.execute(authors)]
            rows = connection.execute(entries.where(tables.entry.c.what == "conflict")).all()
        first, last = dict(reversed(mids)), dict(mids)
        found = {}
        for id, record, unit, aside, laid, choice in rows:
            key = f"{first[id]} {unit}"
            self._ids[key] = id
            found[key] = Laid(self._names[record], unit, json.decode(aside), last[id], laid, choice == "")
        return found


def test_the_server_does_what_the_oracle_foretells(new_backend: Callable[[], Backend]) -> None:
    provoked: Counter[str] = Counter()
    for seed in range(SCHEDULES):
        real = Real(new_backend().url)
        provoked += run(seed, cast(Any, real))
        real.server.database.close()
    assert {
        what for what in ("conflict", "replaced", "refused", "keep", "take", "doubled") if not provoked[what]
    } == set()
