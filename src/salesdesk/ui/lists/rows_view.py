"""A view of rows that are all of one height: a million cost it no more than ten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QCursor, QFocusEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyleOptionViewItem

Index = QModelIndex | QPersistentModelIndex
Action = QAbstractItemView.CursorAction
Hint = QAbstractItemView.ScrollHint


class RowsView(QAbstractItemView):
    """Rows under each other; QListView lays out each of them, which takes seconds for a million.

    `all_asked` when she selects all, `typed` gives letters that are typed here.
    """

    all_asked = Signal()
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tall = 1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # --- where a row stands -------------------------------------------------------------------

    def visualRect(self, index: Index, /) -> QRect:
        """Where a row is, in the viewport."""
        if not index.isValid():
            return QRect()
        return QRect(0, index.row() * self._tall - self.verticalOffset(), self.viewport().width(), self._tall)

    def indexAt(self, point: QPoint, /) -> QModelIndex:
        """The row at a point of the viewport."""
        row = (point.y() + self.verticalOffset()) // self._tall
        model = self.model()
        return model.index(row, 0) if model is not None and 0 <= row < model.rowCount() else QModelIndex()

    def in_sight(self) -> tuple[int, int]:
        """The first row in sight, and how many there is room for."""
        return self.verticalOffset() // self._tall, self.viewport().height() // self._tall + 2

    def scrollTo(self, index: Index, hint: Hint = Hint.EnsureVisible, /) -> None:
        """Brings a row into sight, and moves no more than that takes."""
        rect, room = self.visualRect(index), self.viewport().height()
        if not rect.isValid():
            return
        by = 0
        if hint == Hint.PositionAtCenter:
            by = rect.center().y() - room // 2
        elif hint == Hint.PositionAtTop or rect.top() < 0:
            by = rect.top()
        elif hint == Hint.PositionAtBottom or rect.bottom() >= room:
            by = rect.bottom() + 1 - room
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + by)

    def horizontalOffset(self) -> int:
        """Rows are as wide as the view."""
        return 0

    def verticalOffset(self) -> int:
        """How far it is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index, /) -> bool:
        """No row is hidden."""
        return False

    def updateGeometries(self) -> None:
        """The scroll bar shows the length of the whole list."""
        delegate = self.itemDelegate()
        self._tall = max(1, delegate.sizeHint(QStyleOptionViewItem(), QModelIndex()).height())
        rows = self.model().rowCount() if self.model() is not None else 0
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, rows * self._tall - room))
        bar.setPageStep(room)
        bar.setSingleStep(self._tall // 2)
        super().updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int, /) -> None:
        """Moves what is painted already."""
        self.scrollDirtyRegion(dx, dy)
        self.viewport().scroll(dx, dy)

    def rowsInserted(self, parent: Index, start: int, end: int, /) -> None:
        """The list is longer."""
        super().rowsInserted(parent, start, end)
        self._measure_again()

    def setModel(self, model: QAbstractItemModel | None, /) -> None:
        """Shows the rows of a model."""
        super().setModel(model)
        if model is not None:
            model.rowsRemoved.connect(self._measure_again)

    def reset(self) -> None:
        """Another list is seen from its beginning."""
        super().reset()
        self.verticalScrollBar().setValue(0)
        self._measure_again()

    @Slot()
    def _measure_again(self) -> None:
        self.updateGeometries()
        self.viewport().update()

    # --- what is painted ----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Paints the rows in sight."""
        painter = QPainter(self.viewport())
        option, model, chosen = QStyleOptionViewItem(), self.model(), self.selectionModel()
        self.initViewItemOption(option)
        usual, current = option.state, self.currentIndex().row() if self.hasFocus() else -1
        pointed = self._pointed()
        rect, offset = event.rect(), self.verticalOffset()
        last = min((rect.bottom() + offset) // self._tall, model.rowCount() - 1)
        for row in range((rect.top() + offset) // self._tall, last + 1):
            index = model.index(row, 0)
            option.rect = self.visualRect(index)
            state = usual
            if chosen.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if row == current:
                state |= QStyle.StateFlag.State_HasFocus
            if row == pointed:
                state |= QStyle.StateFlag.State_MouseOver
            option.state = state
            self.itemDelegate().paint(painter, option, index)
        painter.end()

    def _pointed(self) -> int:
        """The row under the pointer, or -1."""
        if not self.viewport().underMouse():
            return -1
        return self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())).row()

    # --- keys and choosing --------------------------------------------------------------------

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier, /) -> QModelIndex:
        """The row that a key leads to."""
        rows, row = self.model().rowCount(), self.currentIndex().row()
        if not rows:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._tall - 1)
        to = {
            Action.MoveUp: row - 1, Action.MovePrevious: row - 1, Action.MoveDown: row + 1, Action.MoveNext: row + 1,
            Action.MovePageUp: row - page, Action.MovePageDown: row + page,
            Action.MoveHome: 0, Action.MoveEnd: rows - 1,
        }.get(action, row)  # fmt: skip
        return self.model().index(min(max(to, 0), rows - 1), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag, /) -> None:
        """Selects the rows from the top to the bottom of a rectangle."""
        offset, last = self.verticalOffset(), self.model().rowCount() - 1
        ends = sorted((y + offset) // self._tall for y in (rect.top(), rect.bottom()))
        first, final = (min(max(row, 0), last) for row in ends)
        rows = QItemSelection(self.model().index(first, 0), self.model().index(final, 0))
        self.selectionModel().select(rows if last >= 0 else QItemSelection(), command)

    def visualRegionForSelection(self, selection: QItemSelection, /) -> QRegion:
        """What is to be painted again."""
        region = QRegion()
        for span in _spans(selection):
            top = span.top() * self._tall - self.verticalOffset()
            span_height = (span.bottom() - span.top() + 1) * self._tall
            region += QRect(0, top, self.viewport().width(), span_height).intersected(self.viewport().rect())
        return region

    def selectAll(self) -> None:
        """Selects all rows, those that are not here yet among them."""
        super().selectAll()
        self.all_asked.emit()

    def selected_spans(self) -> Sequence[tuple[int, int]]:
        """The first and last rows of what is selected, from the top."""
        return sorted((span.top(), span.bottom()) for span in _spans(self.selectionModel().selection()))

    def keyboardSearch(self, search: str, /) -> None:
        """Letters go to the search; to look through a million rows for them would take too long."""
        self.typed.emit(search)

    def focusInEvent(self, event: QFocusEvent, /) -> None:
        """The row that becomes current with the focus is selected with it."""
        super().focusInEvent(event)
        chosen, index = self.selectionModel(), self.currentIndex()
        if index.isValid() and not chosen.hasSelection():
            chosen.select(index, QItemSelectionModel.SelectionFlag.Select)


def _spans(selection: QItemSelection) -> Iterable[QItemSelectionRange]:
    """A selection is a list of spans, which its declaration for Python leaves out."""
    return cast("Iterable[QItemSelectionRange]", selection)
