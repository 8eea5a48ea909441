"""Files on their way in: chosen, dropped or handed over, one after the other, on a page of the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.i18n import N_, _, isolated, number
from salesdesk.store.door import Saved
from salesdesk.ui.commands import Command, command, commands_of
from salesdesk.ui.importing.drop_hint import DropHint
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.unfinished import PLACE_OF_KIND

if TYPE_CHECKING:
    from salesdesk.ui.importing.file_import import FileImport
    from salesdesk.ui.importing.page import ImportPage

OTHER_PLACES = {"partner": "accounts"}


class Importing(QObject):
    """`covers` gives the page that is to be seen, `uncovers` the place to go to, "" for where she was.

    `ended`: a file was taken in, or back, as far as it was to be.
    """

    covers = Signal(QWidget)
    uncovers = Signal(str)
    said = Signal(str)
    ended = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._desk = desk
        self._tasks = tasks
        self._window = window
        self._file: FileImport | None = None
        self._page: ImportPage | None = None
        self._queue: list[Path] = []
        self._asked_to_go = False
        desk.listeners.append(self._hear)

    def build(self, contents: QWidget) -> None:
        """Takes the parts of a window that was built, or built anew."""
        self._page = None
        self._hint = DropHint(self._theme, self._window, contents)
        self._hint.dropped.connect(self.take)

    @property
    def in_sight(self) -> bool:
        """Whether the page is what she sees."""
        return self._page is not None and self._page.isVisible()

    @property
    def running(self) -> bool:
        """Whether a file is being taken in."""
        return self._file is not None and self._file.running

    @property
    def page(self) -> ImportPage:
        """The page, made for the first file."""
        if self._page is None:
            from salesdesk.ui.importing.page import ImportPage

            self._page = ImportPage(self._theme)
            self._page.closed.connect(self.close)
            self._page.another.connect(self.choose)
            self._page.following.connect(self._next)
            self._page.wanted.connect(self._show_them)
        return self._page

    # --- files come ---------------------------------------------------------------------------

    @Slot(list)
    def take(self, paths: Sequence[Path]) -> None:
        """Takes files, one after the other; they wait where one is open already."""
        if not paths:
            return
        self._queue += [path for path in paths if path not in self._queue]
        if self._file is None or not (self.in_sight or self.running):
            self._next()
        else:
            self.show()

    @command(N_("Import a file…"), "Ctrl+Shift+I")
    def import_a_file(self) -> None:
        """Shows the file that is open, or asks for one."""
        if self._file is not None and not self.in_sight:
            self.show()
        else:
            self.choose()

    @Slot()
    def choose(self) -> None:
        """Asks for files."""
        title, kinds = _("Import a file"), f"{_('Tables, contacts and calendars')} ({_endings()})"
        names, _chosen = QFileDialog.getOpenFileNames(self._window, title, "", f"{kinds};;{_('All files')} (*)")
        if names and self._file is not None and not self.running:
            self._file = None  # what was shown is done with
        self.take([Path(name) for name in names])

    @Slot()
    def _next(self) -> None:
        from salesdesk.ui.importing.file_import import FileImport

        if self._queue and not self.running:
            self._file = FileImport(self._desk, self._tasks, self._queue.pop(0))
            self._file.changed.connect(self._follow)
        self.show()

    def show(self) -> None:
        """Brings the page into sight."""
        if self._file is not None:
            self.page.show_file(self._file, len(self._queue))
            self.covers.emit(self.page)

    # --- and go -------------------------------------------------------------------------------

    @Slot()
    def close(self) -> None:
        """Leaves the page; what is being taken in goes on, and what else was open is done with."""
        if not self.running:
            self._file = None
            self._queue.clear()
        self.uncovers.emit("")

    @Slot(str)
    def _show_them(self, kind: str) -> None:
        self._file = None
        self.uncovers.emit(OTHER_PLACES.get(kind, PLACE_OF_KIND.get(kind, "trips")))

    @Slot()
    def _follow(self) -> None:
        """Says what came of a file that is taken in while she is elsewhere."""
        from salesdesk.ui.importing.file_import import Step

        file = self._file
        if file is None or file.running or file.step not in (Step.DONE, Step.UNDONE):
            return
        self.ended.emit()
        if not self.in_sight and file.step is Step.DONE:
            words = {"file": isolated(file.path.name), "count": number(file.ended.safe)}
            self.said.emit(file.ended.why or _("%(file)s: %(count)s records were taken in") % words)

    def holds_on(self) -> bool:
        """Whether the window should stay for what is being taken in; asked again, it may go, and that stops."""
        asked, self._asked_to_go = self._asked_to_go, self.running
        if self.running and not asked:
            self.said.emit(_("A file is being taken in. Close again to stop it: what is safe by then stays."))
        return self.running and not asked

    def _hear(self, saved: Saved) -> None:
        if self._file is not None:
            self._file.hear(saved)

    def commands(self) -> Iterator[Command]:
        """What can be done now."""
        return commands_of(self)


def _endings() -> str:
    """What can be taken in, as a file dialog wants it."""
    from salesdesk.exchange.tables import CALENDARS, CARDS, SHEETS, TEXTS

    return " ".join(f"*{ending}" for ending in (*TEXTS, *SHEETS, *CARDS, *CALENDARS, ".json"))
