"""One place of the rail: icon, label, and how much waits there."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.i18n import ngettext, number
from salesdesk.ui import icons
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.painting import focus_ring, line_of_text, rounded, visual
from salesdesk.ui.widgets.pressable import Pressable

_RADIUS, _SIDE, _ICON, _ABOVE, _BADGE_SIDE = 8, 10, 20, 9, 12


class RailItem(Pressable):
    """A place to go to; selected it is checked, and Up and Down move along the rail."""

    FONT_SIZE, FONT_WEIGHT = Size.TEXT, Weight.MEDIUM

    def __init__(self, theme: Theme, icon: str, label: str, parent: QWidget | None = None) -> None:
        self._icon = icon
        self._badge = 0
        super().__init__(theme, label, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def badge(self) -> int:
        """How much waits there."""
        return self._badge

    def set_badge(self, count: int) -> None:
        """Says how much waits; 0 says nothing."""
        self._badge = count
        waits = ngettext("{count} waits", "{count} wait", count).format(count=count)
        self.setAccessibleDescription(waits if count else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, label and badge side by side."""
        width = self._label_left() + self._wide().horizontalAdvance(self.text()) + _SIDE
        if self._badge:
            width += Space.S + self._badge_width()
        return QSize(width, self.metrics().height() + 2 * _ABOVE + 1)

    def nextCheckState(self) -> None:
        """Pressed it is selected, and pressed again it stays so."""
        self.setChecked(True)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Up and Down move the focus along the rail without leaving the screen."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move_focus(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws ground, icon, label, badge and ring."""
        p = self.theme.palette
        painter = QPainter(self)
        fill = p.accent_ground if self.isChecked() else p.rail
        rounded(painter, self.rect(), _RADIUS, self.lively(fill))
        self._draw_icon(painter)
        end = self.width() - _SIDE - (self._badge_width() + Space.S if self._badge else 0)
        box = QRect(self._label_left(), 0, end - self._label_left(), self.height())
        painter.setFont(self._label_font())
        painter.setPen(p.accent if self.isChecked() else p.text)
        box = visual(box, self.rect(), self.rtl())
        line_of_text(painter, QFontMetrics(self._label_font()), box, self.text(), right=self.rtl())
        if self._badge:
            self._draw_badge(painter)
        if self.hasFocus():
            focus_ring(painter, self.rect(), _RADIUS, p.accent)
        painter.end()

    def _move_focus(self, step: int) -> None:
        parent = self.parentWidget()
        rail = parent.findChildren(RailItem) if parent is not None else [self]
        target = rail.index(self) + step
        if 0 <= target < len(rail):
            rail[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _label_left(self) -> int:
        return _SIDE + self.theme.px(_ICON) + 11

    def _label_font(self) -> QFont:
        return self.theme.font(Size.TEXT, Weight.SEMI if self.isChecked() else Weight.MEDIUM)

    def _wide(self) -> QFontMetrics:
        return QFontMetrics(self.theme.font(Size.TEXT, Weight.SEMI))

    def _badge_metrics(self) -> QFontMetrics:
        return QFontMetrics(self.theme.font(Size.LABEL, Weight.SEMI))

    def _badge_width(self) -> int:
        return self._badge_metrics().horizontalAdvance(number(self._badge)) + 2 * _BADGE_SIDE

    def _draw_icon(self, painter: QPainter) -> None:
        p, size = self.theme.palette, self.theme.px(_ICON)
        box = visual(QRect(_SIDE, (self.height() - size) // 2, size, size), self.rect(), self.rtl())
        ink = p.accent if self.isChecked() else p.soft
        painter.drawPixmap(box.topLeft(), icons.pixmap(self._icon, ink, size, self.devicePixelRatioF()))

    def _draw_badge(self, painter: QPainter) -> None:
        p, metrics = self.theme.palette, self._badge_metrics()
        height, width = metrics.height() + 4, self._badge_width()
        box = QRect(self.width() - _SIDE - width, (self.height() - height) // 2, width, height)
        box = visual(box, self.rect(), self.rtl())
        rounded(painter, box, height / 2, p.hot_ground)
        painter.setFont(self.theme.font(Size.LABEL, Weight.SEMI))
        painter.setPen(p.hot)
        line_of_text(painter, metrics, box, number(self._badge), centre=True)
