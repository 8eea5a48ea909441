"""The title of a section within a pane."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from salesdesk.ui.theme import Size, Theme, Weight
from salesdesk.ui.widgets.text import Text


class SectionTitle(Text):
    """The title of a section within a pane."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, Size.SECTION, Weight.SEMI, wrap=True, parent=parent)
