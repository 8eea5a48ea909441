"""New rows of one kind, column by column, from the mutation that made them to their table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import repeat
from typing import Any

from salesdesk.domain.record import Kind
from salesdesk.protocol.merge import Standing
from salesdesk.server.rows import Held


@cache
def blank(kind: Kind) -> Mapping[str, Any]:
    """The wire values of a row of which nothing is said."""
    return {x.name: x.wire(x.empty) for x in kind.fields}


@dataclass
class Fresh:
    """The rows that one mutation made: wire values by field, and for each row the person and the team whose it is.

    A field that has no column is empty in all of them.
    `as_sent`: all hold exactly what the mutation said.
    What else happens to one of them within its push, happens to it once it was taken out.
    """

    kind: Kind
    seq: int
    ids: list[str]
    columns: Mapping[str, Sequence[Any]]
    scopes: list[tuple[str, str]]
    as_sent: bool
    _out: set[int] = field(default_factory=set)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {id: place for place, id in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def holds_any(self, ids: Set[str]) -> bool:
        """Whether any of these rows is one of them."""
        return not self._places.keys().isdisjoint(ids)

    def take_out(self, id: str) -> Held | None:
        """The row by itself from now on; None where it is none of them."""
        place = self._places.get(id)
        if place is None:
            return None
        self._out.add(place)
        fields = {**blank(self.kind), **{name: column[place] for name, column in self.columns.items()}}
        person, team = self.scopes[place]
        standing = Standing(fields, self.seq, turned=self.seq)
        return Held(self.kind, id, standing, self.seq, self.seq, person=person, team=team)

    def rest(self) -> Fresh:
        """Those that were not taken out."""
        if not self._out:
            return self
        left = [place for place in range(len(self.ids)) if place not in self._out]
        columns = {name: [column[place] for place in left] for name, column in self.columns.items()}
        ids, scopes = [self.ids[place] for place in left], [self.scopes[place] for place in left]
        return Fresh(self.kind, self.seq, ids, columns, scopes, as_sent=False)

    def heads(self) -> Sequence[Iterable[Any]]:
        """What is kept beside the fields of each, by column."""
        persons, teams = zip(*self.scopes, strict=True)
        return self.ids, repeat(None), *repeat(repeat(self.seq), 4), repeat(""), repeat(None), persons, teams
