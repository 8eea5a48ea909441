"""What the walk stands on: the desk on the screen, the company's server, the colleague, and the pictures."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication

from salesdesk.app import Running
from salesdesk.demo.colleague import Colleague
from salesdesk.demo.hands import Hands, Stuck
from salesdesk.demo.office import CompanyServer
from salesdesk.desk import profile as profiles
from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.i18n import _
from salesdesk.store.listing import Query
from salesdesk.ui.syncing import OFFLINE, SAVED_MS
from salesdesk.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier
_MOMENT_MS, _MOMENTS = 40, 12


class Stage:
    """The desk on the screen and all that the steps of the walk share."""

    def __init__(self, app: QApplication, profile: Path, key: bytes, shots: Path) -> None:
        self.app = app
        self.profile = profile
        self.key = key
        self._shots = shots
        self._number = 0
        self._folder = tempfile.TemporaryDirectory(prefix="salesdesk-badges-")
        self.badges = Path(self._folder.name)
        self._running: Running | None = None

    @property
    def running(self) -> Running:
        """The desk on the screen."""
        assert self._running is not None
        return self._running

    @property
    def window(self) -> Window:
        """Its window."""
        return self.running.window

    @property
    def here(self) -> Any:
        """The screen in sight."""
        return self.window.here

    @property
    def desk(self) -> Desk:
        """Her desk."""
        return self.running.desk

    # --- the company --------------------------------------------------------------------------

    @cached_property
    def server(self) -> CompanyServer:
        """The company's server, started when it is first needed."""
        return CompanyServer(self.profile.parent / "server")

    @cached_property
    def colleague(self) -> Colleague:
        """The colleague with a laptop of his own."""
        return Colleague(self.profile.parent / "colleague", self.server)

    @property
    def pill(self) -> str:
        """What the pill at the rail's foot says."""
        return str(self.window.rail.pill.accessibleName())

    def sync(self) -> None:
        """She asks for a round, and it goes to its end."""
        syncing, facts = self.window.office.syncing, self.desk.store.facts
        self.hands.wait("the round before", lambda: not syncing.standing.running)
        before = facts.get("last_sync")
        self.hands.press(Qt.Key.Key_F5)
        self.hands.wait("a round", lambda: facts.get("last_sync") != before and self._synced())

    def _synced(self) -> bool:
        """Whether nothing waits, and no round is about to begin."""
        syncing = self.window.office.syncing
        standing = syncing.standing
        quiet = not standing.running and standing.error is None and syncing.waits_ms > SAVED_MS
        return quiet and standing.state is not None and not standing.state.pending

    def go_offline(self) -> None:
        """The server is away, and the desk has noticed."""
        self.server.stop()
        self.hands.press(Qt.Key.Key_F5)
        self.wait_offline()

    def wait_offline(self) -> None:
        """Waits until the desk has noticed."""
        syncing = self.window.office.syncing
        self.hands.wait("offline", lambda: syncing.standing.trouble == OFFLINE and not syncing.standing.running)
        self.expect("the pill to say so", lambda: self.pill.startswith("Offline"))

    # --- opening and closing ------------------------------------------------------------------

    def open(self) -> None:
        """Opens the desk."""
        desk = profiles.with_key(self.profile, self.key, wait=5)
        self._running = Running(self.app, desk, profiles.settings_of(self.profile))
        self.window.show()
        self.hands = Hands(self.app, self.window, self.running.tasks)
        self.settle()

    def shut(self) -> None:
        """Closes the desk."""
        if self._running is not None:
            self._running.close()
            self._running.window.deleteLater()
            self._running = None

    def close(self) -> None:
        """Closes the desk, puts the colleague's laptop away, ends the server and clears up."""
        self.shut()
        if "colleague" in self.__dict__:
            self.colleague.close()
        if "server" in self.__dict__:
            self.server.kill()
        self._folder.cleanup()

    # --- pictures and words -------------------------------------------------------------------

    def settle(self) -> None:
        """Long enough for the chart, which waits for a moment's rest."""
        for _turn in range(_MOMENTS):
            self._rest_a_moment()
        self.hands.rest()

    def _rest_a_moment(self) -> None:
        self.hands.rest()
        QThread.msleep(_MOMENT_MS)

    def say(self, words: str, picture: str = "") -> None:
        """Prints a line, and takes a picture as soon as nothing moves."""
        if words:
            sys.stdout.write(f"{words}\n")
            sys.stdout.flush()
        if picture:
            self.picture(picture)
            self._nothing_failed()

    def picture(self, name: str) -> None:
        """Keeps a picture of the window, once it stands still."""
        if self._running is None:
            return
        before = QImage()
        for _turn in range(_MOMENTS):
            self._rest_a_moment()
            seen = self.window.grab().toImage()
            if seen == before:
                break
            before = seen
        self._number += 1
        before.save(str(self._shots / f"{self._number:02d}-{name}.png"))

    def _nothing_failed(self) -> None:
        told = self.window.undo_bar.accessibleName() if self._running else ""
        failed = _("That failed, and nothing was changed: %(what)s") % {"what": ""}
        self.expect(told, lambda: not told.startswith(failed))

    def expect(self, what: str, is_so: Callable[[], bool]) -> None:
        """Raises Stuck where something is not so."""
        if not is_so():
            raise Stuck(what)

    # --- what several steps do ----------------------------------------------------------------

    def overwrite(self, name: str, text: str) -> None:
        """Types over what stands in a field."""
        part = self.hands.find(name)
        part.setFocus()
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.write(text)

    def close_the_bar(self) -> None:
        """She needs the undo bar no more."""
        for button in self.window.undo_bar.findChildren(QAbstractButton):
            if button.accessibleName() == _("Close"):
                button.click()
        self.hands.wait("no bar", lambda: not self.window.undo_bar.isVisible())

    def lead(self, name: str) -> Lead | None:
        """The lead of that name."""
        found = self.desk.records(Query(self.desk.kinds["lead"], {"name": name}), 1)
        return found[0] if found and isinstance(found[0], Lead) else None

    def count(self) -> int:
        """How many leads there are."""
        return self.desk.store.lists.count(Query(self.desk.kinds["lead"]))

    def show(self, kind: str, id: str) -> None:
        """Opens a record in the window."""
        self.window.open(kind, id)
        self.hands.wait("the record on the screen", lambda: self.here.opened == id)
