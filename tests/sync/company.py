"""A company in one process: a server on a real file, and laptops that reach it without a network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from tests.backends import Backend, SqliteFile
from tests.factories import KEY, NOW

from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import settle, with_key
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import Kinds
from salesdesk.protocol.login import Login
from salesdesk.protocol.service import Service, Spans
from salesdesk.protocol.wire import (
    Claim,
    Fetched,
    Known,
    Listing,
    Offer,
    Offered,
    Page,
    Past,
    Push,
    Pushed,
    Turn,
)
from salesdesk.schema.columns import HEAD, layout_of
from salesdesk.server import heads
from salesdesk.server.accounts import Cost
from salesdesk.server.backups import back_up, restore
from salesdesk.server.database import Database
from salesdesk.server.room import FULL_PAGE, Most
from salesdesk.server.schemas import TRANSLATORS, Translator
from salesdesk.server.service import Door, Server
from salesdesk.store.listing import Query
from salesdesk.sync.engine import Engine, Outcome
from salesdesk.sync.membership import Membership

T = TypeVar("T")
PASSWORD = "a long enough password"
CHEAP = Cost(passes=1, memory=1 << 14)


class Passing:
    """A service that passes on what it is asked; what wraps one overrides what it changes."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def push(self, push: Push) -> Pushed:
        return self.passing("push", lambda: self.service.push(push))

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        return self.passing("pull", lambda: self.service.pull(epoch, cursor, token, schema, whole, spared))

    def turn(self, claim: Claim) -> Turn:
        return self.passing("turn", lambda: self.service.turn(claim))

    def offer(self, offer: Offer) -> Offered:
        return self.passing("offer", lambda: self.service.offer(offer))

    def listing(self, scope: str, after: str) -> Listing:
        return self.passing("listing", lambda: self.service.listing(scope, after))

    def rows(self, keys: list[Known]) -> Fetched:
        return self.passing("rows", lambda: self.service.rows(keys))

    def history(self, kind: str, id: str) -> list[Past]:
        return self.passing("history", lambda: self.service.history(kind, id))

    def passing(self, _call: str, ask: Callable[[], T]) -> T:
        return ask()


class Line(Passing):
    """The way to the server, which can be cut: `before` and `after` a call may raise."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.before: Callable[[str], None] = lambda _call: None
        self.after: Callable[[str], None] = lambda _call: None
        self.calls: list[str] = []

    def passing(self, call: str, ask: Callable[[], T]) -> T:
        self.before(call)
        answer = ask()
        self.calls.append(call)
        self.after(call)
        return answer


class Laptop:
    """One person's desk, and her line to the server."""

    def __init__(self, folder: Path, server: Server, name: str, kinds: Kinds = KINDS) -> None:
        self.folder = folder
        self.kinds = kinds
        folder.mkdir(parents=True, exist_ok=True)
        self.desk = self._open()
        if not self.desk.store.owner:
            settle(self.desk, name, "Alone")
        self._server = server
        self.steps: list[str] = []
        self.join(name)

    def _open(self) -> Desk:
        desk = with_key(self.folder, KEY, self.kinds)
        desk.clock = lambda: NOW
        return desk

    def join(self, name: str) -> None:
        session = self._server.login(Login(name, PASSWORD, self.folder.name, self.desk.store.facts.get("device")))
        Membership(self.desk.store).enter("https://desk.example", session, lambda: None)
        self.line = Line(Door(self._server, session.user, session.device))
        self.user = session.user

    def sync(self) -> Outcome:
        return Engine(self.desk.store, self.line, lambda progress: self.steps.append(progress.step)).run()

    def reach(self, server: Server) -> None:
        """From now on her line leads to that server."""
        self.line.service = Door(server, self.user, self.desk.store.facts.get("device"))

    def copied(self) -> Path:
        """A copy of the profile as it is."""
        return self.desk.store.copies.make()

    def put_back(self, copy: Path) -> None:
        """The profile is as it was when it was copied."""
        self.desk.store.close()
        for left in self.folder.glob("salesdesk.db*"):
            left.unlink()
        shutil.copy(copy, self.folder / "salesdesk.db")
        self.desk = self._open()

    def reopen(self, kinds: Kinds | None = None, meanwhile: Callable[[], object] = lambda: None) -> None:
        """The program ends at once and is started again, in another version where that has other kinds."""
        self.desk.store.close()
        meanwhile()
        self.kinds = kinds or self.kinds
        self.desk = self._open()

    def lead(self, id: str) -> Any:
        return self.desk.get("lead", id)

    def edit(self, id: str, kind: str = "lead", **values: Any) -> None:
        self.desk.change(self.desk.get(kind, id), values)

    def inbox(self) -> list[tuple[str, Any, Any]]:
        """What waits in the inbox: what, and the two values."""
        return [
            (x.what, next(iter(x.now.values()), None), next(iter(x.aside.values()), None))
            for x in self.desk.inbox.open()
        ]

    def filled(self) -> dict[str, dict[str, Any]]:
        """The filled fields of every row of hers by id, and when it was deleted."""
        return filled(self.desk)

    def rows(self) -> dict[str, dict[str, Any]]:
        """Every live row of hers by id."""
        every = ((kind, record) for kind in self.desk.kinds for record in self.desk.records(Query(kind), 10**6))
        return {record.id: kind.wire(record) for kind, record in every}


class Company:
    """Two teams below one, and a person in each."""

    def __init__(
        self, folder: Path, backend: Backend | None = None, page: Most = FULL_PAGE, kinds: Kinds = KINDS
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.backend = backend or SqliteFile(folder)
        self.page = page
        self.late = timedelta()
        self.start(kinds)
        company = self.server.company
        self.teams = {"Europe": company.add_team("Europe")}
        for team in ("Iberia", "Nordics"):
            self.teams[team] = company.add_team(team, "Europe")
        self.people = {
            name: company.add_user(name, team, role, PASSWORD)
            for name, team, role in (
                ("Ana", "Iberia", "manager"), ("Ben", "Iberia", "manager"), ("Eve", "Nordics", "manager"),
                ("Lea", "Europe", "lead"), ("Ada", "Europe", "admin"),
            )
        }  # fmt: skip
        self.laptops: list[Laptop] = []

    def start(self, kinds: Kinds = KINDS, translators: Mapping[int, Translator] = TRANSLATORS) -> None:
        self.database = Database(self.backend.url, kinds)
        ticks = iter(range(10**9))
        clock = lambda: NOW + self.late + timedelta(seconds=next(ticks))  # noqa: E731
        self.server = Server(self.database, clock=clock, page=self.page, cost=CHEAP, translators=translators)

    def update(self, kinds: Kinds, translators: Mapping[int, Translator] = TRANSLATORS) -> None:
        """The server is stopped and started in another version."""
        self.database.close()
        self.start(kinds, translators)
        for laptop in self.laptops:
            laptop.reach(self.server)

    def laptop(self, name: str, folder: str = "", kinds: Kinds = KINDS) -> Laptop:
        """A laptop of that person's, synced."""
        made = Laptop(self.folder / (folder or name), self.server, name, kinds)
        self.laptops.append(made)
        made.sync()
        return made

    def days(self, many: int, *laptops: Laptop) -> None:
        """So many days pass, on each of which the server looks after itself and these laptops sync."""
        for _day in range(many):
            self.late += timedelta(days=1)
            self.server.sweeping.run()
            for laptop in laptops:
                laptop.sync()

    def settle(self) -> None:
        """Everybody syncs until nothing moves; then every laptop holds what the server shows its owner."""
        for _round in range(3):
            for laptop in self.laptops:
                laptop.sync()
        for laptop in self.laptops:
            assert laptop.desk.office.state().pending == 0
            found = differing(laptop.filled(), self.shown(laptop.user))
            assert not found, (laptop.folder.name, found)

    def shown(self, user: str) -> dict[str, dict[str, Any]]:
        """What the server shows a person: the filled fields of every row by id, and when it was deleted."""
        return shown(self.server, user)

    def lose(self, laptop: Laptop) -> None:
        """A laptop is gone for good."""
        laptop.desk.store.close()
        self.laptops.remove(laptop)

    def stop(self) -> None:
        """The server ends, and its database is whole."""
        self.database.close()

    def go_on(self) -> None:
        """The server starts again on what its database holds."""
        self.start()
        for laptop in self.laptops:
            laptop.reach(self.server)

    @property
    def epoch(self) -> int:
        with self.database.reading() as connection:
            return heads.read(connection, self.database.tables).epoch

    def back_up(self, name: str = "backup.db") -> Path:
        """A backup of the server as it is."""
        back_up(self.database, self.folder / name)
        return self.folder / name

    def restore(self, backup: Path) -> None:
        """Puts a backup back."""
        restore(self.database, backup)

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.desk.store.close()
        self.database.close()


def filled(desk: Desk) -> dict[str, dict[str, Any]]:
    """The filled fields of every row of a desk by id, and when it was deleted."""
    found = {}
    for kind in desk.kinds:
        layout, names = layout_of(kind), [field.name for field in kind.fields]
        for deleted in (False, True):
            for row in desk.page(Query(kind, deleted=deleted), names, None, 10**6).rows:
                record = layout.record(row)
                values = {name: kind.field(name).wire(value) for name, value in kind.filled(record).items()}
                found[record.id] = values | {"deleted": row[HEAD.index("deleted")] or 0}
    return found


def shown(server: Server, user: str) -> dict[str, dict[str, Any]]:
    """What a server shows a person: the filled fields of every row by id, and when it was deleted."""
    return {id: row for id, (_kind, row) in shown_to(server, user, 1).items()}


def shown_to(server: Server, user: str, schema: int) -> dict[str, tuple[str, dict[str, Any]]]:
    """The same for a program of that schema, with each row's kind."""
    rows: dict[str, tuple[str, dict[str, Any]]] = {}
    door, token, epoch = Door(server, user), "", server.turn(Claim(0, 0)).epoch
    while True:
        page = door.pull(epoch, 0, token, schema)
        rows |= {row.id: (row.kind, dict(row.fields) | {"deleted": row.deleted}) for row in page.rows}
        token = page.next
        if not token:
            return rows


def differing(here: dict[str, Any], there: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The rows that are not the same on both sides: how each has them."""
    return {id: (here.get(id), there.get(id)) for id in here.keys() | there.keys() if here.get(id) != there.get(id)}
