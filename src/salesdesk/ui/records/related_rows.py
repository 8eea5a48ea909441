"""How the rows of a section look: two lines on a rounded ground, with a box to tick where they can be done."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from salesdesk.ui import icons
from salesdesk.ui.theme import RADIUS, Space, Theme
from salesdesk.ui.trips.rows_model import RowsView
from salesdesk.ui.widgets.painting import focus_ring, rounded, visual
from salesdesk.ui.widgets.row_delegate import RowDelegate

AIR = 17  # what a row leaves free before its words
TICK = Qt.ItemDataRole.CheckStateRole
_BOX, _BOX_RADIUS = 18, 4


class RelatedDelegate(RowDelegate):
    """Paints the rows of a section; the current one shows while the keyboard is there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._whole = QRect()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, /
    ) -> None:
        """Draws the row, behind its box where it has one."""
        self._whole = QRect(option.rect)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        ticked = index.data(TICK)
        if ticked is not None:
            option = QStyleOptionViewItem(option)
            option.rect = visual(self._whole.adjusted(self.tick_width() - AIR, 0, 0, 0), self._whole, rtl)
        super().paint(painter, option, index)
        if ticked is not None:
            self._draw_box(painter, visual(self._box(self._whole), self._whole, rtl), ticked == Qt.CheckState.Checked)

    def tick_width(self) -> int:
        """How far from the leading edge a press ticks."""
        return AIR + self._theme.px(_BOX) + Space.M

    def _box(self, rect: QRect) -> QRect:
        size = self._theme.px(_BOX)
        return QRect(rect.left() + AIR, rect.top() + (rect.height() - size) // 2, size, size)

    def _draw_box(self, painter: QPainter, box: QRect, ticked: bool) -> None:
        p = self._theme.palette
        painter.save()
        if ticked:
            rounded(painter, box, _BOX_RADIUS, p.accent)
            painter.drawPixmap(box.topLeft(), icons.pixmap("check", p.panel, box.width()))
        else:
            rounded(painter, box, _BOX_RADIUS, p.panel, p.faint)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, rtl: bool) -> None:
        p, state, view = self._theme.palette, option.state, option.widget
        here = isinstance(view, QWidget) and view.hasFocus()
        if state & QStyle.StateFlag.State_Selected and here:
            rounded(painter, self._whole, RADIUS, p.accent_ground)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, self._whole, RADIUS, p.bg)
        if state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, self._whole, RADIUS, p.accent)


class RelatedView(RowsView):
    """The rows of a section; `ticked` by Space, or by a press on a row's box."""

    ticked = Signal(str)

    def __init__(self, theme: Theme, name: str) -> None:
        self._rows = RelatedDelegate(theme)
        super().__init__(theme, name, self._rows)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Space ticks."""
        if event.key() == Qt.Key.Key_Space and self._tick(self.currentIndex()):
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        """A press on the box ticks and does not open."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        from_edge = self.width() - 1 - at.x() if self.isRightToLeft() else at.x()
        if from_edge < self._rows.tick_width() and self._tick(index):
            self.setCurrentIndex(index)
            return
        super().mousePressEvent(event)

    def _tick(self, index: QModelIndex) -> bool:
        can = index.isValid() and index.data(TICK) is not None
        if can:
            self.ticked.emit(self.rows.id_at(index.row()))
        return can
