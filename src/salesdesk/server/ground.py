"""The rows that a push works on: loaded in bulk, changed in memory, written at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from salesdesk.domain.record import Kind
from salesdesk.protocol.merge import Standing
from salesdesk.protocol.wire import Write
from salesdesk.server import rights, scope_sums, steps
from salesdesk.server.altered import Altering
from salesdesk.server.fresh import Fresh, blank
from salesdesk.server.many import insert_many, insert_rows
from salesdesk.server.rows import Found, Held, Key, dumps, shelf_of
from salesdesk.server.steps import Step, step_of
from salesdesk.server.tables import Tables

_STEP = ("kind", "id", "seq", "step", "user", "at", "mid", "op", "fields", "before")


class Cause(NamedTuple):
    """What a change is part of: the mutation's seq, id and action, who made it and when it was typed.

    `old` is the seq that it had before the server was restored, where it is handed in again.
    """

    seq: int
    mid: str
    action: str
    user: str
    at: int
    old: int = 0


@dataclass
class Pending:
    """What is written besides the rows."""

    history: list[Step] = field(default_factory=list)
    makers: dict[int, Cause] = field(default_factory=dict)
    exits: set[tuple[str, int, str, str]] = field(default_factory=set)


class Ground:
    """Rows in memory, each loaded once; `flush` writes what changed."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self._connection = connection
        self._tables = tables
        self._shelves = {kind.name: shelf_of(kind, tables.of(kind.name)) for kind in tables.kinds}
        self._rows: dict[Key, Held | None] = {}
        # Rows that were read, and that nobody has asked for yet.
        self._found: dict[Key, Found] = {}
        # Rows that were made many at once, by the seq that made them.
        self._fresh: dict[int, Fresh] = {}
        # Rows that are changed many at once, and where among them those are whose turn came.
        self._altered: list[Altering] = []
        self._altered_at: dict[Key, tuple[Altering, int]] = {}
        self._children: dict[Key, set[Key]] = defaultdict(set)
        self._pasts: dict[Key, list[Step]] = {}
        self._new_steps: dict[Key, list[Step]] = defaultdict(list)
        self._makers: dict[int, Cause | None] = {}
        self._pending = Pending()
        # By kind the newest seq under which a row of it was written.
        self._newest: dict[str, int] = {}

    # --- reading ------------------------------------------------------------------------------

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of rows that there are, by name."""
        return self._tables.kinds.by_name

    def load(self, kind: str, ids: Iterable[str], names: Set[str] | None = None) -> Found:
        """Fetches rows that will be asked for; where it is known that it will be little, the names of those fields.

        Returns those that were not there before.
        """
        wanted = {id for id in ids if (kind, id) not in self._rows and (kind, id) not in self._found}
        found = self._shelves[kind].load(self._connection, wanted, names)
        if self.kinds[kind].parent_links:
            self._take_all(found.all())
        else:
            self._found.update(((kind, id), found) for id in found.rows)
        self._rows.update(((kind, id), None) for id in wanted - found.rows.keys())
        return found

    def find(self, key: Key) -> Held | None:
        """The row, deleted or not, or None."""
        if key not in self._rows and key not in self._found:
            self.load(key[0], [key[1]])
        if (found := self._found.pop(key, None)) is not None:
            self._take(found.held(key[1]))
            self._change_by_itself(key)
        held = self._rows[key]
        if held is None and self._fresh:
            held = self._rows[key] = self._taken_out(key)
        return held

    def knows_any(self, kind: str, ids: Set[str]) -> bool:
        """Whether there is, or was, any of these rows."""
        self.load(kind, ids)
        return any((kind, id) in self._found or self._rows[kind, id] is not None for id in ids) or any(
            fresh.kind.name == kind and fresh.holds_any(ids) for fresh in self._fresh.values()
        )

    def _change_by_itself(self, key: Key) -> None:
        """Does to a row what was to be done to it among many."""
        altering, place = self._altered_at.pop(key, (None, 0))
        held = self._rows[key]
        if altering is not None and held is not None:
            fields, cause = altering.take_out(place)
            if cause is not None:
                self.change(held, fields, cause)

    def is_there(self, key: Key) -> bool:
        """Whether there is such a row among those that were read or made."""
        return key in self._found or self.find(key) is not None

    def is_untouched(self, key: Key) -> bool:
        """Whether a row stands as it was read, and nobody has asked for it yet."""
        return key in self._found

    def _taken_out(self, key: Key) -> Held | None:
        """A row of those that this push made many at once."""
        ours = (fresh for fresh in self._fresh.values() if fresh.kind.name == key[0])
        return next((held for fresh in ours if (held := fresh.take_out(key[1])) is not None), None)

    def stand_as_sent(self, writes: Sequence[Write], seq: int) -> bool:
        """Whether a mutation did nothing but make rows under a seq, and they stand exactly as they came."""
        if seq in self._fresh:
            return self._fresh[seq].as_sent
        return all(
            write.op == "create" and (row := self.find((write.kind, write.id))) is not None and row.as_sent(write, seq)
            for write in writes
        )

    def there(self, kind: str, ids: Iterable[str]) -> set[Key]:
        """Those of the ids that there are in the database, without reading their rows."""
        return {(kind, id) for id in self._shelves[kind].ids(self._connection, ids)}

    def changed(self) -> list[Held]:
        """The rows that are to be written."""
        return [held for held in self._rows.values() if held is not None and held.changed]

    def moved(self, kinds: Iterable[str], seq: int) -> bool:
        """Whether a row of one of these kinds was written under a seq, the newest of all."""
        return seq in map(self._newest.get, kinds)

    def of_kind(self, kind: str) -> Iterator[Held]:
        """The rows of a kind that are in memory."""
        return (held for held in self._rows.values() if held is not None and held.kind.name == kind)

    def children(self, row: Held) -> list[Held]:
        """The rows, deleted or not, whose parent it is."""
        # Below a row that this push makes the database has none.
        for kind in self._tables.kinds if row.was is not None else ():
            for link in kind.links:
                if link.parent and link.to == row.kind.name:
                    self._take_all(self._shelves[kind.name].load_where(self._connection, link.name, row.id))
        found = (self._rows[key] for key in self._children.get(row.key, ()))
        return [child for child in found if child is not None and row.key in child.parents()]

    def gone_with(self, action: str) -> list[Held]:
        """The rows that an action's deletion took."""
        for shelf in self._shelves.values():
            self._take_all(shelf.load_where(self._connection, "gone_with", action))
        return [held for held in self._rows.values() if held is not None and held.gone_with == action]

    def _take_all(self, rows: Iterable[Held]) -> None:
        for held in rows:
            if held.key in self._found:
                self.find(held.key)
            elif self._rows.get(held.key) is None:
                self._take(held)

    def _take(self, held: Held) -> None:
        self._rows[held.key] = held
        self._adopt(held)

    def _adopt(self, held: Held) -> None:
        for parent in held.parents():
            self._children[parent].add(held.key)

    # --- the past -----------------------------------------------------------------------------

    def steps(self, key: Key) -> list[Step]:
        """All that happened to a row, oldest first."""
        if key not in self._pasts:
            history = self._tables.history
            ours = (history.c.kind == key[0]) & (history.c.id == key[1])
            rows = self._connection.execute(select(history).where(ours).order_by(history.c.seq, history.c.step))
            past = [
                dict(row) | {"fields": msgspec.json.decode(row.fields), "before": msgspec.json.decode(row.before)}
                for row in rows.mappings()
            ]
            self._pasts[key] = [*self._making(key, past + self._new_steps[key]), *past]
        return self._pasts[key] + self._new_steps[key]

    def _making(self, key: Key, since: Sequence[Step]) -> Iterator[Step]:
        """The step that made a row, which is written down nowhere: what the row holds, with all since then taken back.

        Before layout 3 it was written like any other.
        """
        held = self.find(key)
        if held is None or held.bare or any(step["op"] == "create" for step in since):
            return
        empty = blank(held.kind)
        fields = {name: held.standing.fields[name] for name in empty}
        for step in reversed(since):
            fields.update(step["before"])
        if (cause := self._maker(held.standing.made)) is not None:
            yield step_of(held, "create", cause, {name: x for name, x in fields.items() if x != empty[name]}, {})

    def _maker(self, seq: int) -> Cause | None:
        """Who made rows under a seq, and when."""
        if seq not in self._makers:
            maker = self._tables.maker
            row = self._connection.execute(select(maker).where(maker.c.seq == seq)).first()
            self._makers[seq] = None if row is None else Cause(seq, row.mid, "", row.user, row.at)
        return self._makers[seq]

    def past(self, held: Held, unit: str, seq: int) -> Mapping[str, Any]:
        """A unit's values as they were at a seq."""
        return steps.past(self.steps(held.key), held, unit, seq)

    def author(self, held: Held, unit: str) -> tuple[str, int]:
        """Who last wrote a unit, and when; who made the row where nobody wrote it since."""
        return steps.author(self.steps(held.key), held, unit)

    def turned_by(self, held: Held) -> tuple[str, int]:
        """Who last deleted or restored a row, and when."""
        return steps.turned_by(self.steps(held.key))

    # --- writing ------------------------------------------------------------------------------

    def make(self, kind: Kind, id: str, fields: Mapping[str, Any], cause: Cause) -> Held:
        """A new row."""
        values = {**blank(kind), **fields}
        held = Held(kind, id, Standing(values, cause.seq, turned=cause.seq), cause.seq, cause.seq)
        self._take(held)
        self._made(kind, cause)
        return held

    def make_many(self, fresh: Fresh, cause: Cause) -> None:
        """New rows, which have no parents; nobody has asked for one of them yet."""
        self._fresh[cause.seq] = fresh
        self._made(fresh.kind, cause)

    def _made(self, kind: Kind, cause: Cause) -> None:
        self._newest[kind.name] = cause.seq
        self._makers[cause.seq] = self._pending.makers[cause.seq] = cause

    def change(self, held: Held, fields: Mapping[str, Any], cause: Cause) -> None:
        """Sets fields of a row."""
        standing = held.standing
        before = {name: standing.fields[name] for name in fields}
        standing.fields.update(fields)
        held.written.update(fields, ("versions",))
        for name in fields:
            standing.versions[held.kind.by_name[name].unit] = cause.seq
        self._adopt(held)
        self.touch(held, cause)
        self._log(held, "change", cause, fields, before)

    def will_alter(self, altering: Altering) -> None:
        """Takes rows that are to be changed each in its turn."""
        self._altered.append(altering)

    def alter(self, altering: Altering, place: int, cause: Cause) -> None:
        """It is the turn of one of them, which is untouched."""
        altering.change(place, cause)
        self._altered_at[altering.key(place)] = altering, place
        self._newest[altering.rows.kind.name] = cause.seq

    def rewrite(self, held: Held, fields: Mapping[str, Any]) -> None:
        """Makes a new row otherwise than it was asked for."""
        held.standing.fields.update(fields)

    def turn(self, held: Held, deleted: int, cause: Cause) -> None:
        """Deletes a row, at the time that `deleted` says, or brings it back."""
        held.standing.deleted = deleted
        held.standing.turned = cause.seq
        held.gone_with = cause.action if deleted else ""
        held.written.update(("deleted", "turned", "gone_with"))
        self.touch(held, cause)
        self._log(held, "delete" if deleted else "restore", cause, {}, {})

    def question(self, held: Held, cause: Cause) -> None:
        """A conflict lies over the row: who has not seen it cannot delete the row."""
        held.standing.turned = cause.seq
        held.written.add("turned")

    def touch(self, held: Held, cause: Cause) -> None:
        """Makes a row new to everybody."""
        held.seq = self._newest[held.kind.name] = cause.seq
        held.written.add("seq")

    def leave(self, held: Held, person: str, team: str, cause: Cause) -> None:
        """Moves a row to other scopes, and writes down which it left."""
        if held.was is not None:  # nobody has seen a row that this push makes
            left = set(rights.names(held.person, held.team)) - set(rights.names(person, team))
            self._pending.exits.update((scope, cause.seq, *held.key) for scope in left)
        held.person, held.team = person, team
        held.entered = cause.seq
        held.written.update(("scope_person", "scope_team", "entered"))
        self.touch(held, cause)

    def _log(self, held: Held, op: str, cause: Cause, fields: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        new = self._new_steps[held.key]
        new.append(step_of(held, op, cause, fields, before, len(new)))
        self._pending.history.append(new[-1])

    def flush(self) -> None:
        """Writes rows, history, exits and the sums of their scopes."""
        changed = self.changed()
        by_kind: dict[str, list[Held]] = defaultdict(list)
        for held in changed:
            by_kind[held.kind.name].append(held)
        for name, rows in by_kind.items():
            self._shelves[name].save(self._connection, rows)
        fresh = [fresh.rest() for fresh in self._fresh.values()]
        for some in filter(len, fresh):
            self._shelves[some.kind.name].insert(self._connection, some.heads(), some.columns)
        altered = [done for altering in self._altered if (done := altering.done()).causes]
        for done in altered:
            self._shelves[done.rows.kind.name].update(self._connection, done.rows.ids, done.heads(), done.rows.after)
            insert_rows(self._connection, self._tables.history, _STEP, done.steps())
        scope_sums.move(self._connection, self._tables, changed, fresh, altered)
        dumped = [
            step | {"fields": dumps(step["fields"]), "before": dumps(step["before"])} for step in self._pending.history
        ]
        insert_many(self._connection, self._tables.history, dumped)
        makers = [{"seq": x.seq, "user": x.user, "at": x.at, "mid": x.mid} for x in self._pending.makers.values()]
        insert_many(self._connection, self._tables.maker, makers)
        if self._pending.exits:
            exits = [dict(zip(("scope", "seq", "kind", "id"), x, strict=True)) for x in self._pending.exits]
            self._connection.execute(self._tables.exit.insert(), exits)
