"""Where she stands in the window: taken up again when all that is seen was built anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

if TYPE_CHECKING:
    from salesdesk.ui.window import Window


class Standing:
    """The place in the rail, the record that is open, the field that the cursor is in."""

    def __init__(self, window: Window) -> None:
        focus = window.focusWidget()
        self._window = window
        self._place = window.rail.selected()
        self._opened: str | None = getattr(window.here, "opened", None)
        self._field = focus.objectName() if focus is not None and window.here.isAncestorOf(focus) else ""

    def take_up(self, then: Callable[[], None]) -> None:
        """Goes there in the window as it is now; `then` follows when all of it stands."""
        window, tasks = self._window, self._window.tasks
        window.go(self._place)
        if self._opened:
            window.here.open(self._opened)
        elif self._opened is not None:
            window.here.new()

        def stand(_none: None) -> None:
            self._focus()
            then()

        def behind(_none: None) -> None:
            tasks.write(lambda: None, stand)

        # The record is read first, then its draft, behind the writes.
        tasks.read(lambda: None, behind)

    def _focus(self) -> None:
        here: QWidget = self._window.here
        fields = here.findChildren(QWidget, self._field) if self._field else []
        for field in [field for field in fields if field.isVisible()][:1]:
            field.setFocus()
            if isinstance(field, QTextEdit):
                field.moveCursor(QTextCursor.MoveOperation.End)
