"""A card of the inbox: it takes the focus, and its keys decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desk.decisions import COMBINE, KEEP, TAKE
from salesdesk.i18n import _
from salesdesk.ui.inbox.choices import COPY, Choice, choices
from salesdesk.ui.inbox.entries import Entry
from salesdesk.ui.theme import CARD_RADIUS, Size, Space, Theme, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.check_box import CheckBox
from salesdesk.ui.widgets.ends import Ends
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.painting import focus_ring
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.text import Text

SIDE = 20


class EntryCard(Panel):
    """An entry; `decided` gives choice and values, `step` asks for the next card, `opened` for the record."""

    decided = Signal(str, object)
    step = Signal(int)
    opened = Signal()
    entered = Signal()
    ticked = Signal(bool)
    # Each kind of card sets what stands below its title.
    build: Callable[[], None]

    def __init__(self, theme: Theme, entry: Entry, ground: str = "bg") -> None:
        super().__init__(theme, ground)
        self.entry = entry
        self.busy = False
        self.setObjectName(f"entry-{entry.id}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.choices = {choice.key: choice for choice in choices(entry)}
        self.buttons: list[Button] = []
        self._keys: list[QAction] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SIDE, Space.M, SIDE, Space.L)
        self.column.setSpacing(Space.S)
        self._head()
        self.build()

    def _head(self) -> None:
        row = QWidget()
        flow = FlowLayout(row, gap=Space.S)
        flow.addWidget(Text(self.theme, self.entry.title, Size.SECTION, Weight.SEMI))
        flow.addWidget(Text(self.theme, self.entry.where, Size.SECOND, ink="soft", elide=True))
        self.tick = CheckBox(self.theme, _("Select"))
        self.tick.setObjectName("select")
        self.tick.setAccessibleName(f"{_('Select')}: {self.entry.title}")
        self.tick.toggled.connect(self.ticked)
        self.column.addWidget(Ends(row, self.tick))

    def make_buttons(self) -> QWidget:
        """A button a choice."""
        row = QWidget()
        flow = FlowLayout(row, gap=Space.S, line_gap=Space.S)
        for choice in self.choices.values():
            button = Button(self.theme, choice.words, self.role_of(choice), key=choice.key)
            button.setObjectName(f"choice-{choice.does}")
            button.clicked.connect(lambda _on=False, choice=choice: self.do(choice))
            button.installEventFilter(self)
            self.buttons.append(button)
            flow.addWidget(button)
            self._keys.append(self._key_of(choice))
        return row

    def _key_of(self, choice: Choice) -> QAction:
        """A shortcut, which unlike a key's text is the same on a keyboard of another script."""
        action = QAction(choice.words, self)
        action.setShortcut(QKeySequence(choice.key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _on=False: self.do(choice))
        self.addAction(action)
        return action

    def take_keys(self, on: bool) -> None:
        """Whether the keys of the choices are heard; not while she writes."""
        for action in self._keys:
            action.setEnabled(on)

    def role_of(self, choice: Choice) -> str:
        """How much a choice asks for attention."""
        return Role.PRIMARY if choice.does == KEEP else Role.SECONDARY

    def do(self, choice: Choice) -> None:
        """Does what was chosen, once."""
        if self.busy:
            return
        if choice.does == COPY:
            QGuiApplication.clipboard().setText("\n".join(f"{label}: {text}" for label, text in self.entry.lost))
        elif choice.does == COMBINE:
            self.combine()
        elif choice.does in {KEEP, TAKE}:
            self.decide(choice.does, {})

    def decide(self, choice: str, values: object) -> None:
        """Asks for a decision; nothing else is asked until it is known what became of it."""
        self.busy = True
        self.decided.emit(choice, values)

    def combine(self) -> None:
        """Opens the editor of both values, where there are two."""

    @property
    def typing(self) -> bool:
        """Whether she is writing in this card."""
        return False

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Up and down lead from a button to the next card, too."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _STEPS:
            self.step.emit(_STEPS[event.key()])
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Up and down between cards; Enter opens the record, Space selects the entry."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _STEPS:
            self.step.emit(_STEPS[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Space and plain:
            self.tick.toggle()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent, /) -> None:
        """Tells that the card is looked at."""
        super().focusInEvent(event)
        self.entered.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent, /) -> None:
        """Takes the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the ground, and the ring where the keyboard is here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            focus_ring(painter, self.rect(), CARD_RADIUS, self.theme.palette.accent)
            painter.end()


_STEPS: Mapping[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
