"""Undo and redo: at once, or beside all else with a word on how far it is, and a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from salesdesk.desk.desk import Desk, Progress
from salesdesk.desk.words import sentence
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.widgets.undo_bar import UndoBar

STOPPED = N_("Stopped. Undo once more goes on.")


class _Stopped(Exception):
    """She said to stop."""


class TakingBack(QObject):
    """Takes one action back at a time; what is typed meanwhile is saved between its parts."""

    _moved = Signal(int)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._bar: UndoBar | None = None
        self._stop = threading.Event()
        self._under_way = False
        self._moved.connect(self._say)

    def use(self, bar: UndoBar) -> None:
        """The bar that says how far it is."""
        self._bar = bar
        bar.stopped.connect(self._stop.set)

    def ask(self, *, redo: bool) -> None:
        """Takes back the last action, or the last undo, behind what is being saved."""
        if self._under_way:
            return
        self._under_way = True
        way: Callable[[Progress], Saved | None] = (
            self._desk.redo if redo else lambda progress: self._desk.undo(progress=progress)
        )
        self._tasks.write(lambda: self._desk.takes_long(redo=redo), lambda long: self._go(way, long=long), self._failed)

    def _go(self, way: Callable[[Progress], Saved | None], *, long: bool) -> None:
        self._stop.clear()
        queue = self._tasks.long if long else self._tasks.write
        queue(lambda: way(self._progress), self._ended, self._failed)

    def _progress(self, rows: int) -> None:
        if self._stop.is_set() or self._tasks.finished:
            raise _Stopped
        self._moved.emit(rows)

    @Slot(int)
    def _say(self, rows: int) -> None:
        if self._under_way and self._bar is not None:
            words = ngettext("Taking it back: %s record so far", "Taking it back: %s records so far", rows)
            self._bar.tell_progress(words % number(rows))

    def _ended(self, saved: Saved | None) -> None:
        self._under_way = False
        if saved is not None and self._bar is not None:
            changed = saved.changes or saved.many
            words = saved.label if changed else _("All of that was changed again since; it stays as it is.")
            self._bar.tell(words, undo=False)

    def _failed(self, error: Exception) -> None:
        self._under_way = False
        if self._bar is not None:
            self._bar.tell(_(STOPPED) if isinstance(error, _Stopped) else sentence(error), undo=False)
