"""A text in full that can be selected: as a label, or where it is long in a box that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import isolated
from salesdesk.ui.theme import Size, Theme, Weight
from salesdesk.ui.widgets.text import Text
from salesdesk.ui.widgets.text_edit import TextEdit

_LONG, _LINES = 600, 8


def full_text(theme: Theme, text: str, weight: int = Weight.NORMAL, *, name: str = "") -> QWidget:
    """The widget of a text; `name` is what a screen reader calls it."""
    if len(text) > _LONG or text.count("\n") >= _LINES:
        box = TextEdit(theme, text, lines=_LINES)
        box.setReadOnly(True)
        box.setAccessibleName(name)
        return box
    # One value is to be seen at once; of several lines all in bold none would be.
    label = Text(theme, isolated(text), Size.TEXT, Weight.NORMAL if "\n" in text else weight, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAccessibleName(f"{name}: {text}" if name else text)
    return label
