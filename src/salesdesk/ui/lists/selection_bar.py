"""The foot of a list while several rows are selected: how many, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu

from salesdesk.desk import many
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.fields import Choice
from salesdesk.domain.record import Kind
from salesdesk.i18n import _, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.ui.lists.chosen import Selection
from salesdesk.ui.lists.work_foot import Stopped, WorkFoot
from salesdesk.ui.taking_back import STOPPED
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme, Tone

Do = Callable[[many.Several, many.Progress], Saved | None]


class SelectionBar(WorkFoot):
    """Sets, exports or deletes what is selected; `cleared` when she lets it go, `export` asks for a file of it."""

    cleared = Signal()
    export = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, kind: Kind) -> None:
        super().__init__(theme, tasks, theme.px(20))
        self._desk = desk
        self._kind = kind
        self._selection = Selection(None, (), 0)
        self._action = ""
        self.setObjectName("selection")
        self.words.setObjectName("selected")
        self.set_button = self.add(_("Set…"), "set-selected", self._offer_values)
        self.export_button = self.add(_("Export…"), "export-selected", self.export.emit)
        self.delete_button = self.add(_("Delete"), "delete-selected", self._delete, tone=Tone.HOT)
        self.undo_button = self.add(_("Undo"), "undo-selected", self._undo)
        self.clear_button = self.add(_("Clear selection"), "clear-selected", self.cleared.emit)
        self.hide()

    def show_selection(self, selection: Selection) -> None:
        """Says how many are selected; one alone is no selection."""
        self._selection = selection
        if self.running:
            return
        if selection.several:
            self._action = ""
        elif self._action:
            return
        known = selection.all is not None or len(selection.ids) == selection.count
        for button in (self.set_button, self.export_button, self.delete_button):
            button.setEnabled(known)
        self._show_buttons(undo=False)
        self.words.setText(_said(selection))
        self.setVisible(selection.several)

    def _show_buttons(self, *, undo: bool) -> None:
        self.undo_button.setVisible(undo)
        for button in (self.set_button, self.export_button, self.delete_button):
            button.setVisible(not undo)
        self.clear_button.setText(_("Close") if undo else _("Clear selection"))

    # --- what can be done ---------------------------------------------------------------------

    def values_menu(self) -> QMenu:
        """The values that a choice of these records can be given."""
        menu = QMenu(self)
        for field in self._kind.fields:
            if isinstance(field, Choice):
                below = menu.addMenu(_(field.label))
                for value, label in (*field.choices, ("", "")):
                    action = below.addAction(_(label) if label else _("Nothing"))
                    action.triggered.connect(partial(self.set_values, {field.name: value}))
        return menu

    @Slot()
    def _offer_values(self) -> None:
        menu = self.values_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.set_button.mapToGlobal(self.set_button.rect().topLeft()))

    def set_values(self, values: Mapping[str, Any], _checked: bool = False) -> None:
        """Gives what is selected another value."""
        count = self._selection.count
        self._run(lambda which, progress: many.set_many(self._desk, self._kind, which, count, values, progress))

    @Slot()
    def _delete(self) -> None:
        count = self._selection.count
        self._run(lambda which, progress: many.delete_many(self._desk, self._kind, which, count, progress))

    @Slot()
    def _undo(self) -> None:
        action = self._action
        self.begin(_("Taking back …"), 0)
        self._tasks.long(lambda: self._desk.undo(action, self.or_stop), lambda _saved: self._over(None), self._failed)

    def _run(self, do: Do) -> None:
        selection = self._selection
        which: many.Several = selection.all or selection.ids
        self.begin(self.words.text(), selection.count)
        self._tasks.long(lambda: do(which, self.progress), self._over, self._failed)

    def _over(self, saved: Saved | None) -> None:
        self.end()
        self._action = saved.action if saved is not None else ""
        self.cleared.emit()
        if saved is not None:
            self.words.setText(saved.label)
        self._show_buttons(undo=bool(self._action))
        self.setVisible(bool(self._action))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, many.Halfway):
            self._over(error.saved)
            self.words.setText(sentence(error.why))
        elif isinstance(error, Stopped):
            action = self._action
            self._over(None)
            self._action = action
            self.words.setText(_(STOPPED))
        else:
            self._over(None)
            self.words.setText(sentence(error))
        self._show_buttons(undo=bool(self._action))
        self.show()


def _said(selection: Selection) -> str:
    if selection.all is None:
        return ngettext("%s selected", "%s selected", selection.count) % number(selection.count)
    return (
        _("All %s selected") % number(selection.count) if selection.count >= 0 else _("All that is found is selected")
    )
