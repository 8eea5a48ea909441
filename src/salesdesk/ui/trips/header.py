"""A trip's name, its facts and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.trip import Trip
from salesdesk.i18n import _
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.trips.words import status_words, trip_facts, trip_title
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.text import Text

_TITLE_LEAST = 250


class TripHeader(QWidget):
    """Buttons stand beside the title, or below it where it is narrow."""

    add_expense = Signal()
    add_line = Signal()
    edit = Signal()
    delete = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.title = Text(theme, "", Size.PAGE, Weight.HEAVY, elide=True)
        self.title.setObjectName("title")
        self._facts = Text(theme, "", Size.TEXT, ink="soft", wrap=True)
        self._facts.setObjectName("facts")
        self._status = Chip(theme, "", Tone.ACCENT)
        self._status.setObjectName("status")
        self._actions = self._make_actions()
        facts = QHBoxLayout()
        facts.setSpacing(Space.M)
        facts.addWidget(self._facts, 1)
        facts.addWidget(self._status, 0, Qt.AlignmentFlag.AlignTop)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(Space.M)
        self._line.addWidget(self.title, 1)
        self._line.addWidget(self._actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(self._line)
        column.addLayout(facts)

    def _make_actions(self) -> QWidget:
        theme = self._theme
        self._add = Button(theme, _("Add expense"), Role.PRIMARY, icon="plus")
        self._edit = Button(theme, _("Edit trip"))
        self._add_line = Button(theme, _("Add budget line"))
        self._delete = Button(theme, "", Role.QUIET, icon="trash", name=_("Delete the trip"), tone=Tone.HOT)
        row = QWidget()
        flow = FlowLayout(row)
        for button, name, signal in (
            (self._add, "add-expense", self.add_expense),
            (self._add_line, "add-line", self.add_line),
            (self._edit, "edit-trip", self.edit),
            (self._delete, "delete-trip", self.delete),
        ):
            button.setObjectName(name)
            button.clicked.connect(signal)
            flow.addWidget(button)
        return row

    def show_trip(self, trip: Trip, fair: str) -> None:
        """Shows a trip; a new one has nothing to add to yet."""
        self.title.setText(trip_title(trip))
        facts = trip_facts(trip, fair)
        self._facts.setText(facts or _("Give it a title and its days: the rest can wait."))
        words, tone = status_words(trip)
        self._status.setText(words)
        self._status.set_tone(tone)
        self._status.setVisible(bool(words))
        self._actions.setVisible(bool(trip.id))

    def take_focus(self) -> None:
        """The first of what can be done."""
        (self._add if self._add.isEnabled() else self._edit).setFocus(Qt.FocusReason.OtherFocusReason)

    def typing_expense(self, on: bool) -> None:
        """While a new expense is being typed, saving it is the one thing to do."""
        self._add.setEnabled(not on)

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Sets the buttons beside the title or below it."""
        super().resizeEvent(event)
        wanted = self._actions.sizeHint().width() + self._theme.px(_TITLE_LEAST)
        beside = self.width() >= wanted
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != way:
            self._line.setDirection(way)
