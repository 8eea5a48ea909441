"""The lists of the sync panel, of which one is seen: a chip leads to each."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from salesdesk.ui.theme import Space, Theme, Tone
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.flow import FlowLayout

# So that rows begin where the words above them do.
ASIDE = 6


class Pages(QObject):
    """`chips`, and the `stack` with the part that was chosen; `chose` when it is another one."""

    chose = Signal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[Chip] = []
        self._parts: list[QWidget] = []
        self.stack = QStackedWidget()
        self.stack.setContentsMargins(ASIDE, 0, ASIDE, 0)
        self.chips = QWidget()
        self._flow = FlowLayout(self.chips, gap=Space.S)

    def add(self, part: QWidget, words: str, name: str) -> Chip:
        """One more list behind a chip; the first one is seen."""
        chip = Chip(self._theme, words, Tone.ACCENT, checkable=True)
        chip.setObjectName(name)
        chip.clicked.connect(lambda _on=False: self.choose(part))
        self._flow.addWidget(chip)
        self._chips.append(chip)
        self._parts.append(part)
        self.stack.addWidget(part)
        self.choose(self._parts[0])
        return chip

    @property
    def seen(self) -> QWidget:
        """The part that was chosen."""
        return self._parts[self.stack.currentIndex()]

    def choose(self, part: QWidget) -> None:
        """Shows a part; those that are not seen ask for no room."""
        for chip, each in zip(self._chips, self._parts, strict=True):
            chip.setChecked(each is part)
            policy = QSizePolicy.Policy.Preferred if each is part else QSizePolicy.Policy.Ignored
            each.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.stack.setCurrentWidget(part)
        self.chose.emit()
