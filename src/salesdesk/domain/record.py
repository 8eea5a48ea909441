"""How a record is declared: a frozen dataclass whose fields say all that the rest derives from.

    @record(label=N_("Lead"), plural=N_("Leads"), scope=Scope.OWN, title=("name", "company"))
    class Lead(Record):
        name: str = a.text(N_("Name"), searchable=True)

(`a` is this module: a field may bear the name of a helper.) Table, form, list, search, sync, command
line and translation follow from this one place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Self, TypeVar, cast, dataclass_transform

from salesdesk.domain import fields as f
from salesdesk.domain.fields import Field


class Scope(StrEnum):
    """What a right to a kind is granted on (SYNC.md, Rights)."""

    OWN = "own"
    TRIP = "trip"
    PARENT = "of"
    ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True, repr=False)
class Record:
    """A value of one kind; `seen` is the pull cursor at the moment it was read."""

    id: str = dataclasses.field(default="", metadata={})
    seen: int = dataclasses.field(default=0, compare=False, metadata={})
    deleted: bool = dataclasses.field(default=False, metadata={})

    def __repr__(self) -> str:
        kind = kind_of(type(self))
        filled = ", ".join(f"{x.name}={v!r}" for x in kind.fields if (v := kind.value(self, x)) != x.empty)
        return f"{type(self).__name__}({self.id}, {filled})"

    def but(self, **values: Any) -> Self:
        """A copy with these fields changed, by their wire names."""
        kind = kind_of(type(self))
        return dataclasses.replace(self, **{kind.field(n).attribute: v for n, v in values.items()})


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of record: its declaration, ready to use."""

    name: str
    record: type[Record]
    label: str
    plural: str
    scope: Scope
    fields: tuple[Field, ...]
    title_fields: tuple[str, ...]
    subtitle_fields: tuple[str, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their wire names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def units(self) -> Mapping[str, tuple[Field, ...]]:
        """The fields that mean one thing together, by their unit's name."""
        found: dict[str, list[Field]] = {}
        for field in self.fields:
            found.setdefault(field.unit, []).append(field)
        return {unit: tuple(fields) for unit, fields in found.items()}

    @cached_property
    def searchable(self) -> tuple[Field, ...]:
        """The fields that a search looks into."""
        return tuple(field for field in self.fields if field.searchable)

    @cached_property
    def links(self) -> tuple[f.Link, ...]:
        """The fields that name another record."""
        return tuple(field for field in self.fields if isinstance(field, f.Link))

    @cached_property
    def parent_links(self) -> tuple[f.Link, ...]:
        """The links to the records whose life and rights it shares, the one that decides first."""
        return tuple(link for link in self.links if link.parent)

    def field(self, name: str) -> Field:
        """The field of that wire name; raises UnknownField."""
        try:
            return self.by_name[name]
        except KeyError:
            raise UnknownField(self, name) from None

    def value(self, record: Record, field: Field) -> Any:
        """One field's value."""
        return getattr(record, field.attribute)

    def make(self, values: Mapping[str, Any], *, id: str = "", seen: int = 0, deleted: bool = False) -> Record:
        """A record of checked values by wire name; fields that are not named stay empty."""
        named = {self.field(name).attribute: value for name, value in values.items()}
        return self.record(id=id, seen=seen, deleted=deleted, **named)

    def wire(self, record: Record) -> dict[str, Any]:
        """The record as JSON carries it, id first."""
        return {"id": record.id} | {x.name: x.wire(self.value(record, x)) for x in self.fields}

    def filled(self, record: Record) -> dict[str, Any]:
        """The fields that are not empty, by wire name."""
        return {x.name: v for x in self.fields if (v := self.value(record, x)) != x.empty}

    def title(self, record: Record) -> str:
        """What the record is called: the first of its title fields that says something."""
        return next((t for n in self.title_fields if (t := self._word(record, n))), "")

    def subtitle(self, record: Record) -> str:
        """What stands below its title."""
        title = self.title(record)
        words = (self._word(record, name) for name in self.subtitle_fields)
        return " · ".join(word for word in words if word and word != title)

    def _word(self, record: Record, name: str) -> str:
        field = self.field(name)
        return field.text(self.value(record, field))

    def searched_text(self, record: Record) -> str:
        """All that a search finds the record by."""
        words = (x.search_text(v) for x in self.searchable if (v := self.value(record, x)) != x.empty)
        return "\n".join(words)


class UnknownField(LookupError):
    """A field that the kind does not have."""

    def __init__(self, kind: Kind, name: str) -> None:
        super().__init__(f"{kind.name} has no field {name}")
        self.kind = kind
        self.name = name


class UnknownKind(LookupError):
    """A kind that is not declared."""


@dataclass(frozen=True, eq=False)
class Kinds:
    """The kinds that a program knows, by name, in the order they were given.

    `schema` goes up whenever kinds or fields are added: laptop and server tell each other theirs.
    """

    by_name: Mapping[str, Kind]
    schema: int = 1

    @classmethod
    def of(cls, *records: type[Record], schema: int = 1) -> Kinds:
        """The kinds of these record classes."""
        return cls({kind.name: kind for kind in map(kind_of, records)}, schema)

    def __getitem__(self, name: str) -> Kind:
        try:
            return self.by_name[name]
        except KeyError:
            raise UnknownKind(name) from None

    def __iter__(self) -> Iterator[Kind]:
        return iter(self.by_name.values())


R = TypeVar("R", bound=Record)


def kind_of(record: type[Record]) -> Kind:
    """The kind that a record class declares."""
    return cast(Kind, record.__dict__["__kind__"])


def _declared(cls: type[Record]) -> tuple[Field, ...]:
    found = []
    for entry in dataclasses.fields(cls):
        field: Field | None = entry.metadata.get("field")
        if field is not None:
            name = entry.name.removesuffix("_")
            found.append(dataclasses.replace(field, name=name, unit=field.unit or name))
    return tuple(found)


# --- the helpers that a declaration is written with -------------------------------------------


def _of(cls: type[Field], label: str, options: Mapping[str, Any]) -> Any:
    made = cls(label=label, **options)
    return dataclasses.field(default=made.empty, metadata={"field": made})


def text(label: str, **options: Any) -> Any:
    """One line of text."""
    return _of(f.Text, label, options)


def long_text(label: str, **options: Any) -> Any:
    """Text of several lines."""
    return _of(f.LongText, label, options)


def email(label: str, **options: Any) -> Any:
    """A mail address."""
    return _of(f.Email, label, options)


def phone(label: str, **options: Any) -> Any:
    """A phone number."""
    return _of(f.Phone, label, options)


def web(label: str, **options: Any) -> Any:
    """A web address."""
    return _of(f.Web, label, options)


def language_tag(label: str, **options: Any) -> Any:
    """A language."""
    return _of(f.LanguageTag, label, options)


def number(label: str, **options: Any) -> Any:
    """A figure with up to four decimals (Decimal or None)."""
    return _of(f.Number, label, options)


def amount(label: str, **options: Any) -> Any:
    """An amount of money (Decimal or None); name its currency's unit."""
    return _of(f.Amount, label, options)


def rate(label: str, **options: Any) -> Any:
    """An exchange rate (Decimal or None)."""
    return _of(f.Rate, label, options)


def count(label: str, **options: Any) -> Any:
    """A whole number (int or None)."""
    return _of(f.Count, label, options)


def yes_no(label: str, **options: Any) -> Any:
    """Yes or no (bool)."""
    return _of(f.YesNo, label, options)


def country(label: str, **options: Any) -> Any:
    """A country code."""
    return _of(f.Country, label, options)


def currency(label: str, **options: Any) -> Any:
    """A currency code."""
    return _of(f.Currency, label, options)


def zone(label: str, **options: Any) -> Any:
    """An IANA time zone."""
    return _of(f.Zone, label, options)


def day(label: str, **options: Any) -> Any:
    """A plain date (date or None)."""
    return _of(f.Day, label, options)


def moment(label: str, **options: Any) -> Any:
    """An instant in UTC (datetime or None)."""
    return _of(f.Moment, label, options)


def choice(label: str, choices: Mapping[str, str], **options: Any) -> Any:
    """One of a few words."""
    return _of(f.Choice, label, {"choices": tuple(choices.items())} | options)


def link(label: str, to: str, **options: Any) -> Any:
    """The id of a record of the kind `to`."""
    return _of(f.Link, label, {"to": to} | options)


def words(label: str, **options: Any) -> Any:
    """A set of words (tuple of str)."""
    return _of(f.Words, label, options)


def picture(label: str, **options: Any) -> Any:
    """A picture's SHA-256."""
    return _of(f.Picture, label, options)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(
    *, label: str, plural: str, scope: Scope, title: tuple[str, ...], subtitle: tuple[str, ...] = (), name: str = ""
) -> Callable[[type[R]], type[R]]:
    """Makes a class the declaration of a kind; its name on the wire is the class's in snake_case."""

    def declare(cls: type[R]) -> type[R]:
        made = dataclass(frozen=True, kw_only=True, repr=False)(cls)
        wire_name = name or "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
        made.__kind__ = Kind(  # type: ignore[attr-defined]
            name=wire_name,
            record=made,
            label=label,
            plural=plural,
            scope=scope,
            fields=_declared(made),
            title_fields=title,
            subtitle_fields=subtitle,
        )
        return made

    return declare
