"""The first rows of a file, with the field of each column above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyledItemDelegate, QTableView, QWidget

from salesdesk.i18n import _
from salesdesk.ui.importing.column_header import ColumnHeader
from salesdesk.ui.importing.preview_model import LEFT_OUT, REFUSED, PreviewModel
from salesdesk.ui.importing.row_numbers import ABOVE, RowNumbers
from salesdesk.ui.theme import Size, Space, Theme
from salesdesk.ui.widgets.painting import focus_ring, line_of_text, visual

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

    from salesdesk.desk.exchanging import Preview

Index = QModelIndex | QPersistentModelIndex
_WIDTH, _LEAST = 176, 5


class _Cells(QStyledItemDelegate):
    """A cell in its own direction, faint where its column is left out, on hot ground where its row is refused."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index, /) -> QSize:
        """One line."""
        return QSize(self._theme.px(_WIDTH), QFontMetrics(self._theme.font(Size.SECOND)).height() + 2 * ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, /) -> None:
        """Draws the ground, the text, and a hairline below it."""
        p = self._theme.palette
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        refused = bool(index.data(REFUSED))
        if refused or state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, p.hot_ground if refused else p.accent_ground)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), p.line)
        font = self._theme.font(Size.SECOND)
        painter.setFont(font)
        painter.setPen(p.faint if index.data(LEFT_OUT) else p.text)
        box = QRect(rect.left() + Space.M, rect.top(), rect.width() - Space.L, rect.height() - 1)
        line_of_text(painter, QFontMetrics(font), visual(box, rect, rtl), str(index.data() or ""), right=rtl)
        if state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect, 0, p.accent)
        painter.restore()


class PreviewTable(QTableView):
    """Shows what a file holds and takes corrections: `chosen` gives a column and the field it is to go to."""

    chosen = Signal(int, str)

    def __init__(self, theme: Theme, before: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._model = PreviewModel(self)
        self.setObjectName("preview")
        self.setAccessibleName(_("First rows of the file"))
        self.setVerticalHeader(RowNumbers(theme, self))
        self.setModel(self._model)
        self.header = ColumnHeader(theme, self, self._model, before)
        self.header.chosen.connect(self.chosen)
        self.setItemDelegate(_Cells(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_preview(self, preview: Preview, targets: Sequence[tuple[str, str]]) -> None:
        """Shows other contents; what stays the same stays where it is."""
        self.header.set_targets(targets)
        self._model.show(preview)
        self._fit()
        self.header.follow(frozenset(n for n, column in enumerate(preview.columns) if column.remembered))

    def minimumSizeHint(self) -> QSize:
        """Room for the choices and some rows."""
        rows = _LEAST * self.verticalHeader().defaultSectionSize()
        return QSize(super().minimumSizeHint().width(), self.header.sizeHint().height() + rows)

    def begin(self) -> None:
        """Goes to the first row and column."""
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Few columns share the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = max(self._model.columnCount(), 1)
        width = max(self._theme.px(_WIDTH), self.viewport().width() // count if count <= 8 else 0)
        if self.header.defaultSectionSize() != width:
            self.header.setDefaultSectionSize(width)
        self.header.follow(self.header.remembered)

    @Slot()
    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(QFontMetrics(self._theme.font(Size.SECOND)).height() + 2 * ABOVE)
        self._fit()
