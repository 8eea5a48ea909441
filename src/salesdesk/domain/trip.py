"""Trips and where she stays on them."""

from __future__ import annotations

from datetime import date, datetime

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

RULES = {"de": N_("Germany"), "us": N_("United States"), "uk": N_("United Kingdom"), "none": N_("None")}
STATUSES = {
    "planned": N_("Planned"), "under_way": N_("Under way"), "submitted": N_("Handed in"), "approved": N_("Approved"),
    "paid": N_("Paid"),
}  # fmt: skip
LODGING = {
    "receipt": N_("By receipt"), "flat": N_("Flat rate"), "provided": N_("Provided"), "en_route": N_("En route"),
}  # fmt: skip
_CLAIM = N_("For the claim")


@record(
    label=N_("Trip"), plural=N_("Trips"), scope=Scope.TRIP, title=("title", "number"), subtitle=("purpose", "country")
)
class Trip(Record):
    """A business trip; `return` is the day she is home again, `currency` that of its budget."""

    title: str = a.text(N_("Title"), searchable=True, sortable=True, listed=True)
    fair: str = a.link(N_("Fair"), to="fair")
    market: str = a.text(N_("Market"), searchable=True)
    purpose: str = a.text(N_("Purpose"), searchable=True)
    depart: date | None = a.day(N_("Departure"), sortable=True, listed=True)
    return_: date | None = a.day(N_("Return"), listed=True)
    home_zone: str = a.zone(N_("Time zone at home"), section=_CLAIM)
    country: str = a.country(N_("Country"), listed=True)
    currency: str = a.currency(N_("Currency of the budget"), listed=True)
    cost_center: str = a.text(N_("Cost centre"), searchable=True, section=_CLAIM)
    number: str = a.text(N_("Trip number"), searchable=True, section=_CLAIM)
    rules: str = a.choice(N_("Rules"), RULES, section=_CLAIM)
    status: str = a.choice(N_("Status"), STATUSES, listed=True)
    traveller: str = a.link(N_("Traveller"), to="user", section=_CLAIM)
    approver: str = a.link(N_("Approver"), to="user", section=_CLAIM)
    private_from: date | None = a.day(N_("Private from"), section=_CLAIM, private=True)
    private_until: date | None = a.day(N_("Private until"), section=_CLAIM, private=True)
    notes: str = a.long_text(N_("Notes"), searchable=True)


@record(label=N_("Stay"), plural=N_("Stays"), scope=Scope.PARENT, title=("city", "country"), subtitle=("region",))
class Stay(Record):
    """One stop of a trip, in the stop's own time zone."""

    trip: str = a.link(N_("Trip"), to="trip", parent=True, required=True)
    country: str = a.country(N_("Country"), listed=True, unit="country")
    region: str = a.text(N_("Region"), unit="country")
    city: str = a.text(N_("City"), searchable=True, sortable=True, listed=True)
    zone: str = a.zone(N_("Time zone"))
    arrive: datetime | None = a.moment(N_("Arrival"), listed=True, sortable=True)
    depart: datetime | None = a.moment(N_("Departure"), listed=True)
    lodging: str = a.choice(N_("Lodging"), LODGING)
    breakfast_included: bool = a.yes_no(N_("Breakfast included"))
