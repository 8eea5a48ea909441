"""What a screen says while it has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from salesdesk.ui import icons
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.text import Text

_ICON, _WIDTH = 40, 380


class EmptyState(QWidget):
    """An icon, a title, what to do first, and the button that does it: `acted`."""

    acted = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        sentence: str = "",
        *,
        action: str = "",
        key: str = "",
        role: str = Role.PRIMARY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = icon
        self._column = QWidget()
        self._icon = QLabel()
        self._title = Text(theme, title, Size.SECTION, Weight.SEMI, wrap=True)
        self._sentence = Text(theme, sentence, Size.TEXT, Weight.NORMAL, "soft", wrap=True)
        self._button = Button(theme, action, role, key=key)
        self._button.clicked.connect(self.acted)
        self._set_up()
        # Only now: a part that has no parent yet would show as a window of its own.
        self._sentence.setVisible(bool(sentence))
        self._button.setVisible(bool(action))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self._restyle()
        theme.changed.connect(self._restyle)

    def tell(self, title: str, sentence: str = "") -> None:
        """Says something else."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def offer(self, other: QWidget) -> None:
        """Sets another way on below the button."""
        self._buttons.addWidget(other, 0, Qt.AlignmentFlag.AlignHCenter)

    def _set_up(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addStretch(2)
        column.addWidget(self._icon, 0, centre)
        for words in (self._title, self._sentence):
            words.setAlignment(centre)
            column.addWidget(words)
        column.addSpacing(Space.S)
        column.addWidget(self._button, 0, centre)
        self._buttons = QVBoxLayout()
        column.addLayout(self._buttons)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        row.addStretch(1)
        row.addWidget(self._column, 1000)
        row.addStretch(1)

    @Slot()
    def _restyle(self) -> None:
        size = self._theme.px(_ICON)
        self._icon.setPixmap(icons.pixmap(self._name, self._theme.palette.faint, size, self.devicePixelRatioF()))
        self._column.setMaximumWidth(self._theme.px(_WIDTH))
