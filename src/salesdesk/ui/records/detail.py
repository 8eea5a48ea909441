"""One record: its title, what is to be known of it, and its form; edits save themselves."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind, Record
from salesdesk.i18n import _, clock
from salesdesk.ui.rows import said_of
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.text import Text

SIDE = 32


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
