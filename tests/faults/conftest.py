"""A company's server in a process, and two laptops in theirs; one of them reaches it through a proxy."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
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


class Office:
    """The server, which can be stopped, ended and started again."""

    def __init__(self, folder: Path, births: Nursery) -> None:
        self.database = folder / "server.db"
        database = Database(f"sqlite:///{self.database}")
        company = Server(database, cost=CHEAP).company
        company.add_team("Iberia")
        self.people = {name: company.add_user(name, "Iberia", "manager", PASSWORD) for name in ("Ana", "Ben")}
        database.close()
        self._births = births
        self.start()

    def start(self, port: int = 0) -> None:
        """Starts it, on any port unless told."""
        words = ["--db", f"sqlite:///{self.database}", "serve", "--port", str(port)]
        self.process = self._births.start("server", "salesdesk.server.cli:main", words)
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
        self.office = Office(folder, births)
        self.proxy = Proxy(self.office.port)
        self.ana = self.laptop("Ana", "Ana", self.proxy.url)
        self.ben = self.laptop("Ben", "Ben", self.office.url)

    def laptop(self, name: str, person: str, url: str) -> Running:
        """A new laptop of that person's, logged in and filled."""
        profile = self.folder / name
        profile.mkdir()
        desk = with_key(profile, KEY)
        settle(desk, person, "Alone")
        desk.store.close()
        made = self._births.start_ordered(name, "tests.faults.orders:serve", str(profile), PATIENCE_S)
        self._laptops.append(made)
        for order in (("login", url, person, PASSWORD), ("sync",)):
            assert made.ask(*order)["error"] == ""
        return made

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
