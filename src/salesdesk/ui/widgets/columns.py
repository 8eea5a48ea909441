"""Parts in two columns, in one where it is narrow or the text large."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.ui.theme import Space, Theme

NARROW, LEAST = 400, 180


@dataclass(frozen=True)
class _Cell:
    part: QWidget
    wide: bool
    above: int
    below: int


class Columns(QWidget):
    """Takes parts in reading order; a wide one has a row of its own, and a heading air around it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cells: list[_Cell] = []
        self._narrow: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        theme.changed.connect(self._fit)

    def add(self, part: QWidget, *, wide: bool = False) -> None:
        """Sets a part behind the others."""
        self._put(_Cell(part, wide, 0, 0))

    def add_heading(self, part: QWidget) -> None:
        """Sets a heading over what follows."""
        self._put(_Cell(part, True, Space.M if self._cells else 0, Space.S))

    def _put(self, cell: _Cell) -> None:
        cell.part.setParent(self)
        self._cells.append(cell)
        self._narrow = None
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Narrower than two columns: then there is one."""
        return QSize(self._theme.px(LEAST), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Sets the parts in as many columns as there is room for."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        narrow = self.width() < self._theme.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange(1 if narrow else 2)

    def _arrange(self, columns: int) -> None:
        while self._grid.takeAt(0):
            pass
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
        self._grid.setColumnStretch(1, columns - 1)
        self._grid.setHorizontalSpacing(Space.L if columns > 1 else 0)
        row = column = 0
        for cell in self._cells:
            if column and (cell.wide or column >= columns):
                row, column = row + 1, 0
            if cell.above:
                self._grid.setRowMinimumHeight(row, cell.above)
                row += 1
            self._grid.addWidget(cell.part, row, column, 1, columns if cell.wide else 1)
            column += columns if cell.wide else 1
            if cell.below:
                row, column = row + 2, 0
                self._grid.setRowMinimumHeight(row - 1, cell.below)
