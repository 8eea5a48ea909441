"""The one door that writes records: rows, outbox and search index in one durable transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from salesdesk.domain.changes import Change, Written, meanwhile, written
from salesdesk.domain.ids import uuid7
from salesdesk.domain.record import Kind
from salesdesk.schema.columns import Layout
from salesdesk.store import drafts, inbox, statements
from salesdesk.store.bulk import New, Writing
from salesdesk.store.connection import Connections
from salesdesk.store.mutations import ROWS_A_MUTATION, Header, begin_action, bodies, end_action, row_as_json
from salesdesk.store.removed import made_again, removed_here
from salesdesk.store.statements import Statements

T = TypeVar("T")


@dataclass(frozen=True)
class Saved:
    """An action that is durable, or a part of one of which `more` follows.

    `changes` are the ones that changed something; `many` says by kind how many rows went in bulk.
    """

    action: str
    label: str
    at: datetime
    changes: tuple[Change, ...]
    undoes: str = ""
    many: Mapping[str, int] = field(default_factory=dict)
    more: bool = False

    @property
    def kinds(self) -> set[str]:
        """The names of the kinds that it wrote to."""
        return {change.kind.name for change in self.changes} | set(self.many)


class Door:
    """Writes actions. `clock` says when, `new_id` makes the ids of actions and mutations."""

    def __init__(
        self,
        connections: Connections,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = uuid7,
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._new_id = new_id
        self._known: dict[Kind, Statements] = {}

    def save(
        self, label: str, changes: Sequence[Change], *, drops: str = "", undoes: str = "", action: str = "",
        more: bool = False,
    ) -> Saved | None:  # fmt: skip
        """Makes an action durable, in mutations of at most 500 rows; None where nothing changes.

        `drops` names the draft that the action makes an end of; `undoes` the action that it takes
        back; `action` goes on with an action that was begun before, and `more` of it follows. Raises
        DiskFull, and then nothing of the mutation at hand is written.
        """
        pairs = [(change, row) for change in changes if (row := written(change))]
        if len(pairs) > 1:
            # In several mutations, what is deleted goes before what it belongs to.
            pairs.sort(key=lambda pair: pair[1].op == "delete" and not _belongs(pair[0].kind))
        header = Header(action or self._new_id(), label, self._clock(), undoes)
        steps = _mutations(pairs)
        if not steps and undoes and not more:
            steps = [()]  # all of it was edited since: the action counts as undone, nothing is written
        if not steps:
            if drops:
                self._connections.write(lambda writer: drafts.drop(writer, drops))
            return None
        done: list[Change] = []
        for number, step in enumerate(steps):
            if number:
                self._connections.give_way()
            last = number == len(steps) - 1
            how = _Step(drops if last else "", bulk=len(pairs) > ROWS_A_MUTATION, last=last and not more)
            done += self._connections.write(
                lambda writer, step=step, how=how: self._mutation(writer, header, how, step),  # type: ignore[misc]
                door=True,
            )
        return Saved(header.action, label, header.at, tuple(done), undoes, more=more)

    def add(self, label: str, rows: Sequence[New], *, action: str = "") -> Saved:
        """Makes new records durable, a few mutations at a time; `action` goes on with one that was begun before."""
        header = Header(action or self._new_id(), label, self._clock())
        left = _mutations(rows)
        while left:
            self._connections.give_way()
            done = self._connections.write(
                # What she types meanwhile is safe at once: where somebody waits, the transaction ends.
                lambda writer, some=left: Writing(writer, header, self._new_id).add(  # type: ignore[misc]
                    some, lambda: self._connections.somebody_waits
                ),
                door=True,
            )
            left = left[done:]
        return Saved(header.action, label, header.at, (), many=Counter(row.kind.name for row in rows))

    def live(
        self, label: str, kind: Kind, ids: Sequence[str], *, deleted: bool, undoes: str = "", action: str = ""
    ) -> Saved:
        """Deletes records, or brings them back, as a part of an action; what belongs to them is not looked at.

        Until the action is saved with what is left of it, it takes nothing back.
        """
        header = Header(action or self._new_id(), label, self._clock(), undoes)
        many = 0
        for some in _mutations(ids):
            self._connections.give_way()
            many += self._connections.write(
                lambda writer, some=some: Writing(writer, header, self._new_id).live(kind, some, deleted=deleted),  # type: ignore[misc]
                door=True,
            )
        return Saved(header.action, label, header.at, (), undoes, {kind.name: many} if many else {}, more=True)

    def knows(self, kind: Kind, id: str) -> bool:
        """Whether a record of that id can be linked to, deleted or not."""
        return self._connections.one_for_writing(self._statements(kind).find, (id,)) is not None

    def _mutation(
        self, writer: Any, header: Header, step: _Step, pairs: Sequence[tuple[Change, Written]]
    ) -> list[Change]:
        """Writes a mutation; returns what its changes came to on the records as they stood."""
        begin_action(writer, header)
        if header.undoes and step.last:
            end_action(writer, header)
        at = header.microseconds
        done = [put for pair in pairs if (put := self._put(writer, *pair, at, index=not step.bulk))]
        for body in bodies([row_as_json(put.row) for put in done]):
            sql = "INSERT INTO outbox (mid, action, body) VALUES (?, ?, ?)"
            writer.execute(sql, (self._new_id(), header.action, body))
        for put in done:
            if put.row.entry:
                inbox.decide(writer, put.row.entry, put.row.choice)
        if step.bulk:
            _remember_unindexed(writer, done)
        if step.drops:
            drafts.drop(writer, step.drops)
        return [put.change for put in done]

    def _put(self, writer: Any, change: Change, row: Written, at: int, *, index: bool) -> _Put | None:
        """Writes one record; None where nothing is left to be written."""
        known, n = self._statements(change.kind), 0
        if _says(row) and row.op != "create":
            n, now = known.standing(writer, change.after.id)
            if now != change.before:  # a pull wrote it since it was read
                change = meanwhile(change, now)
                row = written(change) or _NOTHING
        if not _says(row):
            return _Put(change, row) if row.entry else None
        record, told = change.after, _told(writer, change, row)
        if row.op == "create":
            n = writer.execute(known.layout.insert, [record.id, *known.layout.row(record)]).lastrowid
        else:
            names, values = statements.columns_of(row, change)
            if change.op != "change":
                names, values = [*names, "deleted"], [*values, at if record.deleted else None]
            writer.execute(known.update(names), [*values, n])
        if index and (row.op != "change" or any(change.kind.by_name[name].searchable for name in row.fields)):
            statements.index(writer, known, change, n)
        return _Put(change, told, n)

    def _statements(self, kind: Kind) -> Statements:
        if kind not in self._known:
            self._known[kind] = Statements(Layout(kind))
        return self._known[kind]


def _mutations(rows: Sequence[T]) -> list[Sequence[T]]:
    return [rows[start : start + ROWS_A_MUTATION] for start in range(0, len(rows), ROWS_A_MUTATION)]


@cache
def _belongs(kind: Kind) -> bool:
    """Whether records of a kind are deleted together with one that they belong to."""
    return any(link.parent for link in kind.links)


def _told(writer: Any, change: Change, row: Written) -> Written:
    """A row as the server is told of it: what was removed here alone, and comes back, is new to it."""
    if row.op == "restore" and removed_here(writer, change.kind, [row.id]):
        return made_again(writer, change.after)
    return row


@dataclass(frozen=True)
class _Step:
    drops: str
    bulk: bool
    last: bool


@dataclass(frozen=True)
class _Put:
    """A change as it came to, and the number of the record that it wrote, 0 where it wrote none."""

    change: Change
    row: Written
    n: int = 0


_NOTHING = Written("", "", "change", 0, {}, {})


def _says(row: Written) -> bool:
    """Whether it changes anything of the record; else it only decides an entry."""
    return bool(row.fields) or row.op != "change"


def _remember_unindexed(writer: Any, done: Sequence[_Put]) -> None:
    by_kind: dict[str, list[int]] = {}
    for put in done:
        if put.n:
            by_kind.setdefault(put.row.kind, []).append(put.n)
    rows = [(kind, min(found), max(found)) for kind, found in by_kind.items()]
    writer.executemany("INSERT INTO unindexed VALUES (?, ?, ?)", rows)
