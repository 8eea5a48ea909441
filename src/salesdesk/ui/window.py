"""The window: it only assembles rail, screens, palette and undo bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.i18n import N_, _, isolated, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.ui.commands import Command, command, commands_of
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme, Tone
from salesdesk.ui.widgets.rail import Rail
from salesdesk.ui.widgets.undo_bar import UndoBar
from salesdesk.ui.widgets.undo_key import REDO, UNDO


class Screen(Protocol):
    """What the window asks of a screen; it is a QWidget."""

    failed: Any

    def enter(self) -> None:
        """It comes into sight."""

    def leave(self) -> None:
        """It goes out of sight: what was typed is saved."""

    def follow(self, saved: Saved) -> None:
        """Something was saved."""


class Place:
    """An entry of the rail: its words, its icon, and how its screen is made."""

    def __init__(self, key: str, label: str, icon: str, make: Callable[[], Any]) -> None:
        self.key = key
        self.label = label
        self.icon = icon
        self.make = make


class Window(QWidget):
    """Rail, the screen in sight, and what lies over it."""

    changed = Signal(object)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, places: list[Place], key: str) -> None:
        super().__init__()
        self.theme = theme
        self.desk = desk
        self.tasks = tasks
        self._places: Mapping[str, Place] = {place.key: place for place in places}
        self._screens: dict[str, Any] = {}
        self._palette: Any = None
        self._may_close = False
        self.setWindowTitle(_("SalesDesk"))
        self.resize(1280, 800)
        self.setMinimumSize(900, 600)
        self.rail = Rail(theme)
        self._stack = QStackedWidget()
        for place in places:
            self.rail.add(place.key, place.icon, _(place.label))
        self.rail.chosen.connect(self.go)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        self.undo_bar = UndoBar(theme, self)
        self.undo_bar.undone.connect(self.undo)
        self._own_actions(self)
        desk.listeners.append(self.changed.emit)
        self.changed.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        self.go(key)
        self.tell_state()

    # --- screens ------------------------------------------------------------------------------

    def screen_of(self, key: str) -> Any:
        """The screen of a place, made when it is first seen."""
        if key not in self._screens:
            screen = self._places[key].make()
            screen.failed.connect(self.complain)
            self._screens[key] = screen
            self._stack.addWidget(screen)
            self._own_actions(screen)
        return self._screens[key]

    @property
    def here(self) -> Any:
        """The screen in sight."""
        return self._stack.currentWidget()

    @Slot(str)
    def go(self, key: str) -> None:
        """Brings a screen into sight."""
        before = self.here
        screen = self.screen_of(key)
        if before is not None and before is not screen:
            before.leave()
        self._stack.setCurrentWidget(screen)
        self.rail.select(key)
        screen.enter()

    def open(self, kind: str, id: str) -> None:
        """Shows a record in its screen."""
        key = PLACE_OF_KIND.get(kind, "")
        if key in self._places:
            self.go(key)
            self.screen_of(key).open(id)

    def unfinished(self) -> list[tuple[str, str]]:
        """Kind and id of the records on whose screens something was being typed when the desk went down."""
        found = [("capture", "")] if self.desk.store.drafts.get("capture") else []
        for draft in self.desk.store.drafts.all():
            kind, id = draft.kind, draft.record
            if kind not in PLACE_OF_KIND:  # an expense stands on its trip
                child = self.desk.find(kind, id)
                kind, id = "trip", getattr(child, "trip", "") or draft.slot.partition(":")[2]
            if self.desk.find(kind, id) is not None or (kind in PLACE_OF_KIND and draft.slot == f"{kind}:new"):
                found.append((kind, id))
        return found

    def go_on(self, unfinished: list[tuple[str, str]]) -> None:
        """Shows what was being typed; the draft fills the form."""
        for kind, id in reversed(unfinished):
            if id:
                self.open(kind, id)
            elif kind in PLACE_OF_KIND:
                self.go(PLACE_OF_KIND[kind])
                self.here.new()
            else:
                self.go(kind)

    def _own_actions(self, owner: Any) -> None:
        for entry in commands_of(owner):
            if entry.shortcut:
                action = QAction(_(entry.name), owner)
                action.setShortcut(QKeySequence(entry.shortcut))
                action.setShortcutContext(
                    Qt.ShortcutContext.WindowShortcut
                    if owner is self
                    else Qt.ShortcutContext.WidgetWithChildrenShortcut
                )
                action.triggered.connect(lambda _checked=False, do=entry.do: do())
                owner.addAction(action)

    def commands(self) -> Iterator[Command]:
        """All that can be done now: the screen's commands, then the window's."""
        if self.here is not None:
            yield from commands_of(self.here)
        yield from commands_of(self)

    # --- what follows a save ------------------------------------------------------------------

    @Slot(object)
    def _follow(self, saved: Saved) -> None:
        for screen in self._screens.values():
            screen.follow(saved)
        deleted = [change for change in saved.changes if change.op == "delete"]
        if deleted and not saved.undoes:
            title = deleted[0].kind.title(deleted[0].after) or _(deleted[0].kind.label)
            self.undo_bar.tell(_("%s is deleted") % isolated(title))
        self.tell_state()

    def tell_state(self) -> None:
        """Says at the rail's foot where the data are, and whose they are."""
        self.tasks.read(self.desk.store.sums.pending, self._tell_state)

    def _tell_state(self, waiting: int) -> None:
        words = ngettext("Offline · %s change kept", "Offline · %s changes kept", waiting) % number(waiting)
        self.rail.pill.set_state(words, self._who(), Tone.WARM if waiting else Tone.NEUTRAL)

    def _who(self) -> str:
        me = self.desk.me
        if me is None:
            return ""
        team = self.desk.find("team", me.team)
        return " · ".join(filter(None, (me.name, getattr(team, "name", ""))))

    @Slot(str)
    def complain(self, why: str) -> None:
        """Shows one sentence about what failed."""
        self.undo_bar.tell(why, undo=False)

    # --- commands -----------------------------------------------------------------------------

    @command(N_("Go to anything"), "Ctrl+K")
    def go_anywhere(self) -> None:
        """Finds any record and any command."""
        from salesdesk.ui.palette import Palette

        if self._palette is None:
            self._palette = Palette(self.theme, self.desk, self.tasks, self)
            self._palette.record.connect(self.open)
        self._palette.appear(list(self.commands()))

    @Slot()
    @command(N_("Undo"), "Ctrl+Z")
    def undo(self) -> None:
        """Takes back the last action."""
        self.leave_here()
        self.tasks.write(self.desk.undo, self._undone, self._failed)

    @command(N_("Redo"), "Ctrl+Shift+Z")
    def redo(self) -> None:
        """Takes back the last undo."""
        self.tasks.write(self.desk.redo, self._undone, self._failed)

    def leave_here(self) -> None:
        """What is being typed becomes an action first, so that undo takes back the right one."""
        if self.here is not None:
            self.here.leave()

    def _undone(self, saved: Saved | None) -> None:
        if saved is not None:
            words = saved.label if saved.changes else _("All of that was changed again since; it stays as it is.")
            self.undo_bar.tell(words, undo=False)

    def _failed(self, error: Exception) -> None:
        self.complain(sentence(error))

    @command(N_("Capture"), "Ctrl+1")
    def go_capture(self) -> None:
        """Goes to Capture."""
        self.go("capture")

    @command(N_("Leads"), "Ctrl+2")
    def go_leads(self) -> None:
        """Goes to Leads."""
        self.go("leads")

    @command(N_("Accounts"), "Ctrl+3")
    def go_accounts(self) -> None:
        """Goes to Accounts."""
        self.go("accounts")

    @command(N_("Fairs"), "Ctrl+4")
    def go_fairs(self) -> None:
        """Goes to Fairs."""
        self.go("fairs")

    @command(N_("Trips"), "Ctrl+5")
    def go_trips(self) -> None:
        """Goes to Trips."""
        self.go("trips")

    @command(N_("Light or dark"), "Ctrl+Shift+L")
    def other_scheme(self) -> None:
        """Changes between light and dark."""
        self.theme.set_scheme("light" if self.theme.dark else "dark")

    @command(N_("Larger text"), "Ctrl++")
    def larger(self) -> None:
        """Writes larger, up to 200 %."""
        self.theme.set_scale(self.theme.scale + 10)

    @command(N_("Smaller text"), "Ctrl+-")
    def smaller(self) -> None:
        """Writes smaller, down to 100 %."""
        self.theme.set_scale(self.theme.scale - 10)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Undo and redo that a field lets go on."""
        if event.matches(UNDO):
            self.undo()
        elif event.matches(REDO):
            self.redo()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is being typed is saved before the window goes; where that fails, it stays until closed again."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        failures = self.tasks.failures
        self.leave_here()
        self.tasks.write(lambda: None, lambda _none: self._left(failures))

    def _left(self, failures: int) -> None:
        self._may_close = True
        if self.tasks.failures == failures:
            self.close()


PLACE_OF_KIND = {"lead": "leads", "account": "accounts", "fair": "fairs", "trip": "trips"}
