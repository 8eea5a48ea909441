"""Rows between their table and the merge: wire values in memory, typed columns in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, select

from salesdesk.domain.fields import Field, Link, Words
from salesdesk.domain.record import Kind
from salesdesk.protocol.merge import Standing
from salesdesk.protocol.wire import Write
from salesdesk.schema.columns import loaded, stored
from salesdesk.server.many import DIALECTS, among, among_given, insert_rows, listed, update_rows

# What is kept beside a row's fields (SYNC.md); `versions` is the JSON of unit → seq for units written after the
# row was made, "" while there are none; `gone_with` the action whose deletion took the row; the scopes are ids.
HEAD = (
    "id", "deleted", "seq", "made", "turned", "entered", "versions", "gone_with", "scope_person", "scope_team",
)  # fmt: skip
CHUNK = 500
# Ids, days and words come again and again: of so many of each field it is remembered how a column holds them.
_REMEMBERED = 512
Key = tuple[str, str]


@dataclass
class Held:
    """A row in memory; `was` is its seq and scopes as the database has them, None for a new one.

    `written` are those of its columns that the database has otherwise.
    """

    kind: Kind
    id: str
    standing: Standing
    seq: int = 0
    entered: int = 0
    gone_with: str = ""
    person: str = ""
    team: str = ""
    was: tuple[int, str, str] | None = None
    written: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """The kind's name and the id."""
        return self.kind.name, self.id

    @property
    def changed(self) -> bool:
        """Whether it is to be written."""
        return self.was is None or bool(self.written)

    @property
    def bare(self) -> bool:
        """Whether nothing of it is left but that it was deleted, long ago."""
        return bool(self.standing.deleted) and not self.person and not self.team

    def as_sent(self, write: Write, seq: int) -> bool:
        """Whether a write made it under a seq, and it holds exactly what that says."""
        fields, sets = self.standing.fields, write.sets
        fresh = self.was is None and self.standing.made == self.seq == seq and not self.standing.versions
        plain = fresh and write.fields.items() <= fields.items()
        return plain and all(fields[name] == adds and not gone for name, (adds, gone) in sets.items())

    def parents(self) -> list[Key]:
        """The rows whose life and rights it shares, the one that decides first."""
        links, fields = self.kind.parent_links, self.standing.fields
        return [(link.to, id) for link in links if (id := fields[link.name])] if links else []


class _Fields(dict[str, Any]):
    """Wire values by field: those that were read, and the rest of the row once somebody asks for one of it."""

    def __init__(self, read: Iterable[tuple[str, Any]], rest: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__(read)
        self._rest = rest

    def __missing__(self, name: str) -> Any:
        rest = self._rest()
        self.update((other, value) for other, value in rest.items() if other not in self)
        return rest[name]


@dataclass(frozen=True)
class _Reading:
    """How rows of a table are read with some of their fields."""

    kind: Kind
    table: Table
    fields: tuple[Field, ...]

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(x.name for x in self.fields)

    @cached_property
    def _others(self) -> tuple[_Other, ...]:
        return _others(self.fields)

    @cached_property
    def query(self) -> Select[Any]:
        """All rows."""
        return select(*(self.table.c[name] for name in (*HEAD, *self._names)))

    @cached_property
    def by_id(self) -> Mapping[str, Select[Any]]:
        """The rows that `ids` lists, by dialect; made once: to put it together costs more than to answer it."""
        ids: BindParameter[str] = bindparam("ids")
        return {name: self.query.where(among_given(name, self.table.c.id, ids)) for name in DIALECTS}

    def held(self, row: Any, rest: Callable[[str], Mapping[str, Any]] | None = None) -> Held:
        """A row in memory; what was not read of it says `rest`, by its id."""
        values = list(row)
        for other in self._others:
            value = values[other.place]
            values[other.place] = other.blank if value == other.empty else other.loaded(value)
        id, deleted, seq, made, turned, entered, versions, gone_with, person, team = values[: len(HEAD)]
        read = zip(self._names, values[len(HEAD) :], strict=True)
        fields = dict(read) if rest is None else _Fields(read, partial(rest, id))
        standing = Standing(fields, made, msgspec.json.decode(versions) if versions else {}, deleted or 0, turned)
        return Held(self.kind, id, standing, seq, entered, gone_with or "", person, team, (seq, person, team))

    def columns(self, rows: Sequence[Sequence[Any]]) -> Mapping[str, Sequence[Any]]:
        """The rows, at least one, by column; the fields' values as they travel."""
        columns = dict(zip((*HEAD, *self._names), zip(*rows, strict=True), strict=True))
        for other in self._others:
            blank, empty, loaded = other.blank, other.empty, other.loaded
            columns[other.name] = tuple(blank if x == empty else loaded(x) for x in columns[other.name])
        return columns


@dataclass(frozen=True)
class Found:
    """Rows of one kind as the database has them, by id: each becomes one in memory once somebody asks for it."""

    rows: Mapping[str, Sequence[Any]]
    _reading: _Reading
    _rest: Callable[[str], Mapping[str, Any]] | None

    def held(self, id: str) -> Held:
        """The row in memory."""
        return self._reading.held(self.rows[id], self._rest)

    def all(self) -> Iterator[Held]:
        """All of them in memory."""
        return map(self.held, self.rows)

    def columns(self, ids: Iterable[str]) -> Mapping[str, Sequence[Any]]:
        """What was read of some of the rows, at least one, by column; fields as they travel."""
        return self._reading.columns(list(map(self.rows.__getitem__, ids)))


@dataclass(frozen=True)
class Shelf:
    """The table of one kind, and how its rows are read and written."""

    kind: Kind
    table: Table

    @cached_property
    def _whole(self) -> _Reading:
        return _Reading(self.kind, self.table, self.kind.fields)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(x.name for x in self.kind.fields)

    @cached_property
    def _others(self) -> tuple[_Other, ...]:
        return _others(self.kind.fields)

    def load(self, connection: Connection, ids: Iterable[str], names: Set[str] | None = None) -> Found:
        """The rows with these ids; at first no more of them than the fields of these names (None: whole)."""
        reading = self._whole if names is None else _some(self.kind, self.table, frozenset(names))
        query, rows = reading.by_id[connection.dialect.name], dict[str, Sequence[Any]]()
        for some in chunks(ids):
            rows.update((row[0], row) for row in connection.execute(query, {"ids": listed(some)}).all())
        return Found(rows, reading, None if names is None else partial(self._rest, connection))

    def _rest(self, connection: Connection, id: str) -> Mapping[str, Any]:
        return self.load(connection, [id]).held(id).standing.fields

    def where(self, connection: Connection, which: Any) -> Iterator[Held]:
        """The rows that a condition of SQL names."""
        return map(self._whole.held, connection.execute(self._whole.query.where(which)).all())

    def load_where(self, connection: Connection, column: str, value: str) -> Iterator[Held]:
        """The rows that hold `value` in a column."""
        return self.where(connection, self.table.c[column] == value)

    def ids(self, connection: Connection, ids: Iterable[str]) -> Iterator[str]:
        """Those of `ids` that there are."""
        for some in chunks(ids):
            yield from connection.scalars(select(self.table.c.id).where(among(connection, self.table.c.id, some)))

    def save(self, connection: Connection, rows: Sequence[Held]) -> None:
        """Writes rows, new ones and changed ones."""
        new = [self._row(held) for held in rows if held.was is None]
        insert_rows(connection, self.table, (*HEAD, *self._names), new)
        old: dict[tuple[str, ...], list[Sequence[Any]]] = {}
        for held in rows:
            if held.was is not None:
                names = (*sorted(held.written), "id")
                old.setdefault(names, []).append(self._written(held, names))
        for names, some in old.items():
            update_rows(connection, self.table, names, some)

    def insert(
        self, connection: Connection, heads: Sequence[Iterable[Any]], fields: Mapping[str, Sequence[Any]]
    ) -> None:
        """Writes new rows by column: what is kept beside their fields, and these; what has no column is empty, as the
        table has it by itself."""
        names = tuple(name for name in self._names if name in fields)
        rows = zip(*heads, *map(self._stored(fields).__getitem__, names), strict=False)
        insert_rows(connection, self.table, (*HEAD, *names), list(rows))

    def update(
        self, connection: Connection, ids: Sequence[str], heads: Mapping[str, Sequence[Any]],
        fields: Mapping[str, Sequence[Any]],
    ) -> None:  # fmt: skip
        """Writes by column what became otherwise of rows that are there: beside their fields, and of these."""
        columns = {**heads, **self._stored(fields), "id": ids}
        update_rows(connection, self.table, tuple(columns), list(zip(*columns.values(), strict=True)))

    def _stored(self, fields: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
        """Columns of wire values as the table holds them."""
        columns = dict(fields)
        for other in self._others:
            if other.name in columns:
                blank, empty, stored = other.blank, other.empty, other.stored
                columns[other.name] = [empty if x == blank else stored(x) for x in columns[other.name]]
        return columns

    def _row(self, held: Held) -> Sequence[Any]:
        """A new row: what is kept beside its fields, and all of these."""
        values = [*_head(held), *map(held.standing.fields.__getitem__, self._names)]
        for other in self._others:
            value = values[other.place]
            values[other.place] = other.empty if value == other.blank else other.stored(value)
        return values

    def _written(self, held: Held, names: Iterable[str]) -> Sequence[Any]:
        """These columns of a row that was there."""
        head, fields = dict(zip(HEAD, _head(held), strict=True)), held.standing.fields
        values = self._fields({name: head[name] if name in head else fields[name] for name in names})
        return list(values.values())

    def _fields(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with the columns of those that are kept otherwise than they travel."""
        for other in self._others:
            if other.name in values:
                value = values[other.name]
                values[other.name] = other.empty if value == other.blank else other.stored(value)
        return values


def _head(held: Held) -> Sequence[Any]:
    """What is kept beside a row's fields, in its order."""
    standing = held.standing
    versions = dumps(standing.versions) if standing.versions else ""
    return (
        held.id, standing.deleted or None, held.seq, standing.made, standing.turned, held.entered, versions,
        held.gone_with or None, held.person, held.team,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _some(kind: Kind, table: Table, names: frozenset[str]) -> _Reading:
    return _Reading(kind, table, tuple(x for x in kind.fields if x.name in names))


@lru_cache(maxsize=256)
def shelf_of(kind: Kind, table: Table) -> Shelf:
    """The shelf of a kind, derived once."""
    return Shelf(kind, table)


class _Other(NamedTuple):
    """A field whose column is not its wire value: how each becomes the other, and what both are when it is empty."""

    name: str
    place: int
    blank: Any
    empty: Any
    stored: Callable[[Any], Any]
    loaded: Callable[[Any], Any]


def _others(fields: Sequence[Field]) -> tuple[_Other, ...]:
    """The fields that a column holds otherwise than they travel, with their places behind the head."""
    placed = enumerate(fields, start=len(HEAD))
    return tuple(_other(x, place) for place, x in placed if not x.plain_store or isinstance(x, Link))


def _other(field: Field, place: int) -> _Other:
    column = lru_cache(_REMEMBERED)(lambda wire: stored(field, field.unwire(wire)))
    # A list is no key.
    words = isinstance(field, Words)
    return _Other(
        field.name, place, field.wire(field.empty), stored(field, field.empty),
        (lambda wire: column(tuple(wire))) if words else column, lambda value: field.wire(loaded(field, value)),
    )  # fmt: skip


def dumps(value: Any) -> str:
    """JSON as the tables keep it."""
    return msgspec.json.encode(value).decode()


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """`ids` in lists that one statement takes."""
    left = list(ids)
    for start in range(0, len(left), CHUNK):
        yield left[start : start + CHUNK]
