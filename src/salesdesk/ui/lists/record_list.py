"""A list with its title, count, search and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind
from salesdesk.i18n import _, number
from salesdesk.store.listing import Query
from salesdesk.ui.lists.chosen import Chosen, Selection
from salesdesk.ui.lists.hold_place import HoldPlace
from salesdesk.ui.lists.model import RecordModel
from salesdesk.ui.lists.rows_view import RowsView
from salesdesk.ui.one_or_none import OneOrNone
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import LIST_WIDTH, Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.ends import Ends
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.hairline import Hairline
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.row_delegate import RowDelegate
from salesdesk.ui.widgets.text import Text

if TYPE_CHECKING:
    from salesdesk.ui.lists.selection_bar import SelectionBar

LARGEST_SHARE = 0.42


@dataclass(frozen=True)
class Filter:
    """A chip above the list: what it says, and what it asks of the records."""

    label: str
    where: Mapping[str, Any]
    tone: Tone = Tone.ACCENT


@dataclass(frozen=True)
class ListWords:
    """What a list says of itself."""

    title: str
    add: str
    search: str
    icon: str
    empty: str
    first: str


class RecordList(QWidget):
    """Records of one kind; `chosen` gives the id under the cursor, `add` asks for a new one.

    `export` asks for a file of what is selected.
    """

    chosen = Signal(str)
    add = Signal()
    export = Signal()

    def __init__(
        self, theme: Theme, desk: Desk, tasks: Tasks, kind: Kind, words: ListWords, *, order: str = "",
        descending: bool = False, width: int = LIST_WIDTH, add_role: str = Role.PRIMARY,
    ) -> None:  # fmt: skip
        super().__init__()
        self._theme = theme
        self._desk = desk
        self._tasks = tasks
        self._words = words
        self._add_role = add_role
        self._wanted = ""
        self._chosen_is_late = False
        self._bar: SelectionBar | None = None
        self._loaded = False
        self._filters: dict[Chip, Mapping[str, Any]] = {}
        self.model = RecordModel(desk, tasks, kind, self, whole=True)
        self.model.query = replace(self.model.query, order=order, descending=descending)
        self.model.shown.connect(self._shown)
        self.model.counted.connect(self._counted)
        self.model.arrived.connect(self._arrived)
        self._stale = QTimer(self, singleShot=True, interval=0)
        self._stale.timeout.connect(self.model.refresh)
        self._width = width
        self.setFixedWidth(theme.px(width))
        self._build()

    def _build(self) -> None:
        theme, words = self._theme, self._words
        self._title = Text(theme, words.title, Size.PANE, Weight.HEAVY)
        self._count = Text(theme, "", Size.SECOND, ink="soft", tabular=True)
        self.add_button = Button(theme, words.add, self._add_role, icon="plus")
        self.add_button.clicked.connect(self.add)
        self.search = LineEdit(theme, placeholder=words.search)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.open_first)
        self.search.installEventFilter(self)
        self.view = self._make_view()
        names = QWidget()
        head = QHBoxLayout(names)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(Space.S)
        for part in (self._title, self._count):
            head.addWidget(part)
        head.addStretch(1)
        self._chips = QWidget()
        self._chip_flow = FlowLayout(self._chips, gap=6)
        self._chips.hide()
        top = QVBoxLayout()
        top.setContentsMargins(theme.px(20), Space.L, theme.px(20), Space.M)
        top.setSpacing(Space.S)
        top.addWidget(Ends(names, self.add_button))
        self.tools = QHBoxLayout()  # what a screen sets beside the search
        self.tools.setSpacing(Space.XS)
        self.tools.addWidget(self.search, 1)
        top.addLayout(self.tools)
        top.addWidget(self._chips)
        self.empty = EmptyState(theme, words.icon, words.empty, words.first, action=words.add)
        self.empty.acted.connect(self.add)
        self._below = QStackedWidget()
        self._below.addWidget(self.view)
        self._below.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline(theme))
        column.addWidget(self._below, 1)
        self._column = column

    def _make_view(self) -> RowsView:
        view = RowsView()
        view.setObjectName("records")
        view.setAccessibleName(self._words.title)
        view.setModel(self.model)
        view.setItemDelegate(RowDelegate(self._theme, view))
        view.selectionModel().currentChanged.connect(self._current)
        view.typed.connect(self._type_ahead)
        self.model.in_sight = view.in_sight
        HoldPlace(view, self.model)
        self._chosen = Chosen(view, self.model, self._desk, self._tasks)
        self._chosen.changed.connect(self._show_selection)
        return view

    @property
    def selection(self) -> Selection:
        """The rows that are selected, or that all are."""
        return self._chosen.selection

    @property
    def bar(self) -> SelectionBar:
        """What can be done with what is selected; made when several rows are for the first time."""
        if self._bar is None:
            from salesdesk.ui.lists.selection_bar import SelectionBar

            self._bar = SelectionBar(self._theme, self._desk, self._tasks, self.model.query.kind)
            self._bar.cleared.connect(self._chosen.clear)
            self._bar.export.connect(self.export)
            self._column.addWidget(self._bar)
        return self._bar

    @Slot()
    def _show_selection(self) -> None:
        if self._bar is not None or self.selection.several:
            self.bar.show_selection(self.selection)

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """The chips above the list; those that ask for the same field exclude each other."""
        for chip in self._filters:
            chip.deleteLater()
        self._filters.clear()
        groups: dict[frozenset[str], OneOrNone] = {}
        for asked in filters:
            chip = Chip(self._theme, asked.label, asked.tone, checkable=True)
            chip.toggled.connect(self._filter)
            self._filters[chip] = asked.where
            names = frozenset(asked.where)
            if names not in groups:
                groups[names] = OneOrNone(self._chips)
            groups[names].add(chip)
            self._chip_flow.addWidget(chip)
        self._chips.setVisible(bool(filters))

    @property
    def filter_chips(self) -> list[Chip]:
        """The chips above the list."""
        return list(self._filters)

    @Slot()
    def _filter(self) -> None:
        where: dict[str, Any] = {}
        for chip, asked in self._filters.items():
            if chip.isChecked():
                where |= asked
        self.model.show(replace(self.model.query, where=where))

    @Slot(str)
    def _search(self, text: str) -> None:
        plain = text.strip()
        self.model.show(replace(self.model.query, text=plain if len(plain) > 1 or not plain.isascii() else ""))

    def load(self) -> None:
        """Reads the first page, once, before the list is first seen."""
        if not self._loaded:
            self._loaded = True
            self.model.put(self.model.read_first())

    @Slot()
    def _shown(self) -> None:
        query = self.model.query
        nothing = self.model.rowCount() == 0
        if nothing:
            self._say_nothing(query)
        self._below.setCurrentIndex(1 if nothing else 0)
        self._keep_to_wanted()
        if query.text:
            many = number(self.model.rowCount())
            self._count.setText(_("%s and more") % many if self.model.more else many)

    def _keep_to_wanted(self) -> None:
        """The cursor stays with its record; where that is not in the list any more, it stands nowhere."""
        if not self._wanted:
            return
        self.select(self._wanted)
        index = self.view.currentIndex()
        if index.isValid() and self.model.id_at(index.row()) not in ("", self._wanted):
            self.view.selectionModel().clear()

    def _say_nothing(self, query: Query) -> None:
        if query.text:
            self.empty.tell(_("Nothing found for “%s”") % query.text, _("Fewer letters find more."))
        elif query.where:
            self.empty.tell(_("Nothing here"), _("No record passes these filters."))
        else:
            self.empty.tell(self._words.empty, self._words.first)

    @Slot(int)
    def _counted(self, count: int) -> None:
        if not self.model.query.text:
            self._count.setText(number(count))

    @Slot(QModelIndex, QModelIndex)
    def _current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self.model.laying:
            return
        self._chosen_is_late = False
        if index.isValid():
            self._wanted = self.model.id_at(index.row())
            self._chosen_is_late = not self._wanted
            if self._wanted:
                self.chosen.emit(self._wanted)

    @Slot()
    def _arrived(self) -> None:
        """Rows came; she may have gone to one of them before."""
        if self._chosen_is_late:
            self._current(self.view.currentIndex(), QModelIndex())

    @Slot(str)
    def _type_ahead(self, text: str) -> None:
        """Letters that are typed in the list are searched for."""
        if text.isprintable() and text.strip():
            self.search.setFocus()
            self.search.setText(text)

    @Slot(str)
    def want(self, id: str) -> None:
        """Puts the cursor on a record as soon as its row is there."""
        self._wanted = id

    def select(self, id: str) -> None:
        """Puts the cursor on a record, now or when its row is there."""
        self._wanted = id
        row = self.model.row_of(id)
        if row >= 0 and self.view.currentIndex().row() != row:
            index = self.model.index(row)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.view.selectionModel().setCurrentIndex(index, flag)
            self.view.scrollTo(index)

    def select_first(self) -> None:
        """Puts the cursor on the first record where there is none yet."""
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.select(self.model.id_at(0))

    @Slot()
    def open_first(self) -> None:
        """Goes from the search to the first record found, and opens it."""
        if self.model.rowCount():
            self.view.setFocus()
            self.select(self.model.id_at(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search into the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self.open_first()
            return True
        return False

    def fit(self, room: int) -> None:
        """Takes its width out of `room`: as wide as the text wants, but no more than leaves a record its place."""
        self.setFixedWidth(min(self._theme.px(self._width), max(self._width, int(room * LARGEST_SHARE))))

    def take_focus(self) -> None:
        """The cursor stands in the list, or in the search where the list is empty."""
        (self.view if self.model.rowCount() else self.search).setFocus()

    def refresh(self) -> None:
        """Reads what stands again, once for all that was saved meanwhile."""
        self._stale.start()
