"""What of erased records outlives their rows for a while (store.erasing)."""

from __future__ import annotations

from typing import Any

from salesdesk.schema.columns import quoted
from salesdesk.store import search
from salesdesk.store.connection import Connections
from salesdesk.store.copies import Copies
from salesdesk.store.facts import put_facts

# The kinds whose search index may still hold words of what was erased; while the fact is there, the copies may too.
LEFT = "erased"
_PAGES_A_STEP = 500
# FTS5 says by its own changes whether it found anything to merge.
_MERGED = 2


class Remains:
    """What of erased records outlives their rows: words in the search index, and the copies of the file."""

    def __init__(self, connections: Connections, copies: Copies) -> None:
        self._connections = connections
        self._copies = copies

    def wipe(self) -> None:
        """Makes an end of them, in steps between which whoever waits to write goes first. Raises DiskFull, Damaged."""
        row = self._connections.one("SELECT value FROM meta WHERE name = ?", (LEFT,))
        if row is None:
            return
        for kind in row[0].split(","):
            for table in (search.words_table(kind), search.parts_table(kind)):
                self._merge(quoted(table))
        self._copies.renew()
        self._connections.write(lambda writer: put_facts(writer, **{LEFT: None}))

    def _merge(self, table: str) -> None:
        """Joins the index's segments anew: until then they hold what was deleted."""
        pages = -_PAGES_A_STEP
        while self._connections.write(lambda writer, pages=pages: _merge(writer, table, pages)) >= _MERGED:  # type: ignore[misc]
            pages = _PAGES_A_STEP
            self._connections.give_way()


def _merge(writer: Any, table: str, pages: int) -> int:
    before = writer.total_changes
    writer.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
    return int(writer.total_changes - before)
