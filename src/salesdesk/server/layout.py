"""The tables of a server as the declarations want them: made, migrated step by step, widened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Connection, Inspector, MetaData, Text, inspect, select, text
from sqlalchemy.schema import CreateColumn

from salesdesk.server.migrations import FIRST, MIGRATIONS, Migration
from salesdesk.server.tables import Tables

_ONLY = 1


class NewerLayout(Exception):
    """A newer version of the program has changed the tables in a way that this one does not know."""


def is_current(connection: Connection, tables: Tables, migrations: Sequence[Migration] = MIGRATIONS) -> bool:
    """Whether nothing has to be done."""
    return _stands(connection, tables) == (_newest(migrations), _declared(tables.metadata))


def is_behind(connection: Connection, tables: Tables, migrations: Sequence[Migration] = MIGRATIONS) -> bool:
    """Whether migrations have to be done; raises NewerLayout."""
    stands = _stands(connection, tables)[0]
    if stands > _newest(migrations):
        raise NewerLayout(f"{stands} > {_newest(migrations)}")
    return stands < _newest(migrations)


def bring_up(connection: Connection, tables: Tables, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Makes the tables, or takes them from where they stand to today's declarations; raises NewerLayout.

    The transaction is its caller's, who keeps other processes out.
    """
    if is_current(connection, tables, migrations):
        return  # another process did it while this one waited
    inspector = inspect(connection)
    there = {*inspector.get_table_names()} & {*tables.metadata.tables}
    newest = _newest(migrations)
    stands = _stands(connection, tables)[0] if there else newest
    if stands > newest:
        raise NewerLayout(f"{stands} > {newest}")
    for migration in migrations:
        if migration.number > stands:
            migration.run(connection, there)
    tables.metadata.create_all(connection)
    for statement in _widening(inspect(connection), connection, tables.metadata, there):
        connection.exec_driver_sql(statement)
    _index(connection, tables.metadata, there)
    connection.execute(tables.layout.delete())
    stamp = {"only": _ONLY, "number": newest, "declared": _declared(tables.metadata)}
    connection.execute(tables.layout.insert(), [stamp])


def _newest(migrations: Sequence[Migration]) -> int:
    return migrations[-1].number if migrations else FIRST


def _stands(connection: Connection, tables: Tables) -> tuple[int, str]:
    if not inspect(connection).has_table(tables.layout.name):
        return FIRST, ""
    row = connection.execute(select(tables.layout.c.number, tables.layout.c.declared)).first()
    return (row.number, row.declared) if row else (FIRST, "")


def _declared(metadata: MetaData) -> str:
    """Changes whenever a table, column or index comes or goes."""
    lines = []
    for table in metadata.sorted_tables:
        columns = ",".join(column.name for column in table.columns)
        indexes = ",".join(sorted(str(index.name) for index in table.indexes))
        lines.append(f"{table.name}({columns})({indexes})")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _widening(inspector: Inspector, connection: Connection, metadata: MetaData, there: set[str]) -> Iterator[str]:
    """The statements that add what tables lack."""
    preparer = connection.dialect.identifier_preparer
    for table in metadata.sorted_tables:
        if table.name not in there:
            continue
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                made = CreateColumn(_for_old_rows(column)).compile(dialect=connection.dialect)
                yield f"ALTER TABLE {preparer.format_table(table)} ADD COLUMN {made}"


def _for_old_rows(column: Column[object]) -> Column[object]:
    """The column with a value for the rows that there are: "" or 0, where the declaration names none."""
    if column.nullable or column.server_default is not None:
        return column
    empty = "''" if isinstance(column.type, Text) else "false" if column.type.python_type is bool else "0"
    return Column(column.name, column.type, nullable=False, server_default=text(empty))


def _index(connection: Connection, metadata: MetaData, there: set[str]) -> None:
    inspector = inspect(connection)
    for table in metadata.sorted_tables:
        if table.name in there:
            indexes = {index["name"] for index in inspector.get_indexes(table.name)}
            for index in table.indexes:
                if index.name not in indexes:
                    index.create(connection)
