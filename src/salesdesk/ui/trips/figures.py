"""All that one trip's screen shows, read at once and off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar, cast

from salesdesk.desk.desk import EVERYTHING, Desk
from salesdesk.domain.budget import Budget, BudgetLine
from salesdesk.domain.expense import Expense
from salesdesk.domain.record import Record
from salesdesk.domain.trip import Stay, Trip
from salesdesk.store.drafts import Draft
from salesdesk.store.listing import Query

R = TypeVar("R", bound=Record)
OF_A_TRIP = ("expense", "budget_line", "stay")


@dataclass(frozen=True)
class TripFigures:
    """A trip with its sums and what belongs to it: expenses newest day first, stays in order of arrival."""

    trip: Trip
    fair: str
    budget: Budget
    lines: Sequence[BudgetLine]
    expenses: Sequence[Expense]
    stays: Sequence[Stay]
    by_day: Sequence[tuple[date, Decimal]]
    currencies: int

    @property
    def invoices(self) -> int:
        """How many budget lines are invoiced or paid."""
        return sum(bool(line.invoiced or line.paid) for line in self.lines)

    @property
    def course(self) -> Sequence[tuple[date, Decimal]]:
        """What was spent by day; invoices and expenses without a day count from the first day on."""
        rest = self.budget.spent - sum((amount for _day, amount in self.by_day), Decimal(0))
        days = [day for day, _amount in self.by_day] + [day for day in (self.trip.depart,) if day and rest]
        return [(min(days), rest), *self.by_day] if rest and days else self.by_day

    @property
    def ids(self) -> set[str]:
        """The ids of all that belongs to the trip."""
        return {record.id for records in (self.expenses, self.lines, self.stays) for record in records}


def read_figures(desk: Desk, id: str) -> TripFigures | None:
    """The figures of a trip, or None where it is gone."""
    trip = desk.find("trip", id)
    if not isinstance(trip, Trip) or trip.deleted:
        return None
    fair = desk.find("fair", trip.fair)
    sums = desk.store.sums
    return TripFigures(
        trip,
        desk.kinds["fair"].title(fair) if fair is not None else "",
        desk.budget(id),
        cast(list[BudgetLine], desk.of("budget_line", "trip", id)[::-1]),
        _ordered(desk, Expense, "expense", id, "day", descending=True),
        sorted(_ordered(desk, Stay, "stay", id, "arrive"), key=lambda stay: stay.arrive is None),
        sums.spent_by_day(id),
        sums.currencies(id),
    )


def _ordered(desk: Desk, _of: type[R], kind: str, trip: str, order: str, *, descending: bool = False) -> list[R]:
    query = Query(desk.kinds[kind], {"trip": trip}, order=order, descending=descending)
    return cast(list[R], desk.records(query, EVERYTHING))


def waiting_draft(desk: Desk, figures: TripFigures) -> Draft | None:
    """What was being typed into this trip when the desk went down, the newest of it."""
    new = {f"{kind}:{figures.trip.id}" for kind in OF_A_TRIP}
    ids = figures.ids
    mine = [draft for draft in desk.store.drafts.all() if draft.slot in new or draft.record in ids]
    return mine[-1] if mine else None
