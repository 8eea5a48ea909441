"""Undo and redo: at once, or beside all else with a word on how far it is, and a way to stop."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal, Slot

from salesdesk.desk.desk import Desk
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
        self._asked: list[bool] = []
        self._moved.connect(self._say)

    def use(self, bar: UndoBar) -> None:
        """The bar that says how far it is."""
        self._bar = bar
        bar.stopped.connect(self._stop.set)

    def ask(self, *, redo: bool) -> None:
        """Takes back the last action, or the last undo, behind what is being saved and what was asked for before."""
        self._asked.append(redo)
        if len(self._asked) == 1:
            self._next()

    def _next(self) -> None:
        redo = self._asked[0]
        way = self._desk.redo if redo else self._desk.undo

        def at_once() -> Saved | str | None:
            action, long = self._desk.to_take_back(redo=redo)
            return action if long else way(action)

        def beside(found: Saved | str | None) -> None:
            if isinstance(found, str):
                self._stop.clear()
                self._tasks.long(lambda: way(found, self._progress), self._done, self._failed)
            else:
                self._done(found)

        self._tasks.write(at_once, beside, self._failed)

    def _progress(self, rows: int) -> None:
        if self._stop.is_set() or self._tasks.finished:
            raise _Stopped
        self._moved.emit(rows)

    @Slot(int)
    def _say(self, rows: int) -> None:
        if self._asked and self._bar is not None:
            words = ngettext("Taking it back: %s record so far", "Taking it back: %s records so far", rows)
            self._bar.tell_progress(words % number(rows))

    def _done(self, saved: Saved | None) -> None:
        if saved is not None:
            changed = saved.changes or saved.many
            self._end(saved.label if changed else _("All of that was changed again since; it stays as it is."))
        else:
            self._end("")

    def _failed(self, error: Exception) -> None:
        self._end(_(STOPPED) if isinstance(error, _Stopped) else sentence(error))

    def _end(self, words: str) -> None:
        if words and self._bar is not None:
            self._bar.tell(words, undo=False)
        self._asked.pop(0)
        if self._asked:
            self._next()
