"""Hands for a window: keys, text in any script, waiting; as a person would do it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from salesdesk.ui.tasks import Tasks

PATIENCE = 20.0


class Stuck(Exception):
    """What should have appeared did not."""


class Hands:
    """Types, presses and drops in the window that has the focus."""

    def __init__(self, app: QApplication, window: QWidget, tasks: Tasks) -> None:
        self._app = app
        self._window = window
        self._tasks = tasks

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses a key where the focus is."""
        QTest.keyClick(self._focus(), key, modifiers)
        self.rest()

    def write(self, text: str) -> None:
        """Types text of any script, a character at a time."""
        for character in text:
            event = QInputMethodEvent()
            event.setCommitString(character)
            QCoreApplication.sendEvent(self._focus(), event)
        self.rest()

    def into(self, name: str, text: str) -> None:
        """Goes to a field by its name and types."""
        self.find(name).setFocus()
        self.write(text)

    def click(self, name: str) -> None:
        """Clicks the middle of a part."""
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.rest()

    def drop(self, paths: list[str], on: QWidget) -> None:
        """Drops files on a part."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
        where, buttons, none = QPointF(on.rect().center()), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, mime, buttons, none)
        QCoreApplication.sendEvent(on, enter)
        if enter.isAccepted():
            QCoreApplication.sendEvent(on, QDropEvent(where, Qt.DropAction.CopyAction, mime, buttons, none))
        self.rest()

    def find(self, name: str) -> QWidget:
        """The part of that name that is in sight; raises Stuck."""
        for part in self._window.findChildren(QWidget, name):
            if part.isVisible():
                return part
        raise Stuck(name)

    def text(self, name: str) -> str:
        """What a part says, or what stands in it."""
        part = self.find(name)
        if isinstance(part, QTextEdit):
            return part.toPlainText()
        said = part.property("text")
        return str(part.text()) if said is None and hasattr(part, "text") else str(said or "")

    def wait(self, what: str, until: Callable[[], bool]) -> None:
        """Waits until something is so; raises Stuck."""
        end = time.monotonic() + PATIENCE
        while not self._is_so(until):
            if time.monotonic() > end:
                raise Stuck(what)
            self._app.processEvents()
            time.sleep(0.005)
        self.rest()

    @staticmethod
    def _is_so(until: Callable[[], bool]) -> bool:
        try:
            return until()
        except Stuck:  # the part that it looks at is not there yet
            return False

    def rest(self) -> None:
        """Lets all that was asked for be answered and drawn."""
        self._tasks.settle()
        self._app.processEvents()
        self._tasks.settle()
        self._app.processEvents()

    def _focus(self) -> QWidget:
        return self._window.focusWidget() or self._window
