"""A company on a real server, and laptops that hand in and fetch what they are told to."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.backends import Backend

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.retention import KEPT_FOR_EVER
from salesdesk.protocol.sums import MODULUS, row_hash
from salesdesk.protocol.wire import Answer, Entry, Mutation, Page, Push, RowAnswer, Write
from salesdesk.server import epochs, heads
from salesdesk.server.accounts import Cost
from salesdesk.server.database import Database
from salesdesk.server.room import FULL_PAGE, Most
from salesdesk.server.service import Door, Server

PASSWORD = "correct horse"
CHEAP = Cost(1, 8_192)


START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Lets time pass."""
        self.now += timedelta(**time)


class Firm:
    """Europe with Iberia and the Nordics below it; Ana, Bo, their lead Eva, and Ada who keeps the records."""

    def __init__(self, backend: Backend, page: Most = FULL_PAGE) -> None:
        self.clock = Clock()
        self.url = backend.url
        self._backend = backend
        self.server = Server(Database(self.url), clock=self.clock, page=page, cost=CHEAP)
        company = self.server.company
        self.europe = company.add_team("Europe")
        self.iberia = company.add_team("Iberia", "Europe")
        self.nordics = company.add_team("Nordics", self.europe)
        self.ana = self._laptop("Ana", self.iberia)
        self.bo = self._laptop("Bo", self.nordics)
        self.eva = self._laptop("Eva", self.europe, "lead")
        self.ada = self._laptop("Ada", self.nordics, "admin")
        self._people = (self.ana, self.bo, self.eva, self.ada)
        for laptop in self._people:
            laptop.pull()
        self.close()
        backend.keep()
        self._known = copy.deepcopy([laptop.known for laptop in self._people])

    def close(self) -> None:
        """Closes the server's database."""
        self.server.database.close()

    def begin_again(self) -> None:
        """Puts everything back to where it was when the firm was made."""
        self.close()
        self._backend.put_back()
        self.clock.now = START
        for laptop, known in zip(self._people, copy.deepcopy(self._known), strict=True):
            laptop.known, laptop.epoch = known, 1

    def put_back(self) -> int:
        """The database was put back to what it holds; returns the newest seq that it kept."""
        with self.server.database.writing() as connection:
            head = heads.lock(connection, self.server.database.tables)
            kept = head.seq
            epochs.begin(connection, self.server.database.tables, head)
        for laptop in self._people:
            laptop.epoch = head.epoch
        return kept

    def _laptop(self, name: str, team: str, role: str = "manager") -> Laptop:
        return Laptop(self.server, self.server.company.add_user(name, team, role, PASSWORD), team)

    def began_anew(self, laptop: Laptop) -> Laptop:
        """The laptop after it fetched everything anew."""
        laptop.known = self.another(laptop).known
        return laptop

    def another(self, laptop: Laptop) -> Laptop:
        """A second laptop of the same person, up to date."""
        made = Laptop(self.server, laptop.user, laptop.team)
        made.pull()
        return made


@dataclass
class Known:
    """What one person's device knows: its cursor, the rows by id, its scopes, its inbox."""

    cursor: int = 0
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    scopes_of: dict[str, set[str]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)
    sums: dict[str, tuple[int, int]] = field(default_factory=dict)


class Laptop:
    """One person's device."""

    def __init__(self, server: Server, user: str, team: str) -> None:
        self.door = Door(server, user, uuid7())
        self.user = user
        self.team = team
        self.epoch = 1
        self.known = Known()

    @property
    def cursor(self) -> int:
        """The seq up to which it has pulled."""
        return self.known.cursor

    @property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The fields of its rows, deleted ones among them."""
        return self.known.rows

    # --- handing in ---------------------------------------------------------------------------

    def push(self, *mutations: Mutation) -> list[Answer]:
        """The answers to mutations."""
        return self.door.push(Push(self.epoch, 1, list(mutations))).answers

    def write(self, *writes: Write, mid: str = "", action: str = "", at: int = 5) -> Answer:
        """The answer to one mutation of these writes."""
        [answer] = self.push(Mutation(mid or uuid7(), action or uuid7(), at, list(writes)))
        return answer

    def create(self, kind: str = "lead", **fields: Any) -> str:
        """The id of a new record, hers unless told otherwise."""
        id = uuid7()
        owned = {"owner": self.user, "team": self.team} if kind in {"lead", "account"} else {}
        own = owned | ({"traveller": self.user} if kind == "trip" else {})
        answer = self.write(Write(kind, id, "create", own | fields))
        assert answer.status == "ok", answer
        return id

    def change(self, id: str, kind: str = "lead", *, bases: dict[str, str] | None = None, **fields: Any) -> Answer:
        """The answer to a change of a record as she saw it."""
        return self.write(self.changing(id, kind, bases=bases, **fields))

    def changing(self, id: str, kind: str = "lead", *, bases: dict[str, str] | None = None, **fields: Any) -> Write:
        """A change of a record as she saw it."""
        return Write(kind, id, "change", fields, seen=self.cursor, bases=bases or {})

    def delete(self, *ids: str, kind: str = "lead", bases: dict[str, str] | None = None, action: str = "") -> Answer:
        """The answer to a deletion."""
        writes = [Write(kind, id, "delete", seen=self.cursor, bases=bases or {}) for id in ids]
        return self.write(*writes, action=action, at=77)

    def decide(self, entry: Entry, choice: Any, **fields: Any) -> Answer:
        """The answer to a decision."""
        return self.write(
            Write(entry.kind, entry.record, "change", fields, seen=self.cursor, entry=entry.id, choice=choice)
        )

    # --- fetching -----------------------------------------------------------------------------

    def pull(self) -> list[Page]:
        """Fetches until nothing is left, as SYNC.md has it; returns the pages of the last round."""
        while True:
            pages = self.pages()
            if len(pages) == 1 and self.known.cursor == pages[0].head:
                self._compare()
                return pages

    def pages(self) -> list[Page]:
        """One round of pages, applied."""
        pages = [self.door.pull(self.epoch, self.cursor, "", 1)]
        while pages[-1].next:
            pages.append(self.door.pull(self.epoch, self.cursor, pages[-1].next, 1))
        self.known.scopes = pages[0].scopes
        for gone in pages[0].gone:
            self._forget(gone.id)
        for lost in pages[0].lost:
            for id in [id for id, scopes in self.known.scopes_of.items() if lost in scopes]:
                self.known.scopes_of[id].discard(lost)
                if not self.known.scopes_of[id]:
                    self._forget(id)
        self.known.entries |= {entry.id: entry for entry in pages[0].entries}
        for page in pages:
            self._take(page)
        self.known.cursor = pages[0].head
        return pages

    def _take(self, page: Page) -> None:
        for row in page.rows:
            assert row.whole or row.id in self.rows, "a part of a row that she never got"
            self.rows[row.id] = row.fields if row.whole else self.rows[row.id] | row.fields
            self.known.seqs[row.id] = row.seq
            self.known.kinds[row.id] = row.kind
            (self.known.deleted.add if row.deleted else self.known.deleted.discard)(row.id)
            if row.whole:
                self.known.scopes_of[row.id] = {page.scopes[n] for n in row.scopes}
        self.known.sums = page.sums
        for id in [id for id in self.known.deleted & self.rows.keys() if self.known.seqs[id] <= page.swept]:
            if self.known.kinds[id] not in KEPT_FOR_EVER:
                self._forget(id)

    def _forget(self, id: str) -> None:
        for known in (self.known.rows, self.known.seqs, self.known.scopes_of):
            known.pop(id, None)

    def _compare(self) -> None:
        """What she holds must be what the server says she does."""
        for scope in self.known.scopes:
            mine = [id for id, scopes in self.known.scopes_of.items() if scope in scopes]
            sum_ = sum(row_hash(id, self.known.seqs[id]) for id in mine) % MODULUS
            assert self.known.sums[scope] == (len(mine), sum_), scope

    # --- looking ------------------------------------------------------------------------------

    def has(self, id: str) -> bool:
        """Whether a living record is on the laptop after a pull."""
        self.pull()
        return id in self.rows and id not in self.known.deleted

    def value(self, id: str, field: str) -> Any:
        """A field after a pull."""
        self.pull()
        return self.rows[id].get(field, "")

    def inbox(self) -> list[Entry]:
        """The open entries after a pull."""
        self.pull()
        return [entry for entry in self.known.entries.values() if not entry.choice]


def row(answer: Answer, n: int = 0) -> RowAnswer:
    """What became of one write."""
    return next((x for x in answer.rows if x.n == n), RowAnswer(n, "ok"))
