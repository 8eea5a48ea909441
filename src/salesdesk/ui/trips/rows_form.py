"""A form whose fields stand in rows of a screen's choosing, two to a row where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind
from salesdesk.ui.forms.editors import FieldEditor
from salesdesk.ui.forms.form import Form
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Space, Theme

Rows = Sequence[Sequence[tuple[str, int]]]
_NARROW, _IN_A_ROW, _LEAST = 560, 2, 180


class RowsForm(Form):
    """`rows` name the fields from start to end, each with its share of the width."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, kind: Kind, rows: Rows) -> None:
        self._rows = rows
        self._theme = theme
        self._narrow: bool | None = None
        self._below: dict[int, QWidget] = {}
        self._beside: dict[int, QWidget] = {}
        super().__init__(theme, desk, tasks, kind, [kind.field(name) for name, _share in chain(*rows)])
        self._stack = QVBoxLayout()
        self._stack.setSpacing(0)
        self._grid.addLayout(self._stack, 0, 0, 1, 2)
        self._arrange(narrow=False)

    def put_below(self, row: int, part: QWidget) -> None:
        """Sets something of the screen's own below a row."""
        part.setParent(self)
        self._below[row] = part
        self._narrow = None
        self._fit()

    def put_beside(self, row: int, part: QWidget) -> None:
        """Sets something of the screen's own at the end of a row."""
        part.setParent(self)
        self._beside[row] = part
        self._narrow = None
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Narrower than its rows: then they are set anew."""
        return QSize(self._theme.px(_LEAST), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Sets the rows as wide as they may be."""
        super().resizeEvent(event)
        self._fit()

    def _add_section(self, theme: Theme, section: str) -> None:
        """The rows say what belongs together."""

    def _add(self, editor: FieldEditor, *, wide: bool) -> None:
        editor.setParent(self)
        self.editors[editor.field.name] = editor
        editor.edited.connect(self.edited)

    def _fit(self) -> None:
        self._arrange(narrow=self.width() < self._theme.px(_NARROW))

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        while item := self._stack.takeAt(0):
            _take_apart(item.layout())
        for number, row in enumerate(self._rows):
            self._lay(number, [row[n : n + _IN_A_ROW] for n in range(0, len(row), _IN_A_ROW)] if narrow else [row])
        for before, after in pairwise(name for name, _share in chain(*self._rows)):
            QWidget.setTabOrder(self.editors[before].editor, self.editors[after].editor)

    def _lay(self, number: int, parts: Rows) -> None:
        for part in parts:
            line = self._line(part)
            self._stack.addLayout(line)
        if number in self._beside:
            if self._narrow:
                line = QHBoxLayout()
                line.addStretch(1)
                self._stack.addLayout(line)
            line.addWidget(self._beside[number], 0, Qt.AlignmentFlag.AlignVCenter)
        if number in self._below:
            self._stack.addWidget(self._below[number])

    def _line(self, row: Sequence[tuple[str, int]]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        for name, share in row:
            line.addWidget(self.editors[name], 1 if self._narrow else share, Qt.AlignmentFlag.AlignTop)
        return line


def _take_apart(line: object) -> None:
    if isinstance(line, QHBoxLayout):
        while line.takeAt(0):
            pass
        line.deleteLater()
