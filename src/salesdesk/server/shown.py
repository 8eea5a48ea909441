"""The rows of one kind as a pull shows them; written for speed, for a first pull brings all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from msgspec import json, to_builtins
from sqlalchemy import Connection, Result, Select, Table, bindparam, func, literal, or_, select, union, union_all

from salesdesk.domain.fields import EPOCH, Day, Field, Link, Moment, Rate, Text, Words
from salesdesk.domain.record import Kind
from salesdesk.protocol import wire
from salesdesk.protocol.wire import Row
from salesdesk.schema.columns import loaded
from salesdesk.server import rights
from salesdesk.server.past import deleters
from salesdesk.server.rights import Reader
from salesdesk.server.room import READ_AT_ONCE, Room
from salesdesk.server.rows import chunks
from salesdesk.server.spared import Spared
from salesdesk.server.tables import Tables

# Read of each row before its fields; of one that is whole in any case, no more than the first.
_FRONT = ("id", "seq", "deleted", "scope_person", "scope_team")
_HEAD = (*_FRONT, "made", "entered", "versions")
# All that is read of a row before it is known whether it is spared its fields.
_MADE = (*_FRONT, "made", "turned", "entered", "versions")
# PostgreSQL's driver would fetch all that is found at once.
_SOME_AT_A_TIME = {"yield_per": READ_AT_ONCE}


@dataclass(frozen=True)
class View:
    """Who looks, since when, and at which scopes anew."""

    reader: Reader
    cursor: int
    granted: frozenset[str]
    whole: bool = False
    spared: Spared = field(default_factory=Spared)


class _Other(NamedTuple):
    """A field whose column is not its wire value: what it holds when it is empty, and how the one becomes the other."""

    name: str
    empty: Any
    convert: Callable[[Any], Any]
    moment: bool

    def travelling(self, column: Sequence[Any]) -> list[Any]:
        """A whole column's wire values, None for what is empty."""
        if self.moment:
            # msgspec writes them as the field does, in a fifth of the time.
            return list(to_builtins([None if n is None else EPOCH + timedelta(0, 0, n) for n in column]))
        return [None if value == self.empty else self.convert(value) for value in column]


@dataclass(frozen=True)
class _Sorted:
    """The fields of a kind: those whose column is their wire value, and the others."""

    plain: tuple[str, ...]
    others: tuple[_Other, ...]

    def columns(self, columns: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
        """Wire values by field, None for what is empty; a field that is empty throughout is left out."""
        found = {
            name: [value or None for value in column]
            for name, column in zip(self.plain, columns, strict=False)
            if any(column)
        }
        for other, column in zip(self.others, columns[len(self.plain) :], strict=True):
            if column.count(other.empty) < len(column):
                found[other.name] = other.travelling(column)
        return found


@cache
def _sorted(kind: Kind) -> _Sorted:
    plain = [x for x in kind.fields if x.empty == "" and x.plain_store]
    rest = [x for x in kind.fields if x not in plain]
    others = (_Other(x.name, x.stored(x.empty), _converter(x), isinstance(x, Moment)) for x in rest)
    return _Sorted(tuple(x.name for x in plain), tuple(others))


def _converter(field: Field) -> Callable[[Any], Any]:
    if field.plain_store or isinstance(field, Day | Rate):
        # What is stored is what travels.
        return lambda value: value
    if isinstance(field, Words):
        return json.decode
    load, wire = field.loaded, field.wire
    return lambda value: wire(load(value))


def moved_kinds(connection: Connection, tables: Tables, reader: Reader, since: int) -> frozenset[str]:
    """The kinds of which a row that a person reads moved since a seq."""
    hers = {"teams": [*sorted(reader.teams), rights.EVERYBODY], "user": reader.user, "since": since}
    return frozenset(connection.scalars(_moved(tables), hers))


@lru_cache(8)
def _moved(tables: Tables) -> Any:
    """One question for all kinds: most of them have nothing new, and each costs more to ask than to answer."""
    teams: Any = bindparam("teams", expanding=True)
    user: Any = bindparam("user")
    since: Any = bindparam("since")
    asked = []
    for name in tables.kinds.by_name:
        columns = tables.of(name).c
        team = select(columns.id).where(columns.scope_team.in_(teams), columns.seq > since)
        person = select(columns.id).where(columns.scope_person == user, columns.seq > since)
        asked.append(select(literal(name, literal_execute=True)).where(or_(team.exists(), person.exists())))
    return union_all(*asked)


class Shown:
    """The rows of one kind that a person is to get."""

    def __init__(self, kind: Kind, table: Table, view: View) -> None:
        self._kind = kind
        self._table = table
        self._view = view
        self._fields = _sorted(kind)
        self._numbers: dict[tuple[str, str], tuple[list[int], bool]] = {}

    def rows(self, connection: Connection, after: str, room: Room) -> tuple[wire.Table, list[Row], list[str]]:
        """The next rows behind the id `after`: those that are spared their fields, the others, and all ids."""
        if not self._view.spared:
            found = self._next(connection, _HEAD, after, room)
            rows = self._named(connection, self._taken(found, room))
            return wire.Table(self._kind.name), rows, [row.id for row in rows]
        heads = self._next(connection, _MADE, after, room).all()
        spared = {row.id for row in filter(self._is_spared, heads)}
        rows = self._others(connection, [row.id for row in heads if row.id not in spared], room)
        if room.full:  # behind the last of them nothing goes onto the page
            heads = heads[: 1 + [row.id for row in heads].index(rows[-1].id)]
        bare = [row for row in heads if row.id in spared]
        room.rows -= len(bare)
        return self._bare(bare), self._named(connection, rows), [row.id for row in heads]

    def _others(self, connection: Connection, ids: Sequence[str], room: Room) -> list[Row]:
        """Of these rows those that there is room for."""
        rows: list[Row] = []
        for some in chunks(ids):
            rows += self._taken(connection.execute(self._these(some)), room)
            if room.full:
                break
        return rows

    def _taken(self, found: Result[Any], room: Room) -> list[Row]:
        texts = self._texts(len(_HEAD))
        return [self._row(row) for columns in room.columns(found, texts) for row in zip(*columns, strict=True)]

    def _texts(self, front: int) -> list[int]:
        """The places of the columns that hold texts, behind those of the front."""
        texts = enumerate((*self._fields.plain, *(other.name for other in self._fields.others)), start=front)
        return [place for place, name in texts if isinstance(self._kind.by_name[name], Text | Words)]

    def _next(self, connection: Connection, head: Sequence[str], after: str, room: Room) -> Result[Any]:
        query = self._query(head).where(self._table.c.id > after).order_by(self._table.c.id).limit(room.rows)
        return connection.execute(query, execution_options=_SOME_AT_A_TIME)

    def _is_spared(self, row: Any) -> bool:
        """Whether she has what happened to a row since the cursor: that it was made, or changes and nothing else."""
        _id, seq, deleted, person, team, made, turned, entered, versions = row
        cursor, spared = self._view.cursor, self._view.spared
        if deleted or seq not in spared:
            return False
        if seq == made:
            return True
        if max(made, turned, entered) > cursor or self._scopes(person, team)[1]:
            return False
        others = [version for version in json.decode(versions or "{}").values() if version > cursor and version != seq]
        return all(version in spared for version in others)

    def _these(self, ids: Sequence[str]) -> Select[Any]:
        return self._read().where(self._table.c.id.in_(ids)).order_by(self._table.c.id)

    def _bare(self, rows: Sequence[Any]) -> wire.Table:
        """Rows by columns, without their fields."""
        if not rows:
            return wire.Table(self._kind.name)
        ids, seqs, _deleted, persons, teams, *_others = zip(*rows, strict=True)
        places: dict[tuple[str, str], int] = {}
        at = [places.setdefault(pair, len(places)) for pair in zip(persons, teams, strict=True)]
        return wire.Table(self._kind.name, list(ids), list(seqs), at, [self._scopes(*pair)[0] for pair in places])

    def these(self, connection: Connection, ids: Sequence[str]) -> list[Row]:
        """Those of the rows that she reads, whole."""
        found = connection.execute(self._these(ids).where(self._hers())).all()
        return self._named(connection, [self._row(row) for row in found])

    def _named(self, connection: Connection, rows: list[Row]) -> list[Row]:
        """The rows, and who deleted those that are."""
        dead = [row for row in rows if row.deleted]
        if dead:
            by = deleters(connection, self._table.metadata, self._kind.name, [row.id for row in dead])
            for row in dead:
                row.by = by.get(row.id, "")
        return rows

    def known(self, connection: Connection, scope: tuple[str, str], after: str, most: int) -> list[tuple[str, int]]:
        """Id and seq of at most so many rows of a scope (person or team) behind the id `after`, by id."""
        columns = self._table.c
        person, team = scope
        inside = columns.scope_person == person if person else columns.scope_team == team
        read = select(columns.id, columns.seq).where(inside, columns.id > after).order_by(columns.id).limit(most)
        return [(id, seq) for id, seq in connection.execute(read)]

    def _read(self, head: Sequence[str] = _HEAD) -> Select[Any]:
        others = (other.name for other in self._fields.others)
        return select(*(self._table.c[name] for name in (*head, *self._fields.plain, *others)))

    def table(self, connection: Connection, after: str, room: Room) -> wire.Table:
        """The same of a first pull, by columns: there all rows are whole."""
        query = self._read(_FRONT).where(self._hers(), self._table.c.id > after).order_by(self._table.c.id)
        found = connection.execute(query.limit(room.rows), execution_options=_SOME_AT_A_TIME)
        columns: list[list[Any]] = [[] for _name in found.keys()]  # noqa: SIM118
        for some in room.columns(found, self._texts(len(_FRONT))):
            for column, values in zip(columns, some, strict=True):
                column.extend(values)
        if not columns[0]:
            return wire.Table(self._kind.name)
        ids, seqs, deleted, persons, teams = columns[: len(_FRONT)]
        places: dict[tuple[str, str], int] = {}
        at = [places.setdefault(pair, len(places)) for pair in zip(persons, teams, strict=True)]
        dead = [id for id, moment in zip(ids, deleted, strict=True) if moment]
        by = deleters(connection, self._table.metadata, self._kind.name, dead) if dead else {}
        return wire.Table(
            self._kind.name, list(ids), list(seqs), at, [self._scopes(*pair)[0] for pair in places],
            [moment or 0 for moment in deleted] if dead else [], self._fields.columns(columns[len(_FRONT) :]),
            [by.get(id, "") for id in ids] if by else [],
        )  # fmt: skip

    def _query(self, head: Sequence[str]) -> Select[Any]:
        columns = self._table.c
        read = select(*(columns[name] for name in head)) if head is _MADE else self._read(head)
        if self._view.granted:
            return read.where(self._visible())
        return read.where(columns.id.in_(self._new_ids()))

    def _visible(self) -> Any:
        """All that she reads, found by walking the ids: an index by scope would be sorted for every page."""
        columns = self._table.c
        granted = [team for team in self._view.reader.teams if rights.name(team=team) in self._view.granted]
        fresh = or_(columns.seq > self._view.cursor, func.coalesce(columns.scope_team, "").in_(granted))
        return self._hers() & fresh

    def _hers(self) -> Any:
        columns = self._table.c
        return or_(
            func.coalesce(columns.scope_team, "").in_(self._teams),
            func.coalesce(columns.scope_person, "") == self._view.reader.user,
        )

    @cached_property
    def _teams(self) -> list[str]:
        return [*sorted(self._view.reader.teams), rights.EVERYBODY]

    def _new_ids(self) -> Any:
        columns, since = self._table.c, self._table.c.seq > self._view.cursor
        return union(
            select(columns.id).where(columns.scope_team.in_(self._teams), since),
            select(columns.id).where(columns.scope_person == self._view.reader.user, since),
        )

    # --- one row ------------------------------------------------------------------------------

    def _row(self, row: Any) -> Row:
        id, seq, deleted, person, team, made, entered, versions = row[: len(_HEAD)]
        scopes, fresh = self._scopes(person, team)
        cursor = self._view.cursor
        if self._view.whole or fresh or made > cursor or entered > cursor:
            return Row(self._kind.name, id, seq, self._filled(row), True, deleted or 0, scopes)
        units = {unit for unit, version in json.decode(versions or "{}").items() if version > cursor}
        return Row(self._kind.name, id, seq, self._units(row, units), False, deleted or 0)

    def _scopes(self, person: str, team: str) -> tuple[list[int], bool]:
        """The numbers of those scopes of a row that are hers, and whether a grant of one of them is new to her."""
        known = self._numbers.get((person, team))
        if known is None:
            order = self._view.reader.scopes
            hers = [scope for scope in rights.names(person, team) if scope in order]
            fresh = any(scope in self._view.granted for scope in hers)
            known = self._numbers[person, team] = [order.index(scope) for scope in hers], fresh
        return known

    def _filled(self, row: Any) -> dict[str, Any]:
        plain = self._fields.plain
        fields = {name: value for name, value in zip(plain, row[len(_HEAD) :], strict=False) if value}
        for other, value in zip(self._fields.others, row[len(_HEAD) + len(plain) :], strict=True):
            if value != other.empty:
                fields[other.name] = other.convert(value)
        return fields

    def _units(self, row: Any, units: set[str]) -> dict[str, Any]:
        wanted = (field for unit in units for field in self._kind.units.get(unit, ()))
        return {field.name: _wire(field, row[self._places[field.name]]) for field in wanted}

    @cached_property
    def _places(self) -> dict[str, int]:
        names = (*self._fields.plain, *(other.name for other in self._fields.others))
        return {name: place for place, name in enumerate(names, start=len(_HEAD))}


def _wire(field: Field, value: Any) -> Any:
    return (value or "") if isinstance(field, Link) else field.wire(loaded(field, value))
