"""A watch over requests: one that takes too long, or that she called off, is cut, whatever it waits for."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

_LOOKS_EVERY_S = 0.1


class Watch:
    """Cuts the connections it heard of once `stopped()`, or when a request has lasted `longest` seconds.

    No time-out of a single read does that: a byte now and then keeps a request for ever.
    """

    def __init__(self, stopped: Callable[[], bool], longest: float) -> None:
        self._stopped = stopped
        self._longest = longest
        self._lines: list[socket.socket] = []
        self._ends: float | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self.too_long = False

    @property
    def stopped(self) -> bool:
        """Whether she called it off."""
        return self._stopped()

    @contextmanager
    def request(self) -> Iterator[None]:
        """While a request is under way it is watched."""
        self.too_long = False
        self._ends = time.monotonic() + self._longest
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
            self._thread.start()
        try:
            yield
        finally:
            self._ends = None

    def hear(self, event: str, known: Mapping[str, Any]) -> None:
        """Takes note of each connection that is made (httpcore's trace extension)."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            line = known["return_value"].get_extra_info("socket")
            self._lines = [one for one in self._lines if one.fileno() >= 0] + [line]

    def end(self) -> None:
        """Watches no longer."""
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(_LOOKS_EVERY_S):
            ends = self._ends
            if ends is None:
                continue
            if time.monotonic() > ends:
                self.too_long = True
                self._cut()
            elif self._stopped():
                self._cut()

    def _cut(self) -> None:
        for line in self._lines:
            with suppress(OSError):  # it has gone already
                # Not SSLSocket's own, which takes the reader's state away beneath it.
                socket.socket.shutdown(line, socket.SHUT_RDWR)
