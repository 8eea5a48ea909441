"""Backups of a server: one SQLite file, whatever database it came from, and back into any."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, select
from sqlalchemy.exc import DatabaseError

from salesdesk.server import epochs, heads, layout, scope_sums
from salesdesk.server.database import Database
from salesdesk.server.tables import Tables

_ROWS = 2_000


class NoBackup(Exception):
    """The file is not a whole backup of a server's."""


def back_up(database: Database, file: Path) -> int:
    """Writes a backup as of one moment, while the server goes on; returns how many rows. Raises OSError."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with _opened(part) as copy, copy.begin() as into, database.reading() as connection:
            database.tables.all.create_all(into)
            rows = sum(_copy(connection, into, table) for table in _kept(database.tables))
            _copy(connection, into, database.tables.layout)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return rows


def restore(database: Database, file: Path) -> int:
    """Puts a backup in the place of all that is there, and begins a new epoch; returns how many rows came.

    Laptops give back what they know beyond it. Raises NoBackup, NewerLayout, and then nothing has changed.
    """
    with _opened(file) as copy, copy.connect() as source:
        columns = _columns(source, database.tables)
        with database.writing() as connection:
            known = connection.execute(select(database.tables.head.c.epoch)).scalar() or 0
            for table in reversed(_kept(database.tables)):
                connection.execute(table.delete())
            try:
                rows = sum(
                    _copy(source, connection, table, columns[table.name]) for table in _filled(database, columns)
                )
                head = heads.lock(connection, database.tables)
            except (DatabaseError, heads.NoOrganisation) as error:
                raise NoBackup(str(file)) from error
            epochs.begin(connection, database.tables, head, beyond=known)
    return rows


def wrong(database: Database) -> list[str]:
    """What does not fit in a server's database: damage, and scopes whose sums are not those of their rows."""
    with database.reading() as connection:
        found = []
        if connection.dialect.name == "sqlite":
            checked = connection.exec_driver_sql("PRAGMA integrity_check")
            found = [str(row[0]) for row in checked if row[0] != "ok"]
        kept, counted = scope_sums.all(connection, database.tables), scope_sums.counted(connection, database.tables)
    empty = (0, 0)
    scopes = sorted(kept.keys() | counted.keys())
    return found + [scope for scope in scopes if kept.get(scope, empty) != counted.get(scope, empty)]


@contextmanager
def _opened(file: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        # Else the driver would commit before each change of a table.
        connection.isolation_level = None

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        yield engine
    finally:
        engine.dispose()


def _columns(source: Connection, tables: Tables) -> dict[str, set[str]]:
    """The columns of each table that the backup has, once migrations were done; raises NoBackup, NewerLayout."""
    try:
        if tables.head.name in inspect(source).get_table_names() and layout.is_behind(source, tables):
            # In a transaction that is never committed: the file stays as it is.
            layout.bring_up(source, tables)
        inspector = inspect(source)
        found = {name: {str(x["name"]) for x in inspector.get_columns(name)} for name in inspector.get_table_names()}
    except DatabaseError as error:
        raise NoBackup from error
    if tables.head.name not in found:
        raise NoBackup
    return found


def _kept(tables: Tables) -> list[Table]:
    """The tables that a backup fills; how they are laid out is the database's own."""
    return [table for table in tables.all.sorted_tables if table is not tables.layout]


def _filled(database: Database, columns: dict[str, set[str]]) -> list[Table]:
    return [table for table in _kept(database.tables) if table.name in columns]


def _copy(source: Connection, into: Connection, table: Table, there: set[str] | None = None) -> int:
    """Copies the rows of a table; an older backup may lack columns that came later."""
    wanted = [column for column in table.columns if there is None or column.name in there]
    found = source.execution_options(yield_per=_ROWS).execute(select(*wanted))
    rows = 0
    for some in found.mappings().partitions(_ROWS):
        values: list[dict[str, Any]] = [dict(row) for row in some]
        into.execute(table.insert(), values)
        rows += len(values)
    return rows
