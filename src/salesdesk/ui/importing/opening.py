"""Files that the system asks the program to open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Hears what macOS asks for by an event, at its start and later; `asked` says that a file waits."""

    asked = Signal()

    def __init__(self, argv: list[str]) -> None:
        super().__init__(argv)
        self._waiting: list[Path] = []

    def event(self, event: QEvent, /) -> bool:
        """Keeps the files of events that open one."""
        if isinstance(event, QFileOpenEvent):
            if event.file():
                self._waiting.append(Path(event.file()))
                self.asked.emit()
            return True
        return super().event(event)

    def take(self) -> list[Path]:
        """The files that wait; they wait no more."""
        waiting, self._waiting = self._waiting, []
        return waiting
