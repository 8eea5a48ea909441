"""The foot of the trash: how many are selected, the way back for all of them, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.desk.many import Halfway, restore_many
from salesdesk.desk.words import sentence
from salesdesk.i18n import _, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.store.trash import Key
from salesdesk.ui.lists.work_foot import Stopped, WorkFoot
from salesdesk.ui.taking_back import STOPPED
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.widgets.button import Role


class Foot(WorkFoot):
    """Brings back what is selected, and takes that back again; `past` asks for the history of one record."""

    past = Signal(str, str)
    ended = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__(theme, tasks, Space.XL, below=0)
        self._desk = desk
        self._keys: Sequence[Key] = ()
        self._action = self._why = ""
        self._many = 0
        self.words.setObjectName("trash-said")
        self.back = self.add(_("Bring back"), "trash-bring-back", self.bring_back, role=Role.PRIMARY, icon="undo")
        self.history = self.add(_("History"), "trash-history", self._ask_for_past)
        self.undo = self.add(_("Undo"), "trash-undo", self._take_back)
        self.forget()

    def forget(self) -> None:
        """Nothing is selected, and nothing was done."""
        self._action = self._why = ""
        self.select(())

    def select(self, keys: Sequence[Key]) -> None:
        """Offers what can be done with these; with none, what was done last can be taken back."""
        self._keys = keys
        if self.running:
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
        if keys and not self.running:
            self._do(self.words.text(), len(keys), lambda: restore_many(desk, keys, self.progress), _came_back)

    @Slot()
    def _take_back(self) -> None:
        desk, action = self._desk, self._action
        self._do(_("Taking back …"), self._many, lambda: desk.undo(action, self.or_stop), _gone_again)

    @Slot()
    def _ask_for_past(self) -> None:
        if self._keys:
            self.past.emit(*self._keys[0])

    def _do(self, words: str, many: int, do: Callable[[], Saved | None], said: Callable[[int], str]) -> None:
        self._many = many
        self.begin(words, many)
        self._tasks.long(do, lambda saved: self._over(saved, said(many)), self._failed)

    def _over(self, saved: Saved | None, words: str) -> None:
        self.end()
        self._action = saved.action if saved is not None else ""
        self._why = words
        self.words.setText(words)
        self.select(())
        self.ended.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Halfway):
            self._over(error.saved, sentence(error.why))
        else:
            self._over(None, _(STOPPED) if isinstance(error, Stopped) else sentence(error))


def _came_back(many: int) -> str:
    return ngettext("%s record came back", "%s records came back", many) % number(many)


def _gone_again(many: int) -> str:
    return ngettext("%s record is in the trash again", "%s records are in the trash again", many) % number(many)
