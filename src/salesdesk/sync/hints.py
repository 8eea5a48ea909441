"""Listens for the server's word that there is something new; no word is needed, only sooner."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from salesdesk.protocol.service import Refusal
from salesdesk.protocol.wire import Hint
from salesdesk.store.errors import StoreError
from salesdesk.sync.errors import LoggedOut, Stopped, SyncError

# The pause after the first line that failed and the longest one, in seconds.
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
# Where streams do not come through, so many questions are held open before one is tried again.
QUESTIONS = 50


class Line(Protocol):
    """How a device hears of news (sync.http)."""

    def hints(self) -> Iterator[Hint]:
        """Each newest seq as it comes; ends when the server lets go. Raises SyncError, Refusal."""

    def wait(self, cursor: int) -> Hint:
        """The newest seq, once it is beyond the cursor or after a while. Raises SyncError, Refusal."""


class Listening:
    """One thread that listens until it is stopped or she is logged out.

    `line` makes a line, which `stopped` ends at once; `cursor` is how far this laptop has pulled; `heard` is told each
    seq beyond that, once, in the thread. A proxy that keeps streams back is known by their silence: then questions are
    held open instead.
    """

    def __init__(
        self, line: Callable[[Callable[[], bool]], AbstractContextManager[Line]], cursor: Callable[[], int],
        heard: Callable[[int], None], jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:  # fmt: skip
        self._line = line
        self._cursor = cursor
        self._heard = heard
        self._jitter = jitter
        self._stop = threading.Event()
        self._told = 0
        self._questions = 0
        self._thread = threading.Thread(target=self._run, name="hints", daemon=True)

    def start(self) -> None:
        """Listens from now on."""
        self._thread.start()

    def stop(self, patience: float = 0) -> None:
        """Listens no more; waits at most so many seconds for the thread to end."""
        self._stop.set()
        if patience:
            self._thread.join(patience)

    @property
    def alive(self) -> bool:
        """Whether it still listens."""
        return self._thread.is_alive()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            before = self._told
            try:
                with self._line(self._stop.is_set) as line:
                    self._listen(line)
                pause = FIRST_PAUSE
                wait = 0.0 if self._questions else pause
            except (LoggedOut, Stopped, StoreError):
                return  # whoever logs in listens anew
            except (SyncError, Refusal):
                pause = FIRST_PAUSE if self._told > before else min(2 * pause, LONGEST_PAUSE)
                wait = pause
            self._stop.wait(wait * self._jitter(0.5, 1.0))

    def _listen(self, line: Line) -> None:
        if self._questions:
            self._questions -= 1
            self._hear(line.wait(max(self._cursor(), self._told)))
            return
        came = False
        try:
            for hint in line.hints():
                came = True
                self._hear(hint)
        except (LoggedOut, Stopped):
            raise
        except SyncError:
            if not came:
                self._questions = QUESTIONS
            raise

    def _hear(self, hint: Hint) -> None:
        if hint.seq > max(self._cursor(), self._told) and not self._stop.is_set():
            self._told = hint.seq
            self._heard(hint.seq)
