"""Cyclic garbage is collected in the GUI thread alone: a widget that another thread destroys ends the program."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 1_000
_ALL_OF_IT = 15


class Garbage(QObject):
    """Takes collecting away from whichever thread happens to allocate, for as long as the program runs."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Collects what is young, and now and then all; where nothing was made there is nothing to do."""
        if gc.get_count()[0] <= gc.get_threshold()[0]:
            return
        self._rounds += 1
        gc.collect(2 if self._rounds % _ALL_OF_IT == 0 else 1)
