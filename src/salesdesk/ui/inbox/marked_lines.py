"""One side of a difference: its lines, what is new or gone marked by a sign and a ground, and lines around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QVBoxLayout

from salesdesk.i18n import _
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.text import Text
from salesdesk.ui.widgets.text_edit import TextEdit

NEW, GONE, SAME, AROUND = "+", "−", " ", "·"
# From a box's edge to its text.
_BOX_SIDE = 13
_GROUNDS = {NEW: "good_ground", GONE: "warm_ground"}


@dataclass(frozen=True)
class Line:
    """A line without its end; `sign` says whether it is new, gone, the same, or stands around the difference."""

    text: str
    sign: str


class MarkedLines(Panel):
    """A title and lines to be read."""

    def __init__(self, theme: Theme, title: str, said: str, name: str, lines: int) -> None:
        super().__init__(theme, "bg", "line")
        self._lines: Sequence[Line] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, Space.S, 1, Space.S)  # the panel's own line stays to be seen
        column.setSpacing(Space.XS)
        column.addLayout(_beside_the_lines(Text(theme, title, Size.LABEL, Weight.SEMI, wrap=True)))
        self._box = TextEdit(theme, lines=lines)
        self._box.setObjectName(name)
        self._box.setReadOnly(True)
        self._box.setUndoRedoEnabled(False)
        self._box.setAccessibleName(title)
        self._box.setAccessibleDescription(said)
        # Laid out anew, in another width or with other lines, it begins at their beginning.
        bar = self._box.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, _most: bar.setValue(0))
        column.addWidget(self._box)
        if said:
            column.addLayout(_beside_the_lines(Text(theme, said, Size.LABEL, ink="soft", wrap=True)))
        theme.changed.connect(self._write)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Shows a difference."""
        self._lines = lines or (Line(_("Nothing"), AROUND),)
        self._write()

    @Slot()
    def _write(self) -> None:
        self._box.clear()
        writer = QTextCursor(self._box.document())
        for number, line in enumerate(self._lines):
            block, letters = self._look(line.sign)
            if number:
                writer.insertBlock(block, letters)
            else:
                writer.setBlockFormat(block)
                writer.setBlockCharFormat(letters)
            writer.insertText(f"{line.sign}\u2002{line.text}", letters)
        writer.setPosition(0)
        self._box.setTextCursor(writer)

    def _look(self, sign: str) -> tuple[QTextBlockFormat, QTextCharFormat]:
        palette = self.theme.palette
        block, letters = QTextBlockFormat(), QTextCharFormat()
        letters.setForeground(palette.soft if sign == AROUND else palette.text)
        if sign in _GROUNDS:
            block.setBackground(palette.named(_GROUNDS[sign]))
        return block, letters


def _beside_the_lines(words: Text) -> QVBoxLayout:
    """Words that begin where the lines of a box do."""
    around = QVBoxLayout()
    around.setContentsMargins(_BOX_SIDE, 0, _BOX_SIDE, 0)
    around.addWidget(words)
    return around
