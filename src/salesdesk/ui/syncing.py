"""Syncing in the background: when a round runs, and how things stand."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.desk.office import State, Synced
from salesdesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from salesdesk.sync.hints import Listening
    from salesdesk.sync.progress import Progress

SAVED_MS, EVERY_MS = 2_000, 300_000
OFFLINE_MS = 30_000
_AGE_MS = 30_000
# What comes during a first pull is shown so often.
COME_MS = 1_000
# After a hint, for those that come together; the server has waited for more of them already.
HINT_MS = 300
# How long the end of the program waits for the listener, in seconds.
_PATIENCE = 2.0


@dataclass(frozen=True)
class SyncState:
    """How laptop and server stand: what is being done (filling, sending, fetching, repairing), what went wrong.

    `rows` of about `total` are done, which is a `share` of all; 0 where nobody knows.
    """

    state: State | None = None
    step: str = ""
    rows: int = 0
    total: int = 0
    share: float = 0.0
    running: bool = False
    error: Exception | None = None
    trouble: str = ""


class Syncing(QObject):
    """Runs rounds one after the other; `moved` when things stand otherwise, `synced` with kinds that changed.

    `synced` comes during a first pull too, now and then; `ended` says that a round is over, `restored` that the server
    was, and how much went back to it from here.
    """

    moved = Signal()
    ended = Signal()
    synced = Signal(object)
    restored = Signal(int)
    _heard = Signal(object)
    _progress = Signal(object)
    _news = Signal(object)

    def __init__(
        self, desk: Desk, tasks: Tasks, parent: QObject | None = None,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self.jitter = jitter
        self._begun = False
        self._again = False
        self._stopped = Event()
        self._pause = OFFLINE_MS
        self._state: State | None = None
        self._running = False
        self._at = _NOTHING
        self._gathered: set[str] = set()
        self._rests = False
        self._error: Exception | None = None
        self._trouble = ""
        self._hinted = 0
        self._listening: Listening | None = None
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self.round)
        self._age = QTimer(self, interval=_AGE_MS)
        self._age.timeout.connect(self.moved)
        self._come = QTimer(self, singleShot=True, interval=COME_MS)
        self._come.timeout.connect(self._tell_what_came)
        desk.sync_listeners.append(self._heard.emit)
        self._heard.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._progress.connect(self._see, Qt.ConnectionType.QueuedConnection)
        self._news.connect(self._hint, Qt.ConnectionType.QueuedConnection)

    @property
    def standing(self) -> SyncState:
        """How things stand."""
        return SyncState(self._state, *self._at, running=self._running, error=self._error, trouble=self._trouble)

    @property
    def waits_ms(self) -> int:
        """In how many milliseconds the next round begins, or -1."""
        return self._next.remainingTime() if self._next.isActive() else -1

    # --- when ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """From now on rounds run by themselves; the first one at once."""
        self._begun = True
        self._age.start()
        self.look(then=self.round)

    def saved(self) -> None:
        """Something was saved: it goes up when she rests, unless the server did not answer lately."""
        self.look()
        if not self._begun or self._rests or self._trouble == OFFLINE:
            return
        if self._running:
            self._again = True
        else:
            self._next.start(SAVED_MS)

    @Slot()
    def round(self) -> None:
        """Runs a round, where she is logged in and none is under way."""
        self._next.stop()
        if self._running or self._state is None or not self._state.logged_in or self._trouble == LOGGED_OUT:
            return
        self._running, self._again, self._stopped = True, False, Event()
        self._at, self._rests = _NOTHING, False
        self._hinted = 0
        self._listen()
        stopped, hear, office = self._stopped, self._progress.emit, self._desk.office
        self._tasks.sync(lambda: _round(office, stopped, hear), self._done, self._failed)
        self.moved.emit()

    def now(self) -> None:
        """Runs a round because she asked for it."""
        self._pause = OFFLINE_MS
        self.look(then=self.round)

    def stop(self) -> None:
        """Ends the round, whatever it waits for; what was done stays done, and the next one goes on.

        A first pull that she stopped goes on when she says so, or with the next start.
        """
        self._stopped.set()

    def close(self) -> None:
        """Ends the round and hears nothing more."""
        self.stop()
        self._hear_no_more(_PATIENCE)

    # --- hints --------------------------------------------------------------------------------

    def _listen(self) -> None:
        """Has the server tell of news, unless somebody listens already."""
        if self._listening is None or not self._listening.alive:
            self._listening = self._desk.office.listening(self._news.emit)
            self._listening.start()

    def _hear_no_more(self, patience: float = 0) -> None:
        if self._listening is not None:
            self._listening.stop(patience)
            self._listening = None

    @Slot(object)
    def _hint(self, seq: int) -> None:
        if self._listening is not None:
            self._hinted = max(seq, self._hinted)
            self._follow()

    def _follow(self) -> None:
        """Fetches what a hint told of, unless this laptop has it: what she sent herself is no news to her."""
        news = self._state is not None and self._hinted > self._state.cursor
        if news and not self._running and not self._rests and not 0 <= self.waits_ms <= HINT_MS:
            self._next.start(HINT_MS)

    def let_in(self) -> None:
        """She logged in: what stood in the way is gone."""
        self._error, self._trouble = None, ""
        self._pause = OFFLINE_MS
        self.begin()

    def log_out(self) -> None:
        """Ends the session; a round that is under way stops first."""
        self.stop()
        self._hear_no_more()
        self._next.stop()
        self._tasks.sync(self._desk.office.log_out, lambda _none: self.look(), self._failed)

    # --- what came of it ----------------------------------------------------------------------

    def look(self, then: Callable[[], Any] | None = None) -> None:
        """Reads how things stand."""

        def show(state: State) -> None:
            self._state = state
            if getattr(self._error, "alone", ()) and not state.alone:
                self._error, self._trouble = None, ""  # she has decided what was in the way
            self.moved.emit()
            if then is not None:
                then()

        self._tasks.read(self._desk.office.state, show)

    @Slot(object)
    def _take(self, synced: Synced) -> None:
        self.look()
        self.synced.emit(set(synced.kinds))

    @Slot(object)
    def _see(self, progress: Progress) -> None:
        if self._running:
            self._at = (progress.step, progress.rows, progress.total, progress.share)
            self._gathered |= progress.kinds
            if self._gathered and not self._come.isActive():
                self._come.start()
            self.moved.emit()

    @Slot()
    def _tell_what_came(self) -> None:
        if self._gathered:
            gathered, self._gathered = self._gathered, set()
            self.synced.emit(gathered)

    def _done(self, synced: Synced) -> None:
        self._error, self._trouble = None, ""
        if synced.outcome.turned:
            self.restored.emit(synced.outcome.returned)
        self._pause = OFFLINE_MS
        self._ended(SAVED_MS if self._again else EVERY_MS)

    def _failed(self, error: Exception) -> None:
        self._trouble = trouble_of(error)
        self._error = None if self._trouble == STOPPED else error
        filling = self._state is not None and self._state.filling and self._at[0] in {"", "filling"}
        self._rests = self._trouble == STOPPED and filling
        if self._trouble == OFFLINE:
            pause = min(self._pause, EVERY_MS)
            self._pause = min(2 * self._pause, EVERY_MS)
            self._ended(int(pause * self.jitter(0.8, 1.2)))
        else:
            self._ended(EVERY_MS)

    def _ended(self, pause_ms: int) -> None:
        self._running = False
        self._at = _NOTHING
        if self._begun and self._trouble != LOGGED_OUT and not self._rests:
            self._next.start(pause_ms)
        self.look(then=self._follow)
        self.ended.emit()


_NOTHING = ("", 0, 0, 0.0)
OFFLINE, LOGGED_OUT, STOPPED, OTHER = "offline", "logged_out", "stopped", "other"


def trouble_of(error: Exception) -> str:
    """What kind of trouble an error of a round is."""
    from salesdesk.protocol.service import UNAUTHORISED, Refusal
    from salesdesk.sync import errors

    if isinstance(error, errors.Offline):
        return OFFLINE
    if isinstance(error, errors.LoggedOut) or (isinstance(error, Refusal) and error.code == UNAUTHORISED):
        return LOGGED_OUT
    return STOPPED if isinstance(error, errors.Stopped) else OTHER


def _round(office: Any, stopped: Event, hear: Callable[[Progress], None]) -> Synced:
    """One round, on the thread for it; the network is imported there."""
    done: Synced = office.sync(hear, stopped.is_set)
    return done
