"""Head office in the window: the pill that says how things stand, the log-in, and the first filling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.office import State
from salesdesk.i18n import N_
from salesdesk.ui.commands import Command, command, commands_of
from salesdesk.ui.pill_words import pill_words
from salesdesk.ui.syncing import LOGGED_OUT, Syncing, SyncState
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.status_pill import StatusPill

if TYPE_CHECKING:
    from salesdesk.ui.filling import FillingBar
    from salesdesk.ui.login import LoginPanel
    from salesdesk.ui.sync.panel import SyncPanel


class HeadOffice(QObject):
    """Brings pill, panel and background sync together; `waiting` tells how much is to be decided.

    `opened` asks for a record, `decided` tells what can be undone, `said` is a sentence.
    """

    waiting = Signal(int)
    opened = Signal(str, str)
    decided = Signal(str)
    said = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._desk = desk
        self._tasks = tasks
        self.syncing = Syncing(desk, tasks, self)
        self.syncing.moved.connect(self.say)
        self.syncing.synced.connect(self._look_who)
        self.syncing.restored.connect(self._tell_restored)

    def build(self, pill: StatusPill, contents: QWidget) -> None:
        """Takes the parts of a window that was built, or built anew."""
        self._pill = pill
        self._contents = contents
        self._login: LoginPanel | None = None
        self._panel: SyncPanel | None = None
        self._who = ""
        self._filling: FillingBar | None = None
        pill.clicked.connect(self.press)
        self._look_who()
        self.syncing.look()

    # --- what it says -------------------------------------------------------------------------

    @Slot()
    def say(self) -> None:
        """Says at the rail's foot how laptop and server stand, and whose desk this is."""
        standing = self.syncing.standing
        if standing.state is None:
            return
        said = pill_words(standing, self._desk.clock())
        second = self._who if said.brief else said.why
        self._pill.set_state(said.first, second, said.tone)
        if said.why:
            self._pill.setAccessibleDescription(f"{self._who}. {said.why}")
        self._pill.setToolTip(said.why or said.press)
        self._tell_filling(standing, standing.state)
        self.waiting.emit(standing.state.inbox)

    def _tell_filling(self, standing: SyncState, state: State) -> None:
        if self._panel is not None and self._panel.isVisible():
            filling = stopped = False  # it says the same
        else:
            filling = standing.step == "filling"
            stopped = state.filling and state.filled > 0 and not standing.running and self._logged_in
        if not filling and not stopped:
            if self._filling is not None:
                self._filling.over()
            return
        if self._filling is None:
            from salesdesk.ui.filling import FillingBar

            self._filling = FillingBar(self._theme, self._contents)
            self._filling.cancelled.connect(self.syncing.stop)
            self._filling.goes_on.connect(self.syncing.now)
        if filling:
            self._filling.tell(standing.rows, standing.total, standing.share)
        else:
            self._filling.tell_stopped(state.filled, state.fill_total)

    @Slot(int)
    def _tell_restored(self, returned: int) -> None:
        from salesdesk.desk.sync_words import restored_words

        self.said.emit(restored_words(returned))

    def look(self) -> None:
        """Something was saved, or is not what it was."""
        self.syncing.saved()
        self._look_who()

    @Slot()
    def _look_who(self) -> None:
        self._tasks.read(self._read_who, self._show_who)

    def _read_who(self) -> str:
        me = self._desk.me
        if me is None:
            return ""
        team = self._desk.find("team", me.team)
        return " · ".join(filter(None, (me.name, getattr(team, "name", ""))))

    def _show_who(self, who: str) -> None:
        self._who = who
        self.say()

    # --- what can be done ---------------------------------------------------------------------

    @Slot()
    def press(self) -> None:
        """The pill was pressed: shows what waits, goes and comes, or asks her to log in."""
        if self._logged_in:
            self.show_panel()
        else:
            self.log_in()

    @property
    def _logged_in(self) -> bool:
        standing = self.syncing.standing
        return standing.state is not None and standing.state.logged_in and standing.trouble != LOGGED_OUT

    def commands(self) -> Iterator[Command]:
        """What can be done now."""
        offered = {self.show_panel, *((self.sync_now, self.log_out) if self._logged_in else (self.log_in,))}
        return (entry for entry in commands_of(self) if entry.do in offered)

    @command(N_("Sync: what waits, goes and comes"), "Ctrl+Shift+Y")
    def show_panel(self) -> None:
        """Shows the sync panel, or puts it away."""
        from salesdesk.ui.sync.panel import SyncPanel

        if self._panel is None:
            self._panel = SyncPanel(self._theme, self._desk, self._tasks, self.syncing, self._contents)
            self._panel.opened.connect(self.opened)
            self._panel.decided.connect(self.decided)
            self._panel.failed.connect(self.said)
            self._panel.seen.connect(self.say)
            self._panel.asks_to_log_in.connect(self.log_in)
        if self._panel.isVisible():
            self._panel.vanish()
        else:
            self._panel.ask(self._who)

    @command(N_("Sync now"), "F5")
    def sync_now(self) -> None:
        """Runs a round."""
        if self._logged_in:
            self.syncing.now()

    @command(N_("Log in to the company's server…"))
    def log_in(self) -> None:
        """Asks for address, name and password."""
        from salesdesk.ui.login import LoginPanel

        if self._login is None:
            self._login = LoginPanel(self._theme, self._desk, self._tasks, self._contents)
            self._login.entered.connect(self.syncing.let_in)
        self._login.ask()

    @command(N_("Log out of the company's server"))
    def log_out(self) -> None:
        """Ends the session; what she has stays here."""
        self.syncing.log_out()
