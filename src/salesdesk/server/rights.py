"""The one policy: who may read and write which row. What it does not allow is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from salesdesk.domain.fields import Link
from salesdesk.domain.record import Kind, Scope
from salesdesk.server.rows import Held

# In `scope_team`: the row is everybody's.
EVERYBODY = "*"
ADMIN = "admin"
# Kinds that only these write.
KEEPERS: Mapping[str, str] = {"team": ADMIN, "user": ADMIN}
# What a row of each scope is granted by: the fields that name its person and its team.
_SCOPE_FIELDS = {Scope.OWN: ("owner", "team"), Scope.TRIP: ("traveller", "")}


@dataclass(frozen=True)
class Reader:
    """A person as rights see her: `teams` are those that she was granted, `home` is her own."""

    user: str
    teams: frozenset[str]
    role: str
    home: str

    def reads(self, row: Held) -> bool:
        """Whether she may read a row."""
        return self.sees(row.person, row.team)

    def sees(self, person: str, team: str) -> bool:
        """Whether she may read what belongs to these scopes."""
        return team == EVERYBODY or (team != "" and team in self.teams) or (person != "" and person == self.user)

    def writes(self, row: Held) -> bool:
        """Whether she may change a row."""
        return self.keeps(row.kind) and self.reads(row)

    def keeps(self, kind: Kind) -> bool:
        """Whether she may make rows of a kind."""
        return KEEPERS.get(kind.name, self.role) == self.role

    @property
    def scopes(self) -> list[str]:
        """The scopes that she reads, by name."""
        return [name(person=self.user), *(name(team=team) for team in sorted(self.teams)), name(team=EVERYBODY)]


@dataclass(frozen=True)
class Office(Reader):
    """Whoever keeps the server itself."""

    def sees(self, person: str, team: str) -> bool:
        return True


OFFICE = Office(user="", teams=frozenset(), role=ADMIN, home="")


def name(*, person: str = "", team: str = "") -> str:
    """A scope's name on the wire."""
    if person:
        return f"person:{person}"
    return "everybody" if team == EVERYBODY else f"team:{team}"


def ids(scope: str) -> tuple[str, str]:
    """Person and team of a scope by its name."""
    sort, _colon, id = scope.partition(":")
    return (id, "") if sort == "person" else ("", id or EVERYBODY)


def names(person: str, team: str) -> Iterator[str]:
    """The scopes of a row, by name."""
    if person:
        yield name(person=person)
    if team:
        yield name(team=team)


def own_scopes(row: Held, parent: Held | None) -> tuple[str, str]:
    """Person and team that a row belongs to; ("", "") where it says nothing."""
    if row.kind.scope is Scope.ORGANISATION:
        return "", EVERYBODY
    if parent is not None:
        return parent.person, parent.team
    fields = row.standing.fields
    person, team = scope_fields(row.kind)
    return fields[person] if person else "", fields[team] if team else ""


@cache
def scope_fields(kind: Kind) -> tuple[str, str]:
    """The fields that name person and team of a row without a parent; "" where it has none."""
    person, team = _SCOPE_FIELDS.get(kind.scope, ("", ""))
    return person if person in kind.by_name else "", team if team in kind.by_name else ""


def by_itself(kind: Kind) -> bool:
    """Whether rows of a kind say themselves whose they are, and bring no parent back."""
    return bool(scope_fields(kind)[0]) and not kind.parent_links


def homes(kind: Kind, reader: Reader) -> dict[str, str]:
    """The fields that make a row of a kind hers and her team's."""
    person, team = scope_fields(kind)
    return {field: id for field, id in ((person, reader.user), (team, reader.home)) if field}


@cache
def home_links(kind: Kind) -> tuple[Link, ...]:
    """The links among those fields."""
    return tuple(link for link in kind.links if link.name in scope_fields(kind))
