"""Undo: what an action wrote, read back from its mutations, as changes that go forward."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from salesdesk.domain.changes import Change, Written, taken_back
from salesdesk.domain.fields import Link
from salesdesk.domain.record import Kind, Kinds, Record, kind_of
from salesdesk.store.connection import Connections
from salesdesk.store.errors import NothingToUndo
from salesdesk.store.listing import Lists, Query

_ALL = 10**18
MUTATIONS_AT_ONCE = 10
ROWS_A_PART = 2_000


@dataclass(frozen=True)
class Action:
    """What the user did once; `undoes` names the action that it took back."""

    id: str
    label: str
    undoes: str


@dataclass(frozen=True)
class Part:
    """A part of what undoes a long action: ids that go and ids that come back, by kind, and other changes."""

    gone: Mapping[Kind, Sequence[str]]
    back: Mapping[Kind, Sequence[str]]
    changes: Sequence[Change]


class Actions:
    """The actions of this laptop, newest last."""

    def __init__(self, connections: Connections, kinds: Kinds, lists: Lists) -> None:
        self._connections = connections
        self._kinds = kinds
        self._lists = lists

    def last(self, *, undone: bool = False, but: Sequence[str] = ()) -> Action:
        """The newest action that can be undone, or the newest undo that can be taken back itself; none of `but`."""
        # A redo is an action whose `undoes` is an undo: it is taken back by undoing its action once more.
        wanted = "undoes IN (SELECT id FROM action WHERE undoes IS NULL)" if undone else "undoes IS NULL"
        row = self._connections.one(
            f"SELECT id, label, undoes FROM action WHERE undone_by IS NULL AND {wanted} "
            f"AND id NOT IN ({', '.join('?' * len(but))}) "
            "AND n > coalesce((SELECT value FROM meta WHERE name = 'settled'), 0) ORDER BY n DESC LIMIT 1",
            but,
        )
        if row is None or (undone and self._done_since(row[0])):
            raise NothingToUndo
        return Action(row[0], row[1], row[2] or "")

    def _done_since(self, action: str) -> bool:
        """Whether something new was done after an undo: then there is nothing to redo."""
        sql = "SELECT 1 FROM action WHERE undoes IS NULL AND n > (SELECT n FROM action WHERE id = ?)"
        return self._connections.one(sql, (action,)) is not None

    def get(self, id: str) -> Action:
        """The action of that id, if it is not undone yet; raises NothingToUndo."""
        row = self._connections.one("SELECT id, label, undoes FROM action WHERE id = ? AND undone_by IS NULL", (id,))
        if row is None:
            raise NothingToUndo(id)
        return Action(row[0], row[1], row[2] or "")

    def taken_back(self, action: Action) -> list[Change]:
        """The changes that undo the action, last written first; later edits of its fields stay."""
        changes: dict[tuple[str, ...], Change] = {}
        for row in self._rows(action):
            self._take_back(row, changes)
        for change in list(changes.values()):
            if change.op == "delete":
                self._take_along(change.after, changes)
        return [*changes.values(), *self._removed(action)]

    def _removed(self, action: Action) -> Iterator[Change]:
        """What the action removed on this laptop alone: no mutation tells of it."""
        for name, id in self._connections.rows("SELECT kind, id FROM alone WHERE action = ?", (action.id,)):
            record = self._lists.get(self._kinds[name], id)
            if record is not None and record.deleted:
                yield Change(record, replace(record, deleted=False))

    def is_long(self, action: Action) -> bool:
        """Whether the action has more mutations than are taken back at once."""
        row = self._connections.one("SELECT count(*) FROM outbox WHERE action = ?", (action.id,))
        return row is not None and int(row[0]) > MUTATIONS_AT_ONCE

    def parts(self, action: Action) -> Iterator[Part]:
        """The same for a long action, a part at a time: rows that it made or brought back go, deleted ones come back.

        What it changed of rows that were there before comes as `changes`.
        """
        for rows in batched(self._rows(action), ROWS_A_PART):
            yield self._part(rows)

    def _part(self, rows: Sequence[Written]) -> Part:
        changes: dict[tuple[str, ...], Change] = {}
        gone: dict[Kind, list[str]] = {}
        back: dict[Kind, list[str]] = {}
        for row in rows:
            kind = self._kinds[row.kind]
            if self._stands_alone(kind) and not row.entry and (row.op == "create" or not row.fields):
                (back if row.op == "delete" else gone).setdefault(kind, []).append(row.id)
            else:
                self._take_back(row, changes)
        for change in list(changes.values()):
            if change.op == "delete":
                self._take_along(change.after, changes)
        return Part(gone, back, list(changes.values()))

    def _stands_alone(self, kind: Kind) -> bool:
        """Whether a record of the kind neither belongs to another nor has others that belong to it."""
        owned = any(_owns(link, kind.name) for other in self._kinds for link in other.links)
        return not owned and not any(link.parent for link in kind.links)

    def _rows(self, action: Action) -> Iterator[Written]:
        """What the action wrote, last written first."""
        below = _ALL
        while rows := self._connections.rows(
            "SELECT n, body FROM outbox WHERE action = ? AND n < ? ORDER BY n DESC LIMIT ?",
            (action.id, below, MUTATIONS_AT_ONCE),
        ):
            below = rows[-1][0]
            for _n, body in rows:
                yield from (Written(**entry) for entry in reversed(json.loads(body)))

    def _take_along(self, record: Record, changes: dict[tuple[str, ...], Change]) -> None:
        """What came under a record since it was made goes with it."""
        name = kind_of(type(record)).name
        for kind in self._kinds:
            for link in kind.links:
                for child in (
                    self._lists.records(Query(kind, {link.name: record.id}), _ALL) if _owns(link, name) else ()
                ):
                    changes.setdefault((kind.name, child.id), Change(child, replace(child, deleted=True)))

    def _take_back(self, row: Written, changes: dict[tuple[str, ...], Change]) -> None:
        kind = self._kinds[row.kind]
        earlier = changes.get((row.kind, row.id))
        if earlier is not None and earlier.entry and row.entry:
            # Each entry is opened again by a change of its own, one after the other.
            changes[row.kind, row.id, earlier.entry] = changes.pop((row.kind, row.id))
        stands: Record | None = earlier.after if earlier else self._lists.get(kind, row.id)
        if stands is None and row.entry:
            stands = kind.make({}, id=row.id)  # the entry can be decided anew, whether or not she may read the record
        if stands is None:
            return
        change = taken_back(kind, row, stands)
        if change is not None:
            before = earlier.before if earlier and not (earlier.entry and row.entry) else stands
            changes[row.kind, row.id] = replace(change, before=before)


def _owns(link: Link, kind: str) -> bool:
    """Whether what holds the link belongs to a record of that kind."""
    return link.parent and link.to == kind


T = TypeVar("T")


def batched(items: Iterable[T], many: int) -> Iterator[list[T]]:
    """The items, `many` at a time."""
    left = iter(items)
    while some := list(islice(left, many)):
        yield some
