"""Which record a row means: by an id or an address of its own, else by its name and what stands beside it.

Only keys that the file names are kept of what the store holds, so that a million records need no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salesdesk.domain.record import Kind, Record
from salesdesk.schema.columns import folded

_MOST_ALIKE = 50


@dataclass(frozen=True)
class Identity:
    """What tells records of a kind apart: `certain` fields alone, or its name with nothing against it `beside`.

    `apart` may never differ: the same visitor at another fair is another lead.
    """

    certain: tuple[str, ...] = ()
    name: str = ""
    beside: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


_IDENTITIES: Mapping[str, Identity] = {
    "account": Identity(("customer_no", "vat_id"), "name", ("postcode", "city", "country")),
    "contact": Identity(("email",), "name", ("account", "email", "country")),
    "lead": Identity(("badge_id", "email"), "name", ("company", "email", "city"), ("fair",)),
    "fair": Identity((), "name", ("start", "city")),
    "trip": Identity((), "title", ("depart", "country")),
}
# Two rows of one file with an address that they share are two people.
_ADDRESSES = frozenset({"email"})
# Branches share a VAT number, and each fair counts its badges anew.
_SHARED = frozenset({"vat_id", "badge_id"})


def identity_of(kind: Kind) -> Identity:
    """What tells records of the kind apart; where nothing is declared, all that a row says has to agree."""
    return _IDENTITIES.get(kind.name) or Identity((), kind.title_fields[0], tuple(kind.by_name))


class Matcher:
    """Finds the record of each row; a record that one row took is another row's only by a certain key."""

    def __init__(self, kind: Kind, read: Callable[[str], Record | None]) -> None:
        self._kind = kind
        self._read = read
        self._identity = identity_of(kind)
        self._names = (*self._identity.certain, self._identity.name)
        self._found: dict[str, tuple[str, ...]] = {}
        self._taken: set[str] = set()

    @property
    def names(self) -> Sequence[str]:
        """The fields that records are looked up by."""
        return self._names

    def want(self, values: Mapping[str, Any]) -> None:
        """Says that a row with these values will be looked up."""
        for key in self._keys(values):
            self._found.setdefault(key, ())

    def offer(self, id: str, values: Iterable[Any]) -> None:
        """A record of the store, with the values of `names`."""
        for key in self._keys(dict(zip(self._names, values, strict=True))):
            found = self._found.get(key)
            if found is not None and len(found) < _MOST_ALIKE:
                self._found[key] = (*found, id)

    def take(self, record: Record) -> None:
        """Says that a row made or means this record."""
        self._taken.add(record.id)
        for key in self._keys({name: self._kind.value(record, self._kind.by_name[name]) for name in self._names}):
            found = self._found.get(key, ())
            if record.id not in found:
                self._found[key] = (*found, record.id)

    def match(self, values: Mapping[str, Any], *, own: bool) -> Record | None:
        """The record that a row with these values means; `own` rows each mean another one."""
        for name in self._identity.certain:
            found = [x for x in self._named(name, values) if self._certainly(name, x, values, own=own)]
            if found:
                return self._likeliest(found, values)
        fresh = (x for x in self._named(self._identity.name, values) if x.id not in self._taken)
        alike = [x for x in fresh if not self._differ(x, values, (*self._identity.beside, *self._identity.apart))]
        return self._likeliest(alike, values) if alike else None

    def _keys(self, values: Mapping[str, Any]) -> Iterator[str]:
        return (f"{name}:{folded(value)}" for name in self._names if (value := values.get(name)))

    def _named(self, name: str, values: Mapping[str, Any]) -> Iterator[Record]:
        for id in self._found.get(f"{name}:{folded(values.get(name) or '')}", ()):
            record = self._read(id)
            if record is not None and not record.deleted:
                yield record

    def _certainly(self, name: str, record: Record, values: Mapping[str, Any], *, own: bool) -> bool:
        if self._differ(record, values, self._identity.apart):
            return False
        taken = record.id in self._taken
        if name in _SHARED or (taken and name in _ADDRESSES):
            return not (taken and own) and not self._differ(record, values, ("name",))
        return not (taken and own)

    def _differ(self, record: Record, values: Mapping[str, Any], names: Iterable[str]) -> bool:
        return any(
            self._says(record, name) and values.get(name) and not self._same(record, values, name) for name in names
        )

    def _says(self, record: Record, name: str) -> bool:
        field = self._kind.by_name[name]
        return bool(self._kind.value(record, field) != field.empty)

    def _same(self, record: Record, values: Mapping[str, Any], name: str) -> bool:
        mine, theirs = self._kind.value(record, self._kind.by_name[name]), values[name]
        both_texts = isinstance(mine, str) and isinstance(theirs, str)
        return folded(mine) == folded(theirs) if both_texts else bool(mine == theirs)

    def _likeliest(self, found: Sequence[Record], values: Mapping[str, Any]) -> Record:
        return max(found, key=lambda record: sum(self._same(record, values, name) for name in values))
