"""Triggers that refuse what goes around the door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from salesdesk.schema.columns import quoted

_EVENTS = ("INSERT", "UPDATE", "DELETE")


def guards(table: str) -> Iterator[str]:
    """The statements that set a table's guards anew; a connection without the door's function fails."""
    for event in _EVENTS:
        yield f"DROP TRIGGER IF EXISTS {_name(table, event)}"
        yield _guard(table, event)


@contextmanager
def insert_unguarded(writer: Any, table: str) -> Iterator[None]:
    """Around very many new rows, within a transaction through the door: a trigger takes a quarter of their time.

    Nobody else writes or sees it meanwhile; where the transaction fails, the guard was never gone.
    """
    writer.execute(f"DROP TRIGGER {_name(table, 'INSERT')}")
    yield
    writer.execute(_guard(table, "INSERT"))


def _name(table: str, event: str) -> str:
    return quoted(f"{table}_guard_{event.lower()}")


def _guard(table: str, event: str) -> str:
    return (
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {quoted(table)} WHEN desk_door() IS NOT 1 "
        "BEGIN SELECT RAISE(ABORT, 'rows are written through the door only'); END"
    )
