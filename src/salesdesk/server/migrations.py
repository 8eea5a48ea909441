"""What adding tables, columns and indexes cannot do: numbered steps from one layout of the tables to the next.

A step names what it changes as it was in its time, not as the declarations have it today; the tables that it finds
have been through the steps before it, and are widened after the last. Each has a test of its number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import Connection, text

# The layout of tables that say nothing of theirs.
FIRST = 1

_ORDERED_BY_LANGUAGE = text("""
    SELECT c.relname, a.attname FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_collation o ON o.oid = a.attcollation
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY (:tables) AND o.collname <> 'C'
""")


@dataclass(frozen=True)
class Migration:
    """The step to the layout `number`; `run` is given the names of our tables that there are."""

    number: int
    run: Callable[[Connection, Collection[str]], None]


def _words_by_their_bytes(connection: Connection, tables: Collection[str]) -> None:
    """Nothing is ordered by a language any more on PostgreSQL; on SQLite nothing was."""
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote
    changes: dict[str, list[str]] = {}
    for table, column in connection.execute(_ORDERED_BY_LANGUAGE, {"tables": list(tables)}):
        changes.setdefault(table, []).append(f'ALTER COLUMN {quote(column)} TYPE text COLLATE "C"')
    for table, columns in sorted(changes.items()):
        connection.exec_driver_sql(f"ALTER TABLE {quote(table)} {', '.join(columns)}")


def _makings_are_not_steps(_connection: Connection, _tables: Collection[str]) -> None:
    """What was written stays as it is; but who looks for how a row was made among its steps would not find it now."""


def _refusals_are_kept(_connection: Connection, _tables: Collection[str]) -> None:
    """Their table is made like any other; but who does not know it would neither sweep nor erase what lies in it."""


MIGRATIONS = (
    Migration(2, _words_by_their_bytes),
    Migration(3, _makings_are_not_steps),
    Migration(4, _refusals_are_kept),
)
# The layout that they lead to.
NEWEST = MIGRATIONS[-1].number
