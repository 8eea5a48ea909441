"""What a running server does for itself beside answering: little by little, and never when it is asked much."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from salesdesk.server.sweeping import Sweeping
from salesdesk.server.unavailable import Unavailable, first_line

# In seconds: before the first look, and between two of them.
FIRST, BETWEEN = 60.0, 3600.0
# After a step it rests so many times as long as that took.
_REST = 9.0


class Housekeeping:
    """A thread that sweeps now and then; `say` hears what it did, or why it could not."""

    def __init__(self, sweeping: Sweeping, say: Callable[[str], None]) -> None:
        self._sweeping = sweeping
        self._say = say
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="housekeeping", daemon=True)
        self._since = 0.0

    def start(self) -> None:
        """Begins, a minute from now."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it, after the step at hand."""
        self._ended.set()
        self._thread.join()

    def _work(self) -> None:
        pause = FIRST
        while not self._ended.wait(pause):
            pause = BETWEEN
            try:
                self._since = time.monotonic()
                done = self._sweeping.run(self._rested)
            except (SQLAlchemyError, Unavailable) as error:
                self._say(f"not swept: {first_line(error)}")
                continue
            if done.rows:
                self._say(f"swept {done.rows}")

    def _rested(self) -> bool:
        """Rests after each step; whether to go on."""
        took = time.monotonic() - self._since
        ended = self._ended.wait(took * _REST)
        self._since = time.monotonic()
        return not ended
