"""The trash: what was deleted, newest first, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.record import Kind, Record
from salesdesk.i18n import _, joined, within
from salesdesk.store.listing import Query
from salesdesk.ui.overlay import Overlay
from salesdesk.ui.rows import said_of
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.trips.page import Page
from salesdesk.ui.when import when
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.ends import Ends
from salesdesk.ui.widgets.text import Text

_WIDTH, SHOWN, LOOKED_AT = 520, 50, 300
_DELETED = 2  # the place of the time in the head of a row


@dataclass(frozen=True)
class Thrown:
    """A deleted record in words."""

    kind: str
    id: str
    title: str
    said: str
    at: int


def read_trash(desk: Desk) -> list[Thrown]:
    """The newest deleted records; what went with its parent comes back with it, and is not listed."""
    found = [thrown for kind in desk.kinds for thrown in _of_kind(desk, kind)]
    return sorted(found, key=lambda thrown: thrown.at, reverse=True)[:SHOWN]


def _of_kind(desk: Desk, kind: Kind) -> list[Thrown]:
    query = Query(kind, deleted=True)
    at = {str(row[1]): int(row[_DELETED]) for row in desk.page(query, (), None, LOOKED_AT).rows}
    newest = sorted(at, key=lambda id: at[id], reverse=True)[:SHOWN]
    records = [record for id in newest if (record := desk.find(kind.name, id)) is not None]
    return [_thrown(desk, kind, record, at[record.id]) for record in records if not _went_along(desk, kind, record)]


def _went_along(desk: Desk, kind: Kind, record: Record) -> bool:
    parents = (desk.find(link.to, kind.value(record, link)) for link in kind.links if link.parent)
    return any(parent is not None and parent.deleted for parent in parents)


def _thrown(desk: Desk, kind: Kind, record: Record, at: int) -> Thrown:
    said = said_of(kind, record, desk.clock())
    deleted = _("deleted %s") % when(at, desk.clock())
    return Thrown(kind.name, record.id, said.title, joined(within(_(kind.label)), said.subtitle, deleted), at)


class TrashPanel(Overlay):
    """Lists what was deleted; `failed` gives a sentence for the window to show."""

    failed = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, window: QWidget) -> None:
        super().__init__(theme, window, _WIDTH, aside=True)
        self.setObjectName("trash")
        self._desk = desk
        self._tasks = tasks
        self.close_button = Button(theme, "", Role.QUIET, icon="close", name=_("Close"))
        self.close_button.clicked.connect(self.vanish)
        self._empty = Text(theme, _("Nothing was deleted."), ink="soft", wrap=True)
        self.page = Page(Space.XL)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.M)
        self.page.column.setContentsMargins(0, 0, 0, Space.XL)
        self.page.column.addWidget(self._empty)
        self.page.column.addLayout(self._list)
        self.page.column.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(Space.XL, Space.L, Space.XL, 0)
        head.addWidget(Text(theme, _("Trash"), Size.PANE, Weight.HEAVY), 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 0, 1, Space.M)  # the panel's own line stays to be seen
        column.setSpacing(Space.M)
        column.addLayout(head)
        column.addWidget(self.page, 1)

    def ask(self) -> None:
        """Shows what was deleted until now."""
        self.appear()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read()

    def read(self) -> None:
        """Reads the trash again, where it is open."""
        if self.isVisible():
            self._tasks.read(lambda: read_trash(self._desk), self._show)

    def _show(self, found: list[Thrown]) -> None:
        within_it = self.isAncestorOf(self._window.window().focusWidget() or self._window)
        while (item := self._list.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        for thrown in found:
            self._list.addWidget(self._row(thrown))
        self._empty.setVisible(not found)
        if within_it:
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, thrown: Thrown) -> QWidget:
        names = QWidget()
        column = QVBoxLayout(names)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Text(self.theme, thrown.title, Size.TEXT, Weight.SEMI, elide=True))
        column.addWidget(Text(self.theme, thrown.said, Size.SECOND, ink="soft", elide=True))
        back = Button(self.theme, _("Bring back"), Role.SECONDARY, icon="undo")
        back.setObjectName(f"bring-back-{thrown.id}")
        back.clicked.connect(partial(self._bring_back, thrown))
        return Ends(names, back)

    def _bring_back(self, thrown: Thrown) -> None:
        undelete = self._desk.undelete
        self._tasks.write(
            lambda: undelete(thrown.kind, thrown.id),
            lambda _saved: self.read(),
            lambda error: self.failed.emit(sentence(error)),
        )
