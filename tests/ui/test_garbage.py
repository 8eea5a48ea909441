"""Widgets that nobody holds any more go in the GUI thread, whichever thread makes the garbage full."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt

from salesdesk.desk.desk import Desk

Show = Callable[..., Any]


class Held(QObject):
    """Something of the screen that holds itself, as a widget with a closure does."""

    def __init__(self, gone: list[int]) -> None:
        super().__init__()
        self.itself = self
        self.destroyed.connect(lambda: gone.append(threading.get_ident()), Qt.ConnectionType.DirectConnection)


def fill() -> None:
    """Makes as much garbage as starts a collection many times over."""
    for _ in range(200_000):
        circle: list[Any] = []
        circle.append(circle)


def test_another_thread_collects_nothing(show: Show, desk: Desk) -> None:
    _running, hands = show()
    gone: list[int] = []
    Held(gone)
    other = threading.Thread(target=fill)
    other.start()
    other.join()
    assert gone == []
    hands.wait("the collection", lambda: gone == [threading.get_ident()])
    assert not gc.isenabled()
