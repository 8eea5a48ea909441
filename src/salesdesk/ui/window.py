"""The window: it only assembles rail, screens, palette and undo bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from salesdesk import i18n
from salesdesk.desk.desk import Desk
from salesdesk.i18n import N_, _
from salesdesk.settings import LANGUAGE
from salesdesk.store.door import Saved
from salesdesk.ui.commands import Command, command, commands_of
from salesdesk.ui.everywhere import Everywhere
from salesdesk.ui.following import Following
from salesdesk.ui.head_office import HeadOffice
from salesdesk.ui.importing.importing import Importing
from salesdesk.ui.indexing import Indexing
from salesdesk.ui.place import Place
from salesdesk.ui.standing import Standing
from salesdesk.ui.taking_back import TakingBack
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.unfinished import PLACE_OF_KIND
from salesdesk.ui.values import parent_of
from salesdesk.ui.widgets.rail import Rail
from salesdesk.ui.widgets.undo_bar import UndoBar
from salesdesk.ui.widgets.undo_key import REDO, UNDO


class Window(Everywhere):
    """Rail, the screen in sight, and what lies over it."""

    def __init__(
        self, theme: Theme, desk: Desk, tasks: Tasks, places: list[Place], key: str,
        speak: Callable[[str], None] = i18n.use,
    ) -> None:  # fmt: skip
        """`speak` changes the language of the program and lets the window `renew`."""
        super().__init__()
        self.theme = theme
        self.desk = desk
        self.tasks = tasks
        self._places: Mapping[str, Place] = {place.key: place for place in places}
        self._speak = speak
        self._may_close = False
        self.office = HeadOffice(theme, desk, tasks, self)
        self.office.waiting.connect(self._count_inbox)
        self.office.opened.connect(self.open)
        self.office.decided.connect(lambda words: self.undo_bar.tell(words))
        self.office.said.connect(self.complain)
        self.office.syncing.synced.connect(self._refresh)
        self.indexing = Indexing(desk, tasks)
        self.office.syncing.ended.connect(self.indexing.begin)
        self._taking_back = TakingBack(desk, tasks, self)
        self.importing = Importing(theme, desk, tasks, self)
        self.importing.ended.connect(self.indexing.begin)
        self.importing.covers.connect(self.cover)
        self.importing.uncovers.connect(self.uncover)
        self.importing.said.connect(self.complain)
        self.resize(1280, 800)
        self.setMinimumSize(900, 600)
        self._frame = QHBoxLayout(self)
        self._frame.setContentsMargins(0, 0, 0, 0)
        self._build()
        following = Following(desk, self)
        following.saved.connect(self._follow)
        following.kinds.connect(self._follow_many)
        following.said.connect(lambda words: self.undo_bar.tell(words))
        self.go(key)

    def _build(self) -> None:
        self.setWindowTitle(_("SalesDesk"))
        self._screens: dict[str, Any] = {}
        self._palette: Any = None
        self._history: Any = None
        self._trash: Any = None
        self._contents = QWidget()
        self.rail = Rail(self.theme)
        self._stack = QStackedWidget()
        for place in self._places.values():
            self.rail.add(place.key, place.icon, _(place.label))
        self.rail.chosen.connect(self.go)
        row = QHBoxLayout(self._contents)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        self.undo_bar = UndoBar(self.theme, self._contents)
        self.undo_bar.undone.connect(self.undo)
        self._taking_back.use(self.undo_bar)
        self.office.build(self.rail.pill, self._contents)
        self.importing.build(self._contents)
        for owner in (self, self.office, self.importing):
            self._own_actions(owner)
        self._frame.addWidget(self._contents)
        self._contents.show()

    def renew(self) -> None:
        """Builds all that is seen anew, in the language in use; she stays where she is."""
        standing, old, importing = Standing(self), self._contents, self.importing.in_sight
        self.setUpdatesEnabled(False)
        old.hide()
        self._frame.removeWidget(old)
        self._build()
        standing.take_up(partial(self.setUpdatesEnabled, True))
        if importing:
            self.importing.show()
        self._drop(old)

    def _drop(self, contents: QWidget) -> None:
        """Lets go of what is no longer seen, once nothing is under way that answers to it."""
        if self.tasks.busy:
            QTimer.singleShot(DROP_AFTER_MS, self, lambda: self._drop(contents))
        else:
            contents.deleteLater()

    def speak(self, code: str) -> None:
        """Goes on in another language; what is being typed is saved first."""
        self.leave_here()
        self.tasks.write(lambda: None, lambda _none: self._speak(code))

    # --- screens ------------------------------------------------------------------------------

    def screen_of(self, key: str) -> Any:
        """The screen of a place, made when it is first seen."""
        if key not in self._screens:
            screen = self._places[key].make()
            screen.failed.connect(self.complain)
            if hasattr(screen, "elsewhere"):
                screen.elsewhere.connect(self.open)
            if hasattr(screen, "imports"):
                screen.imports.connect(self.importing.import_a_file)
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

    @Slot(QWidget)
    def cover(self, page: Any) -> None:
        """Brings a page into sight that is no place of the rail."""
        if self.here is not page:
            self.leave_here()
            if self._stack.indexOf(page) < 0:
                self._stack.addWidget(page)
                self._own_actions(page)
            self._stack.setCurrentWidget(page)
        page.enter()

    @Slot(str)
    def uncover(self, key: str) -> None:
        """Goes on at a place, or with "" where she was before."""
        self.go(key or self.rail.selected())

    def open(self, kind: str, id: str) -> None:
        """Shows a record in its screen."""
        key = PLACE_OF_KIND.get(kind, "")
        if not key:
            self.tasks.read(lambda: parent_of(self.desk, kind, id), self._open_parent)
        if key in self._places:
            self.go(key)
            self.screen_of(key).open_record(kind, id)

    def _open_parent(self, parent: tuple[str, str] | None) -> None:
        if parent is not None and parent[0] in PLACE_OF_KIND:
            self.open(*parent)

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
                everywhere = owner in (self, self.office, self.importing)
                within = self._contents if everywhere else owner
                action = QAction(_(entry.name), within)
                action.setShortcut(QKeySequence(entry.shortcut))
                action.setShortcutContext(
                    Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
                )
                action.triggered.connect(lambda _checked=False, do=entry.do: do())
                within.addAction(action)

    def commands(self) -> Iterator[Command]:
        """All that can be done now: the screen's commands, then the window's, then the languages."""
        if self.here is not None:
            yield from commands_of(self.here)
        yield from commands_of(self)
        yield from self.importing.commands()
        yield from self.office.commands()
        also = " · ".join(i18n.in_every_language(LANGUAGE.label))
        for code, name in i18n.languages().items():
            yield Command(name, "", partial(self.speak, code), also)

    # --- what follows a save ------------------------------------------------------------------

    @Slot(object)
    def _follow(self, saved: Saved) -> None:
        for screen in self._screens.values():
            screen.follow(saved)
        self._read_panels()
        self.office.look()

    @Slot(object)
    def _follow_many(self, kinds: set[str]) -> None:
        """So much was saved that no screen follows each record."""
        self._refresh(kinds)
        self.office.look()
        if not self.importing.running:
            self.indexing.begin()

    @Slot(int)
    def _count_inbox(self, waiting: int) -> None:
        if "inbox" in self._places and self.rail.item("inbox").badge != waiting:
            self.rail.set_badge("inbox", waiting)

    @Slot(object)
    def _refresh(self, kinds: set[str]) -> None:
        """A round of sync changed records of these kinds."""
        for screen in self._screens.values():
            screen.refresh(kinds)
        self._read_panels()

    def _read_panels(self) -> None:
        for panel in filter(None, (self._trash, self._history)):
            panel.read()

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
            self._palette = Palette(self.theme, self.desk, self.tasks, self._contents)
            self._palette.record.connect(self.open)
        self._palette.appear([one for one in self.commands() if one.do != self.go_anywhere])

    @command(N_("History"), "Ctrl+H")
    def show_history(self) -> None:
        """Shows what became of the record in sight, step by step."""
        opened = getattr(self.here, "opened", None)
        if not opened:
            self.complain(_("Open a record first."))
            return
        self._show_past(self.here.kind.name, opened)

    def _show_past(self, kind: str, id: str) -> None:
        from salesdesk.ui.history.panel import HistoryPanel

        if self._history is None:
            self._history = HistoryPanel(self.theme, self.desk, self.tasks, self._contents)
        self._history.ask(self.desk.kinds[kind], id)

    @command(N_("Trash"))
    def show_trash(self) -> None:
        """Shows what was deleted, to be brought back."""
        from salesdesk.ui.trash.panel import TrashPanel

        if self._trash is None:
            self._trash = TrashPanel(self.theme, self.desk, self.tasks, self._contents)
            self._trash.past.connect(self._show_past)
        self._trash.ask()

    @Slot()
    @command(N_("Undo"), "Ctrl+Z")
    def undo(self) -> None:
        """Takes back the last action."""
        self.leave_here()
        self._taking_back.ask(redo=False)

    @command(N_("Redo"), "Ctrl+Shift+Z")
    def redo(self) -> None:
        """Takes back the last undo."""
        self._taking_back.ask(redo=True)

    def leave_here(self) -> None:
        """What is being typed becomes an action first, so that undo takes back the right one."""
        if self.here is not None:
            self.here.leave()

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
        if self.importing.holds_on():
            return
        failures = self.tasks.failures
        self.leave_here()
        self.tasks.write(lambda: None, lambda _none: self._left(failures))

    def _left(self, failures: int) -> None:
        self._may_close = True
        if self.tasks.failures == failures:
            self.close()


DROP_AFTER_MS = 100
