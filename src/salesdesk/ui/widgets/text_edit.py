"""The field of several lines; Tab moves on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QTextEdit, QWidget

from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.undo_key import belongs_to_the_desk

_FRAME = 20


class TextEdit(QTextEdit):
    """Several lines, each in its own direction; `lines` is its height at rest."""

    def __init__(
        self, theme: Theme, text: str = "", *, placeholder: str = "", lines: int = 3, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines = lines
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        if placeholder:
            self.setAccessibleName(placeholder)
        self.setPlainText(text)
        self._restyle()
        self.textChanged.connect(self._let_text_decide)
        theme.changed.connect(self._restyle)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Lets undo and redo go on to the window where nothing was typed here."""
        document = self.document()
        if belongs_to_the_desk(event, can_undo=document.isUndoAvailable(), can_redo=document.isRedoAvailable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent, /) -> None:
        """Keeps each paragraph's own direction when the layout turns round."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._let_text_decide()

    def sizeHint(self) -> QSize:
        """As high as its lines at rest."""
        return QSize(super().sizeHint().width(), self._rest_height())

    def minimumSizeHint(self) -> QSize:
        """No lower than at rest."""
        return QSize(super().minimumSizeHint().width(), self._rest_height())

    def _rest_height(self) -> int:
        return QFontMetrics(self.font()).lineSpacing() * self._lines + _FRAME

    @Slot()
    def _let_text_decide(self) -> None:
        option = self.document().defaultTextOption()
        wanted = self.layoutDirection() if self.document().isEmpty() else Qt.LayoutDirection.LayoutDirectionAuto
        if option.textDirection() != wanted:
            option.setTextDirection(wanted)
            self.document().setDefaultTextOption(option)

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self._theme.font())
        self._let_text_decide()
        self.updateGeometry()
