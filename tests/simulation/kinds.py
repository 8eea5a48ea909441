"""Small kinds under the trade's names, so that thousands of schedules run: each scope, every way to merge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from salesdesk.domain import record as a
from salesdesk.domain.record import Kind, Kinds, Record, Scope, record
from salesdesk.domain.team import Team
from salesdesk.domain.user import User

LINES = 6


@record(label="Fair", plural="Fairs", scope=Scope.ORGANISATION, title=("name",))
class Fair(Record):
    """What everybody sees."""

    name: str = a.text("Name", searchable=True)
    city: str = a.text("City")


@record(label="Lead", plural="Leads", scope=Scope.OWN, title=("name",))
class Lead(Record):
    """What belongs to a person and a team: plain fields, a unit of two, a text and a set."""

    name: str = a.text("Name", searchable=True, sortable=True)
    city: str = a.text("City")
    amount: Decimal | None = a.amount("Amount", unit="money")
    currency: str = a.currency("Currency", unit="money")
    notes: str = a.long_text("Notes", searchable=True)
    products: tuple[str, ...] = a.words("Products", searchable=True)
    fair: str = a.link("Fair", to="fair")
    owner: str = a.link("Owner", to="user")
    team: str = a.link("Team", to="team")


@record(label="Trip", plural="Trips", scope=Scope.TRIP, title=("title",))
class Trip(Record):
    """What one person sees alone."""

    title: str = a.text("Title", searchable=True)
    purpose: str = a.text("Purpose")
    traveller: str = a.link("Traveller", to="user")


@record(label="Stay", plural="Stays", scope=Scope.PARENT, title=("city",))
class Stay(Record):
    """What lives and moves with its trip."""

    trip: str = a.link("Trip", to="trip", parent=True, required=True)
    city: str = a.text("City", searchable=True)


KINDS = Kinds.of(Team, User, Fair, Lead, Trip, Stay)
TEXTS, SETS = frozenset({"notes"}), frozenset({"products"})


def unit_value(kind: Kind, unit: str, wire: dict[str, Any]) -> Any:
    """A unit's value out of wire values by field: a text as its lines, a set and a unit of several fields as tuples."""
    fields = kind.units[unit]
    if len(fields) > 1:
        return tuple(wire.get(x.name, x.wire(x.empty)) for x in fields)
    [field] = fields
    value = wire.get(unit, field.wire(field.empty))
    if unit in TEXTS:
        return tuple(value.splitlines(keepends=True))
    return tuple(value or ()) if unit in SETS else value
