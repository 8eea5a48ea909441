"""Trade fairs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

_STAND = N_("Stand")
_PLACE = N_("Place and days")
_GOALS = N_("Goals")


@record(
    label=N_("Fair"), plural=N_("Fairs"), scope=Scope.ORGANISATION,
    title=("name", "series"), subtitle=("city", "start"),
)  # fmt: skip
class Fair(Record):
    """One edition of a trade fair; its days are those of its own city."""

    name: str = a.text(N_("Name"), searchable=True, sortable=True, listed=True)
    series: str = a.text(N_("Series"), searchable=True)
    venue: str = a.text(N_("Venue"), searchable=True, section=_PLACE)
    city: str = a.text(N_("City"), searchable=True, listed=True, section=_PLACE)
    country: str = a.country(N_("Country"), listed=True, section=_PLACE)
    zone: str = a.zone(N_("Time zone"), section=_PLACE)
    start: date | None = a.day(N_("First day"), sortable=True, listed=True, section=_PLACE)
    end: date | None = a.day(N_("Last day"), listed=True, section=_PLACE)
    opens: str = a.text(N_("Opens at"), section=_PLACE)
    closes: str = a.text(N_("Closes at"), section=_PLACE)
    build_from: date | None = a.day(N_("Build-up from"), section=_STAND)
    dismantle_until: date | None = a.day(N_("Dismantling until"), section=_STAND)
    hall: str = a.text(N_("Hall"), section=_STAND)
    booth: str = a.text(N_("Booth"), section=_STAND)
    stand_m2: Decimal | None = a.number(N_("Stand area (m²)"), section=_STAND)
    organiser: str = a.text(N_("Organiser"), searchable=True, section=_STAND)
    currency: str = a.currency(N_("Currency"), section=_GOALS)
    goal_leads: int | None = a.count(N_("Goal: leads"), section=_GOALS)
    goal_meetings: int | None = a.count(N_("Goal: meetings"), section=_GOALS)
    team: str = a.link(N_("Team"), to="team")


def day_of_fair(fair: Fair, today: date) -> tuple[int, int] | None:
    """Which of the fair's days `today` is, and how many there are; None outside them."""
    if fair.start is None or fair.end is None or not fair.start <= today <= fair.end:
        return None
    return (today - fair.start).days + 1, (fair.end - fair.start).days + 1
