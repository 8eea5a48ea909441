"""The foot of the trash: how many are selected, the way back for all of them, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.many import Halfway, restore_many
from salesdesk.desk.words import sentence
from salesdesk.i18n import _, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.store.trash import Key
from salesdesk.ui.taking_back import STOPPED
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.hairline import Hairline
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.text import Text


class Foot(QWidget):
    """Brings back what is selected, and takes that back again; `past` asks for the history of one record."""

    past = Signal(str, str)
    ended = Signal()
    _advanced = Signal(int)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._keys: Sequence[Key] = ()
        self._whole = 0
        self._running = self._stopped = False
        self._action = self._why = ""
        self.words = Text(theme, "", Size.SECOND, Weight.SEMI, wrap=True)
        self.words.setObjectName("trash-said")
        self.back = Button(theme, _("Bring back"), Role.PRIMARY, icon="undo")
        self.back.setObjectName("trash-bring-back")
        self.back.clicked.connect(self.bring_back)
        self.history = Button(theme, _("History"), Role.QUIET)
        self.history.setObjectName("trash-history")
        self.history.clicked.connect(self._ask_for_past)
        self.undo = Button(theme, _("Undo"), Role.QUIET)
        self.undo.setObjectName("trash-undo")
        self.undo.clicked.connect(self._take_back)
        self._parts = QWidget()
        flow = FlowLayout(self._parts, gap=Space.S)
        for part in (self.back, self.history, self.undo):
            flow.addWidget(part)
        self.strip = ProgressStrip(theme)
        self.strip.cancelled.connect(self._stop)
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.XL, Space.S, Space.XL, 0)
        inner.setSpacing(Space.S)
        for line in (self.words, self._parts, self.strip):
            inner.addWidget(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Hairline(theme))
        column.addLayout(inner)
        self._advanced.connect(self._advance)
        self.forget()

    def forget(self) -> None:
        """Nothing is selected, and nothing was done."""
        self._action = self._why = ""
        self.select(())

    def select(self, keys: Sequence[Key]) -> None:
        """Offers what can be done with these; with none, what was done last can be taken back."""
        self._keys = keys
        if self._running:
            return
        if keys:
            self._action = self._why = ""
            self.words.setText(ngettext("%s selected", "%s selected", len(keys)) % number(len(keys)))
        self.back.setVisible(bool(keys))
        self.history.setVisible(len(keys) == 1)
        self.undo.setVisible(bool(self._action))
        self.setVisible(bool(keys or self._action or self._why))

    @Slot()
    def bring_back(self) -> None:
        """Brings back what is selected, as one action."""
        keys, desk = self._keys, self._desk
        if keys and not self._running:
            words = self.words.text()
            self._begin(words, len(keys), lambda: restore_many(desk, keys, self._progress))

    @Slot()
    def _take_back(self) -> None:
        desk, action = self._desk, self._action

        def progress(done: int) -> None:
            if not self._progress(done):
                raise _Stopped

        def undo() -> None:
            desk.undo(action, progress)

        self._begin(_("Taking back …"), self._whole, undo)

    @Slot()
    def _ask_for_past(self) -> None:
        if self._keys:
            self.past.emit(*self._keys[0])

    def _begin(self, words: str, whole: int, do: Callable[[], Saved | None]) -> None:
        self._running, self._stopped, self._whole = True, False, whole
        self.words.hide()
        self._parts.hide()
        self.strip.start(words, whole)
        self._tasks.long(do, self._end, self._failed)

    def _progress(self, done: int) -> bool:
        """Called where the work is done."""
        if self._tasks.finished:
            return False
        self._advanced.emit(done)
        return not self._stopped

    @Slot(int)
    def _advance(self, done: int) -> None:
        how_far = {"done": number(done), "all": number(max(self._whole, done))}
        self.strip.set_progress(done, _("%(done)s of %(all)s") % how_far if not self._stopped else "")

    @Slot()
    def _stop(self) -> None:
        self._stopped = True

    def _end(self, saved: Saved | None, why: str = "") -> None:
        self._running = False
        self.strip.finish()
        self.words.show()
        self._parts.show()
        self._action = saved.action if saved is not None else ""
        self._why = why
        self.words.setText(why or (saved.label if saved is not None else ""))
        self.select(())
        self.ended.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Halfway):
            self._end(error.saved, sentence(error.why))
        else:
            self._end(None, _(STOPPED) if isinstance(error, _Stopped) else sentence(error))


class _Stopped(Exception):
    """She said to stop."""
