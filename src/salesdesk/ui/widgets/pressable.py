"""What every painted button shares: its words, its theme, hover, and Enter as well as Space."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from salesdesk.ui.theme import Size, Theme, Weight
from salesdesk.ui.widgets.palette import blend

_HOVER, _PRESS = 0.06, 0.12


class Pressable(QPushButton):
    """A button that paints itself in the theme's colours."""

    FONT_SIZE, FONT_WEIGHT = Size.SECOND, Weight.SEMI

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._words = ""
        self.setText(text)
        self.setAutoDefault(False)
        self.setFlat(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._restyle()
        theme.changed.connect(self._restyle)

    def text(self) -> str:
        """The words as shown."""
        return self._words

    def setText(self, text: str, /) -> None:
        """Shows other words; an ampersand is an ampersand."""
        self._words = text
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """No smaller than its words."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Enter presses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def lively(self, fill: QColor) -> QColor:
        """The ground under the pointer or the finger."""
        if not self.isEnabled() or not (self.underMouse() or self.isDown()):
            return fill
        return blend(self.theme.palette.text, fill, _PRESS if self.isDown() else _HOVER)

    def rtl(self) -> bool:
        """Whether the part is laid out from right to left."""
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def metrics(self) -> QFontMetrics:
        """The measures of its words."""
        return QFontMetrics(self.font())

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self.theme.font(self.FONT_SIZE, self.FONT_WEIGHT))
        self.updateGeometry()
        self.update()
