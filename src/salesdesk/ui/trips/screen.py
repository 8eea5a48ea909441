"""The trips: the list, and one trip beside it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record
from salesdesk.i18n import N_, _
from salesdesk.store.door import Saved
from salesdesk.ui.commands import command
from salesdesk.ui.lists.record_list import ListWords, RecordList
from salesdesk.ui.records.screen import RecordScreen
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.trips.detail import TripDetail
from salesdesk.ui.trips.expense_panel import SAVE_KEY, ExpensePanel
from salesdesk.ui.trips.figures import OF_A_TRIP
from salesdesk.ui.widgets.button import Role

WIDTH = 300
_LARGEST_SHARE = 0.3


def words() -> ListWords:
    """What the list of trips says of itself."""
    return ListWords(
        _("Trips"), _("New trip"), _("Search trips"), "trips", _("No trips yet"),
        _("Plan the first trip: a title and its days, then what each category may cost."),
    )  # fmt: skip


class TripsScreen(RecordScreen):
    """List and detail of the trips."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        kind = desk.kinds["trip"]
        list_ = RecordList(
            theme, desk, tasks, kind, words(), order="depart", descending=True, width=WIDTH, add_role=Role.SECONDARY
        )
        super().__init__(theme, desk, tasks, kind, list_, words())
        list_.model.shown.connect(self._tell_nothing)
        theme.changed.connect(self._fit)

    def make_detail(self) -> TripDetail:
        """A trip's detail."""
        detail = TripDetail(self.theme, self.desk, self.tasks)
        detail.delete_record.connect(self.delete_record)
        return detail

    @property
    def trip(self) -> TripDetail | None:
        """The trip in sight."""
        detail = self._detail
        return detail if isinstance(detail, TripDetail) and self._right.currentWidget() is detail else None

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """The list leaves the trip its room where the window is narrow or the text large."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        least = self.list.minimumSizeHint().width()
        self.list.setFixedWidth(max(least, min(self.theme.px(WIDTH), max(WIDTH, int(self.width() * _LARGEST_SHARE)))))

    @Slot()
    def _tell_nothing(self) -> None:
        if self.list.model.rowCount():
            self._nothing.tell(_("Choose a trip in the list"), "")
        else:
            self._nothing.tell(_("Nothing planned"), _("A trip's budget, expenses and itinerary stand here."))

    @Slot(str, str)
    def delete_record(self, kind: str, id: str) -> None:
        """Deletes an expense, a budget line or a stop; the undo bar offers it back."""
        self.tasks.write(lambda: self.desk.delete(kind, id), None, self._refused)

    def save(self) -> None:
        """Saves what is being typed; leaving does it too."""
        if isinstance(self._detail, TripDetail):
            self._detail.panels.save()

    def follow(self, saved: Saved) -> None:
        """Follows trips and all that belongs to the one in sight."""
        super().follow(saved)
        if isinstance(self._detail, TripDetail):
            self._detail.follow(saved)

    def refresh(self, kinds: set[str]) -> None:
        """Follows the server in all that belongs to the trip in sight."""
        super().refresh(kinds)
        if isinstance(self._detail, TripDetail) and kinds & {*OF_A_TRIP, "fair"}:
            self._detail.refresh()

    def in_sight(self) -> list[Record]:
        """The trip, and what is being edited of it."""
        panel = self._detail.panels.panel if isinstance(self._detail, TripDetail) else None
        record = panel.record if panel is not None else None
        trip = super().in_sight()
        return [*trip, record] if record is not None and record not in trip else trip

    @command(N_("Add expense"), "Ctrl+E")
    def add_expense(self) -> None:
        """Shows an empty expense."""
        if self.trip is not None:
            self.trip.add_expense()

    @command(N_("Save the expense and go on to the next"), SAVE_KEY)
    def save_and_next(self) -> None:
        """Saves the new expense; the panel is cleared for the next."""
        panel = self.trip.panels.panel if self.trip is not None else None
        if isinstance(panel, ExpensePanel):
            panel.save_and_next()
        elif panel is not None:
            panel.editing.save()

    @command(N_("Add budget line"), "Ctrl+Shift+B")
    def add_line(self) -> None:
        """Shows an empty budget line."""
        if self.trip is not None:
            self.trip.add_line()

    @command(N_("Add a stop to the itinerary"), "Ctrl+Shift+A")
    def add_stay(self) -> None:
        """Shows an empty stop."""
        if self.trip is not None:
            self.trip.add_stay()

    @command(N_("Edit trip"), "F2")
    def edit_trip(self) -> None:
        """Shows the trip's own fields."""
        if self.trip is not None:
            self.trip.edit_trip()

    @command(N_("Close the panel"), "Escape")
    def close_panel(self) -> None:
        """Closes the panel; what was typed is saved, or waits in its draft."""
        if self.trip is not None:
            self.trip.close_panel()
