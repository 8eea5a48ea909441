"""The server's database: made or widened when opened; one transaction a request."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.schema import CreateColumn

from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import Kinds
from salesdesk.server import sqlite
from salesdesk.server.tables import Tables


class Database:
    """The database behind a URL of SQLAlchemy's; raises SQLAlchemy's errors."""

    def __init__(self, url: str, kinds: Kinds = KINDS) -> None:
        self.tables = Tables(kinds)
        self._engine = create_engine(url)
        on_sqlite = self._engine.dialect.name == "sqlite"
        self._queue = sqlite.prepare(self._engine) if on_sqlite else contextlib.nullcontext()
        self._snapshots = self._engine if on_sqlite else _repeatable(self._engine)
        with self.writing() as connection:
            _widen(connection, self.tables)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot of the database."""
        with self._snapshots.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One durable transaction."""
        # Waiting here wakes at once; SQLite itself sleeps between its tries.
        engine = self._engine.execution_options(**{sqlite.WRITES: True})
        with self._queue, engine.begin() as connection:
            yield connection

    def wipe(self) -> None:
        """Leaves nothing of what was overwritten in SQLite's log; PostgreSQL overwrites as it vacuums."""
        if self._engine.dialect.name == "sqlite":
            with self._queue, self._engine.connect() as connection:
                sqlite.fold_back(connection)

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()


def _repeatable(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _widen(connection: Connection, tables: Tables) -> None:
    """Adds what the declarations have and the database has not: tables, columns, indexes."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    tables.metadata.create_all(connection)
    preparer = connection.dialect.identifier_preparer
    for table in tables.metadata.sorted_tables:
        if table.name not in there:
            continue
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                made = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {preparer.format_table(table)} ADD COLUMN {made}")
        indexes = {index["name"] for index in inspector.get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in indexes:
                index.create(connection)
