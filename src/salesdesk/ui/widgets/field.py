"""A label above an editor, and below it what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.text import Text

_AIR = 4


class Field(QWidget):
    """Wraps any editor; the line for an error is kept free, so that nothing moves when one comes."""

    def __init__(
        self, theme: Theme, label: str, editor: QWidget, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._theme = theme
        self._hint = hint
        self._error = ""
        self.label = Text(theme, label, Size.LABEL, Weight.MEDIUM, "soft", wrap=True)
        self.label.setBuddy(editor)
        self._below = Text(theme, hint, Size.LABEL, Weight.NORMAL, "soft", wrap=True)
        self._below.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._set_up(label)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_label(self, label: str) -> None:
        """Calls the field by another name."""
        self.label.setText(label)
        self.editor.setAccessibleName(label)

    @property
    def error(self) -> str:
        """What is wrong, or ""."""
        return self._error

    def set_error(self, sentence: str) -> None:
        """Says below the editor what is wrong; "" takes it back."""
        if sentence == self._error:
            return
        self._error = sentence
        self._below.setText(sentence or self._hint)
        self._below.set_ink("hot" if sentence else "soft")
        self.editor.setAccessibleDescription(sentence or self._hint)
        self.editor.setProperty("wrong", bool(sentence))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    def _set_up(self, label: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.label)
        column.addSpacing(Space.XS)
        column.addWidget(self.editor, 1)
        column.addWidget(self._below)
        self.editor.setAccessibleName(label)
        self.editor.setAccessibleDescription(self._hint)
        self.setFocusProxy(self.editor)
        upright = self.editor.sizePolicy().verticalPolicy()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, upright)

    @Slot()
    def _restyle(self) -> None:
        line = QFontMetrics(self._theme.font(Size.LABEL)).lineSpacing()
        self._below.setMinimumHeight(line + _AIR)
