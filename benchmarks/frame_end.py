"""Says when a view has painted data for the first time, in a process that is measured from outside."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QAbstractItemView


def watch(view: QAbstractItemView, after: Callable[[], None]) -> None:
    """Writes the moment at the end of the first paintEvent that shows rows, and then does `after`."""
    paint = type(view).paintEvent

    def painted(event: Any) -> None:
        paint(view, event)
        if view.model().rowCount() > 0:
            sys.stdout.write(f"{time.monotonic_ns()}\n")
            sys.stdout.flush()
            del view.paintEvent
            after()

    view.paintEvent = painted  # type: ignore[method-assign]
