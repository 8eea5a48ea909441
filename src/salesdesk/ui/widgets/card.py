"""One figure with its name and what to make of it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.ui.theme import Size, Theme, Tone, Weight
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.text import Text

_VALUE_SIZE = 22


class Card(Panel):
    """A figure: its label above, a note below, the tone on the figure."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        value: str = "",
        note: str = "",
        tone: Tone = Tone.NEUTRAL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent=parent)
        self._label = Text(theme, label, Size.LABEL, Weight.MEDIUM, "soft", wrap=True)
        self._value = Text(theme, value, _VALUE_SIZE, Weight.SEMI)
        self._note = Text(theme, note, Size.LABEL, Weight.NORMAL, "soft", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(3)
        for part in (self._label, self._value, self._note):
            column.addWidget(part)
        column.addStretch(1)
        self.set_figure(value, note, tone)

    def set_figure(self, value: str, note: str = "", tone: Tone = Tone.NEUTRAL) -> None:
        """Shows another figure."""
        self._value.setText(value)
        self._value.set_ink("text" if tone is Tone.NEUTRAL else tone.value)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(f"{self._label.text()}: {value}")
        self.setAccessibleDescription(note)
