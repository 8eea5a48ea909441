"""The history of a record at the window's side, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.record import Kind
from salesdesk.i18n import _, isolated
from salesdesk.ui.history.steps import StepWords, merged, step_words
from salesdesk.ui.overlay import Overlay
from salesdesk.ui.syncing import OFFLINE, trouble_of
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.trips.page import Page
from salesdesk.ui.values import called, record_of
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.text import Text

_WIDTH, FIRST = 460, 50


class HistoryPanel(Overlay):
    """What this laptop knows at once, and what the server knows as soon as it answers."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, window: QWidget) -> None:
        super().__init__(theme, window, _WIDTH, aside=True)
        self.setObjectName("history")
        self._desk = desk
        self._tasks = tasks
        self._kind: Kind | None = None
        self._id = ""
        self._many = FIRST
        self._theirs: list[Any] = []
        self._asked: list[Task[Any]] = []
        self.title = Text(theme, "", Size.PANE, Weight.HEAVY, wrap=True)
        self.title.setObjectName("history-title")
        self.close_button = Button(theme, "", Role.QUIET, icon="close", name=_("Close"))
        self.close_button.clicked.connect(self.vanish)
        self.notice = Notice(theme, "")
        self.notice.setObjectName("history-notice")
        self.notice.hide()
        self.page = Page(Space.XL)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.L)
        self.more = Button(theme, _("Show more"), Role.QUIET)
        self.more.clicked.connect(self._show_more)
        self.page.column.setContentsMargins(0, 0, 0, Space.XL)
        self.page.column.addLayout(self._list)
        self.page.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        self.page.column.addStretch(1)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        top = QVBoxLayout()
        top.setContentsMargins(Space.XL, Space.L, Space.XL, 0)
        top.setSpacing(Space.S)
        top.addLayout(head)
        notice = QHBoxLayout()
        notice.setContentsMargins(Space.XL, 0, Space.XL, 0)
        notice.addWidget(self.notice)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 0, 1, Space.M)  # the panel's own line stays to be seen
        column.setSpacing(Space.M)
        column.addLayout(top)
        column.addLayout(notice)
        column.addWidget(self.page, 1)

    def ask(self, kind: Kind, id: str) -> None:
        """Shows the history of a record."""
        self._forget_asked()
        self._kind, self._id, self._many, self._theirs = kind, id, FIRST, []
        self.title.setText(_("History"))
        self._clear()
        self.notice.hide()
        self.appear()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()
        desk = self._desk
        self._asked.append(self._tasks.read(desk.office.state, lambda state: self._ask_server(state.logged_in)))

    def vanish(self) -> None:
        """Goes away; nobody waits for the server any more."""
        self._forget_asked()
        super().vanish()

    def _forget_asked(self) -> None:
        for task in self._asked:
            task.cancel()
        self._asked = []

    def _read(self) -> None:
        kind, id, desk, theirs, many = self._kind, self._id, self._desk, self._theirs, self._many
        assert kind is not None

        def read() -> tuple[str, list[StepWords], bool]:
            title = called(desk, kind, record_of(desk, kind, id, {}))
            steps = merged(desk.history(kind.name, id), theirs)
            return title, step_words(desk, kind, steps[:many]), len(steps) > many

        self._asked.append(self._tasks.read(read, lambda read: self._show(*read)))

    def _show(self, title: str, steps: Sequence[StepWords], more: bool) -> None:
        self.title.setText(_("History of %s") % isolated(title))
        self._clear()
        for step in steps:
            self._list.addWidget(self._step(step))
        if not steps:
            self._list.addWidget(Text(self.theme, _("Nothing was done to it on this laptop."), ink="soft", wrap=True))
        self.more.setVisible(more)

    def _step(self, step: StepWords) -> QWidget:
        part = QWidget()
        part.setObjectName("history-step")
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(Text(self.theme, step.title, Size.SECOND, Weight.SEMI, wrap=True))
        for line in step.lines:
            text = Text(self.theme, line, Size.SECOND, ink="soft", wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(text)
        if step.waits:
            column.addWidget(Text(self.theme, _("on this laptop only"), Size.LABEL, Weight.MEDIUM, "warm"))
        part.setAccessibleName(", ".join((step.title, *step.lines)))
        return part

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

    def _ask_server(self, logged_in: bool) -> None:
        kind, id, office = self._kind, self._id, self._desk.office
        if not logged_in or kind is None:
            return
        self._tell(_("Asking the server what colleagues did…"), Tone.NEUTRAL)
        self._asked.append(self._tasks.sync(lambda: office.past(kind.name, id), self._know, self._know_not))

    def _know(self, theirs: list[Any]) -> None:
        self._theirs = theirs
        self.notice.hide()
        self._read()

    def _know_not(self, error: Exception) -> None:
        if trouble_of(error) == OFFLINE:
            self._tell(_("What colleagues did is known once you are online."), Tone.WARM)
        else:
            self._tell(sentence(error), Tone.WARM)

    def _tell(self, words: str, tone: Tone) -> None:
        self.notice.tell(words, tone)
        self.notice.show()
