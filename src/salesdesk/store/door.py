"""The one door that writes records: rows, outbox and search index in one durable transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, TypeVar

from salesdesk.domain.changes import Change, Written, written
from salesdesk.domain.ids import uuid7
from salesdesk.domain.record import Kind, kind_of
from salesdesk.schema.columns import Layout, key_column, quoted, sort_key, stored
from salesdesk.store import drafts, inbox, search
from salesdesk.store.bulk import New, Writing
from salesdesk.store.connection import Connections
from salesdesk.store.errors import NotFound
from salesdesk.store.mutations import ROWS_A_MUTATION, Header, begin_action, bodies, end_action, row_as_json

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


@dataclass(frozen=True)
class _Statements:
    """The SQL that writes one kind, derived from its layout."""

    layout: Layout

    @cached_property
    def find(self) -> str:
        return f"SELECT n FROM {quoted(self.layout.table)} WHERE id = ?"

    @cached_property
    def index(self) -> tuple[str, str]:
        tables = (search.words_table(self.layout.table), search.parts_table(self.layout.table))
        words, parts = (f"INSERT OR REPLACE INTO {quoted(table)} (rowid, t) VALUES (?, ?)" for table in tables)
        return words, parts

    @cached_property
    def forget(self) -> tuple[str, str]:
        tables = (search.words_table(self.layout.table), search.parts_table(self.layout.table))
        words, parts = (f"DELETE FROM {quoted(table)} WHERE rowid = ?" for table in tables)
        return words, parts

    def update(self, names: Sequence[str]) -> str:
        settings = "".join(f"{quoted(name)} = ?, " for name in names)
        return f'UPDATE {quoted(self.layout.table)} SET {settings}"local" = 1 WHERE n = ?'


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
        self._known: dict[Kind, _Statements] = {}

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
        for number, step in enumerate(steps):
            if number:
                self._connections.give_way()
            last = number == len(steps) - 1
            how = _Step(drops if last else "", bulk=len(pairs) > ROWS_A_MUTATION, last=last and not more)
            self._connections.write(
                lambda writer, step=step, how=how: self._mutation(writer, header, how, step),  # type: ignore[misc]
                door=True,
            )
        return Saved(header.action, label, header.at, tuple(change for change, _row in pairs), undoes, more=more)

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

    def _mutation(self, writer: Any, header: Header, step: _Step, pairs: Sequence[tuple[Change, Written]]) -> None:
        begin_action(writer, header)
        if header.undoes and step.last:
            end_action(writer, header)
        for body in bodies([row_as_json(row) for _change, row in pairs]):
            sql = "INSERT INTO outbox (mid, action, body) VALUES (?, ?, ?)"
            writer.execute(sql, (self._new_id(), header.action, body))
        for change, _row in pairs:
            if change.entry:
                inbox.decide(writer, change.entry, change.choice)
        there = [(change, row) for change, row in pairs if row.fields or row.op != "change"]
        at = header.microseconds
        numbers = [self._row(writer, change, row, at, index=not step.bulk) for change, row in there]
        if step.bulk:
            _remember_unindexed(writer, there, numbers)
        if step.drops:
            drafts.drop(writer, step.drops)

    def _row(self, writer: Any, change: Change, row: Written, at: int, *, index: bool) -> int:
        known = self._statements(change.kind)
        record = change.after
        if row.op == "create":
            n = writer.execute(known.layout.insert, [record.id, *known.layout.row(record)]).lastrowid
        else:
            n = self._number(writer, change.kind, record.id)
            names, values = _columns_of(change.kind, row, change)
            if change.op != "change":
                names, values = [*names, "deleted"], [*values, at if record.deleted else None]
            writer.execute(known.update(names), [*values, n])
        if index and (row.op != "change" or any(change.kind.by_name[name].searchable for name in row.fields)):
            _index(writer, known, change, n)
        return int(n)

    def _number(self, writer: Any, kind: Kind, id: str) -> int:
        found = writer.execute(self._statements(kind).find, (id,)).fetchone()
        if found is None:
            raise NotFound(kind.name, id)
        return int(found[0])

    def _statements(self, kind: Kind) -> _Statements:
        if kind not in self._known:
            self._known[kind] = _Statements(Layout(kind))
        return self._known[kind]


def _mutations(rows: Sequence[T]) -> list[Sequence[T]]:
    return [rows[start : start + ROWS_A_MUTATION] for start in range(0, len(rows), ROWS_A_MUTATION)]


@cache
def _belongs(kind: Kind) -> bool:
    """Whether records of a kind are deleted together with one that they belong to."""
    return any(link.parent for link in kind.links)


@dataclass(frozen=True)
class _Step:
    drops: str
    bulk: bool
    last: bool


def _columns_of(kind: Kind, row: Written, change: Change) -> tuple[list[str], list[Any]]:
    """The columns that an update sets, sort keys among them, and their values."""
    names: list[str] = []
    values: list[Any] = []
    for name in row.fields:
        field = kind.by_name[name]
        value = kind.value(change.after, field)
        names.append(name)
        values.append(stored(field, value))
        if field.sortable:
            names.append(key_column(field))
            values.append(sort_key(field, value))
    return names, values


def _remember_unindexed(writer: Any, pairs: Sequence[tuple[Change, Written]], numbers: Sequence[int]) -> None:
    by_kind: dict[str, list[int]] = {}
    for (_change, row), n in zip(pairs, numbers, strict=True):
        by_kind.setdefault(row.kind, []).append(n)
    rows = [(kind, min(found), max(found)) for kind, found in by_kind.items()]
    writer.executemany("INSERT INTO unindexed VALUES (?, ?, ?)", rows)


def _index(writer: Any, known: _Statements, change: Change, n: int) -> None:
    if change.after.deleted:
        for statement in known.forget:
            writer.execute(statement, (n,))
        return
    texts = search.index_texts(kind_of(type(change.after)), change.after)
    for statement, text in zip(known.index, texts, strict=True):
        writer.execute(statement, (n, text))
