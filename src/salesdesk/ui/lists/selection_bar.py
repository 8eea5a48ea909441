"""The foot of a list while several rows are selected: how many, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from salesdesk.desk import many
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.fields import Choice
from salesdesk.domain.record import Kind
from salesdesk.i18n import _, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.ui.lists.chosen import Selection
from salesdesk.ui.taking_back import STOPPED
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.hairline import Hairline
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.text import Text

Do = Callable[[many.Several, many.Progress], Saved | None]


class SelectionBar(QWidget):
    """Sets, exports or deletes what is selected; `cleared` when she lets it go, `export` asks for a file of it."""

    cleared = Signal()
    export = Signal()
    _advanced = Signal(int)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, kind: Kind) -> None:
        super().__init__()
        self._theme = theme
        self._desk = desk
        self._tasks = tasks
        self._kind = kind
        self._selection = Selection(None, (), 0)
        self._running = self._stopped = False
        self._action = ""
        self.setObjectName("selection")
        self._build()
        self._advanced.connect(self._advance)
        self.hide()

    def _build(self) -> None:
        theme = self._theme
        self.words = Text(theme, "", Size.SECOND, Weight.SEMI, wrap=True)
        self.words.setObjectName("selected")
        self.set_button = self._button(_("Set…"), "set-selected", self._offer_values)
        self.export_button = self._button(_("Export…"), "export-selected", self.export.emit)
        self.delete_button = self._button(_("Delete"), "delete-selected", self._delete, Tone.HOT)
        self.undo_button = self._button(_("Undo"), "undo-selected", self._undo)
        self.clear_button = self._button(_("Clear selection"), "clear-selected", self.cleared.emit)
        self._parts = QWidget()
        flow = FlowLayout(self._parts, gap=Space.XS)
        for part in (self.set_button, self.export_button, self.delete_button, self.undo_button, self.clear_button):
            flow.addWidget(part)
        self.strip = ProgressStrip(theme)
        self.strip.cancelled.connect(self._stop)
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.px(20), Space.S, theme.px(20), Space.S)
        inner.setSpacing(Space.XS)
        for line in (self.words, self._parts, self.strip):
            inner.addWidget(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(theme))
        column.addLayout(inner)

    def _button(self, text: str, name: str, do: Callable[[], None], tone: Tone = Tone.ACCENT) -> Button:
        button = Button(self._theme, text, Role.QUIET, tone=tone)
        button.setObjectName(name)
        button.clicked.connect(do)
        return button

    def show_selection(self, selection: Selection) -> None:
        """Says how many are selected; one alone is no selection."""
        self._selection = selection
        if self._running:
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
        self.strip.start(_("Taking back …"))
        self._begin()
        self._tasks.long(lambda: self._desk.undo(action, self._take_back), lambda _saved: self._end(None), self._failed)

    def _take_back(self, done: int) -> None:
        if not self._progress(done):
            raise _Stopped(self._action)

    def _run(self, do: Do) -> None:
        selection = self._selection
        which: many.Several = selection.all or selection.ids
        self.strip.start(self.words.text(), max(selection.count, 0))
        self._begin()
        self._tasks.long(lambda: do(which, self._progress), self._end, self._failed)

    def _begin(self) -> None:
        self._running, self._stopped = True, False
        self.words.hide()
        self._parts.hide()

    def _progress(self, done: int) -> bool:
        """Called where the work is done."""
        if self._tasks.finished:
            return False
        self._advanced.emit(done)
        return not self._stopped

    @Slot(int)
    def _advance(self, done: int) -> None:
        self.strip.set_progress(done, _("%(done)s of %(all)s") % self._how_far(done) if not self._stopped else "")

    def _how_far(self, done: int) -> Mapping[str, str]:
        whole = self._selection.count
        return {"done": number(done), "all": number(max(whole, done))}

    @Slot()
    def _stop(self) -> None:
        self._stopped = True

    def _end(self, saved: Saved | None) -> None:
        self._running = False
        self.strip.finish()
        self.words.show()
        self._parts.show()
        self._action = saved.action if saved is not None else ""
        self.cleared.emit()
        if saved is not None:
            self.words.setText(saved.label)
        self._show_buttons(undo=bool(self._action))
        self.setVisible(bool(self._action))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, many.Halfway):
            self._end(error.saved)
            self.words.setText(sentence(error.why))
        elif isinstance(error, _Stopped):
            action = self._action
            self._end(None)
            self._action = action
            self.words.setText(_(STOPPED))
        else:
            self._end(None)
            self.words.setText(sentence(error))
        self._show_buttons(undo=bool(self._action))
        self.show()


class _Stopped(Exception):
    """She said to stop."""


def _said(selection: Selection) -> str:
    if selection.all is None:
        return ngettext("%s selected", "%s selected", selection.count) % number(selection.count)
    return (
        _("All %s selected") % number(selection.count) if selection.count >= 0 else _("All that is found is selected")
    )
