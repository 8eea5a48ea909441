"""The first rows of a file, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from salesdesk.exchange.cells import told
from salesdesk.i18n import _, number

if TYPE_CHECKING:
    from salesdesk.desk.exchanging import Preview, PreviewColumn

Index = QModelIndex | QPersistentModelIndex
LONGEST, LONGEST_TIP = 160, 800
REFUSED, LEFT_OUT = Qt.ItemDataRole.UserRole.value + 1, Qt.ItemDataRole.UserRole.value + 2
_DISPLAY, _TIP, _SAID = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole


def one_line(text: str, longest: int = LONGEST) -> str:
    """A cell's text as it is shown: its lines in one, and no longer than can be seen."""
    line = " ".join(text[: 2 * longest].split())
    return line if len(line) <= longest and len(text) <= 2 * longest else f"{line[:longest]}…"


def title_of(column: PreviewColumn) -> str:
    """A column's title as it is shown; one that has none is called by its number."""
    return _("Column %s") % column.title if column.title == str(column.place + 1) else one_line(column.title)


class PreviewModel(QAbstractTableModel):
    """The rows that are shown of a file, by the numbers that they have in it, and why some would be refused."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._columns: Sequence[PreviewColumn] = ()
        self._rows: Sequence[tuple[int, Sequence[str]]] = ()
        self._why: Mapping[int, str] = {}

    def show(self, preview: Preview) -> None:
        """Other contents; where there are as many rows and columns, they change in place."""
        columns, rows = preview.columns, preview.rows
        alike = (len(columns), len(rows)) == (len(self._columns), len(self._rows))
        if not alike:
            self.beginResetModel()
        self._columns, self._rows = columns, rows
        self._why = {skipped.row: skipped.why for skipped in preview.skipped}
        if not alike:
            self.endResetModel()
        elif columns and rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(rows) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    @property
    def columns(self) -> Sequence[PreviewColumn]:
        """The columns as they are read now."""
        return self._columns

    def why(self, row: int) -> str:
        """Why a row would be refused, or ""."""
        return self._why.get(self._rows[row][0], "")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns the file has."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """What a cell says."""
        column, cells = self._columns[index.column()], self._rows[index.row()][1]
        text = told(cells[column.place]) if column.place < len(cells) else ""
        if role == _DISPLAY:
            return one_line(text)
        if role in (_TIP, _SAID):
            return "\n".join(filter(None, (one_line(text, LONGEST_TIP), self.why(index.row()))))
        if role == REFUSED:
            return bool(self.why(index.row()))
        return not column.field if role == LEFT_OUT else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """The titles of the columns, the numbers of the rows."""
        if orientation == Qt.Orientation.Horizontal:
            return title_of(self._columns[section]) if role in (_DISPLAY, _TIP) else None
        if role == _DISPLAY:
            return number(self._rows[section][0])
        why = self.why(section)
        if role == _SAID:
            return ", ".join(filter(None, (_("Row %s") % number(self._rows[section][0]), why)))
        return why or None if role == _TIP else None
