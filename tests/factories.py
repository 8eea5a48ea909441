"""Desks and records for tests: a real profile in a moment, and one small factory a kind."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import settle, with_key
from salesdesk.domain.account import Account
from salesdesk.domain.activity import Activity
from salesdesk.domain.budget import BudgetLine
from salesdesk.domain.contact import Contact
from salesdesk.domain.expense import Expense
from salesdesk.domain.fair import Fair
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds, Record, kind_of
from salesdesk.domain.team import Team
from salesdesk.domain.trip import Stay, Trip
from salesdesk.domain.user import User
from salesdesk.store.listing import Query

KEY = bytes(range(32))
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
R = TypeVar("R", bound=Record)


def new_desk(profile: Path, kinds: Kinds = KINDS) -> Desk:
    """The desk of a new profile of Ana's, with the clock held at NOW."""
    profile.mkdir(parents=True, exist_ok=True)
    desk = open_desk(profile, kinds)
    settle(desk, "Ana Ruiz", "Iberia")
    return desk


def open_desk(profile: Path, kinds: Kinds = KINDS) -> Desk:
    """The desk of a profile that is there already."""
    desk = with_key(profile, KEY, kinds)
    desk.clock = lambda: NOW
    return desk


def reopened(desk: Desk, profile: Path, kinds: Kinds = KINDS) -> Desk:
    """The same profile after the program was closed and started again."""
    desk.store.close()
    return open_desk(profile, kinds)


def counted_ids(start: int = 1) -> Callable[[], str]:
    """Ids that count up, for tests that tell records by them."""
    numbers = itertools.count(start)
    return lambda: f"00000000-0000-7000-8000-{next(numbers):012d}"


def _added(desk: Desk, kind: type[R], values: dict[str, Any], given: dict[str, Any]) -> R:
    made = desk.add(kind_of(kind).name, values | given)
    assert isinstance(made, kind)
    return made


def team(desk: Desk, **given: Any) -> Team:
    """A team."""
    return _added(desk, Team, {"name": "Nordics"}, given)


def user(desk: Desk, **given: Any) -> User:
    """A colleague."""
    return _added(desk, User, {"name": "Bo Lind", "email": "bo@desk.example"}, given)


def account(desk: Desk, **given: Any) -> Account:
    """A customer."""
    return _added(desk, Account, {"name": "Acme GmbH", "city": "Linz", "country": "AT"}, given)


def contact(desk: Desk, **given: Any) -> Contact:
    """A person at a customer."""
    return _added(desk, Contact, {"name": "Jörg Müller", "email": "joerg@acme.example"}, given)


def fair(desk: Desk, **given: Any) -> Fair:
    """A fair in Düsseldorf."""
    days = {"start": date(2026, 11, 16), "end": date(2026, 11, 19)}
    return _added(desk, Fair, {"name": "Medica 2026", "city": "Düsseldorf", "country": "DE"} | days, given)


def lead(desk: Desk, name: str = "Jane Doe", **given: Any) -> Lead:
    """A visitor."""
    return _added(desk, Lead, {"name": name}, given)


def trip(desk: Desk, **given: Any) -> Trip:
    """A trip to Japan, reckoned in euros."""
    values = {"title": "Tokyo", "country": "JP", "currency": "EUR", "depart": date(2026, 11, 1)}
    return _added(desk, Trip, values, given)


def stay(desk: Desk, trip: Trip, **given: Any) -> Stay:
    """A stop of a trip."""
    return _added(desk, Stay, {"trip": trip.id, "city": "Tokyo", "country": "JP"}, given)


def budget_line(desk: Desk, trip: Trip, **given: Any) -> BudgetLine:
    """What is planned for a trip's meals."""
    values = {"trip": trip.id, "category": "meals", "planned": Decimal(300)}
    return _added(desk, BudgetLine, values, given)


def expense(desk: Desk, trip: Trip, **given: Any) -> Expense:
    """A dinner in yen."""
    values = {"trip": trip.id, "merchant": "Izakaya", "category": "meals", "day": date(2026, 11, 4)}
    return _added(desk, Expense, values | {"amount": Decimal(18_400), "currency": "JPY"}, given)


def activity(desk: Desk, **given: Any) -> Activity:
    """A task."""
    return _added(desk, Activity, {"title": "Send the quote", "kind": "task"}, given)


def found(desk: Desk, text: str, kind: str = "lead", **where: Any) -> list[str]:
    """The titles that a search finds, newest first."""
    declared = desk.kinds[kind]
    return [declared.title(record) for record in desk.records(Query(declared, where, text), 10_000)]


def titles(desk: Desk, kind: str = "lead", **query: Any) -> list[str]:
    """The titles of a list."""
    declared = desk.kinds[kind]
    return [declared.title(record) for record in desk.records(Query(declared, **query), 10_000)]


def wrong(desk: Desk) -> dict[str, tuple[str, ...]]:
    """What the verification finds; {} where all is well."""
    return {x.check: x.wrong for x in desk.store.verification.findings() if x.wrong}
