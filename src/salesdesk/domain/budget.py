"""Budget lines of a trip or a fair, and what is left of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

CATEGORIES = {
    "flights": N_("Flights"), "hotel": N_("Hotel"), "ground": N_("Ground transport"), "meals": N_("Meals"),
    "entertainment": N_("Entertainment"), "booth": N_("Booth and stand"), "freight": N_("Freight"),
    "staff": N_("Staff"), "marketing": N_("Marketing"), "per_diem": N_("Per diem"), "visa": N_("Visa and fees"),
    "communication": N_("Communication"), "other": N_("Other"),
}  # fmt: skip


@record(
    label=N_("Budget line"), plural=N_("Budget lines"), scope=Scope.TRIP,
    title=("category", "supplier"), subtitle=("supplier", "planned", "currency"),
)  # fmt: skip
class BudgetLine(Record):
    """What is planned for one category; committed is ordered, invoiced and paid are parts of it."""

    trip: str = a.link(N_("Trip"), to="trip", parent=True)
    fair: str = a.link(N_("Fair"), to="fair", parent=True)
    category: str = a.choice(N_("Category"), CATEGORIES, listed=True)
    planned: Decimal | None = a.amount(N_("Planned"), listed=True)
    committed: Decimal | None = a.amount(N_("Committed"), listed=True)
    invoiced: Decimal | None = a.amount(N_("Invoiced"))
    paid: Decimal | None = a.amount(N_("Paid"))
    currency: str = a.currency(N_("Currency"), listed=True)
    supplier: str = a.text(N_("Supplier"), searchable=True, listed=True)
    po_number: str = a.text(N_("Order number"), searchable=True)
    due: date | None = a.day(N_("Due"))
    notes: str = a.long_text(N_("Notes"), searchable=True)
