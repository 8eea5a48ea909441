"""The search index follows what was saved in bulk, beside all else."""

from __future__ import annotations

from salesdesk.desk.desk import Desk
from salesdesk.ui.tasks import Tasks


class Indexing:
    """One round at a time; it ends when nothing waits, or with the window, and the next start goes on."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        self._desk = desk
        self._tasks = tasks
        self._running = False
        self._again = False

    def begin(self) -> None:
        """Indexes what waits; where a round is under way, another one follows it."""
        self._again = self._running
        if not self._running:
            self._running = True
            self._tasks.long(self._index, self._ended)

    def _index(self) -> None:
        self._desk.store.indexer.catch_up(lambda: self._tasks.finished)
        # What came meanwhile is to be found first.
        self._desk.store.indexer.join(lambda: self._tasks.finished or self._again)

    def _ended(self, _none: None) -> None:
        self._running = False
        if self._again:
            self.begin()
