"""A panel at the window's side: its title and the way out, what stands below them, and the rest of the height."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.overlay import Overlay
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.text import Text


class SidePanel(Overlay):
    """As high as the window, with `title` and `close_button` above all else; `lay_out` sets the rest."""

    def __init__(self, theme: Theme, window: QWidget, width: int, title: str, *, standing: bool = False) -> None:
        """`standing` it leaves her to work beside it."""
        super().__init__(theme, window, width, aside=True, standing=standing)
        self.title = Text(theme, title, Size.PANE, Weight.HEAVY, wrap=True)
        self.close_button = Button(theme, "", Role.QUIET, icon="close", name=_("Close"))
        self.close_button.clicked.connect(self.vanish)

    def lay_out(self, above: Iterable[QWidget], *below: QWidget) -> None:
        """`above` stands inset below the title, a button no wider than its words; `below` is as wide as the panel.

        The first of those takes the height that is left.
        """
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        top = QVBoxLayout()
        top.setContentsMargins(Space.XL, Space.L, Space.XL, 0)
        top.setSpacing(Space.S)
        top.addLayout(head)
        for part in above:
            if isinstance(part, Button):
                top.addWidget(part, 0, Qt.AlignmentFlag.AlignLeading)
                top.addSpacing(Space.S)
            else:
                top.addWidget(part)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 0, 1, Space.M)  # the panel's own line stays to be seen
        column.setSpacing(Space.S)
        column.addLayout(top)
        for number, part in enumerate(below):
            column.addWidget(part, 0 if number else 1)
