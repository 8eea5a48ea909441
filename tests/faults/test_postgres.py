"""Several processes of a server before one PostgreSQL, which is stopped in the middle of what they do."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from tests.faults.conftest import Office, founded, laptop_of
from tests.faults.processes import Nursery, Running
from tests.postgres import Postgres
from tests.sync.company import PASSWORD

from salesdesk.server.backups import wrong
from salesdesk.server.database import Database

PATIENCE_S = 20
LEADS, STOPS = 8, 3


class Firm:
    """Two processes before one database; Ana's laptop asks the first of them, Ben's the second."""

    def __init__(self, folder: Path, births: Nursery) -> None:
        self.postgres = Postgres(hasty=False)
        self.name = self.postgres.database()
        self.database = self.postgres.url(self.name)
        founded(self.database)
        self.offices = [Office(self.database, births, f"server {n}") for n in range(2)]
        self.ana, self.ben = (
            laptop_of(births, folder / name, name, office.url, PATIENCE_S)
            for name, office in zip(("Ana", "Ben"), self.offices, strict=True)
        )

    def make(self, laptop: Running, many: int = LEADS) -> list[str]:
        """The ids of new leads, which nobody else knows yet."""
        return [laptop.ask("add", "lead", {"name": f"Visitor {n}"}) for n in range(many)]

    def come_together(self) -> None:
        """Both sync, and hold the same then."""
        for laptop in (self.ana, self.ben, self.ana):
            assert laptop.ask("sync")["error"] == ""
        states = [laptop.ask("state") for laptop in (self.ana, self.ben)]
        assert [state["pending"] for state in states] == [0, 0]
        assert states[0]["rows"] == states[1]["rows"]

    def is_there_once(self, *ids: str) -> None:
        """Each of the leads was made, and by one mutation, and no seq was given twice."""
        with closing(Database(self.database)) as database:
            lead = database.tables.of("lead")
            with database.reading() as connection:
                made = connection.execute(select(lead.c.id, lead.c.made)).all()
            assert wrong(database) == []
        assert Counter(id for id, _seq in made) == Counter(ids)
        assert len({seq for _id, seq in made}) == len(made)

    def close(self) -> None:
        for process in (self.ana, self.ben):
            assert (process.wait(), process.errors) == (0, "")
        for office in self.offices:
            office.process.signal(signal.SIGTERM)
            assert office.process.wait() == 0
        self.postgres.remove()


@pytest.fixture
def firm(tmp_path: Path, births: Nursery) -> Iterator[Firm]:
    made = Firm(tmp_path, births)
    yield made
    made.close()


def waited(url: str, has_all: Event) -> tuple[int, int]:
    """What a laptop of Ben's that `has_all` waits for at a server, and what it hears of then."""
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as http:
        said = http.post("/v1/login", json={"name": "Ben", "password": PASSWORD}).json()
        http.headers["Authorization"] = f"Bearer {said['tokens']['access']}"
        head = http.get("/v1/pull?epoch=1&cursor=0&schema=1").json()["head"]
        has_all.set()
        until, seq = time.monotonic() + 60, head
        while seq <= head and time.monotonic() < until:
            seq = http.get(f"/v1/wait?cursor={head}").json()["seq"]
        return head, seq


def test_two_processes_take_and_give_the_same_and_each_hears_of_the_other(firm: Firm) -> None:
    has_all = Event()
    with ThreadPoolExecutor(3) as pool:
        hearing = pool.submit(waited, firm.offices[1].url, has_all)
        made = list(pool.map(firm.make, (firm.ana, firm.ben)))
        assert has_all.wait(60)
        rounds = list(pool.map(lambda laptop: laptop.ask("sync"), (firm.ana, firm.ben)))
        head, seq = hearing.result()
    assert [x["error"] for x in rounds] == ["", ""]
    assert seq > head
    firm.come_together()
    firm.is_there_once(*made[0], *made[1])


def is_waiting(firm: Firm) -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with firm.postgres.connect("postgres") as looking:
        return looking.execute(query.encode()).fetchone() == (1,)


def test_postgresql_that_ends_in_mid_push_is_told_and_everything_goes_up_once(firm: Firm) -> None:
    made = firm.make(firm.ana)
    with ThreadPoolExecutor(1) as pool, closing(firm.postgres.connect(firm.name)) as holding:
        holding.execute("BEGIN")
        holding.execute("SELECT * FROM sync_head FOR UPDATE")
        pushing = pool.submit(firm.ana.ask, "sync")
        until = time.monotonic() + 60
        while not is_waiting(firm) and time.monotonic() < until:
            time.sleep(0.02)
        firm.postgres.stop()
        told = pushing.result(60)
    assert told["error"] == "Unwell"
    assert told["said"].startswith("The server cannot answer just now (503")
    assert firm.ana.ask("state")["pending"] == LEADS
    firm.postgres.start()
    firm.come_together()
    firm.is_there_once(*made)


def test_postgresql_that_ends_at_any_moment_loses_and_doubles_nothing(firm: Firm) -> None:
    chance, made, told = random.Random(7), [], Counter[str]()
    for _ in range(STOPS):
        made += firm.make(firm.ana)
        with ThreadPoolExecutor(1) as pool:
            syncing: Any = pool.submit(firm.ana.ask, "sync")
            time.sleep(chance.uniform(0, 0.2))
            firm.postgres.stop()
            told[syncing.result(60)["error"]] += 1
        firm.postgres.start()
    assert told.keys() <= {"", "Unwell"}
    firm.come_together()
    firm.is_there_once(*made)
