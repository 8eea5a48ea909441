"""Something worth knowing, said where it matters."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.panel import Panel

_AIR = 8


class Notice(Panel):
    """A bold lead-in, a sentence, and where there is something to do, one button: `acted`."""

    acted = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        tone: Tone = Tone.NEUTRAL,
        *,
        lead: str = "",
        action: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, radius=9, parent=parent)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = Button(theme, action, Role.QUIET, key=key, tone=tone)
        self._button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)  # the same on both sides: margins are not mirrored
        row.setSpacing(Space.S)
        row.addSpacing(_AIR)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        row.addSpacing(_AIR)
        self._told = (text, tone, lead)
        self._button.setVisible(bool(action))
        self._show()
        theme.changed.connect(self._show)

    def tell(self, text: str, tone: Tone = Tone.NEUTRAL, *, lead: str = "") -> None:
        """Says something else."""
        self._told = (text, tone, lead)
        self._show()

    def set_action(self, action: str) -> None:
        """Offers something else to do; "" offers nothing."""
        self._button.setText(action)
        self._button.setVisible(bool(action))

    @Slot()
    def _show(self) -> None:
        from html import escape  # brings all of HTML's entities along

        text, tone, lead = self._told
        p = self.theme.palette
        ink = p.text if tone is Tone.NEUTRAL else p.ink(tone)
        style = f"color:{ink.name()};font-weight:{Weight.SEMI}"
        opening = f'<span style="{style}">{escape(lead)}</span>&nbsp; ' if lead else ""
        self._words.setFont(self.theme.font(Size.TEXT))
        self._words.setText(opening + escape(text))
        self._words.setMinimumHeight(self.theme.px(28))
        self.set_ground("bg" if tone is Tone.NEUTRAL else f"{tone}_ground")
        said = f"{lead} {text}".strip()
        self._words.setAccessibleName(said)
        self.setAccessibleName(said)
