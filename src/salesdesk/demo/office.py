"""The made-up company's server: teams and people on a database of its own, answering on loopback."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from salesdesk.demo.company import COLLEAGUE, ME, TEAM
from salesdesk.demo.hands import Stuck
from salesdesk.shell import PART, itself

EUROPE, NORDICS = "Europe", "Nordics"
_PATIENCE_S = 20
_LOOKS_EVERY_S = 0.001


class _Serving:
    """A process of its own."""

    def __init__(self, database: str, port: int) -> None:
        self._process = subprocess.Popen(
            itself(PART, "server", database, str(port)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        ready, _space, self.url = self._process.stdout.readline().strip().partition(" ")
        if ready != "ready":
            self.kill()
            raise Stuck("the company's server did not start")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE_S)
        finally:
            self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in filter(None, (self._process.stdin, self._process.stdout)):
            pipe.close()


class CompanyServer:
    """The server of the made-up company: `start`, `stop` or `kill` it; it is gone when the `with` ends."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "server.db"
        self._serving: _Serving | None = None
        self._port = 0
        self.url = ""
        self.passwords = {name: secrets.token_urlsafe(9) for name in (ME, COLLEAGUE)}
        self._found()
        self.start()

    def __enter__(self) -> CompanyServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Answers, on the same port each time."""
        self._serving = _Serving(self._url_of_database, self._port)
        self.url = self._serving.url
        self._port = int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        """Ends in good order."""
        serving, self._serving = self._serving, None
        if serving is not None:
            serving.stop()

    def kill(self) -> None:
        """Ends in the middle of whatever it does."""
        serving, self._serving = self._serving, None
        if serving is not None:
            serving.kill()

    def kill_when(self, is_so: Callable[[CompanyServer], bool]) -> threading.Thread:
        """Kills it as soon as something is so, seen from a thread of its own, which this returns."""
        serving = self._serving
        assert serving is not None

        def watch() -> None:
            end = time.monotonic() + _PATIENCE_S
            while not is_so(self) and time.monotonic() < end:
                time.sleep(_LOOKS_EVERY_S)
            serving.kill()

        watching = threading.Thread(target=watch, name="killer", daemon=True)
        watching.start()
        return watching

    def leads_of(self, group: str) -> list[str]:
        """The names of the leads of a group that the server has, looked up in its file behind its back."""
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            return [
                str(name)
                for (name,) in connection.execute('SELECT name FROM lead WHERE "group" = ? ORDER BY name', (group,))
            ]

    @property
    def _url_of_database(self) -> str:
        return f"sqlite:///{self._file}"

    def _found(self) -> None:
        """Makes teams and people, as whoever keeps a server does."""
        from salesdesk.server.database import Database
        from salesdesk.server.service import Server

        with contextlib.closing(Database(self._url_of_database)) as database:
            company = Server(database).company
            company.add_team(EUROPE)
            for team in (TEAM, NORDICS):
                company.add_team(team, EUROPE)
            for name, password in self.passwords.items():
                company.add_user(name, TEAM, "manager", password)
