"""Statements for many rows, without the toolkit's work on each of them; and for a row that may be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import BindParameter, Connection, Dialect, Table, bindparam, text

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

# A row's values by column, all of them the driver's own.
Values = Mapping[str, Any]
DIALECTS = ("sqlite", "postgresql")
_AMONG = {
    "sqlite": ("IN", "(SELECT value FROM json_each(:ids))"),
    "postgresql": ("=", "ANY (ARRAY(SELECT json_array_elements_text(CAST(:ids AS json))))"),
}


def upsert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what becomes of a row that is there already; both databases say it in the same words."""
    # Either takes its time to load, and a server has but one of them.
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert

        return insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def among(connection: Connection, column: Any, ids: Sequence[str]) -> Any:
    """The condition that a column holds one of `ids`."""
    return among_given(connection.dialect.name, column, bindparam("ids", listed(ids), unique=True))


def among_given(dialect: str, column: Any, given: BindParameter[str]) -> Any:
    """The condition that a column holds one of those that the parameter `ids` lists: one, however many they are."""
    operator, those = _AMONG[dialect]
    return column.bool_op(operator)(text(those).bindparams(given))


def listed(ids: Sequence[str]) -> str:
    """Ids as such a parameter lists them."""
    return msgspec.json.encode(ids).decode()


def insert_many(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Writes new rows, which name the same columns."""
    if rows:
        names = tuple(rows[0])
        insert_rows(connection, table, names, [tuple(map(row.__getitem__, names)) for row in rows])


def insert_rows(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Writes new rows; each has the values of the columns `names`, in their order."""
    if rows and connection.dialect.name == "postgresql":
        _run_at_once(connection, _insert_at_once(connection.dialect, table, names), names, rows)
    elif rows:
        connection.exec_driver_sql(_insert(connection.dialect, table, names), [*map(tuple, rows)])


def update_rows(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Changes rows; each has the values of the columns `names`, in their order, the last of which is its id."""
    if rows and connection.dialect.name == "postgresql":
        _run_at_once(connection, _update_at_once(connection.dialect, table, names), names, rows)
    elif rows:
        connection.exec_driver_sql(_update(connection.dialect, table, names), [*map(tuple, rows)])


# --- PostgreSQL: one statement for all rows, which travel as one JSON -------------------------


def _run_at_once(connection: Connection, statement: str, names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    named = [dict(zip(names, row, strict=True)) for row in rows]
    connection.exec_driver_sql(statement, {"rows": msgspec.json.encode(named).decode()})


@lru_cache(maxsize=256)
def _insert_at_once(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(map(dialect.identifier_preparer.quote, names))
    named = dialect.identifier_preparer.format_table(table)
    return f"INSERT INTO {named} ({columns}) SELECT {columns} FROM {_given(dialect, table, names)}"


@lru_cache(maxsize=256)
def _update_at_once(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    columns = list(map(dialect.identifier_preparer.quote, names))
    values, id = ", ".join(f"{name} = given.{name}" for name in columns[:-1]), columns[-1]
    named = dialect.identifier_preparer.format_table(table)
    return f"UPDATE {named} SET {values} FROM {_given(dialect, table, names)} WHERE {named}.{id} = given.{id}"


def _given(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    """The rows as a table."""
    quote = dialect.identifier_preparer.quote
    columns = (f"{quote(name)} {table.c[name].type.compile(dialect)}" for name in names)
    return f"json_to_recordset(%(rows)s::json) AS given({', '.join(columns)})"


# --- SQLite -----------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _insert(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(map(dialect.identifier_preparer.quote, names))
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {dialect.identifier_preparer.format_table(table)} ({columns}) VALUES ({marks})"


@lru_cache(maxsize=256)
def _update(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    quote = dialect.identifier_preparer.quote
    settings = ", ".join(f"{quote(name)} = ?" for name in names[:-1])
    return f"UPDATE {dialect.identifier_preparer.format_table(table)} SET {settings} WHERE {quote(names[-1])} = ?"
