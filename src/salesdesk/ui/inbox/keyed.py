"""A button and its key, which is heard wherever the focus is in a part."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.button import Button, Role


def keyed_button(
    theme: Theme, part: QWidget, words: str, key: str, do: Callable[[], object], role: str = Role.SECONDARY
) -> Button:
    """The button; `part` is where the key is heard."""
    button = Button(theme, words, role, key=key)
    button.clicked.connect(lambda _on=False: do())
    action = QAction(words, part)
    action.setShortcut(QKeySequence(key))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _on=False: do())
    part.addAction(action)
    return button
