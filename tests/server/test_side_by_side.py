"""Several servers before one database: what one of them does at the same time as another is done once, and whole."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, create_engine, select, text
from tests.backends import POSTGRESQL, PostgresDatabase
from tests.postgres import Postgres
from tests.server.asked import asking, problem
from tests.server.laptops import CHEAP, PASSWORD, Firm, Laptop

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.login import Login
from salesdesk.protocol.service import SLOW_DOWN, WRONG_PASSWORD, Refusal
from salesdesk.protocol.wire import Mutation
from salesdesk.server import heads
from salesdesk.server.backups import wrong
from salesdesk.server.database import Database
from salesdesk.server.devices import Device
from salesdesk.server.heads import Head
from salesdesk.server.hints import Hints, Pace
from salesdesk.server.news import News
from salesdesk.server.service import Server
from salesdesk.server.tables import Tables

T = TypeVar("T")
SERVERS = 4
ASKED = ("/v1/pull?epoch=1&cursor=0&schema=1", "/v1/wait?cursor=0")
only_on_postgresql = pytest.mark.parametrize("backend_name", [POSTGRESQL], indirect=True)


@pytest.fixture
def servers(firm: Firm) -> Iterator[list[Server]]:
    """Servers with connections of their own, as processes have them."""
    with ExitStack() as opened:
        databases = [opened.enter_context(closing(Database(firm.url))) for _ in range(SERVERS)]
        yield [Server(database, clock=firm.clock, cost=CHEAP) for database in databases]


def at_once(servers: list[Server], work: Callable[[Server], T]) -> list[T]:
    """What came of the same work at all of them at the same time."""
    together = threading.Barrier(len(servers))

    def one(server: Server) -> T:
        together.wait(30)
        return work(server)

    with ThreadPoolExecutor(len(servers)) as pool:
        return list(pool.map(one, servers))


def refused(server: Server, password: str = "wrong") -> str:
    with pytest.raises(Refusal) as caught:
        server.login(Login("Ana", password, "laptop"))
    return caught.value.code


def test_wrong_passwords_are_counted_wherever_they_are_tried(servers: list[Server]) -> None:
    assert set(at_once(servers, refused)) == {WRONG_PASSWORD}
    assert refused(servers[0]) == WRONG_PASSWORD
    assert refused(servers[1], PASSWORD) == SLOW_DOWN


def test_a_renewal_that_is_asked_for_twice_at_once_gives_one_pair(servers: list[Server]) -> None:
    tokens = servers[0].login(Login("Ana", PASSWORD, "laptop")).tokens
    first, *others = at_once(servers, lambda server: server.devices.renew(tokens.refresh))
    assert others == [first] * len(others)
    assert servers[0].devices.device(first.access).name == "laptop"
    assert servers[1].devices.renew(first.refresh) != first


def test_the_same_push_at_several_servers_is_done_once(firm: Firm, servers: list[Server]) -> None:
    jane = firm.ana.create(name="Jane")
    firm.ana.pull()
    pushed = [Mutation(uuid7(), uuid7(), 5, [firm.ana.changing(jane, notes=f"note {n}")]) for n in range(5)]

    def push(server: Server) -> Any:
        return Laptop(server, firm.ana.user, firm.ana.team).push(*pushed)

    first, *others = at_once(servers, push)
    assert [x.status for x in first] == ["ok", *["conflict"] * 4]
    assert [[x.seq for x in answers] for answers in others] == [[x.seq for x in first]] * len(others)
    assert len(firm.ana.door.history("lead", jane)) == 2
    assert wrong(firm.server.database) == []


def test_one_that_sweeps_with_an_older_look_does_not_take_back_what_another_swept(
    firm: Firm, servers: list[Server]
) -> None:
    sweeping, another = servers[0].sweeping, servers[1].sweeping
    for name in ("first", "second"):
        gone = firm.ana.create(name=name)
        firm.ana.pull()
        firm.ana.delete(gone)
        sweeping.run()
        firm.clock.pass_by(days=1)
    for _day in range(89):
        sweeping.run()
        firm.clock.pass_by(days=1)
    reached = []

    def meanwhile() -> bool:
        firm.clock.pass_by(days=1)
        another.run()
        firm.clock.pass_by(days=1)
        reached.append(another.run().seq)
        return True

    assert sweeping.run(meanwhile).seq == reached[-1] > 0


# --- commits in the order of their seqs -------------------------------------------------------

WRITERS, PUSHES = 3, 20


class Race:
    """Writers at servers of their own and a laptop that pulls all the while; a commit takes its time, now and then."""

    def __init__(self, firm: Firm, servers: list[Server]) -> None:
        self._firm = firm
        self._servers = servers
        self.made: set[str] = set()
        self.came: set[str] = set()

    def run(self) -> set[str]:
        """The records that were written and never came."""
        firm, reader = self._firm, self._servers[-1]
        laptop = Laptop(reader, firm.ana.user, firm.ana.team)
        laptop.known = firm.ana.known
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [pool.submit(self._write, server) for server in self._servers[:WRITERS]]
            while not all(x.done() for x in writing):
                laptop.pages()
        for done in writing:
            done.result()
        laptop.pages()
        return self.made - laptop.rows.keys()

    def _write(self, server: Server) -> None:
        writer = Laptop(server, self._firm.ana.user, self._firm.ana.team)
        for _ in range(PUSHES):
            self.made.add(writer.create(name="Jane"))


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the moving of the head and the commit some time goes by."""
    store, chance = heads.store, random.Random(5)

    def slow(connection: Connection, tables: Tables, head: Head) -> None:
        store(connection, tables, head)
        time.sleep(chance.uniform(0, 0.02))

    monkeypatch.setattr(heads, "store", slow)


@pytest.mark.usefixtures("slowly")
def test_a_reader_misses_nothing_while_several_servers_write(firm: Firm, servers: list[Server]) -> None:
    assert Race(firm, servers).run() == set()
    assert wrong(firm.server.database) == []


@only_on_postgresql
def test_seqs_that_are_taken_before_their_turn_to_commit_are_caught(
    firm: Firm, servers: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: seqs as a sequence of PostgreSQL's gives them, without the lock on the head."""
    firm.ana.create(name="First")  # which makes the sums of her scopes
    engine = create_engine(firm.url)

    def taken(connection: Connection, tables: Tables) -> Head:
        with engine.begin() as own:
            moved = own.execute(text("UPDATE sync_head SET counter = counter + 1 RETURNING counter")).scalar_one()
        row = connection.execute(select(tables.head)).one()
        return Head(row.organisation, row.epoch, moved - 1, row.secret)

    monkeypatch.setattr(heads, "lock", taken)
    chance = random.Random(5)
    monkeypatch.setattr(heads, "store", lambda *_moved: time.sleep(chance.uniform(0, 0.02)))
    try:
        assert Race(firm, servers).run() != set()
    finally:
        engine.dispose()


# --- what breaks ------------------------------------------------------------------------------


class Stranger:
    """Somebody else's connection to the database, which holds what a push needs."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        self._holding = self._engine.connect()
        self._looking = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def hold(self, statement: str) -> None:
        """Locks what a statement locks."""
        self._holding.execute(text(statement))

    def let_go(self) -> None:
        self._holding.rollback()

    def waiting(self) -> int:
        """The process of PostgreSQL's that waits for a lock, once there is one."""
        query = text("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
        for _ in range(1_000):
            if pid := self._looking.execute(query).scalar():
                return int(pid)
            time.sleep(0.02)
        raise AssertionError("nobody waits")

    def end(self, pid: int) -> None:
        self._looking.execute(text(f"SELECT pg_terminate_backend({pid})"))

    def close(self) -> None:
        self._holding.close()
        self._looking.close()
        self._engine.dispose()


@pytest.fixture
def stranger(firm: Firm) -> Iterator[Stranger]:
    with closing(Stranger(firm.url)) as made:
        yield made


@only_on_postgresql
def test_a_push_whose_line_breaks_is_done_again_and_once(firm: Firm, stranger: Stranger) -> None:
    stranger.hold("SELECT * FROM sync_head FOR UPDATE")
    with ThreadPoolExecutor(1) as pool:
        pushing = pool.submit(firm.ana.create, name="Jane")
        stranger.end(stranger.waiting())
        stranger.let_go()
        jane = pushing.result(60)
    assert [step.op for step in firm.ana.door.history("lead", jane)] == ["create"]
    assert firm.ana.value(jane, "name") == "Jane"


@only_on_postgresql
def test_a_push_that_stands_in_another_s_way_is_done_again_and_once(firm: Firm, stranger: Stranger) -> None:
    jane = firm.ana.create(name="Jane")
    firm.ana.pull()
    stranger.hold(f"SELECT * FROM lead WHERE id = '{jane}' FOR UPDATE")
    with ThreadPoolExecutor(1) as pool:
        pushing = pool.submit(firm.ana.change, jane, city="Linz")
        stranger.waiting()
        # Each waits for the other now: PostgreSQL gives up the one that has waited longer.
        stranger.hold("SELECT * FROM sync_head FOR UPDATE")
        stranger.let_go()
        assert pushing.result(60).status == "ok"
    assert [step.op for step in firm.ana.door.history("lead", jane)] == ["create", "change"]
    assert wrong(firm.server.database) == []


@pytest.fixture
def mortal() -> Iterator[Postgres]:
    """A PostgreSQL that may be stopped."""
    made = Postgres(hasty=False)
    yield made
    made.remove()


def test_a_database_that_is_away_is_said_to_be_and_is_there_again(mortal: Postgres) -> None:
    with closing(Firm(PostgresDatabase(mortal))) as firm, asking(firm) as ana:
        mortal.stop()
        answers = [ana.client.get("/v1/health"), *(ana.client.get(x, headers=ana.headers) for x in ASKED)]
        answers.append(ana.client.post("/v1/push", content=b"{}", headers=ana.headers))
        assert {x.status_code for x in answers} == {503}
        assert all(int(x.headers["Retry-After"]) > 0 for x in answers)
        assert {problem((503, x.content)) for x in answers} == {(503, "unavailable")}
        mortal.start()
        assert [answer.status for answer in ana.push(ana.lead())] == ["ok"]


def test_who_listens_hears_of_what_came_after_the_database_was_away(mortal: Postgres) -> None:
    with closing(Firm(PostgresDatabase(mortal))) as firm:
        asyncio.run(_listened(firm, mortal))


async def _listened(firm: Firm, postgres: Postgres) -> None:
    hints = Hints(News(firm.server.database), Pace(every=0.05, debounce=0))
    async with hints.listening(Device("device", firm.ana.user)) as listener:
        before = listener.newest
        await asyncio.to_thread(postgres.stop)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(postgres.start)
        await asyncio.to_thread(firm.ana.create, name="Jane")
        assert await hints.after(listener, before, 60) > before
