"""Brings the search index up to rows that were written in bulk, in steps that survive a crash."""

from __future__ import annotations

from typing import Any

from salesdesk.domain.record import Kinds
from salesdesk.schema.columns import Layout, quoted
from salesdesk.store import search
from salesdesk.store.connection import Connections

STEP = 2_000


class Indexer:
    """Works through `unindexed`, oldest entry first."""

    def __init__(self, connections: Connections, kinds: Kinds) -> None:
        self._connections = connections
        self._kinds = kinds

    def step(self) -> int:
        """Indexes at most 2,000 rows in one transaction; returns how many row numbers it went past."""
        return self._connections.write(self._step)

    def catch_up(self) -> None:
        """Indexes all that waits."""
        while self.step():
            pass

    def _step(self, writer: Any) -> int:
        entry = writer.execute("SELECT rowid, kind, low, high FROM unindexed ORDER BY rowid LIMIT 1").fetchone()
        if entry is None:
            return 0
        number, kind, low, high = entry
        top = min(high, low + STEP - 1)
        layout = Layout(self._kinds[kind])
        rows = writer.execute(
            f"SELECT {layout.selected} FROM {quoted(kind)} WHERE n BETWEEN ? AND ? AND deleted IS NULL", (low, top)
        )
        texts = [(row[0], *search.index_texts(layout.kind, layout.record(row))) for row in rows.fetchall()]
        for column, table in ((1, search.words_table(kind)), (2, search.parts_table(kind))):
            writer.executemany(
                f"INSERT OR REPLACE INTO {quoted(table)} (rowid, t) VALUES (?, ?)",
                [(text[0], text[column]) for text in texts],
            )
        if top == high:
            writer.execute("DELETE FROM unindexed WHERE rowid = ?", (number,))
        else:
            writer.execute("UPDATE unindexed SET low = ? WHERE rowid = ?", (top + 1, number))
        return int(top - low + 1)
