"""Small kinds under the trade's names, so that thousands of schedules run: each scope, every way to merge.

There are those of this year, `OLD`, and those of next year's program, by which the oracle reckons: `KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping
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


@record(label="Lead", plural="Leads", scope=Scope.OWN, title=("name",), name="lead")
class NewLead(Lead):
    """A field that is new, and one in a unit that there was."""

    colour: str = a.text("Colour", searchable=True)
    terms: str = a.text("Terms", unit="money")


@record(label="Sample", plural="Samples", scope=Scope.PARENT, title=("name",))
class Sample(Record):
    """A kind that is new: what was left with a visitor."""

    lead: str = a.link("Lead", to="lead", parent=True, required=True)
    name: str = a.text("Name", searchable=True)


OLD = Kinds.of(Team, User, Fair, Lead, Trip, Stay)
KINDS = Kinds.of(Team, User, Fair, NewLead, Trip, Stay, Sample, schema=2)
# What an older program leaves as it is, in a unit of several fields.
KEPT = "(kept)"
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


def written_value(kind: str, unit: str, wire: dict[str, Any]) -> Any:
    """The same of what a write names: in a unit of several fields the others are kept."""
    fields = KINDS[kind].units[unit]
    return tuple(wire.get(x.name, KEPT) for x in fields) if len(fields) > 1 else unit_value(KINDS[kind], unit, wire)


def laid_over(standing: Any, written: Any) -> Any:
    """A unit's value after a write of it."""
    if not isinstance(written, tuple) or KEPT not in written:
        return written
    return tuple(was if new == KEPT else new for was, new in zip(standing, written, strict=True))


def known(kinds: Kinds, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a program of these kinds knows of a record of a kind that it knows, by unit."""
    units = kinds[kind].units
    return {
        unit: value[: len(units[unit])] if len(units[unit]) > 1 else value
        for unit, value in values.items()
        if unit in units
    }
