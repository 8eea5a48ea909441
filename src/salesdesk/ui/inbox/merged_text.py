"""The text that two become, in a box to write in: where the differences stand in it, however it is edited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from salesdesk.ui.theme import Theme


class MergedText(QObject):
    """Fills `box` with texts, each with whether it is a difference; these are counted from 0."""

    def __init__(self, theme: Theme, box: QTextEdit, texts: Sequence[tuple[str, bool]]) -> None:
        super().__init__(box)
        self._theme = theme
        self._box = box
        self._current = 0
        self._places = self._filled(texts)
        box.textChanged.connect(self._mark)
        theme.changed.connect(self._mark)

    def _filled(self, texts: Sequence[tuple[str, bool]]) -> list[tuple[QTextCursor, QTextCursor]]:
        document = self._box.document()
        document.setUndoRedoEnabled(False)
        self._box.clear()
        writer = QTextCursor(document)
        ends: list[tuple[int, int]] = []
        for text, differs in texts:
            start = writer.position()
            writer.insertText(text)
            if differs:
                ends.append((start, writer.position()))
        document.setUndoRedoEnabled(True)
        return [(self._cursor(start, stays=True), self._cursor(end, stays=False)) for start, end in ends]

    def _cursor(self, position: int, *, stays: bool) -> QTextCursor:
        """A place that goes along with what is written before it; `stays` where it is written at."""
        cursor = QTextCursor(self._box.document())
        cursor.setPosition(position)
        cursor.setKeepPositionOnInsert(stays)
        return cursor

    def standing(self, difference: int) -> str:
        """What stands in the place of a difference now."""
        return plain(self._selection(difference).selectedText())

    def put(self, difference: int, text: str) -> None:
        """Writes other lines in the place of a difference; the box can undo it."""
        self._selection(difference).insertText(text)
        self.go_to(difference)

    def go_to(self, difference: int) -> None:
        """Puts the cursor there, and brings it into sight."""
        self._current = difference
        cursor = QTextCursor(self._box.document())
        cursor.setPosition(self._places[difference][0].position())
        self._box.setTextCursor(cursor)
        self._box.ensureCursorVisible()
        self._mark()

    def _selection(self, difference: int) -> QTextCursor:
        start, end = self._places[difference]
        cursor = QTextCursor(self._box.document())
        cursor.setPosition(start.position())
        cursor.setPosition(end.position(), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    @Slot()
    def _mark(self) -> None:
        """The difference that is looked at is underlined on the accent's ground, the others by dots."""
        found = []
        for number in range(len(self._places)):
            here = number == self._current
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(self._theme.palette.accent_ground if here else self._theme.palette.warm_ground)
            style = QTextCharFormat.UnderlineStyle
            look.setUnderlineStyle(style.SingleUnderline if here else style.DotLine)
            look.setForeground(self._theme.palette.text)
            mark.cursor, mark.format = self._selection(number), look
            found.append(mark)
        self._box.setExtraSelections(found)


def plain(text: str) -> str:
    """A text with the line ends of a box, to be compared with what stands in one."""
    return text.replace("\r\n", "\n").translate(_BREAKS)


_BREAKS = dict.fromkeys(map(ord, "\r\u2028\u2029"), "\n")
