"""What follows from a save: who owns a new record, what an expense comes to, what else changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, cast

from salesdesk.domain.changes import Change
from salesdesk.domain.expense import TYPED, Expense, priced
from salesdesk.domain.record import Record, kind_of
from salesdesk.domain.trip import Trip
from salesdesk.money.rates import Rates

HOME_CURRENCY = "EUR"
# From here on finance has the claim: rates are frozen.
HANDED_IN = frozenset({"submitted", "approved", "paid"})
_PRICED_BY = ("trip", "day", "amount", "currency", "card_amount", "card_currency", "rate", "rate_source")


class Records(Protocol):
    """Where a rule looks up other records."""

    def find(self, kind: str, id: str) -> Record | None:
        """The record, or None."""

    def of(self, kind: str, link: str, id: str) -> Iterable[Record]:
        """The records whose `link` names `id`."""


@dataclass(frozen=True)
class Ground:
    """What rules stand on: other records, rates, the moment and the person."""

    records: Records
    rates: Rates
    now: datetime
    me: str
    team: str


def completed(change: Change, ground: Ground) -> Change:
    """`change` with what the desk itself fills in."""
    before, after = change.before, change.after
    if before is None:
        after = _with_defaults(after, ground)
    elif isinstance(before, Trip) and before.status in HANDED_IN and before.currency != getattr(after, "currency", ""):
        raise CurrencyFrozen
    after = _with_account(before, after, ground)
    if isinstance(after, Expense) and not after.deleted and _must_price(change, after, ground):
        after = _priced(change, after, ground)
    return change if after is change.after else replace(change, after=after)


def _with_defaults(record: Record, ground: Ground) -> Record:
    kind = kind_of(type(record))
    own = _DEFAULTS.get(kind.name)
    defaults: dict[str, object] = {"owner": ground.me, "team": ground.team}
    if own is not None:
        defaults |= own(record, ground)
    missing = {
        name: value
        for name, value in defaults.items()
        if (field := kind.by_name.get(name)) and value and kind.value(record, field) == field.empty
    }
    return record.but(**missing) if missing else record


def _lead(_record: Record, ground: Ground) -> dict[str, object]:
    return {"met_at": ground.now, "met_by": ground.me, "status": "new"}


def _trip(_record: Record, ground: Ground) -> dict[str, object]:
    return {"traveller": ground.me, "status": "planned", "currency": HOME_CURRENCY}


def _of_trip(record: Record, ground: Ground) -> dict[str, object]:
    trip = ground.records.find("trip", getattr(record, "trip", ""))
    return {"currency": _currency(trip), "day": ground.now.astimezone().date()}


def _with_account(before: Record | None, after: Record, ground: Ground) -> Record:
    """What is about somebody is about the company that she works for, unless it names another one."""
    contact, account = getattr(after, "contact", ""), getattr(after, "account", None)
    if not contact or account != "" or (before is not None and getattr(before, "contact", "") == contact):
        return after
    found = ground.records.find("contact", contact)
    works_for = getattr(found, "account", "")
    return after.but(account=works_for) if works_for else after


_DEFAULTS: Mapping[str, Callable[[Record, Ground], dict[str, object]]] = {
    "lead": _lead,
    "trip": _trip,
    "budget_line": _of_trip,
    "expense": _of_trip,
}


def _currency(trip: Record | None) -> str:
    return trip.currency if isinstance(trip, Trip) and trip.currency else HOME_CURRENCY


def _must_price(change: Change, after: Expense, ground: Ground) -> bool:
    before = change.before
    if before is None:
        return True
    trip = ground.records.find("trip", after.trip)
    frozen = isinstance(trip, Trip) and trip.status in HANDED_IN
    return not frozen and any(getattr(before, name) != getattr(after, name) for name in _PRICED_BY)


def _priced(change: Change, after: Expense, ground: Ground) -> Expense:
    before = cast(Expense | None, change.before)
    base = _base_currency(after, ground)
    if after.rate is not None and (before is None or after.rate != before.rate):
        after = replace(after, rate_source=TYPED)
    elif after.rate is None or (before and _base_currency(before, ground) != base):
        after = _without_typed_rate(after)
    return priced(after, base, ground.rates)


def _base_currency(expense: Expense, ground: Ground) -> str:
    return _currency(ground.records.find("trip", expense.trip))


def _without_typed_rate(expense: Expense) -> Expense:
    """A rate that was typed in is one into the trip's currency: into another it says nothing."""
    return replace(expense, rate=None, rate_source="") if expense.rate_source == TYPED else expense


class CurrencyFrozen(ValueError):
    """The claim of the trip is handed in: its amounts stay in the currency they were reckoned in."""


def settled(changes: Sequence[Change], ground: Ground) -> list[Change]:
    """What an undo or a restore brings back, its expenses reckoned in their trips' currencies of now."""
    trips = {change.after.id: change.after for change in changes if isinstance(change.after, Trip)}
    done = [_settled(change, trips, ground) for change in changes]
    known = {change.after.id for change in done}
    more = (further for change in done for further in consequences(change, ground))
    return [*done, *(further for further in more if further.after.id not in known)]


def _settled(change: Change, trips: Mapping[str, Record], ground: Ground) -> Change:
    after = change.after
    if not isinstance(after, Expense) or after.deleted:
        return change
    trip = trips.get(after.trip) or ground.records.find("trip", after.trip)
    if isinstance(trip, Trip) and trip.status in HANDED_IN:
        return change
    return replace(change, after=priced(after, _currency(trip), ground.rates))


def consequences(change: Change, ground: Ground) -> list[Change]:
    """Further changes that belong to the same action: expenses follow their trip's currency."""
    before, after = change.before, change.after
    if not (isinstance(before, Trip) and isinstance(after, Trip)) or before.currency == after.currency:
        return []
    if after.status in HANDED_IN:
        return []
    found = (cast(Expense, record) for record in ground.records.of("expense", "trip", after.id))
    return [Change(expense, priced(_without_typed_rate(expense), _currency(after), ground.rates)) for expense in found]
