"""List and detail of one kind, side by side; edits save themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.changes import Change
from salesdesk.domain.record import Kind, Record, kind_of
from salesdesk.i18n import N_, _, clock
from salesdesk.store.door import Saved
from salesdesk.ui.commands import command
from salesdesk.ui.lists.record_list import ListWords, RecordList
from salesdesk.ui.rows import said_of
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.hairline import Hairline
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.text import Text

SIDE = 32
DETAIL_LEAST = 340


class Detail(QWidget):
    """One record: its title, what is to be known of it, and its form."""

    delete = Signal(str)
    made = Signal(str)
    first: tuple[str, ...] = ()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, kind: Kind) -> None:
        super().__init__()
        self.theme = theme
        self.desk = desk
        self.tasks = tasks
        self.kind = kind
        from salesdesk.ui.forms.editing import Editing  # made after the first frame, which need not wait for it
        from salesdesk.ui.forms.form import Form

        self.form = Form(theme, desk, tasks, kind, first=self.first)
        self.editing = Editing(desk, tasks, self.form, self)
        self._build()
        self._scroll()
        self.editing.saved.connect(self._saved)
        self.editing.failed.connect(self._refused)
        self.editing.typed.connect(self._typing)

    def _build(self) -> None:
        theme = self.theme
        self.title = Text(theme, "", Size.PAGE, Weight.HEAVY, elide=True)
        self.title.setObjectName("heading")
        self.subtitle = Text(theme, "", Size.TEXT, ink="soft", elide=True)
        self.state = Chip(theme, "", Tone.GOOD)
        self.state.hide()
        self._delete = Button(theme, "", Role.QUIET, icon="trash", name=_("Delete"), tone=Tone.HOT)
        self._delete.clicked.connect(self._ask_delete)
        self.notice = Notice(theme, "", Tone.HOT)
        self.notice.hide()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addLayout(names, 1)
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._delete, 0, Qt.AlignmentFlag.AlignTop)
        self.extra = QVBoxLayout()
        self.extra.setSpacing(Space.S)
        top = self._part()
        top.addLayout(head)
        top.addLayout(self.extra)
        top.addWidget(self.notice)
        self.below = self._part()
        self.below.addWidget(self.form, 1)
        self.page = QVBoxLayout()
        self.page.setContentsMargins(0, theme.px(20), 0, Space.XL)
        self.page.setSpacing(Space.M)
        self.page.addLayout(top)
        self.page.addLayout(self.below, 1)

    def _part(self) -> QVBoxLayout:
        """A part of the page, as far from its sides as the title."""
        side = self.theme.px(SIDE)
        part = QVBoxLayout()
        part.setContentsMargins(side, 0, side, 0)
        part.setSpacing(Space.M)
        return part

    def _scroll(self) -> None:
        """Puts the page in place when it is whole, so that Tab follows the eye."""
        self.inner = QWidget()
        self.inner.setLayout(self.page)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(self.inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll_area)

    def open(self, record: Record) -> None:
        """Shows a record."""
        self.state.hide()
        self.notice.hide()
        self.editing.open(record)
        self.show_head(record)

    def show_head(self, record: Record) -> None:
        """Shows what stands above the form."""
        said = said_of(self.kind, record, self.desk.clock())
        self.title.setText(said.title)
        self.subtitle.setText(said.subtitle)

    @Slot(object)
    def _saved(self, record: Record) -> None:
        current = self.editing.record
        if current is not None and current.id == record.id:
            self.notice.hide()
            self.say(self.desk.clock())
            self.show_head(record)
            self.made.emit(record.id)

    def say(self, at: datetime) -> None:
        """Says where the eye is that all is safe."""
        self.state.setText(_("Saved on this laptop %s") % clock(at, seconds=True))
        self.state.set_tone(Tone.GOOD)
        self.state.show()

    def show_where(self, *, local: bool) -> None:
        """Says whether the record is on this laptop only; what was just typed or saved says more."""
        says_more = local and not self.state.isHidden() and self.state.text() != _("Synced")
        if not self.editing.typing and not says_more:
            self.state.setText(_("On this laptop only") if local else _("Synced"))
            self.state.set_tone(Tone.WARM if local else Tone.GOOD)
            self.state.show()

    @Slot(str)
    def _refused(self, why: str) -> None:
        self.state.hide()
        self.notice.tell(why, Tone.HOT, lead=_("Not saved"))
        self.notice.show()

    @Slot()
    def _typing(self) -> None:
        self.state.setText(_("Kept as you type"))
        self.state.set_tone(Tone.NEUTRAL)
        self.state.show()

    @Slot()
    def _ask_delete(self) -> None:
        if self.editing.record is not None and self.editing.record.id:
            self.delete.emit(self.editing.record.id)


class RecordScreen(QWidget):
    """The screen of a kind; `failed` gives a sentence for the window to show."""

    failed = Signal(str)

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
        self.list.model.shown.connect(self._tell_where)

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
