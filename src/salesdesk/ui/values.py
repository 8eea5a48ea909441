"""Values as a person reads them, whole units together: an amount with its currency, a country with its region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import Field, Link
from salesdesk.domain.record import Kind, Record
from salesdesk.i18n import _, isolated, mirrored, money, within
from salesdesk.ui.rows import said_of, shown

# Several words that are isolated say nothing themselves of the direction of their row.
_RIGHT_TO_LEFT = "\u200f"


def unit_label(fields: Sequence[Field]) -> str:
    """What the fields of a unit are called together: as the one that it is named after."""
    return _(fields[0].label) if fields else ""


def unit_words(desk: Desk, fields: Sequence[Field], wired: Mapping[str, Any]) -> str:
    """The values of a unit, "" where all of them are empty; the fields behind the first one by their names."""
    there = [(field, unwired(field, wired[field.name])) for field in fields if field.name in wired]
    currency = next((str(value) for field, value in there if field.type == "currency"), "")
    paid = any(field.type == "money" and value is not None for field, value in there)
    said: list[str] = []
    for field, value in there:
        if field.type == "currency" and paid:
            continue
        words = _words(desk, field, value, currency)
        if words:
            said.append(f"{_(field.label)}: {words}" if said else words)
    if len(said) < 2:
        return "".join(said)
    return (_RIGHT_TO_LEFT if mirrored() else "") + " · ".join(map(isolated, said))


def by_unit(kind: Kind, wired: Mapping[str, Any]) -> list[tuple[Field, ...]]:
    """The units that values belong to, in the order of the kind's fields, the one that names a unit first."""
    units = dict.fromkeys(field.unit for field in kind.fields if field.name in wired)
    return [tuple(sorted(kind.units[unit], key=lambda field, unit=unit: field.name != unit)) for unit in units]  # type: ignore[misc]


def unwired(field: Field, value: Any) -> Any:
    """The value that JSON carried; what this program cannot read stays as it came."""
    try:
        return field.unwire(value)
    except (ValueError, TypeError, ArithmeticError, AttributeError):
        return str(value)


def record_of(desk: Desk, kind: Kind, id: str, wired: Mapping[str, Any]) -> Record:
    """The record as it is here, or what is known of one that is not."""
    found = desk.find(kind.name, id)
    if found is not None:
        return found
    known = {name: unwired(kind.by_name[name], value) for name, value in wired.items() if name in kind.by_name}
    return kind.make(known, id=id)


def called(desk: Desk, kind: Kind, record: Record) -> str:
    """What a record is called."""
    return said_of(kind, record, desk.clock()).title or within(_(kind.label))


def parent_of(desk: Desk, kind: str, id: str) -> tuple[str, str] | None:
    """Kind and id of the record that a record belongs to, on whose screen it is shown."""
    found, declared = desk.find(kind, id), desk.kinds[kind]
    links = (link for link in declared.links if link.parent)
    return next(((link.to, str(declared.value(found, link))) for link in links if found is not None), None)


def person(desk: Desk, id: str) -> str:
    """A colleague's name."""
    found = desk.find("user", id)
    return getattr(found, "name", "") or _("A colleague")


def _words(desk: Desk, field: Field, value: Any, currency: str) -> str:
    if field.type == "yes_no":
        return _("Yes") if value else _("No")
    if value == field.empty or (isinstance(value, str) and not value):
        return ""
    if field.type == "picture":
        return _("a picture")
    if isinstance(field, Link):
        linked = desk.find(field.to, str(value))
        return called(desk, desk.kinds[field.to], linked) if linked else _("a record that is not here")
    if isinstance(value, str) and field.empty is None:
        return value  # what could not be read
    return money(value, currency) if field.type == "money" else shown(field, value)
