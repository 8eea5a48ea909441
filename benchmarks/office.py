"""The company's server in a process of its own, people in it, and what its memory comes to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.memory import Memory
from salesdesk.desk import profile
from salesdesk.desk.desk import Desk
from salesdesk.server.database import Database
from salesdesk.server.service import Server

PEOPLE = ("Ana", "Ben")
PASSWORD = "made up for the benchmark"
_SERVE = "import sys; from salesdesk.server.cli import main; sys.exit(main())"


class Office:
    """Serves from `database`; a file that is there already is served as it is."""

    def __init__(self, database: Path) -> None:
        url = f"sqlite:///{database}"
        if not database.exists():
            server = Server(Database(url))
            team = server.company.add_team("Fairs")
            for name in PEOPLE:
                server.company.add_user(name, team, "manager", PASSWORD)
            server.database.close()
        command = [sys.executable, "-c", _SERVE, "--db", url, "serve", "--port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split()[1]
        self.memory = Memory(self._process.pid)

    def let_in(self, desk: Desk, name: str, url: str = "") -> None:
        """Logs a desk in, at the server's own address or at one before it."""
        desk.office.log_in(url or self.url, name, PASSWORD)

    def new_laptop(self, folder: Path, key: bytes, name: str) -> Desk:
        """An empty profile of a person, logged in."""
        folder.mkdir()
        desk = profile.with_key(folder, key)
        profile.settle(desk, name, "Fairs")
        self.let_in(desk, name)
        return desk

    def close(self) -> None:
        """Ends the server."""
        self._process.kill()
        self._process.wait()
