"""The two lists of the sync panel: what waits, and the last rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject

from salesdesk.desk.desk import Desk
from salesdesk.i18n import _
from salesdesk.store.rounds import Round
from salesdesk.store.waiting import Waits
from salesdesk.ui.lists.keyed_model import KeyedModel
from salesdesk.ui.lists.rows_or_words import RowsOrWords
from salesdesk.ui.rows import RowText
from salesdesk.ui.sync.words import round_row, waiting_rows
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Theme


class Waiting(QObject):
    """Reads what waits into its model, one reading at a time."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._parts: Mapping[int, int] = {}
        self._reading: Task[list[Waits]] | None = None
        self._again = False
        self.model = KeyedModel[int](tasks, self._say, self)
        self.listeners = [self._put]

    def _say(self, actions: Sequence[int]) -> Mapping[int, RowText]:
        return waiting_rows(self._desk, actions, self._parts)

    def read(self) -> None:
        """Reads what waits now."""
        if self._reading is not None:
            self._again = True
            return
        self._again = False
        self._reading = self._tasks.read(self._desk.store.waiting.actions, self._take)

    def _take(self, found: list[Waits]) -> None:
        self._reading = None
        for listener in self.listeners:
            listener(found)
        if self._again:
            self.read()

    def _put(self, found: list[Waits]) -> None:
        self._parts = {waits.action: waits.parts for waits in found}
        self.model.put([waits.action for waits in found])


class LastRounds(QObject):
    """The log of rounds in its model."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._rounds: Sequence[Round] = ()
        self.model = KeyedModel[int](tasks, self._say, self)

    def _say(self, numbers: Sequence[int]) -> Mapping[int, RowText]:
        rounds, now = self._rounds, self._desk.clock()
        return {n: round_row(rounds[n], now) for n in numbers if n < len(rounds)}

    def put(self, rounds: Sequence[Round]) -> None:
        """Shows these, newest first."""
        self._rounds = rounds
        self.model.put(list(range(len(rounds))))


def waiting_view(theme: Theme, waiting: Waiting) -> RowsOrWords:
    """The list of what waits."""
    nothing = _("Nothing waits here: all that you did was sent to the server.")
    return RowsOrWords(theme, waiting.model, "sync-waiting", _("Waiting"), nothing)


def rounds_view(theme: Theme, rounds: LastRounds) -> RowsOrWords:
    """The list of the last rounds."""
    return RowsOrWords(
        theme, rounds.model, "sync-rounds", _("Last rounds"), _("Nothing was synced on this laptop yet.")
    )
