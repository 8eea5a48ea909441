"""The history of a record at the window's side, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.office import State
from salesdesk.desk.words import sentence
from salesdesk.domain.record import Kind
from salesdesk.i18n import _, isolated, number
from salesdesk.protocol.retention import JOURNAL_DAYS
from salesdesk.ui.history.steps import LineWords, StepWords, merged, step_words, touching, units_of
from salesdesk.ui.side_panel import SidePanel
from salesdesk.ui.syncing import OFFLINE, trouble_of
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.trips.page import Page
from salesdesk.ui.values import called, record_of, unwired
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.combo_box import ComboBox
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.text import Text

_WIDTH, FIRST = 460, 50


@dataclass(frozen=True)
class _Read:
    title: str
    steps: Sequence[StepWords]
    units: Sequence[tuple[str, str]]
    more: bool


class HistoryPanel(SidePanel):
    """What this laptop knows at once, and what the server knows as soon as it answers."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, window: QWidget) -> None:
        super().__init__(theme, window, _WIDTH, _("History"))
        self.setObjectName("history")
        self._desk = desk
        self._tasks = tasks
        self._kind: Kind | None = None
        self._id = ""
        self._many = FIRST
        self._theirs: list[Any] = []
        self._asked: list[Task[Any]] = []
        self._unit = ""
        self.title.setObjectName("history-title")
        self.notice = Notice(theme, "")
        self.notice.setObjectName("history-notice")
        self.notice.hide()
        self.fields = ComboBox(theme)
        self.fields.setObjectName("history-field")
        self.fields.setAccessibleName(_("Field"))
        self.fields.activated.connect(self._choose)
        self.page = Page(Space.XL)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.L)
        self.more = Button(theme, _("Show more"), Role.QUIET)
        self.more.clicked.connect(self._show_more)
        self.page.column.setContentsMargins(0, 0, 0, Space.XL)
        self.page.column.addLayout(self._list)
        self.page.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        self.page.column.addStretch(1)
        field = QWidget()
        flow = FlowLayout(field)
        flow.addWidget(self.fields)
        self.lay_out((field, self.notice), self.page)

    def ask(self, kind: Kind, id: str) -> None:
        """Shows the history of a record."""
        self._forget_asked()
        self._kind, self._id, self._many, self._theirs, self._unit = kind, id, FIRST, [], ""
        self.title.setText(_("History"))
        self._clear()
        self.fields.hide()
        self.notice.hide()
        self.appear()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()
        desk = self._desk
        self._asked.append(self._tasks.read(desk.office.state, self._ask_server))

    def vanish(self) -> None:
        """Goes away; nobody waits for the server any more."""
        self._forget_asked()
        super().vanish()

    def _forget_asked(self) -> None:
        for task in self._asked:
            task.cancel()
        self._asked = []

    def read(self) -> None:
        """Reads the steps again, where they are in sight."""
        if self.isVisible() and self._kind is not None:
            self._read()

    def _read(self) -> None:
        kind, id, desk, theirs, many, unit = self._kind, self._id, self._desk, self._theirs, self._many, self._unit
        assert kind is not None

        def read() -> _Read:
            record = record_of(desk, kind, id, {})
            every = merged(desk.history(kind.name, id), theirs)
            steps = touching(kind, unit, every)
            words = step_words(desk, kind, steps[:many], record, unit)
            return _Read(called(desk, kind, record), words, units_of(kind, every), len(steps) > many)

        self._asked.append(self._tasks.read(read, self._show))

    def _show(self, read: _Read) -> None:
        focus = self._window.window().focusWidget()
        lost = focus is not None and self.page.inner.isAncestorOf(focus)
        self.title.setText(_("History of %s") % isolated(read.title))
        self._offer(read.units)
        self._clear()
        for step in read.steps:
            self._list.addWidget(self._step(step))
        if not read.steps:
            self._list.addWidget(Text(self.theme, _("Nothing was done to it on this laptop."), ink="soft", wrap=True))
        self.more.setVisible(read.more)
        if lost:
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, units: Sequence[tuple[str, str]]) -> None:
        """The fields that something was done to; one alone needs no choice."""
        self.fields.clear()
        for unit, label in (("", _("All fields")), *units):
            self.fields.addItem(label, unit)
        self.fields.setCurrentIndex(max(self.fields.findData(self._unit), 0))
        self.fields.setVisible(len(units) > 1)

    @Slot(int)
    def _choose(self, row: int) -> None:
        self._unit, self._many = str(self.fields.itemData(row)), FIRST
        self._read()

    def _step(self, step: StepWords) -> QWidget:
        part = QWidget()
        part.setObjectName("history-step")
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(Text(self.theme, step.title, Size.SECOND, Weight.SEMI, wrap=True))
        for line in step.lines:
            column.addLayout(self._line(line))
        if step.waits:
            column.addWidget(Text(self.theme, _("on this laptop only"), Size.LABEL, Weight.MEDIUM, "warm"))
        part.setAccessibleName(", ".join((step.title, *(line.text for line in step.lines))))
        return part

    def _line(self, line: LineWords) -> QHBoxLayout:
        text = Text(self.theme, line.text, Size.SECOND, ink="soft", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(text, 1)
        if line.back:
            back = Button(self.theme, "", Role.QUIET, icon="undo", name=line.back_words)
            back.clicked.connect(partial(self._put_back, line))
            row.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _put_back(self, line: LineWords, _on: bool = False) -> None:
        """An old value is a new change, and can be undone as any other."""
        desk, kind, id = self._desk, self._kind, self._id
        assert kind is not None
        values = {name: unwired(kind.by_name[name], value) for name, value in line.back.items()}
        self._tasks.write(
            lambda: desk.change(desk.get(kind.name, id), values),
            lambda _record: self._tell(_("%(field)s was put back.") % {"field": line.label}, Tone.GOOD),
            lambda error: self._tell(sentence(error), Tone.HOT),
        )

    def _clear(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()

    @Slot()
    def _show_more(self) -> None:
        self._many += FIRST
        self._read()

    # --- the server ---------------------------------------------------------------------------

    def _ask_server(self, state: State) -> None:
        kind, id, office = self._kind, self._id, self._desk.office
        if kind is None or not state.joined:
            return
        if not state.logged_in:
            self._tell(f"{_('Log in to see all of it.')} {_missing()}", Tone.WARM)
            return
        self._tell(_("Asking the server what colleagues did…"), Tone.NEUTRAL)
        self._asked.append(self._tasks.sync(lambda: office.past(kind.name, id), self._know, self._know_not))

    def _know(self, theirs: list[Any]) -> None:
        self._theirs = theirs
        self.notice.hide()
        self._read()

    def _know_not(self, error: Exception) -> None:
        if trouble_of(error) == OFFLINE:
            self._tell(f"{_('All of it is known once you are online.')} {_missing()}", Tone.WARM)
        else:
            self._tell(sentence(error), Tone.WARM)

    def _tell(self, words: str, tone: Tone) -> None:
        self.notice.tell(words, tone)
        self.notice.show()


def _missing() -> str:
    days = number(JOURNAL_DAYS)
    return _("Missing: what colleagues did, and what you did on other laptops or more than %s days ago.") % days
