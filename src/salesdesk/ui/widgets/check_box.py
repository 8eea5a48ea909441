"""A yes or no, drawn so that it shows in both schemes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from salesdesk.ui import icons
from salesdesk.ui.theme import RADIUS, TARGET, Space, Theme
from salesdesk.ui.widgets.painting import focus_ring, line_of_text, rounded, visual

_BOX, _BOX_RADIUS, _SIDE = 18, 4, 6


class CheckBox(QCheckBox):
    """A tick in a box with its words beside it."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._theme = theme
        self._words = text
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._restyle()
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Box and words, as high as a target."""
        metrics = QFontMetrics(self.font())
        width = 2 * _SIDE + self._theme.px(_BOX) + (Space.S + metrics.horizontalAdvance(self._words))
        return QSize(width, max(TARGET, metrics.height() + 2 * Space.S))

    def minimumSizeHint(self) -> QSize:
        """No smaller than its words."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint, /) -> bool:
        """All of it can be pressed."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws box, tick, words and ring."""
        p, rtl, size = self._theme.palette, self.isRightToLeft(), self._theme.px(_BOX)
        painter = QPainter(self)
        box = QRect(_SIDE, (self.height() - size) // 2, size, size)
        left = box.right() + 1 + Space.S
        words = visual(QRect(left, 0, self.width() - left - _SIDE, self.height()), self.rect(), rtl)
        box = visual(box, self.rect(), rtl)
        if self.isChecked():
            rounded(painter, box, _BOX_RADIUS, p.accent)
            painter.drawPixmap(box.topLeft(), icons.pixmap("check", p.panel, size, self.devicePixelRatioF()))
        else:
            rounded(painter, box, _BOX_RADIUS, p.bg if self.underMouse() else p.panel, p.faint)
        painter.setFont(self.font())
        painter.setPen(p.text if self.isEnabled() else p.faint)
        line_of_text(painter, QFontMetrics(self.font()), words, self._words, right=rtl)
        if self.hasFocus():
            focus_ring(painter, self.rect(), RADIUS, p.accent)
        painter.end()

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self._theme.font())
        self.updateGeometry()
        self.update()
