"""The field of one line, its text in its own direction."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.direction import direction_of
from salesdesk.ui.widgets.undo_key import belongs_to_the_desk


class LineEdit(QLineEdit):
    """One line; addresses, numbers and Latin names run from the left inside an Arabic layout too."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        placeholder: str = "",
        from_left: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._from_left = from_left
        self.setPlaceholderText(placeholder)
        if placeholder:
            self.setAccessibleName(placeholder)
        self.setText(text)
        self.setFont(theme.font())
        self._theme = theme
        self._follow_text(text)
        self.textChanged.connect(self._follow_text)
        theme.changed.connect(self._restyle)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Lets undo and redo go on to the window where nothing was typed here."""
        if belongs_to_the_desk(event, can_undo=self.isUndoAvailable(), can_redo=self.isRedoAvailable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _follow_text(self, text: str) -> None:
        own = Qt.LayoutDirection.LeftToRight if self._from_left and text else direction_of(text)
        if own is None:
            self.unsetLayoutDirection()
        elif own != self.layoutDirection() or not self.testAttribute(Qt.WidgetAttribute.WA_SetLayoutDirection):
            self.setLayoutDirection(own)

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self._theme.font())
