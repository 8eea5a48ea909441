"""The rows of a file that are not taken, each with its number and the reason, under one another as in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.i18n import _, number
from salesdesk.ui.importing.row_numbers import ABOVE, draw_number, numbers_width
from salesdesk.ui.theme import Size, Space, Theme
from salesdesk.ui.widgets.painting import focus_ring, line_of_text, visual

if TYPE_CHECKING:
    from salesdesk.desk.importing import Skipped

Index = QModelIndex | QPersistentModelIndex
_NUMBER = Qt.ItemDataRole.UserRole.value + 1


class _Model(QAbstractListModel):
    """Words are made when a row is seen: a hundred thousand may be refused."""

    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self.rows: Sequence[Skipped] = ()

    def show(self, rows: Sequence[Skipped]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The reason; a screen reader says the row's number before it."""
        skipped = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return skipped.why
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_('Row %s') % number(skipped.row)}, {skipped.why}"
        return number(skipped.row) if role == _NUMBER else None


class _Lines(QStyledItemDelegate):
    """A line a row: sign, number and reason stand where the file's rows have theirs."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index, /) -> QSize:
        """One line."""
        return QSize(100, QFontMetrics(self._theme.font(Size.SECOND)).height() + 2 * ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, /) -> None:
        """Draws the row."""
        theme, rect, state = self._theme, option.rect, option.state
        p, rtl = theme.palette, option.direction == Qt.LayoutDirection.RightToLeft
        numbers = numbers_width(theme)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, p.accent_ground)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), p.line)
        at = QRect(rect.left(), rect.top(), numbers, rect.height())
        draw_number(painter, theme, visual(at, rect, rtl), str(index.data(_NUMBER)), refused=True, rtl=rtl)
        font = theme.font(Size.SECOND)
        painter.setFont(font)
        painter.setPen(p.text)
        left = rect.left() + numbers + Space.M
        line = QRect(left, rect.top(), rect.right() - left - Space.S, rect.height() - 1)
        line_of_text(painter, QFontMetrics(font), visual(line, rect, rtl), str(index.data()), right=rtl)
        if state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect, 0, p.accent)
        painter.restore()


class RefusedRows(QListView):
    """A list of refused rows, as high as `most` of them at rest."""

    def __init__(self, theme: Theme, most: int) -> None:
        super().__init__()
        self._most = most
        self._model = _Model(self)
        self.setObjectName("refused")
        self.setAccessibleName(_("Skipped rows"))
        self.setModel(self._model)
        self.setItemDelegate(_Lines(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[Skipped]) -> None:
        """Shows other rows; the same ones stay where they are."""
        if list(rows) != list(self._model.rows):
            self._model.show(rows)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the first rows."""
        many = max(min(self._model.rowCount(), self._most), 1)
        return QSize(super().sizeHint().width(), many * self.sizeHintForRow(0) if self._model.rowCount() else 0)

    def minimumSizeHint(self) -> QSize:
        """Two rows, or the one that there is."""
        return QSize(80, min(self.sizeHint().height(), 2 * max(self.sizeHintForRow(0), 0)))
