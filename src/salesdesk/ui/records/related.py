"""A section: the records of one kind that are linked to the one in sight, counted, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind, Record
from salesdesk.i18n import _, number
from salesdesk.store.door import Saved
from salesdesk.store.listing import Query
from salesdesk.ui.records.related_rows import AIR, RelatedView
from salesdesk.ui.records.related_words import row_roles
from salesdesk.ui.records.section_head import SectionHead
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import TARGET, Size, Space, Theme
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.section_title import SectionTitle
from salesdesk.ui.widgets.text import Text

MORE = 50
_BUTTON = 3  # what a quiet button lacks for its words to stand where those of the rows do


@dataclass(frozen=True)
class RelatedWords:
    """What a section says: its title, what belongs there, and how one is added where it can be."""

    title: str
    empty: str
    add: str = ""


class Related(QWidget):
    """Rows of the records that `parts` find, one part after the other, and whose `link` names the one in sight.

    `opened` gives kind and id, `add` the kind of a new one, `moving` tells that what stands below will move.
    """

    opened = Signal(str, str)
    add = Signal(str)
    moving = Signal()

    def __init__(
        self, theme: Theme, desk: Desk, tasks: Tasks, link: str, parts: Sequence[Query], words: RelatedWords,
        *, first: int = 5,
    ) -> None:  # fmt: skip
        super().__init__()
        self.theme = theme
        self.desk = desk
        self.tasks = tasks
        self.kind: Kind = parts[0].kind
        self.of = ""
        self.asked: Mapping[str, Any] = {}
        self._link = link
        self._parts = parts
        self._words = words
        self._first = self._many = first
        self._stale = False
        self._reading: Task[list[Record]] | None = None
        self._counting: Task[Any] | None = None
        self.records: Sequence[Record] = ()
        self.setObjectName(f"related-{self.kind.name}")
        self._build()

    def _build(self) -> None:
        theme, words = self.theme, self._words
        self.title = SectionTitle(theme, words.title)
        self.title.setWordWrap(False)
        self.title.setMinimumHeight(TARGET)
        self.count = Text(theme, "", Size.SECOND, ink="soft", tabular=True)
        self.count.setObjectName(f"count-{self.kind.name}")
        self.add_button = Button(theme, words.add, Role.QUIET, icon="plus")
        self.add_button.setObjectName(f"add-{self.kind.name}")
        self.add_button.clicked.connect(lambda: self.add.emit(self.kind.name))
        self.view = RelatedView(theme, words.title)
        self.view.setObjectName(f"rows-{self.kind.name}")
        self.view.opened.connect(lambda id, _enter: self.opened.emit(self.kind.name, id))
        self.empty = Text(theme, words.empty, Size.TEXT, ink="soft", wrap=True)
        self.empty.setObjectName(f"empty-{self.kind.name}")
        self.more_button = Button(theme, _("Show more"), Role.QUIET)
        self.more_button.setObjectName(f"more-{self.kind.name}")
        self.more_button.clicked.connect(self._show_more)
        self._lay_out()
        self.add_button.setVisible(bool(words.add))
        for part in (self.view, self.empty, self.more_button):
            part.hide()

    def _lay_out(self) -> None:
        head, empty, more = self._inset(), self._inset(), QHBoxLayout()
        head.addWidget(SectionHead(self.title, self.count, self.add_button))
        empty.addWidget(self.empty)
        more.setContentsMargins(_BUTTON, 0, _BUTTON, 0)
        more.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeading)
        more.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, Space.S, 0, Space.S)
        self.column.setSpacing(Space.XS)
        self.column.addLayout(head)
        for part in self.above_rows():
            line = self._inset()
            line.addWidget(part)
            self.column.addLayout(line)
        self.column.addLayout(empty)
        self.column.addWidget(self.view)
        self.column.addLayout(more)

    def above_rows(self) -> Sequence[QWidget]:
        """What stands between the title and the rows."""
        return ()

    def _inset(self) -> QHBoxLayout:
        """A line whose parts begin where the words of the rows begin."""
        line = QHBoxLayout()
        line.setContentsMargins(AIR, 0, AIR, 0)
        return line

    def show_of(self, id: str) -> None:
        """Shows the records of another one, or none for one that is new."""
        if id != self.of:
            self.of = id
            self._many = self._first
            self.view.clearSelection()
            self.count.setText("")
            self.read()
            if not id:
                self._put([], self._first, False)

    def follow(self, saved: Saved) -> None:
        """Something was saved: reads again where it is of this section, now or when it comes into sight."""
        if self.of and any(self._concerns(change.before, change.after) for change in saved.changes):
            self._read_again()

    def refresh(self, kinds: set[str]) -> None:
        """Records of these kinds came from the server."""
        if self.of and self.kind.name in kinds:
            self._read_again()

    def _read_again(self) -> None:
        if self.isVisible():
            self.read(in_place=True)
        else:
            self._stale = True

    def _concerns(self, *versions: Record | None) -> bool:
        mine = [x for x in versions if isinstance(x, self.kind.record)]
        return any(self.kind.value(x, self.kind.field(self._link)) == self.of for x in mine)

    def showEvent(self, event: QShowEvent, /) -> None:
        """What was saved meanwhile is read now."""
        super().showEvent(event)
        if self._stale:
            self.read()

    def read(self, *, in_place: bool = False) -> None:
        """Reads rows and counts; `in_place` leaves the rows in the order in which they stand."""
        self._stale = False
        for under_way in (self._reading, self._counting):
            if under_way is not None:
                under_way.cancel()
        if not self.of:
            return
        queries, many = self.queries(self.asked), self._many
        self._reading = self.tasks.read(
            lambda: self._found(queries, many + 1), lambda found: self._put(found, many, in_place)
        )
        self._counting = self.start_counting()

    def queries(self, asked: Mapping[str, Any]) -> list[Query]:
        """The parts, for the record in sight and with what is asked besides."""
        return [replace(part, where={**part.where, **asked, self._link: self.of}) for part in self._parts]

    def _found(self, queries: Sequence[Query], many: int) -> list[Record]:
        found: list[Record] = []
        for query in queries:
            if len(found) < many:
                found += self.desk.records(query, many - len(found))
        return found

    def start_counting(self) -> Task[Any]:
        """Counts what there is."""
        queries = self.queries({})
        return self.tasks.read(lambda: self.counted(queries), self.show_count)

    def counted(self, queries: Sequence[Query]) -> int:
        """How many records the queries find."""
        return sum(self.desk.store.lists.count(query) for query in queries)

    def show_count(self, count: int) -> None:
        """Says how many there are."""
        self.count.setText(number(count))
        self.view.setAccessibleName(f"{self._words.title} {number(count)}")

    def _put(self, found: list[Record], many: int, in_place: bool) -> None:
        shown = found[:many]
        now = self.desk.clock()
        self.moving.emit()
        self.records = _as_they_stand(self.records, shown) if in_place else shown
        self.view.rows.put(self.records, lambda record: row_roles(record, now))
        self.view.setVisible(bool(shown))
        self.more_button.setVisible(len(found) > many)
        self.empty.setText(self.empty_words())
        self.empty.setVisible(not shown)

    def empty_words(self) -> str:
        """What is said where there is no row."""
        return self._words.empty

    def begin_anew(self) -> None:
        """Shows the first page again, for something else that is asked."""
        self._many = self._first
        self.read()

    @Slot()
    def _show_more(self) -> None:
        self._many += MORE
        self.read()


def _as_they_stand(before: Sequence[Record], now: Sequence[Record]) -> Sequence[Record]:
    """The records of now, in the order of before where they are the same ones: nothing moves under the pointer."""
    by_id = {record.id: record for record in now}
    ids = [record.id for record in before]
    return [by_id[id] for id in ids] if by_id.keys() == set(ids) else now
