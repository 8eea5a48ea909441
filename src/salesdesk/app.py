"""The composition root: builds everything, once."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk import i18n
from salesdesk.catalogue import SOURCE
from salesdesk.desk import profile as profiles
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.i18n import N_, _
from salesdesk.settings import LANGUAGE, TEXT_SCALE, THEME, Settings
from salesdesk.system_libraries import advice, missing

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from salesdesk.ui.place import Place
    from salesdesk.ui.tasks import Tasks
    from salesdesk.ui.theme import Theme
    from salesdesk.ui.window import Window


SETTLE_IN_MS = 100


def application(settings: Settings) -> QApplication:
    """Qt, in the person's language and reading direction; exits with advice where a library lacks."""
    # Start-up makes a great deal and drops little: the collector need not look through it sixty times.
    gc.set_threshold(10_000)
    lacking = missing(display=True)
    if lacking:
        sys.stderr.write(advice(lacking, _) + "\n")
        raise SystemExit(1)
    # Before Qt: its import hook reads the source of every module that comes after it.
    i18n.use(i18n.regional(settings.get(LANGUAGE)))
    from PySide6.QtWidgets import QApplication

    from salesdesk.ui.importing.opening import Application

    made = QApplication.instance()
    app = made if isinstance(made, QApplication) else Application(sys.argv[:1])
    app.setApplicationName("SalesDesk")
    _dress(app)
    return app


def speak(app: QApplication, code: str) -> None:
    """Makes `code` the language of the program; what is shown already has to be built anew."""
    i18n.use(i18n.regional(code))
    _dress(app)


def _dress(app: QApplication) -> None:
    """Gives Qt the language in use: its own words (menus of fields, names of keys) and the direction."""
    from PySide6.QtCore import QLibraryInfo, Qt, QTranslator

    for before in app.findChildren(QTranslator):
        app.removeTranslator(before)
        before.deleteLater()
    code = i18n.language().split("_")[0]
    if code != SOURCE:
        words = QTranslator(app)
        if words.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(words)
    right_to_left = Qt.LayoutDirection.RightToLeft if i18n.mirrored() else Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(right_to_left)


class Running:
    """A desk on the screen: window, theme and tasks, until `close`."""

    def __init__(self, app: QApplication, desk: Desk, settings: Settings, place: str = "leads") -> None:
        from salesdesk.ui.garbage import Garbage
        from salesdesk.ui.tasks import Tasks
        from salesdesk.ui.theme import Theme
        from salesdesk.ui.window import Window

        self.app = app
        self.desk = desk
        self.settings = settings
        self.tasks = Tasks(lambda error: self.window.complain(sentence(error)))
        self._garbage = Garbage(self.tasks)
        self.theme = Theme(settings.get(THEME), settings.get(TEXT_SCALE))
        self.theme.apply(app)
        self.window: Window = Window(
            self.theme, desk, self.tasks, places(self.theme, desk, self.tasks, settings), place, self.speak
        )
        self.theme.changed.connect(self._remember)

    def settle_in(self, profile: Path, files: Sequence[Path] = ()) -> None:
        """What can wait until the first frame is seen: second starts, the index, unfinished edits, `files`."""
        from salesdesk.ui.single import Doorbell
        from salesdesk.ui.unfinished import unfinished

        self._files = list(files)
        self._doorbell = Doorbell(profile, self.window)
        self._doorbell.asked.connect(self.window.importing.take)
        self.window.indexing.begin()
        self.tasks.work(self.desk.store.take_reserve, lambda _none: None)
        self.tasks.read(lambda: unfinished(self.desk), self._go_on)

    def _go_on(self, unfinished: list[tuple[str, str]]) -> None:
        """First what was being typed stands where it stood, then what is new may come."""
        from salesdesk.ui.importing.opening import Application

        self.window.go_on(unfinished)
        self.window.office.syncing.begin()
        app, take = self.app, self.window.importing.take
        take(self._files)
        if isinstance(app, Application):
            app.asked.connect(lambda: take(app.take()))
            take(app.take())

    def speak(self, code: str) -> None:
        """Goes on in another language, now and at the next start."""
        speak(self.app, code)
        self.window.renew()
        try:
            self.settings.set(LANGUAGE, code)
        except OSError as error:
            self.window.complain(sentence(error))

    def _remember(self) -> None:
        if self.settings.get(THEME) != self.theme.scheme:
            self.settings.set(THEME, str(self.theme.scheme))
        if self.settings.get(TEXT_SCALE) != self.theme.scale:
            self.settings.set(TEXT_SCALE, self.theme.scale)

    def close(self) -> None:
        """Saves what is being typed, does what was asked for, and lets the profile go."""
        self.window.leave_here()
        self.window.hide()
        self.window.office.syncing.close()
        self.tasks.finish()
        self.desk.store.close()


def places(theme: Theme, desk: Desk, tasks: Tasks, settings: Settings) -> list[Place]:
    """The rail's entries; a screen's module is imported when the screen is first seen."""
    from salesdesk.ui.place import Place

    return [
        Place("capture", N_("Capture"), "capture", _capture(theme, desk, tasks, settings)),
        Place("leads", N_("Leads"), "leads", _leads(theme, desk, tasks)),
        Place("accounts", N_("Accounts"), "accounts", _accounts(theme, desk, tasks)),
        Place("fairs", N_("Fairs"), "fairs", _fairs(theme, desk, tasks)),
        Place("trips", N_("Trips"), "trips", _trips(theme, desk, tasks)),
        Place("inbox", N_("Inbox"), "inbox", _inbox(theme, desk, tasks)),
    ]


def _capture(theme: Theme, desk: Desk, tasks: Tasks, settings: Settings) -> Callable[[], object]:
    def make() -> object:
        from salesdesk.ui.capture.screen import CaptureScreen

        return CaptureScreen(theme, desk, tasks, settings)

    return make


def _leads(theme: Theme, desk: Desk, tasks: Tasks) -> Callable[[], object]:
    def make() -> object:
        from salesdesk.ui.leads.screen import LeadsScreen

        return LeadsScreen(theme, desk, tasks)

    return make


def _accounts(theme: Theme, desk: Desk, tasks: Tasks) -> Callable[[], object]:
    def make() -> object:
        from salesdesk.ui.records.kinds import accounts

        return accounts(theme, desk, tasks)

    return make


def _fairs(theme: Theme, desk: Desk, tasks: Tasks) -> Callable[[], object]:
    def make() -> object:
        from salesdesk.ui.records.kinds import fairs

        return fairs(theme, desk, tasks)

    return make


def _trips(theme: Theme, desk: Desk, tasks: Tasks) -> Callable[[], object]:
    def make() -> object:
        from salesdesk.ui.trips.screen import TripsScreen

        return TripsScreen(theme, desk, tasks)

    return make


def _inbox(theme: Theme, desk: Desk, tasks: Tasks) -> Callable[[], object]:
    def make() -> object:
        from salesdesk.ui.inbox.screen import InboxScreen

        return InboxScreen(theme, desk, tasks)

    return make


def open_window(profile: Path, passphrase: str | None, files: Sequence[Path] = ()) -> int:
    """Opens the desk with `files`, asking on the first start; a second start raises the first one's window."""
    from salesdesk.ui.single import raise_first

    settings = profiles.settings_of(profile)
    app = application(settings)
    if raise_first(profile, files):
        return 0
    from salesdesk.ui.start import Start

    start = Start(app, profile, settings, passphrase, speak)
    desk = start.desk()
    if desk is None:
        return 0
    return run(app, desk, settings, profile, [*files, *start.files])


def run(app: QApplication, desk: Desk, settings: Settings, profile: Path, files: Sequence[Path] = ()) -> int:
    """Shows the desk until its window is closed."""
    from PySide6.QtCore import QTimer

    running = Running(app, desk, settings)
    running.window.show()
    # A timer without delay would come before the first frame.
    QTimer.singleShot(SETTLE_IN_MS, lambda: running.settle_in(profile, files))
    code = app.exec()
    running.close()
    return int(code)
