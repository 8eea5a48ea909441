"""The rows that a pull brings, one by one or by columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct, field

# Microseconds since 1970, until 2255; and a seq that every column holds.
Time: TypeAlias = Annotated[int, Meta(ge=0, le=1 << 53)]
Seq: TypeAlias = Annotated[int, Meta(ge=0, lt=1 << 62)]


class Row(Struct, omit_defaults=True):
    """A row as it stands: `whole` with its scopes (numbers into the page's), else its changed units.

    `deleted` is when it was deleted, in microseconds since 1970, or 0; `by` then names who did, where that is known.
    """

    kind: str
    id: str
    seq: Seq
    fields: dict[str, Any] = field(default_factory=dict)
    whole: bool = False
    deleted: Time = 0
    scopes: list[int] = field(default_factory=list)
    by: str = ""


class Table(Struct, omit_defaults=True):
    """Whole rows of one kind by columns, as a first pull brings them: smaller, and quicker at both ends.

    `None` stands for what is empty; a field that is empty in all of them is left out. `deleted` and `by` are left out
    while all live. `places` says for each row which of `scopes` it has: numbers into the page's, as in Row.
    """

    kind: str
    ids: list[str] = field(default_factory=list)
    seqs: list[Seq] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    scopes: list[list[int]] = field(default_factory=list)
    deleted: list[Time] = field(default_factory=list)
    fields: dict[str, list[Any]] = field(default_factory=dict)
    by: list[str] = field(default_factory=list)

    @property
    def even(self) -> bool:
        """Whether all columns are as long as they must be, no id comes twice, and every place is one of `scopes`."""
        left_out = (self.deleted if self.by else self.deleted or self.ids, self.by or self.ids)
        columns = (self.seqs, self.places, *left_out, *self.fields.values())
        known = not self.ids or (min(self.places) >= 0 and max(self.places) < len(self.scopes))
        once = len(set(self.ids)) == len(self.ids)
        return all(len(column) == len(self.ids) for column in columns) and once and known

    def rows(self) -> Iterator[Row]:
        """The same, row by row."""
        deleted, names = self.deleted or [0] * len(self.ids), list(self.fields)
        by = self.by or [""] * len(self.ids)
        for n, (id, seq, place) in enumerate(zip(self.ids, self.seqs, self.places, strict=True)):
            fields = {name: value for name in names if (value := self.fields[name][n]) is not None}
            yield Row(self.kind, id, seq, fields, True, deleted[n], list(self.scopes[place]), by[n])
