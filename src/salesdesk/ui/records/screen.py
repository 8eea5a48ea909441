"""List and detail of one kind, side by side; edits save themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.changes import Change
from salesdesk.domain.record import Kind, Record, kind_of
from salesdesk.i18n import N_, _
from salesdesk.store.door import Saved
from salesdesk.ui.commands import command
from salesdesk.ui.lists.record_list import ListWords, RecordList
from salesdesk.ui.records.detail import Detail
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.hairline import Hairline

if TYPE_CHECKING:
    from salesdesk.ui.exporting.panel import ExportPanel

DETAIL_LEAST = 340


class RecordScreen(QWidget):
    """The screen of a kind; `failed` gives a sentence for the window to show."""

    failed = Signal(str)
    imports = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, kind: Kind, list_: RecordList, words: ListWords) -> None:
        super().__init__()
        self.theme = theme
        self.desk = desk
        self.tasks = tasks
        self.kind = kind
        self.list = list_
        self._words = words
        self._detail: Any = None
        self._asked = ""
        self._nothing = EmptyState(theme, words.icon, _("Choose one in the list"), "")
        self._right = QStackedWidget()
        self._right.addWidget(self._nothing)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(Hairline(theme, standing=True))
        row.addWidget(self._right, 1)
        self.list.chosen.connect(self.open)
        self.list.add.connect(self.new)
        self.list.export.connect(self.export_seen)
        self.list.model.shown.connect(self._tell_where)
        self._export: ExportPanel | None = None
        self._offer_files()

    def _offer_files(self) -> None:
        """Sets the ways in and out beside the search, and the way in where the list is empty."""
        for icon, name, do in (
            ("import", _("Import a file…"), self.imports),
            ("export", _("Export what I see…"), self.export_seen),
        ):
            button = Button(self.theme, "", Role.QUIET, icon=icon, name=name)
            button.setObjectName(f"{icon}-here")
            button.clicked.connect(do)
            self.list.tools.addWidget(button)
        first = Button(self.theme, _("Import a file…"), Role.QUIET, icon="import")
        first.setObjectName("import-first")
        first.clicked.connect(self.imports)
        self.list.empty.offer(first)

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """The list leaves the record its room where the window is narrow or the text large."""
        super().resizeEvent(event)
        self.list.fit(self.width())
        least = max(self.width() - DETAIL_LEAST, self.list.minimumSizeHint().width())
        if self.list.width() > least:
            self.list.setFixedWidth(least)

    @property
    def detail(self) -> Any:
        """The detail, made when the first record is opened."""
        if self._detail is None:
            self._detail = self.make_detail()
            self._detail.delete.connect(self.delete)
            self._detail.made.connect(self.list.want)
            self._right.addWidget(self._detail)
        return self._detail

    @property
    def opened(self) -> str | None:
        """The id of the record in sight, "" where it is new; None where nothing is."""
        in_sight = self._detail if self._right.currentIndex() else None
        record: Record | None = in_sight.editing.record if in_sight is not None else None
        return record.id if record is not None else None

    def make_detail(self) -> Any:
        """The widget that shows one record."""
        return Detail(self.theme, self.desk, self.tasks, self.kind)

    @Slot(str)
    def open(self, id: str) -> None:
        """Shows the record of that id."""
        self._asked = id
        self.list.select(id)
        self.tasks.read(lambda: self.desk.find(self.kind.name, id), self._opened)

    def open_record(self, _kind: str, id: str) -> None:
        """Shows a record of any kind that stands on this screen."""
        self.open(id)

    def _opened(self, record: Record | None) -> None:
        open_now = self._detail.editing.record if self._detail is not None else None
        if record is not None and open_now is not None and record.id and open_now.id == record.id:
            self._right.setCurrentWidget(self._detail)
            return
        if record is None or record.deleted:
            self._show_nothing()
            return
        detail = self.detail
        detail.open(record)
        self._right.setCurrentWidget(detail)
        self._tell_where()

    @Slot()
    def _tell_where(self) -> None:
        local = self.list.model.is_local(self.opened) if self.opened else None
        if local is not None and isinstance(self._detail, Detail):
            self._detail.show_where(local=local)

    def _show_nothing(self) -> None:
        self._asked = ""
        self._right.setCurrentIndex(0)

    @Slot()
    @command(N_("New record here"), "Ctrl+N")
    def new(self) -> None:
        """Shows an empty form; the first key makes a record of it."""
        self._opened(self.kind.make(self.new_values()))
        first = next(iter(self.detail.form.editors.values()), None)
        if first is not None:
            first.editor.setFocus()

    def new_values(self) -> dict[str, Any]:
        """What a new record starts with."""
        return {}

    @Slot(str)
    def delete(self, id: str) -> None:
        """Deletes a record; the undo bar offers it back."""
        self.tasks.write(lambda: self.desk.delete(self.kind.name, id), None, self._refused)

    def _refused(self, error: Exception) -> None:
        self.failed.emit(sentence(error))

    @command(N_("Save now"), "Ctrl+S")
    def save(self) -> None:
        """Saves what is being typed; leaving does it too."""
        if self._detail is not None:
            self._detail.editing.save()

    @Slot()
    @command(N_("Export what I see…"), "Ctrl+Shift+E")
    def export_seen(self) -> None:
        """Asks how the rows of the list, or the selected ones, are to be written to a file."""
        from salesdesk.ui.exporting.panel import ExportPanel
        from salesdesk.ui.exporting.seen import Seen

        chosen = self.list.selection
        several = chosen.count > 1 and chosen.all is None
        if several and len(chosen.ids) != chosen.count:
            return  # which they are is still being read
        if self._export is None:
            self._export = ExportPanel(self.theme, self.desk, self.tasks, self)
        self._export.ask(Seen(chosen.all or self.list.model.query, chosen.ids if several else None))

    @command(N_("Search this list"), "Ctrl+F")
    def search(self) -> None:
        """Puts the cursor into the search."""
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def leave(self) -> None:
        """The screen goes out of sight."""
        self.save()

    def enter(self) -> None:
        """The screen comes into sight; its first page is there in its first frame."""
        self.list.load()
        self.list.take_focus()
        QTimer.singleShot(0, self, self._open_first)

    def _open_first(self) -> None:
        """Shows the first record, unless another was asked for on the way in."""
        if not self._asked:
            self.list.select_first()

    def follow(self, saved: Saved) -> None:
        """Something was saved, here or elsewhere."""
        mine = [change.after for change in saved.changes if change.kind is self.kind]
        if not mine:
            return
        self.list.refresh()
        detail = self._detail
        if detail is None or detail.editing.record is None:
            return
        for record in mine:
            if record.id == detail.editing.record.id:
                self._followed(detail, record)

    def _followed(self, detail: QObject, record: Record) -> None:
        if record.deleted:
            self._show_nothing()
        else:
            self.detail.editing.follow(record)
            self.detail.show_head(record)

    def refresh(self, kinds: set[str]) -> None:
        """Records of these kinds came from the server: the list reads again, and what is open follows."""
        if self.kind.name in kinds:
            self.list.refresh()
        here = [record for record in self.in_sight() if record.id and kind_of(type(record)).name in kinds]
        if here:
            self.tasks.read(lambda: [_fresh(self.desk, record) for record in here], self._take)

    def in_sight(self) -> list[Record]:
        """The records that are open here."""
        record = self._detail.editing.record if self._detail is not None else None
        return [record] if record is not None else []

    def _take(self, changes: list[Change]) -> None:
        self.follow(Saved("", "", self.desk.clock(), tuple(changes)))


def _fresh(desk: Desk, record: Record) -> Change:
    """The record as it is now; one that may no longer be seen is gone."""
    found = desk.find(kind_of(type(record)).name, record.id)
    return Change(record, replace(record, deleted=True) if found is None else found)
