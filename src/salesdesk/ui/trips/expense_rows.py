"""How an expense is painted: merchant and both amounts, below them category, day and the rate."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.domain.expense import Expense
from salesdesk.ui.theme import RADIUS, Size, Space, Theme, Weight
from salesdesk.ui.trips.words import expense_words
from salesdesk.ui.widgets.painting import focus_ring, line_of_text, rounded, visual

_FIRST = Qt.ItemDataRole.UserRole.value + 1
_SIDE, _ABOVE, _GAP, _COLUMN, _PAID, _NARROW = Space.L, 8, 3, 112, 124, 520


class ExpenseRole(IntEnum):
    """The parts of an expense's row, all texts but MISSING (a bool: it has no amount in the trip's currency)."""

    MERCHANT = _FIRST
    BELOW = _FIRST + 1
    PAID = _FIRST + 2
    BASE = _FIRST + 3
    EXPLANATION = _FIRST + 4
    MISSING = _FIRST + 5


def expense_roles(expense: Expense, currency: str) -> Mapping[int, Any]:
    """What an expense's row says, by role."""
    words = expense_words(expense, currency)
    return {
        ExpenseRole.MERCHANT: words.merchant,
        ExpenseRole.BELOW: words.below,
        ExpenseRole.PAID: words.paid,
        ExpenseRole.BASE: words.base,
        ExpenseRole.EXPLANATION: words.explanation,
        ExpenseRole.MISSING: words.missing,
        Qt.ItemDataRole.DisplayRole: words.merchant,
        Qt.ItemDataRole.ToolTipRole: words.explanation,
        Qt.ItemDataRole.AccessibleTextRole: words.sentence(),
    }


class ExpenseDelegate(QStyledItemDelegate):
    """Paints expenses in two lines, or in three where it is narrow; figures stand under one another."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._restyle()
        theme.changed.connect(self._restyle)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, /) -> QSize:
        """Two lines, or three."""
        lines = [self._title, self._small] + [self._small] * self._narrow(option.rect)
        heights = [QFontMetrics(font).height() for font in lines]
        return QSize(0, sum(heights) + _GAP * (len(heights) - 1) + 2 * _ABOVE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, /
    ) -> None:
        """Draws ground, texts and figures."""
        self._rect: QRect = option.rect
        self._rtl = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        self._ground(painter, option)
        inner = self._rect.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        if self._narrow(self._rect):
            self._three_lines(painter, inner, index)
        else:
            self._two_lines(painter, inner, index)
        painter.restore()

    def _narrow(self, rect: QRect) -> bool:
        return rect.width() < self._theme.px(_NARROW)

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        p, state = self._theme.palette, option.state
        if state & QStyle.StateFlag.State_Selected:
            rounded(painter, self._rect, RADIUS, p.accent_ground)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, self._rect, RADIUS, p.bg)
        if state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, self._rect, RADIUS, p.accent)

    def _two_lines(self, painter: QPainter, inner: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        p, theme = self._theme.palette, self._theme
        missing = bool(index.data(ExpenseRole.MISSING))
        upper, lower = self._line(inner, 0), self._line(inner, 1)
        self._end(painter, self._sum, upper, index.data(ExpenseRole.BASE), p.warm if missing else p.text)
        paid = upper.adjusted(0, 0, -theme.px(_COLUMN), 0)
        self._end(painter, self._figure, paid, index.data(ExpenseRole.PAID), p.soft)
        upper.setRight(upper.right() - theme.px(_COLUMN) - theme.px(_PAID))
        self._start(painter, self._title, upper, index.data(ExpenseRole.MERCHANT), p.text)
        used = self._end(painter, self._note, lower, index.data(ExpenseRole.EXPLANATION), p.warm if missing else p.soft)
        lower.setRight(lower.right() - used - Space.M)
        self._start(painter, self._small, lower, index.data(ExpenseRole.BELOW), p.soft)

    def _three_lines(self, painter: QPainter, inner: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        p = self._theme.palette
        missing = bool(index.data(ExpenseRole.MISSING))
        ink = p.warm if missing else p.soft
        upper, middle, lower = (self._line(inner, number) for number in range(3))
        used = self._end(painter, self._sum, upper, index.data(ExpenseRole.BASE), p.warm if missing else p.text)
        upper.setRight(upper.right() - used - Space.M)
        self._start(painter, self._title, upper, index.data(ExpenseRole.MERCHANT), p.text)
        used = self._end(painter, self._figure, middle, index.data(ExpenseRole.PAID), p.soft)
        middle.setRight(middle.right() - used - Space.M)
        self._start(painter, self._small, middle, index.data(ExpenseRole.BELOW), p.soft)
        self._start(painter, self._note, lower, index.data(ExpenseRole.EXPLANATION), ink)

    def _line(self, inner: QRect, number: int) -> QRect:
        first, next_ = QFontMetrics(self._title).height(), QFontMetrics(self._small).height()
        top = inner.top() + (first + _GAP + (number - 1) * (next_ + _GAP) if number else 0)
        return QRect(inner.left(), top, inner.width(), next_ if number else first)

    def _start(self, painter: QPainter, font: QFont, box: QRect, text: str | None, ink: QColor) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        line_of_text(painter, QFontMetrics(font), visual(box, self._rect, self._rtl), text or "", right=self._rtl)

    def _end(self, painter: QPainter, font: QFont, box: QRect, text: str | None, ink: QColor) -> int:
        """Draws a text at the trailing edge of its box; returns its width."""
        metrics = QFontMetrics(font)
        width = min(metrics.horizontalAdvance(text or ""), box.width())
        at = QRect(box.right() + 1 - width, box.top(), width, box.height())
        painter.setFont(font)
        painter.setPen(ink)
        line_of_text(painter, metrics, visual(at, self._rect, self._rtl), text or "", right=self._rtl)
        return width

    @Slot()
    def _restyle(self) -> None:
        theme = self._theme
        self._title = theme.font(Size.TEXT, Weight.SEMI)
        self._sum = theme.font(Size.TEXT, Weight.SEMI, tabular=True)
        self._figure = theme.font(Size.TEXT, tabular=True)
        self._small = theme.font(Size.SECOND)
        self._note = theme.font(Size.LABEL, tabular=True)
        self.sizeHintChanged.emit(QModelIndex())
