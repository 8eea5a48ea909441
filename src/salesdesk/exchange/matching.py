"""Which record a row means: by an id or an address of its own, else by its name and what stands beside it.

Only keys that the file names are kept of what the store holds, so that a million records need no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from salesdesk.domain.fields import Text
from salesdesk.domain.record import Kind, Record
from salesdesk.exchange.rows import BadRow
from salesdesk.i18n import N_, _
from salesdesk.schema.columns import KEY_LENGTH, LAST_KEY, folded, key_column

ANOTHERS = N_("{field}: “{value}” is that of “{name}”.")
_MOST_ALIKE = 20
Key = tuple[str, ...]


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


def compared(text: Any) -> str:
    """A text as records are compared by it, and sorted."""
    return folded(str(text))[:KEY_LENGTH]


def identity_of(kind: Kind) -> Identity:
    """What tells records of the kind apart; where nothing is declared, all that a row says has to agree."""
    return _IDENTITIES.get(kind.name) or Identity((), kind.title_fields[0], tuple(kind.by_name))


class _Book:
    """Records by what they say; kept by hashes, because a file may have a million rows.

    Where several say the same, all but the first stand under what else they say too.
    """

    def __init__(self) -> None:
        self._first: dict[int, tuple[str, Key]] = {}
        self._more: dict[int, tuple[str, ...]] = {}

    def __contains__(self, key: Key) -> bool:
        return hash(key) in self._first

    def add(self, record: tuple[str, Key], key: Key) -> None:
        """A record, by its id and who and where it is, that says `key`."""
        if self._first.setdefault(hash(key), record)[0] != record[0]:
            for said in (hash(key), hash(key + record[1])):
                ids = self._more.get(said, ())
                if record[0] not in ids and len(ids) < _MOST_ALIKE:
                    self._more[said] = (*ids, record[0])

    def one(self, key: Key) -> bool:
        """Whether one record only says `key`."""
        return hash(key) in self._first and hash(key) not in self._more

    def get(self, key: Key, whose: Key) -> Iterator[str]:
        """The records that say `key` and are not elsewhere; of several those that are nobody else either."""
        if key in self:
            id, other = self._first[hash(key)]
            if all(not here or not there or here == there for here, there in zip(whose[1:], other[1:], strict=True)):
                yield id
        besides = [key + each for each in product(*({said, ""} for said in whose))]
        for said in besides if all(whose) else (*besides, key):
            yield from self._more.get(hash(said), ())


class Matcher:
    """Finds the record of each row; a record that one row took is another row's only by a certain key.

    A mailbox of several people tells nobody by itself.
    """

    def __init__(self, kind: Kind, read: Callable[[str], Record | None], *, own: bool) -> None:
        """`own` rows, which the desk wrote itself, each mean another record."""
        self._kind = kind
        self._read = read
        self._own = own
        self._identity = identity_of(kind)
        beside = next(iter(self._identity.beside), "")
        text = isinstance(kind.by_name.get(beside), Text) and kind.by_name[beside].sortable
        self._beside = beside if text else ""
        self._wanted: set[int] = set()
        self._repeated: set[int] = set()
        self._stored = _Book()
        self._here = _Book()
        self._taken: set[str] = set()

    @property
    def columns(self) -> Sequence[str]:
        """The columns of the store that `offer` takes: what lists sort by is folded there already."""
        fields = map(self._kind.field, self._names)
        return tuple(key_column(field) if field.sortable else field.name for field in fields)

    @cached_property
    def _names(self) -> Sequence[str]:
        identity = self._identity
        return tuple(filter(None, (*identity.certain, identity.name, self._beside, *identity.apart)))

    @cached_property
    def names(self) -> Sequence[str]:
        """The fields of a row that it is looked up by."""
        return tuple(filter(None, (*self._identity.certain, self._identity.name, self._beside)))

    def want(self, values: Mapping[str, Any]) -> None:
        """Says that a row with these values will be looked up; every row comes here before the first is matched."""
        for key in self._keys(values):
            known = hash(key)
            if known not in self._wanted:
                self._wanted.add(known)
            elif key[0] != self._identity.name:
                self._repeated.add(known)

    def offer(self, rows: Iterable[Sequence[Any]], first: int) -> None:
        """All records of the store: the id second in each row, `columns` from place `first` on."""
        certain = [(name, first + self._names.index(name)) for name in self._identity.certain]
        name = first + self._names.index(self._identity.name)
        beside = first + self._names.index(self._beside) if self._beside else 0
        folded_name = self._kind.by_name[self._identity.name].sortable
        for row in rows:
            keys: list[Key] = []
            for field, place in certain:
                if (value := row[place]) and value != LAST_KEY:
                    keys.append((field, value.lower()[:KEY_LENGTH] if value.isascii() else compared(value)))
            if (called := row[name]) and called != LAST_KEY:
                plain = (self._identity.name, called if folded_name else compared(called))
                keys.append(plain)
                if beside:
                    keys.append((*plain, row[beside] if row[beside] != LAST_KEY else ""))
            if hits := [key for key in keys if hash(key) in self._wanted]:
                said = ("" if value == LAST_KEY else value for value in row[first:])
                record = (row[1], self._whose(dict(zip(self._names, said, strict=True))))
                for key in hits:
                    self._stored.add(record, key)
        self._wanted = set()

    def take(self, id: str, values: Mapping[str, Any]) -> None:
        """Says that a row made or means the record of that id, which says `values` now."""
        self._taken.add(id)
        for key in self._certain(values) if self._repeated and not self._own else ():
            if hash(key) in self._repeated:
                self._here.add((id, self._whose(values)), key)

    def match(self, values: Mapping[str, Any]) -> Record | None:
        """The record that a row with these values means; raises BadRow where its number is another's in this file."""
        for key in self._keys(values):
            if key not in self._stored and key not in self._here:
                continue
            fits = self._by_name if key[0] == self._identity.name else self._certainly
            alike = list(self._records(self._alike(key, values)))
            found = [record for record in alike if fits(key, record, values)]
            if found:
                return max(found, key=lambda record: sum(self._same(record, values, name) for name in values))
            if alike and self._is_number(key) and not self._own:
                field = self._kind.by_name[key[0]]
                raise BadRow(ANOTHERS, field=_(field.label), value=values[key[0]], name=self._kind.title(alike[0]))
        return None

    def _certain(self, values: Mapping[str, Any]) -> list[Key]:
        return [(name, compared(value)) for name in self._identity.certain if (value := values.get(name))]

    def _keys(self, values: Mapping[str, Any]) -> list[Key]:
        """What a row is looked up by: by its name only together with what stands beside it, if it says that."""
        keys = self._certain(values)
        if called := values.get(self._identity.name):
            plain = (self._identity.name, compared(called))
            beside = values.get(self._beside)
            keys += [(*plain, compared(beside)), (*plain, "")] if beside else [plain]
        return keys

    def _whose(self, values: Mapping[str, Any]) -> Key:
        apart = (values.get(name) or "" for name in self._identity.apart)
        return (compared(values.get(self._identity.name) or values.get(self._beside) or ""), *apart)

    def _alike(self, key: Key, values: Mapping[str, Any]) -> Iterable[str]:
        """The records that may be meant: as few as can be told without reading them."""
        whose = self._whose(values)
        return dict.fromkeys((*self._stored.get(key, whose), *self._here.get(key, whose)))

    def _records(self, ids: Iterable[str]) -> Iterator[Record]:
        for id in ids:
            record = self._read(id)
            if record is not None and not record.deleted:
                yield record

    def _certainly(self, key: Key, record: Record, values: Mapping[str, Any]) -> bool:
        taken = record.id in self._taken
        if (taken and self._own) or self._differ(record, values, self._identity.apart):
            return False
        if taken or self._may_be_several(key, record):
            return not self._another(record, values)
        return key[0] not in _SHARED or not self._differ(record, values, (self._identity.name,))

    def _is_number(self, key: Key) -> bool:
        """Whether the key is nobody else's, as a customer number is."""
        return key[0] in self._identity.certain and key[0] not in _ADDRESSES and key[0] not in _SHARED

    def _may_be_several(self, key: Key, record: Record) -> bool:
        """Whether several rows or records say the key; of a number, whether the file names its record beside it."""
        repeated = hash(key) in self._repeated
        if self._is_number(key):
            name = self._kind.value(record, self._kind.by_name[self._identity.name])
            return repeated and (self._identity.name, compared(name)) in self._stored
        return repeated or not self._stored.one(key)

    def _another(self, record: Record, values: Mapping[str, Any]) -> bool:
        """Whether a row means somebody else than the record: by its name, else by what stands beside it."""
        name = self._identity.name
        named = self._says(record, name) and values.get(name)
        return self._differ(record, values, (name,) if named else self._identity.beside)

    def _by_name(self, _key: Key, record: Record, values: Mapping[str, Any]) -> bool:
        beside = (*self._identity.beside, *self._identity.apart)
        return record.id not in self._taken and not self._differ(record, values, beside)

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
        return compared(mine) == compared(theirs) if both_texts else bool(mine == theirs)
