"""The rows of a mutation on their way from the outbox to the server: as they are kept, and as they travel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Protocol, cast

import msgspec
from msgspec import Raw, Struct, field

from salesdesk.domain.fields import Words
from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.wire import BYTES_A_PUSH, Choice, Mutation, Op, Write

# The epoch and the schema of a push; what stands around the rows of a mutation, and at most around a row, in bytes.
_AROUND_MUTATIONS, _AROUND_ROWS, _AROUND_ROW = 200, 250, 100


class Row(Struct):
    """A row as the outbox keeps it. What was there before is not read until somebody asks."""

    kind: str
    id: str
    op: str
    seen: int
    fields: dict[str, Any]
    before_as_kept: Raw = field(name="before")
    entry: str = ""
    choice: str = ""

    @property
    def before(self) -> Mapping[str, Any]:
        """What the row held of these fields."""
        return _BEFORE.decode(self.before_as_kept)


# Made once: to find out what a type looks like takes longer than to read one of it.
_ROWS = msgspec.json.Decoder(list[Row])
_BEFORE = msgspec.json.Decoder(dict[str, Any])


class Kept(Protocol):
    """A row as one who sends it knows it."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def op(self) -> str: ...
    @property
    def seen(self) -> int: ...
    @property
    def fields(self) -> Mapping[str, Any]: ...
    @property
    def before(self) -> Mapping[str, Any]: ...
    @property
    def entry(self) -> str: ...
    @property
    def choice(self) -> str: ...


def rows_of(body: bytes) -> list[Row]:
    """The rows of a mutation's body."""
    return _ROWS.decode(body)


def size(kinds: Kinds, body: bytes, rows: Iterable[Row]) -> int:
    """About how many bytes of a body are sent, at least as many as are: all but what its rows were before."""
    return len(body) - sum(len(row.before_as_kept) for row in rows if not _says_before(kinds, row))


def writes(kinds: Kinds, rows: Iterable[Kept], bases: Mapping[str, Mapping[str, str]], local: set[str]) -> list[Write]:
    """Rows as they travel, with the bases of each by its place; but for those that decide a `local` entry."""
    return [
        _write(kinds[row.kind], row, dict(bases.get(str(number), ())) if bases else {})
        for number, row in enumerate(rows)
        if row.entry not in local
    ]


def that_fit(batch: Sequence[Mutation], sizes: int) -> int:
    """How many mutations go into one push, at least one; `sizes` are those of all of them, and of their bases."""
    most = BYTES_A_PUSH - _AROUND_MUTATIONS
    rows = sum(len(mutation.writes) for mutation in batch)
    if sizes + len(batch) * _AROUND_ROWS + rows * _AROUND_ROW <= most:
        return len(batch)
    length = 0
    for number, mutation in enumerate(batch):
        length += len(msgspec.json.encode(mutation)) + 1
        if number and length > most:
            return number
    return len(batch)


def _write(kind: Kind, row: Kept, bases: dict[str, str]) -> Write:
    """A row: sets as adds and removes, everything else as whole units."""
    fields: Any = row.fields
    sets = {}
    if named := [name for name in _words(kind) if name in fields]:
        # A new row held nothing before.
        before: Mapping[str, Any] = {} if row.op == "create" else row.before
        fields = dict(fields)
        sets = {name: _changed(fields.pop(name), before.get(name) or []) for name in named}
    return Write(row.kind, row.id, cast(Op, row.op), fields, sets, row.seen, bases, row.entry, cast(Choice, row.choice))


def _changed(now: Sequence[str], before: Sequence[str]) -> tuple[list[str], list[str]]:
    """What was put into a set, and what was taken out."""
    return [x for x in now if x not in before], [x for x in before if x not in now]


def _says_before(kinds: Kinds, row: Row) -> bool:
    """Whether something of what was there before is sent: what was taken out of a set."""
    return row.op != "create" and any(name in row.fields for name in _words(kinds[row.kind]))


@cache
def _words(kind: Kind) -> tuple[str, ...]:
    return tuple(x.name for x in kind.fields if isinstance(x, Words))
