"""The databases that a server may stand on, as tests use them: made, kept as they are, put back, removed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from psycopg import sql
from tests.postgres import Postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BACKENDS = (SQLITE, POSTGRESQL)


class Backend(Protocol):
    """One database of a server."""

    url: str
    kind: str

    def files(self) -> Iterator[Path]:
        """The files in which nothing may stay of what was wiped."""

    def keep(self) -> None:
        """Remembers all that is in it; no server has it open."""

    def put_back(self) -> None:
        """Makes it what it was when it was kept; no server has it open."""

    def close(self) -> None:
        """Removes it."""


class SqliteFile:
    """A file of SQLite's."""

    kind = SQLITE

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "server.db"
        self._kept = folder / "kept.db"
        self.url = f"sqlite:///{self._file}"

    def files(self) -> Iterator[Path]:
        """The file and its log."""
        return self._file.parent.glob(f"{self._file.name}*")

    def keep(self) -> None:
        """Copies the file."""
        shutil.copy(self._file, self._kept)

    def put_back(self) -> None:
        """Copies it back."""
        for left in self._file.parent.glob(f"{self._file.name}-*"):
            left.unlink()
        shutil.copy(self._kept, self._file)

    def close(self) -> None:
        """Leaves it to the folder's owner."""


class PostgresDatabase:
    """A database of a PostgreSQL that runs."""

    kind = POSTGRESQL

    def __init__(self, postgres: Postgres, *, bare: bool = False) -> None:
        self._postgres = postgres
        self._name = postgres.database() if bare else postgres.lend()
        self._kept: dict[str, Sequence[Any]] = {}
        self.url = postgres.url(self._name)

    def files(self) -> Iterator[Path]:
        """None: PostgreSQL overwrites when it vacuums."""
        return iter(())

    def keep(self) -> None:
        """Reads every table."""
        with self._postgres.connect(self._name) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (name,) in names:
                query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))
                self._kept[name] = connection.execute(query).fetchall()

    def put_back(self) -> None:
        """Empties the tables and fills them, in one journey: far quicker than a database made anew."""
        with self._postgres.connect(self._name) as connection, connection.pipeline(), connection.transaction():
            for name, rows in self._kept.items():
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                for row in rows:
                    marks = sql.SQL(", ").join([sql.Placeholder()] * len(row))
                    statement = sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(name), marks)
                    connection.execute(statement, row)

    def close(self) -> None:
        """Leaves it to whoever needs one next."""
        self._postgres.give_back(self._name)


def made_backend(name: str, folder: Path, postgres: Callable[[], Postgres], *, bare: bool = False) -> Backend:
    """A database of that name's kind with no rows, and a `bare` one with no tables either; `postgres` is asked for
    only if it is needed."""
    if name == SQLITE:
        return SqliteFile(folder)
    return PostgresDatabase(postgres(), bare=bare)
