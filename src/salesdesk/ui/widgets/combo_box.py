"""A choice out of a list, drawn as a field."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from salesdesk.ui import icons
from salesdesk.ui.theme import RADIUS, TARGET, Theme
from salesdesk.ui.widgets.painting import RING, focus_ring, line_of_text, rounded, visual

_SIDE, _ICON = 13, 16


class ComboBox(QComboBox):
    """A choice out of a list; the wheel leaves it alone, so that scrolling changes nothing."""

    def __init__(self, theme: Theme, *, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setPlaceholderText(placeholder)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._restyle()
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """As wide as its longest choice, as high as a field."""
        metrics = QFontMetrics(self.font())
        words = [self.itemText(row) for row in range(self.count())] + [self.placeholderText()]
        width = max(map(metrics.horizontalAdvance, words))
        height = max(TARGET + 2, self._theme.px(28) + 2 * RING + 2)
        return QSize(width + 3 * _SIDE + self._theme.px(_ICON), height)

    def minimumSizeHint(self) -> QSize:
        """Long choices may be elided."""
        return QSize(min(self.sizeHint().width(), self._theme.px(120)), self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent, /) -> None:
        """Lets the page scroll."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws ground, choice, arrow and ring."""
        p, rtl = self._theme.palette, self.isRightToLeft()
        painter = QPainter(self)
        wrong = bool(self.property("wrong"))
        rounded(painter, self.rect(), RADIUS, p.bg, p.hot if wrong else p.line if self.underMouse() else None)
        size = self._theme.px(_ICON)
        text = QRect(_SIDE, 0, self.width() - 3 * _SIDE - size, self.height())
        arrow = QRect(self.width() - _SIDE - size, (self.height() - size) // 2, size, size)
        painter.setFont(self.font())
        painter.setPen(p.text if self.currentIndex() >= 0 and self.isEnabled() else p.soft)
        words = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        line_of_text(painter, QFontMetrics(self.font()), visual(text, self.rect(), rtl), words, right=rtl)
        drawing = icons.pixmap("chevron-down", p.soft, size, self.devicePixelRatioF())
        painter.drawPixmap(visual(arrow, self.rect(), rtl).topLeft(), drawing)
        if self.hasFocus():
            focus_ring(painter, self.rect(), RADIUS, p.accent)
        painter.end()

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self._theme.font())
        self.updateGeometry()
        self.update()
