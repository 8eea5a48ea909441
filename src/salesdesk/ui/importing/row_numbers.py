"""The numbers that rows have in their file, with a sign at those that are refused."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from salesdesk.ui import icons
from salesdesk.ui.theme import Size, Space, Theme
from salesdesk.ui.widgets.painting import line_of_text, visual

ABOVE = 7
_MARK = 14
_WIDEST = "000,000"


def numbers_width(theme: Theme) -> int:
    """Room for a number and its sign."""
    metrics = QFontMetrics(theme.font(Size.SECOND, tabular=True))
    return metrics.horizontalAdvance(_WIDEST) + theme.px(_MARK) + 3 * Space.S


def draw_number(painter: QPainter, theme: Theme, rect: QRect, said: str, *, refused: bool, rtl: bool) -> None:
    """Draws the number at the trailing edge, the sign at the leading one."""
    p, font = theme.palette, theme.font(Size.SECOND, tabular=True)
    if refused:
        size = theme.px(_MARK)
        mark = QRect(rect.left() + Space.S, rect.center().y() - size // 2, size, size)
        drawn = icons.pixmap("warning", p.hot, size)
        painter.drawPixmap(visual(mark, rect, rtl).topLeft(), drawn)
    painter.setFont(font)
    painter.setPen(p.hot if refused else p.soft)
    line_of_text(painter, QFontMetrics(font), rect.adjusted(Space.S, 0, -Space.S, -1), said, right=not rtl)


class RowNumbers(QHeaderView):
    """The numbers beside the rows of a table."""

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._theme = theme
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        """As wide as a large number and a sign."""
        return QSize(numbers_width(self._theme), super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        """Draws ground, number and hairline."""
        p, model = self._theme.palette, self.model()
        refused = bool(model.headerData(index, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole))
        painter.save()
        painter.fillRect(rect, p.hot_ground if refused else p.panel)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), p.line)
        said = str(model.headerData(index, Qt.Orientation.Vertical))
        draw_number(painter, self._theme, rect, said, refused=refused, rtl=self.isRightToLeft())
        painter.restore()
