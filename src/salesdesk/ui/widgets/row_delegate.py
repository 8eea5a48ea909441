"""The row of two lines with a mark and a time at its end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.ui.theme import Palette, Size, Theme, Tone, Weight
from salesdesk.ui.widgets.painting import focus_ring, line_of_text, rounded, visual
from salesdesk.ui.widgets.row_role import RowRole

# Before a row's words.
START = 17
_END, _ABOVE, _GAP, _BAR, _CHIP_SIDE, _BETWEEN, _DOT = 20, 10, 4, 3, 12, 12, 8


@dataclass(frozen=True)
class _Type:
    """A font with its measures, made once."""

    font: QFont
    metrics: QFontMetrics

    @classmethod
    def of(cls, font: QFont) -> _Type:
        return cls(font, QFontMetrics(font))


class RowDelegate(QStyledItemDelegate):
    """Paints rows out of RowRole; every name begins at the list's leading edge."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._restyle()
        theme.changed.connect(self._restyle)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, /) -> QSize:
        """Every row is as high as the next."""
        return QSize(0, self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, /
    ) -> None:
        """Draws ground, mark and time at the end, and both lines."""
        rect: QRect = option.rect
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        self._ground(painter, rect, option, rtl)
        inner = QRect(rect.left() + START, rect.top() + _ABOVE, rect.width() - START - _END, rect.height())
        upper = self._mark(painter, rect, inner, index, rtl)
        lower = self._time(painter, rect, inner, index, rtl)
        self._line(painter, self._title, visual(upper, rect, rtl), index.data(RowRole.TITLE), self._palette.text, rtl)
        self._line(painter, self._sub, visual(lower, rect, rtl), index.data(RowRole.SUBTITLE), self._palette.soft, rtl)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, rtl: bool) -> None:
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._palette.accent_ground)
            bar = QRect(rect.left(), rect.top(), _BAR, rect.height())
            painter.fillRect(visual(bar, rect, rtl), self._palette.accent)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._palette.bg)
        if state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect, 0, self._palette.accent)

    def _mark(
        self, painter: QPainter, rect: QRect, inner: QRect, index: QModelIndex | QPersistentModelIndex, rtl: bool
    ) -> QRect:
        """Draws the chip; gives the room left for the title."""
        line = QRect(inner.left(), inner.top(), inner.width(), self._title.metrics.height())
        mark = index.data(RowRole.MARK)
        if not mark:
            return line
        metrics = self._chip.metrics
        width, height = metrics.horizontalAdvance(mark) + 2 * _CHIP_SIDE, metrics.height() + 4
        chip = QRect(inner.right() + 1 - width, line.center().y() - height // 2 + 1, width, height)
        tone = Tone(index.data(RowRole.MARK_TONE) or Tone.NEUTRAL)
        chip_at = visual(chip, rect, rtl)
        rounded(painter, chip_at, height / 2, self._palette.ground(tone))
        painter.setFont(self._chip.font)
        painter.setPen(self._palette.ink(tone))
        line_of_text(painter, metrics, chip_at, mark, centre=True)
        line.setRight(chip.left() - _BETWEEN)
        return line

    def _time(
        self, painter: QPainter, rect: QRect, inner: QRect, index: QModelIndex | QPersistentModelIndex, rtl: bool
    ) -> QRect:
        """Draws the time and the dot; gives the room left for the subtitle."""
        top = inner.top() + self._title.metrics.height() + _GAP
        line = QRect(inner.left(), top, inner.width(), self._sub.metrics.height())
        time, dot = index.data(RowRole.TIME) or "", bool(index.data(RowRole.DOT))
        if time:
            width = self._clock.metrics.horizontalAdvance(time)
            box = QRect(line.right() + 1 - width, top, width, line.height())
            ink = self._palette.warm if dot else self._palette.soft
            self._line(painter, self._clock, visual(box, rect, rtl), time, ink, rtl)
            line.setRight(box.left() - _DOT)
        if dot:
            size = self._theme.px(_DOT)
            spot = QRect(line.right() + 1 - size, line.center().y() - size // 2 + 1, size, size)
            rounded(painter, visual(spot, rect, rtl), size / 2, self._palette.warm)
            line.setRight(spot.left())
        line.setRight(line.right() - (_BETWEEN if time or dot else 0))
        return line

    @staticmethod
    def _line(painter: QPainter, kind: _Type, box: QRect, text: str | None, ink: QColor, rtl: bool) -> None:
        if text:
            painter.setFont(kind.font)
            painter.setPen(ink)
            line_of_text(painter, kind.metrics, box, text, right=rtl)

    @Slot()
    def _restyle(self) -> None:
        theme = self._theme
        self._palette: Palette = theme.palette
        self._title = _Type.of(theme.font(Size.TEXT, Weight.SEMI))
        self._sub = _Type.of(theme.font(Size.SECOND))
        self._clock = _Type.of(theme.font(Size.SECOND, tabular=True))
        self._chip = _Type.of(theme.font(Size.LABEL, Weight.SEMI))
        self._height = self._title.metrics.height() + _GAP + self._sub.metrics.height() + 2 * _ABOVE + 2
        self.sizeHintChanged.emit(QModelIndex())
