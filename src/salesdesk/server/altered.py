"""Rows of one kind in which a push changes the same fields, column by column, from the writes to their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from salesdesk.domain.record import Kind
from salesdesk.server.rows import dumps

if TYPE_CHECKING:
    from salesdesk.server.ground import Cause

T = TypeVar("T")
Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Altered:
    """Rows that stand, with the seqs, scopes and versions that they had; wire values before and after, by field."""

    kind: Kind
    ids: Sequence[str]
    seqs: Sequence[int]
    scopes: Sequence[tuple[str, str]]
    versions: Sequence[Mapping[str, int]]
    before: Columns
    after: Columns

    def __len__(self) -> int:
        return len(self.ids)

    def picked(self, which: Sequence[bool]) -> Altered:
        """Some of the rows."""
        if all(which):
            return self

        def those(column: Sequence[T]) -> list[T]:
            return list(compress(column, which))

        before, after = ({x: those(column) for x, column in all_.items()} for all_ in (self.before, self.after))
        kept = those(self.ids), those(self.seqs), those(self.scopes), those(self.versions)
        return Altered(self.kind, *kept, before, after)


class Done(NamedTuple):
    """Rows that were changed, and by what each."""

    rows: Altered
    causes: Sequence[Cause]

    def heads(self) -> Columns:
        """What became otherwise beside the fields of each."""
        units = [self.rows.kind.by_name[name].unit for name in self.rows.after]
        versions = [
            dumps({**was, **dict.fromkeys(units, cause.seq)})
            for was, cause in zip(self.rows.versions, self.causes, strict=True)
        ]
        return {"seq": [cause.seq for cause in self.causes], "versions": versions}

    def steps(self) -> list[Sequence[Any]]:
        """A step of history for each, in the order of its table's columns."""
        rows, names = self.rows, tuple(self.rows.after)
        values = (zip(*columns.values(), strict=True) for columns in (rows.after, rows.before))
        return [
            (
                rows.kind.name, id, cause.seq, 0, cause.user, cause.at, cause.mid, "change",
                dumps(dict(zip(names, after, strict=True))), dumps(dict(zip(names, before, strict=True))),
            )
            for id, cause, after, before in zip(rows.ids, self.causes, *values, strict=True)
        ]  # fmt: skip


class Altering:
    """Rows of which each is changed once it is the turn of its mutation.

    What else happens to one of them within the push, happens to it once it was taken out. `as_sent`: they are to hold
    exactly what the writes say.
    """

    def __init__(self, rows: Altered, *, as_sent: bool) -> None:
        self.rows = rows
        self.as_sent = as_sent
        self._causes: list[Cause | None] = [None] * len(rows)

    def key(self, place: int) -> tuple[str, str]:
        """The kind and the id of a row."""
        return self.rows.kind.name, self.rows.ids[place]

    def change(self, place: int, cause: Cause) -> None:
        """It is the turn of a row."""
        self._causes[place] = cause

    def take_out(self, place: int) -> tuple[Mapping[str, Any], Cause | None]:
        """The values that a row is to have, and why: from now on it is changed by itself."""
        cause, self._causes[place] = self._causes[place], None
        return {name: column[place] for name, column in self.rows.after.items()}, cause

    def done(self) -> Done:
        """Those whose turn came, and that were not taken out."""
        causes = [cause for cause in self._causes if cause is not None]
        return Done(self.rows.picked([cause is not None for cause in self._causes]), causes)
