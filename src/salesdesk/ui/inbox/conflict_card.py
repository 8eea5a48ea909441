"""Two values for one field, side by side; one key decides."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desk.decisions import COMBINE
from salesdesk.desk.desk import Desk
from salesdesk.i18n import _, isolated
from salesdesk.ui.inbox.card import EntryCard
from salesdesk.ui.inbox.choices import order
from salesdesk.ui.inbox.combine import Combine
from salesdesk.ui.inbox.entries import NOW, Entry
from salesdesk.ui.inbox.value_card import ValueCard
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.ends import Ends
from salesdesk.ui.widgets.text import Text

_LABEL, _NARROW, _WIDE = 96, 440, 640


class ConflictCard(EntryCard):
    """A conflict."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, entry: Entry) -> None:
        self._desk = desk
        self._tasks = tasks
        self._combine: Combine | None = None
        super().__init__(theme, entry)

    def build(self) -> None:
        """The field's label, its two values, what stood there before, and the choices."""
        entry, theme = self.entry, self.theme
        self._label = Text(theme, entry.label, Size.SECOND, Weight.MEDIUM, "soft", wrap=True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(Space.M)
        for side in order(entry):
            card = ValueCard(theme, entry.now if side == NOW else entry.aside, in_use=side == NOW)
            card.setSizePolicy(QSizePolicy.Policy.Ignored, card.sizePolicy().verticalPolicy())
            self._sides.addWidget(card, 1)
        values = QVBoxLayout()
        values.setSpacing(Space.XS)
        values.addLayout(self._sides)
        if entry.item.base:
            before = _("before: %s") % isolated(entry.before) if entry.before else _("before: nothing")
            values.addWidget(Text(theme, before, Size.LABEL, ink="soft", wrap=True))
        self._both = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._both)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.S)
        self._row.addWidget(self._label)
        self._row.addLayout(values, 1)
        self.column.addWidget(self._both)
        self._choices = self.make_buttons()
        foot = Text(theme, entry.foot, Size.SECOND, ink="soft", wrap=True)
        self._below = Ends(foot, self._choices)
        self.column.addWidget(self._below)
        sides = [entry.now if side == NOW else entry.aside for side in order(entry)]
        said = " / ".join(f"{value.text}, {value.who}" for value in sides)
        self.setAccessibleName(f"{entry.title}, {entry.label}: {said}")
        self.setAccessibleDescription(entry.foot)
        self._fit()

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """The label stands beside the values where there is room, else above them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = self.width() >= self.theme.px(_NARROW)
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        wide = self.width() >= self.theme.px(_WIDE)
        self._label.stand_lower(Space.S if wide else 0)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._label.setFixedWidth(self.theme.px(_LABEL)) if wide else self._label.setMaximumWidth(_UNBOUND)

    @property
    def typing(self) -> bool:
        """Whether she is writing what both become."""
        return self._combine is not None

    def combine(self) -> None:
        """Opens the editor in the card."""
        if self._combine is None:
            self._combine = Combine(self.theme, self._desk, self._tasks, self.entry)
            self._combine.combined.connect(self._combined)
            self._combine.left.connect(self._leave)
            self.column.addWidget(self._combine)
            self._below.hide()
            # Where the differences are shown, both texts stand in them.
            self._both.setHidden(self._combine.shows_differences)
            self.take_keys(False)
            self._combine.take_focus()
            self.entered.emit()

    @Slot(object)
    def _combined(self, values: object) -> None:
        if not self.busy:
            self.decide(COMBINE, values)

    @Slot()
    def _leave(self) -> None:
        editor: QWidget | None = self._combine
        if editor is not None:
            self._combine = None
            self._both.show()
            self._below.show()
            self.take_keys(True)
            self.setFocus()
            editor.hide()
            editor.deleteLater()


_UNBOUND = 16_777_215
