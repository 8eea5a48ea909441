"""What of erased records outlives their rows for a while (store.erasing)."""

from __future__ import annotations

from salesdesk.schema.columns import quoted
from salesdesk.store import search, segments
from salesdesk.store.connection import Connections
from salesdesk.store.copies import Copies
from salesdesk.store.facts import put_facts

# The kinds whose search index may still hold words of what was erased; while the fact is there, the copies may too.
LEFT = "erased"


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
                # Until then its segments hold what was deleted.
                segments.join(self._connections, quoted(table))
        self._copies.renew()
        self._connections.write(lambda writer: put_facts(writer, **{LEFT: None}))
