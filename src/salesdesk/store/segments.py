"""The segments of a search index: FTS5 adds one for each save, and joins them now and then within one of the saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from salesdesk.store.connection import Connections

_PAGES_A_STEP = 100
# FTS5 says by its own changes whether it found anything to join.
_JOINED = 2


def join(connections: Connections, table: str, ended: Callable[[], bool] = lambda: False) -> bool:
    """Makes one of all segments of `table`, in steps between which whoever waits to write goes first.

    Returns whether it came to the end before it had `ended`; if not, the next call goes on from there. Raises DiskFull,
    Damaged.
    """
    # Below zero: all segments, however many there are.
    pages = -_PAGES_A_STEP
    while connections.write(lambda writer, pages=pages: _step(writer, table, pages)) >= _JOINED:  # type: ignore[misc]
        if ended():
            return False
        pages = _PAGES_A_STEP
        connections.give_way()
    return True


def _step(writer: Any, table: str, pages: int) -> int:
    before = writer.total_changes
    writer.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
    return int(writer.total_changes - before)
