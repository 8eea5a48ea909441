"""The panels of a trip: one at a time, each opened on the record that is to be edited."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.domain.budget import BudgetLine
from salesdesk.domain.trip import Stay, Trip
from salesdesk.store.door import Saved
from salesdesk.store.drafts import Draft
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.trips.expense_panel import ExpensePanel
from salesdesk.ui.trips.figures import TripFigures
from salesdesk.ui.trips.form_panel import FormPanel
from salesdesk.ui.trips.line_panel import LinePanel
from salesdesk.ui.trips.panel_room import PanelRoom
from salesdesk.ui.trips.stay_panel import StayPanel
from salesdesk.ui.trips.trip_panel import TripPanel
from salesdesk.ui.trips.words import expense_words


class TripPanels(PanelRoom):
    """Opens panels; `shown` tells that another one, or none, is in sight."""

    delete = Signal(str, str)
    closing = Signal()
    shown = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, side: int) -> None:
        super().__init__(theme, side)
        self.figures: TripFigures | None = None
        self.trip = TripPanel(theme, desk, tasks)
        self.expense = ExpensePanel(theme, desk, tasks)
        self.line = LinePanel(theme, desk, tasks)
        self.stay = StayPanel(theme, desk, tasks)
        self._all: tuple[FormPanel, ...] = (self.trip, self.expense, self.line, self.stay)
        for panel in self._all:
            self.take(panel)
            panel.closed.connect(self.closing)
            panel.delete.connect(self.delete)
        self.line.chosen.connect(self._choose_line)
        self.trip.editing.typed.connect(self._trip_typed)

    @property
    def panel(self) -> FormPanel | None:
        """The panel in sight."""
        return next((panel for panel in self._all if panel.isVisibleTo(self)), None)

    @property
    def typing_expense(self) -> bool:
        """Whether a new expense is in sight."""
        record = self.expense.record
        return self.panel is self.expense and record is not None and not record.id

    def hold(self, trip: Trip) -> None:
        """Shows another trip, whose figures are still to come."""
        self.save()
        self.figures = None
        self.trip.hold(trip)
        self._show(None if trip.id else self.trip)

    def take_figures(self, figures: TripFigures) -> None:
        """The trip as it is now."""
        self.figures = figures
        newest = max(figures.expenses, key=lambda expense: expense.id, default=None)
        self.expense.for_trip(figures.trip, newest)
        if self.panel is self.line:
            self.line.show_lines(figures.lines)

    def save(self) -> None:
        """Saves what is being typed."""
        for panel in self._all:
            panel.editing.save()

    def follow(self, saved: Saved) -> None:
        """Takes changes from elsewhere; a panel whose record went away closes."""
        for panel in (self.expense, self.line, self.stay):
            within = self.panel is panel
            if panel.follow(saved) and within:
                self._show(None)

    def go_on(self, draft: Draft) -> None:
        """Opens the panel of what was being typed; it brings the texts back itself."""
        if draft.kind == "expense":
            self.open_expense(draft.record)
        elif draft.kind == "budget_line":
            self.open_line(draft.record)
        else:
            self.open_stay(draft.record)

    def close_panel(self) -> None:
        """Closes the panel; what was typed is saved, or waits in its draft."""
        if self.panel is not None and (self.trip.record is None or self.trip.record.id):
            self._show(None)

    def open_trip(self) -> None:
        """The trip's own fields."""
        if self.figures is not None:
            self._show(self.trip)

    def open_expense(self, id: str) -> None:
        """A saved expense, or without an id the new one that is being typed."""
        figures = self.figures
        if figures is None:
            return
        expense = next((x for x in figures.expenses if x.id == id), None)
        if expense is not None:
            self.expense.edit(expense, expense_words(expense, figures.budget.currency).merchant)
        else:
            self.expense.begin()
        self._show(self.expense)

    def open_line(self, id: str, category: str = "") -> None:
        """A budget line, or without an id a new one."""
        if self.figures is not None:
            trip = self.figures.trip
            new = BudgetLine(trip=trip.id, category=category, currency=trip.currency)
            self._choose_line(next((x for x in self.figures.lines if x.id == id), new))

    def open_category(self, category: str) -> None:
        """The first line of a category, or a new one where it has none."""
        lines = self.figures.lines if self.figures else ()
        first = next((line for line in lines if line.category == category), None)
        self.open_line(first.id if first else "", category)

    def open_stay(self, id: str) -> None:
        """A stop, or without an id a new one."""
        if self.figures is not None:
            new = Stay(trip=self.figures.trip.id)
            self.stay.edit(next((x for x in self.figures.stays if x.id == id), new))
            self._show(self.stay)

    @Slot(object)
    def _choose_line(self, line: BudgetLine) -> None:
        self.line.edit(line, self.figures.lines if self.figures else ())
        self._show(self.line)

    @Slot()
    def _trip_typed(self) -> None:
        if self.panel is not self.trip:
            self._show(self.trip)

    def _show(self, panel: FormPanel | None) -> None:
        for other in self._all:
            if other is not panel and other.isVisibleTo(self):
                other.shut()
        self.show_only(panel)
        self.shown.emit()
