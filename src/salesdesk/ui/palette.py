"""Go to anything: one line that finds records and commands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk, Found
from salesdesk.i18n import _
from salesdesk.ui.commands import Command
from salesdesk.ui.rows import said_of
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.row_delegate import RowDelegate
from salesdesk.ui.widgets.row_role import RowRole
from salesdesk.ui.widgets.text import Text

KINDS = ("lead", "account", "contact", "fair", "trip", "activity")
WIDTH, ABOVE, ROWS = 620, 90, 7


class Palette(QWidget):
    """Lies over the window while it is asked; `record` gives kind and id of what was chosen."""

    record = Signal(str, str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._desk = desk
        self._tasks = tasks
        self._window = window
        self._commands: list[Command] = []
        self._asked: Task[list[Found]] | None = None
        self._before: QWidget | None = None
        self._entries: list[Callable[[], Any]] = []
        self._rows = QStandardItemModel(self)
        self.line = LineEdit(theme, placeholder=_("Find a record or a command"))
        self.line.setObjectName("palette")
        self.line.textChanged.connect(self._look)
        self.line.installEventFilter(self)
        self.view = QListView()
        self.view.setObjectName("palette-rows")
        self.view.setModel(self._rows)
        self.view.setItemDelegate(RowDelegate(theme, self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(_("Found"))
        self.view.clicked.connect(lambda index: self._take(index.row()))
        self._panel = Panel(theme, "panel", "line", parent=self)
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.addWidget(self.line)
        column.addWidget(self.view)
        self._nothing = Text(theme, _("Nothing found"), Size.TEXT, ink="soft")
        column.addWidget(self._nothing)
        column.addWidget(Text(theme, _("Enter opens, Esc closes"), Size.LABEL, ink="faint"))
        self.hide()

    def appear(self, commands: list[Command]) -> None:
        """Shows itself over the window, with what can be done now."""
        self._commands = commands
        window = self._window
        self._before = window.window().focusWidget()
        self.setGeometry(window.rect())
        self.line.clear()
        self._show([])
        self.show()
        self.raise_()
        self.line.setFocus()

    def vanish(self) -> None:
        """Goes away and gives the cursor back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def mousePressEvent(self, event: Any) -> None:
        """A press beside the panel closes it."""
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.vanish()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while the cursor stays in the line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        return False

    def _key(self, key: int) -> bool:
        row = self.view.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            rows = self._rows.rowCount()
            if rows:
                self.view.setCurrentIndex(self._rows.index((row + step) % rows, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(row)
        elif key == Qt.Key.Key_Escape:
            self.vanish()
        else:
            return False
        return True

    @Slot(str)
    def _look(self, text: str) -> None:
        if self._asked is not None:
            self._asked.cancel()
        plain = text.strip()
        if plain:
            self._asked = self._tasks.read(lambda: self._desk.search(plain, KINDS), self._show)
        else:
            self._show([])

    def _show(self, found: list[Found]) -> None:
        asked = self.line.text().strip().casefold()
        self._rows.clear()
        self._entries = []
        for entry in found:
            said = said_of(entry.kind, entry.record, self._desk.clock())
            self._add(
                said.title, said.subtitle, _(entry.kind.label), partial(self.record.emit, entry.kind.name, entry.id)
            )
        for one in self._commands:
            name = _(one.name)
            if asked in f"{name} {one.also}".casefold():
                keys = QKeySequence(one.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
                self._add(name, one.also or _("Command"), keys, one.do)
        if self._rows.rowCount():
            self.view.setCurrentIndex(self._rows.index(0, 0))
        self._nothing.setVisible(not self._rows.rowCount())
        self._fit()

    def _fit(self) -> None:
        """As high as its rows need, within the window; the line itself never moves."""
        window = self._window
        width = min(self._theme.px(WIDTH), window.width() - 2 * Space.XXL)
        rows = self.view.sizeHintForRow(0) * min(self._rows.rowCount(), ROWS) if self._rows.rowCount() else 0
        self.view.setFixedHeight(max(rows, 0))
        self._panel.setGeometry((window.width() - width) // 2, ABOVE, width, self._panel.sizeHint().height())

    def _add(self, title: str, subtitle: str, mark: str, do: Callable[[], Any]) -> None:
        item = QStandardItem(title)
        for role, value in ((RowRole.TITLE, title), (RowRole.SUBTITLE, subtitle), (RowRole.MARK, mark)):
            item.setData(value, role)
        item.setData(Tone.NEUTRAL, RowRole.MARK_TONE)
        item.setEditable(False)
        self._rows.appendRow(item)
        self._entries.append(do)

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._entries):
            self.vanish()
            self._entries[row]()
