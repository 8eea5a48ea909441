"""A company's server in a process, and two laptops in theirs; one of them reaches it through a proxy."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.factories import KEY
from tests.faults.processes import Nursery, Running, nursery
from tests.faults.proxy import Proxy, passed
from tests.sync.company import CHEAP, PASSWORD

from salesdesk.desk.profile import settle, with_key
from salesdesk.server.database import Database
from salesdesk.server.service import Server

PATIENCE_S = 0.6


def founded(url: str) -> dict[str, str]:
    """Makes a company of two on a database; returns their ids by name."""
    with closing(Database(url)) as database:
        company = Server(database, cost=CHEAP).company
        company.add_team("Iberia")
        return {name: company.add_user(name, "Iberia", "manager", PASSWORD) for name in ("Ana", "Ben")}


def laptop_of(births: Nursery, profile: Path, person: str, url: str, patience: float = PATIENCE_S) -> Running:
    """A new laptop of a person's, logged in and filled, which waits so many seconds for an answer."""
    profile.mkdir()
    desk = with_key(profile, KEY)
    settle(desk, person, "Alone")
    desk.store.close()
    made = births.start_ordered(profile.name, "tests.faults.orders:serve", str(profile), patience)
    for order in (("login", url, person, PASSWORD), ("sync",)):
        assert made.ask(*order)["error"] == ""
    return made


class Office:
    """A server's process, which can be stopped, ended and started again."""

    def __init__(self, url: str, births: Nursery, name: str = "server") -> None:
        self._database = url
        self._name = name
        self._births = births
        self.start()

    def start(self, port: int = 0) -> None:
        """Starts it, on any port unless told."""
        words = ["--db", self._database, "serve", "--port", str(port)]
        self.process = self._births.start(self._name, "salesdesk.server.cli:main", words)
        [line] = self.process.awaited()
        self.url = line.removeprefix("ready ")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])


class Stage:
    """The server, the proxy before it, and the two laptops."""

    def __init__(self, folder: Path, births: Nursery) -> None:
        self.folder = folder
        self._births = births
        self._laptops: list[Running] = []
        database = f"sqlite:///{folder / 'server.db'}"
        founded(database)
        self.office = Office(database, births)
        self.proxy = Proxy(self.office.port)
        self.ana = self.laptop("Ana", "Ana", self.proxy.url)
        self.ben = self.laptop("Ben", "Ben", self.office.url)

    def laptop(self, name: str, person: str, url: str) -> Running:
        """A new laptop of that person's, logged in and filled."""
        self._laptops.append(laptop_of(self._births, self.folder / name, person, url))
        return self._laptops[-1]

    def come_together(self) -> None:
        """One good round each, and one more: then both laptops hold the same, and nothing waits."""
        self.proxy.choose = lambda _request: passed
        for laptop in (self.ana, self.ben, self.ana):
            assert laptop.ask("sync")["error"] == ""
        states = [laptop.ask("state") for laptop in (self.ana, self.ben)]
        assert [state["pending"] for state in states] == [0, 0]
        assert states[0]["rows"] == states[1]["rows"]

    def close(self) -> None:
        """Ends everything; nobody has anything to complain of."""
        for laptop in self._laptops:
            assert (laptop.wait(), laptop.errors) == (0, "")
        self.proxy.close()
        self.office.process.signal(signal.SIGTERM)
        ended, said = self.office.process.wait(), self.office.process.errors
        assert (ended, said) == (0, "")


@pytest.fixture(scope="module")
def births(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where the processes of a module come from."""
    if sys.platform == "win32":
        pytest.skip("processes come from a fork")
    with nursery(tmp_path_factory.mktemp("processes")) as made:
        yield made


@pytest.fixture
def stage(tmp_path: Path, births: Nursery) -> Iterator[Stage]:
    """Two laptops that have come together once."""
    made = Stage(tmp_path, births)
    yield made
    made.close()
