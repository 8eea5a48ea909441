"""The panel in which one record of a trip is edited, in place; what is typed saves itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record
from salesdesk.i18n import _, clock
from salesdesk.store.door import Saved
from salesdesk.ui.forms.editing import Editing
from salesdesk.ui.forms.form import Form
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.text import Text

_NARROW = 480


class FormPanel(Panel):
    """Title, state, form; `closed` when she is done, `delete` asks for kind and id."""

    closed = Signal()
    delete = Signal(str, str)
    deletable = True

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, form: Form, editing: Editing | None = None) -> None:
        super().__init__(theme, "panel", "line")
        self.desk = desk
        self.tasks = tasks
        self.form = form
        self.editing = editing or Editing(desk, tasks, form, self)
        self.setObjectName(f"panel-{form.kind.name}")
        self._set_up()
        self.editing.saved.connect(self._saved)
        self.editing.failed.connect(self.refuse)
        self.editing.typed.connect(self._typing)
        self.hide()

    def _set_up(self) -> None:
        theme = self.theme
        self.title = Text(theme, "", Size.SECTION, Weight.SEMI, elide=True)
        self.title.setObjectName("panel-title")
        self.state = Chip(theme, "", Tone.GOOD)
        self.state.setObjectName("panel-state")
        self.state.hide()
        self.delete_button = Button(theme, "", Role.QUIET, icon="trash", name=_("Delete"), tone=Tone.HOT)
        self.delete_button.clicked.connect(self._ask_delete)
        self.close_button = Button(theme, "", Role.QUIET, icon="close", name=_("Close"))
        self.close_button.clicked.connect(self.closed)
        self.notice = Notice(theme, "", Tone.HOT)
        self.notice.hide()
        self._head = QGridLayout()
        self._head.setHorizontalSpacing(Space.S)
        self._head.setVerticalSpacing(0)
        self._head.setColumnStretch(0, 1)
        self._head.addWidget(self.title, 0, 0)
        self._head.addWidget(self.delete_button, 0, 2)
        self._head.addWidget(self.close_button, 0, 3)
        self._place_state()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.L, Space.S, Space.L, Space.XS)
        self.column.setSpacing(Space.XS)
        self.column.addLayout(self._head)
        self.column.addWidget(self.notice)
        self.column.addWidget(self.form)

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Says its state beside the title, or below it where it is narrow."""
        super().resizeEvent(event)
        self._place_state()

    def _place_state(self) -> None:
        beside = self.width() >= self.theme.px(_NARROW)
        place = (0, 1, 1, 1) if beside else (1, 0, 1, 4)
        self._head.addWidget(self.state, *place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

    @property
    def record(self) -> Record | None:
        """What is being edited."""
        return self.editing.record

    def open(self, record: Record, title: str) -> None:
        """Shows a record; one that is open already stays as it is being typed."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self.delete_button.setVisible(self.deletable and bool(record.id))
        if not self._is_open(record):
            self.state.hide()
            self.notice.hide()
            self.editing.open(record)
        self.show()

    def _is_open(self, record: Record) -> bool:
        return self.record is not None and self.record.id == record.id and bool(record.id)

    def shut(self) -> None:
        """Goes out of sight; what was typed is saved."""
        self.editing.save()
        self.hide()

    def forget(self) -> None:
        """Shows nothing any more: its record is gone."""
        self.editing.record = None
        self.hide()

    def take_focus(self) -> None:
        """Puts the cursor into the first field."""
        editor = next(iter(self.form.editors.values())).editor
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, saved: Saved) -> bool:
        """Takes a change from elsewhere; returns whether the record went away."""
        mine = [x.after for x in saved.changes if self.record is not None and x.after.id == self.record.id]
        for record in mine:
            if record.deleted:
                self.forget()
                return True
            self.editing.follow(record)
        return False

    @Slot(object)
    def _saved(self, record: Record) -> None:
        if self.record is not None and self.record.id == record.id:
            self.notice.hide()
            self.delete_button.setVisible(self.deletable)
            self.say(_("Saved on this laptop %s") % clock(self.desk.clock(), seconds=True), Tone.GOOD)

    def say(self, words: str, tone: Tone) -> None:
        """Says how safe it is."""
        self.state.setText(words)
        self.state.set_tone(tone)
        self.state.show()

    @Slot(str)
    def refuse(self, why: str) -> None:
        """Says why it was not saved; what is typed stays."""
        self.state.hide()
        self.notice.tell(why, Tone.HOT, lead=_("Not saved"))
        self.notice.show()

    @Slot()
    def _typing(self) -> None:
        self.say(_("Kept as you type"), Tone.NEUTRAL)

    @Slot()
    def _ask_delete(self) -> None:
        if self.record is not None and self.record.id:
            self.delete.emit(self.form.kind.name, self.record.id)
