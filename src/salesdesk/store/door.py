"""The one door that writes records: rows, outbox and search index in one durable transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

from salesdesk.domain.changes import Change, Written, written
from salesdesk.domain.ids import uuid7
from salesdesk.domain.record import Kind, kind_of
from salesdesk.schema.columns import Layout, key_column, quoted, sort_key, stored
from salesdesk.store import drafts, inbox, search
from salesdesk.store.connection import Connections
from salesdesk.store.errors import NotFound

ROWS_A_MUTATION = 500
# A mutation's body in bytes: one always fits into a push.
LONGEST_MUTATION = 600_000


@dataclass(frozen=True)
class Saved:
    """An action that is durable; `changes` are the ones that changed something."""

    action: str
    label: str
    at: datetime
    changes: tuple[Change, ...]
    undoes: str = ""


@dataclass(frozen=True)
class _Statements:
    """The SQL that writes one kind, derived from its layout."""

    layout: Layout

    @cached_property
    def insert(self) -> str:
        names = ", ".join(quoted(name) for name in ("id", *self.layout.columns))
        marks = ", ".join("?" * (1 + len(self.layout.columns)))
        return f"INSERT INTO {quoted(self.layout.table)} ({names}) VALUES ({marks})"

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
        self, label: str, changes: Sequence[Change], *, drops: str = "", undoes: str = "", action: str = ""
    ) -> Saved | None:
        """Makes an action durable, in mutations of at most 500 rows; None where nothing changes.

        `drops` names the draft that the action makes an end of; `undoes` the action that it takes
        back; `action` goes on with an action that was begun before. Raises DiskFull, and then
        nothing of the mutation at hand is written.
        """
        pairs = [(change, row) for change in changes if (row := written(change))]
        if len(pairs) > 1:
            # In several mutations, what is deleted goes before what it belongs to.
            pairs.sort(key=lambda pair: pair[1].op == "delete" and not _belongs(pair[0].kind))
        at = self._clock()
        action = action or self._new_id()
        steps = [pairs[i : i + ROWS_A_MUTATION] for i in range(0, len(pairs), ROWS_A_MUTATION)]
        if not steps and undoes:
            steps = [[]]  # all of it was edited since: the action counts as undone, nothing is written
        if not steps:
            if drops:
                self._connections.write(lambda writer: drafts.drop(writer, drops))
            return None
        for number, step in enumerate(steps):
            last = number == len(steps) - 1
            self._connections.write(
                lambda writer, step=step, last=last: self._mutation(  # type: ignore[misc]
                    writer, _Step(action, label, at, undoes, drops if last else "", len(pairs) > ROWS_A_MUTATION), step
                ),
                door=True,
            )
        return Saved(action, label, at, tuple(change for change, _row in pairs), undoes)

    def knows(self, kind: Kind, id: str) -> bool:
        """Whether a record of that id can be linked to, deleted or not."""
        return self._connections.one_for_writing(self._statements(kind).find, (id,)) is not None

    def _mutation(self, writer: Any, step: _Step, pairs: Sequence[tuple[Change, Written]]) -> None:
        microseconds = _microseconds(step.at)
        writer.execute(
            "INSERT INTO action (id, label, at, undoes) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (step.action, step.label, microseconds, step.undoes or None),
        )
        if step.undoes:
            _mark_undone(writer, step.action, step.undoes)
        for body in _bodies([row_as_json(row) for _change, row in pairs]):
            sql = "INSERT INTO outbox (mid, action, body) VALUES (?, ?, ?)"
            writer.execute(sql, (self._new_id(), step.action, body))
        for change, _row in pairs:
            if change.entry:
                inbox.decide(writer, change.entry, change.choice)
        there = [(change, row) for change, row in pairs if row.fields or row.op != "change"]
        numbers = [self._row(writer, change, row, microseconds, index=not step.bulk) for change, row in there]
        if step.bulk:
            _remember_unindexed(writer, there, numbers)
        if step.drops:
            drafts.drop(writer, step.drops)

    def _row(self, writer: Any, change: Change, row: Written, at: int, *, index: bool) -> int:
        known = self._statements(change.kind)
        record = change.after
        if row.op == "create":
            n = writer.execute(known.insert, [record.id, *known.layout.row(record)]).lastrowid
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


@cache
def _belongs(kind: Kind) -> bool:
    """Whether records of a kind are deleted together with one that they belong to."""
    return any(link.parent for link in kind.links)


@dataclass(frozen=True)
class _Step:
    action: str
    label: str
    at: datetime
    undoes: str
    drops: str
    bulk: bool


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def row_as_json(row: Written) -> Mapping[str, Any]:
    """One row of a mutation's body."""
    said = {"kind": row.kind, "id": row.id, "op": row.op, "seen": row.seen, "fields": row.fields, "before": row.before}
    return said | {"entry": row.entry, "choice": row.choice} if row.entry else said


def _bodies(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The rows as JSON, in as many mutations as their length asks for."""
    body = json.dumps(rows, ensure_ascii=False)
    if len(rows) == 1 or len(body.encode()) <= LONGEST_MUTATION:
        if rows:
            yield body
        return
    half = len(rows) // 2
    yield from _bodies(rows[:half])
    yield from _bodies(rows[half:])


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


def _mark_undone(writer: Any, action: str, undoes: str) -> None:
    """Marks what `action` takes back; what that one had taken back is good again, and so on backwards."""
    by, undone = action, undoes
    while by and undone:
        writer.execute("UPDATE action SET undone_by = ? WHERE id = ?", (by, undone))
        by = _what_it_undoes(writer, undone)
        writer.execute("UPDATE action SET undone_by = NULL WHERE id = ?", (by,))
        undone = _what_it_undoes(writer, by)


def _what_it_undoes(writer: Any, action: str) -> str:
    found = writer.execute("SELECT undoes FROM action WHERE id = ?", (action,)).fetchone()
    return str(found[0]) if found and found[0] else ""


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
