"""One trip: its header, the panel of what is being edited, and below it all figures."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record, kind_of
from salesdesk.domain.trip import Trip
from salesdesk.store.door import Saved
from salesdesk.store.drafts import Draft
from salesdesk.ui.forms.editing import Editing
from salesdesk.ui.forms.form import Form
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.trips.body import SIDE, TripBody
from salesdesk.ui.trips.figures import OF_A_TRIP, TripFigures, read_figures, waiting_draft
from salesdesk.ui.trips.header import TripHeader
from salesdesk.ui.trips.page import SCROLL_BAR
from salesdesk.ui.trips.panels import TripPanels

Read = tuple[TripFigures | None, Draft | None]
_ABOVE = 20


class TripDetail(QWidget):
    """A trip; `delete_record` asks for kind and id, `made` tells that a new trip is saved."""

    delete = Signal(str)
    delete_record = Signal(str, str)
    made = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self.desk = desk
        self.tasks = tasks
        self._reading: Task[Read] | None = None
        self._opened_from: QWidget | None = None
        self.header = TripHeader(theme)
        self.panels = TripPanels(theme, desk, tasks, 2 * SIDE)
        self.body = TripBody(theme, tasks)
        head = QHBoxLayout()
        head.setContentsMargins(2 * SIDE, _ABOVE, 2 * SIDE, Space.L)
        head.setSpacing(0)
        head.addWidget(self.header, 1)
        head.addSpacing(SCROLL_BAR)
        self._blank = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.panels)
        column.addWidget(self.body, 1)
        column.addWidget(self._blank, 0)
        self._connect()

    def _connect(self) -> None:
        for asks in (self.header, self.body):
            asks.add_expense.connect(self.add_expense)
            asks.add_line.connect(self.add_line)
        self.header.edit.connect(self.edit_trip)
        self.header.delete.connect(self._ask_delete)
        self.body.add_stay.connect(self.add_stay)
        self.body.category.connect(self._open_category)
        self.body.expense.connect(self._open_expense)
        self.body.stay.connect(self._open_stay)
        self.panels.closing.connect(self.close_panel)
        self.panels.delete.connect(self.delete_record)
        self.panels.shown.connect(self._panel_shown)
        self.editing.saved.connect(self._trip_saved)

    # --- what RecordScreen asks of a detail ----------------------------------------------------

    @property
    def editing(self) -> Editing:
        """The trip's own editing."""
        return self.panels.trip.editing

    @property
    def form(self) -> Form:
        """The trip's own form."""
        return self.panels.trip.form

    def open(self, record: Record) -> None:
        """Shows another trip; what was typed into the one before is saved, or waits in its draft."""
        assert isinstance(record, Trip)
        self._opened_from = None
        self.panels.hold(record)
        self.body.begin()
        self.header.show_trip(record, "")
        self._show_body(bool(record.id))
        if record.id:
            self.refresh()

    def show_head(self, record: Record) -> None:
        """Shows the trip's name and facts."""
        if isinstance(record, Trip):
            self.header.show_trip(record, self.panels.figures.fair if self.panels.figures else "")

    def _show_body(self, on: bool) -> None:
        self.body.setVisible(on)
        self._blank.setVisible(not on)

    # --- figures ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Reads the figures, and the first time what was being typed when the desk went down."""
        record = self.editing.record
        if record is None or not record.id:
            return
        if self._reading is not None:
            self._reading.cancel()
        id, desk, first = record.id, self.desk, self.panels.figures is None

        def read() -> Read:
            figures = read_figures(desk, id)
            return figures, waiting_draft(desk, figures) if figures and first else None

        self._reading = self.tasks.read(read, self._show_figures)

    def _show_figures(self, read: Read) -> None:
        figures, draft = read
        if figures is None:
            return
        self.panels.take_figures(figures)
        self.header.show_trip(figures.trip, figures.fair)
        self.body.show_figures(figures)
        if draft is not None and self.panels.panel is None:
            self.panels.go_on(draft)

    def follow(self, saved: Saved) -> None:
        """Something was saved: reads again where it is of this trip."""
        trip = self.editing.record
        if trip is None or not trip.id:
            return
        self.panels.follow(saved)
        if any(_concerns(change.after, change.before, trip) for change in saved.changes):
            self.refresh()

    @Slot(object)
    def _trip_saved(self, record: Record) -> None:
        current = self.editing.record
        if current is not None and current.id == record.id:
            self.made.emit(record.id)
            self.show_head(record)
            if not self.body.isVisibleTo(self):
                self._show_body(True)
                self.refresh()

    # --- panels -------------------------------------------------------------------------------

    @Slot()
    def _panel_shown(self) -> None:
        self.header.typing_expense(self.panels.typing_expense)
        QTimer.singleShot(0, self.body, self.body.keep_in_sight)

    @Slot()
    def close_panel(self) -> None:
        """Closes the panel; the focus goes back to where it was opened from."""
        panel, focus = self.panels.panel, self.window().focusWidget()
        within = panel is not None and focus is not None and panel.isAncestorOf(focus)
        self.panels.close_panel()
        if within and self.panels.panel is None:
            self._give_back_focus()

    def _give_back_focus(self) -> None:
        back = self._opened_from
        if back is not None and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.header.take_focus()

    def _remember_focus(self) -> None:
        focus = self.window().focusWidget()
        if focus is not None and not self.panels.isAncestorOf(focus) and self.isAncestorOf(focus):
            self._opened_from = focus
            focus.destroyed.connect(self._forget_focus)

    @Slot()
    def _forget_focus(self) -> None:
        self._opened_from = None

    def _go_in(self) -> None:
        panel = self.panels.panel
        if panel is not None:
            panel.take_focus()

    @Slot()
    def add_expense(self) -> None:
        """Shows an empty expense, or the one being typed."""
        self._remember_focus()
        self.panels.open_expense("")
        self._go_in()

    @Slot(str, bool)
    def _open_expense(self, id: str, enter: bool) -> None:
        self._remember_focus()
        self.panels.open_expense(id)
        if enter:
            self._go_in()

    @Slot()
    def add_line(self) -> None:
        """Shows an empty budget line."""
        self._remember_focus()
        self.panels.open_line("")
        self._go_in()

    @Slot(str)
    def _open_category(self, category: str) -> None:
        self._remember_focus()
        self.panels.open_category(category)
        self._go_in()

    @Slot()
    def add_stay(self) -> None:
        """Shows an empty stop."""
        self._remember_focus()
        self.panels.open_stay("")
        self._go_in()

    @Slot(str, bool)
    def _open_stay(self, id: str, enter: bool) -> None:
        self._remember_focus()
        self.panels.open_stay(id)
        if enter:
            self._go_in()

    @Slot()
    def edit_trip(self) -> None:
        """Shows the trip's own fields."""
        self._remember_focus()
        self.panels.open_trip()
        self._go_in()

    @Slot()
    def _ask_delete(self) -> None:
        record = self.editing.record
        if record is not None and record.id:
            self.delete.emit(record.id)


def _concerns(after: Record, before: Record | None, trip: Record) -> bool:
    kind = kind_of(type(after)).name
    if kind == "fair":
        return after.id == getattr(trip, "fair", "")
    owners = {getattr(after, "trip", ""), getattr(before, "trip", "")} if kind in OF_A_TRIP else {after.id}
    return trip.id in owners
