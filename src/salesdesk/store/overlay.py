"""Own edits and what the server has: which are settled by a pull, and what still lies on top."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from sys import intern
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.json import Decoder

from salesdesk.domain.changes import Written
from salesdesk.domain.fields import Words
from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.merge import with_words
from salesdesk.protocol.wire import Row
from salesdesk.store.bare import Bare
from salesdesk.store.bases import Kept
from salesdesk.store.errors import Unlike
from salesdesk.store.outbox import Outbox, written

Key = tuple[str, str]
DELETED = ""
# What a write does that gives fields their values.
_SETS = frozenset({"create", "change"})
# A body that is shorter (in characters) is kept as it is; of the others, so many.
_SHORT, _AT_HAND = 4_096, 4


@dataclass(frozen=True)
class View:
    """A row as it is shown from now on: wire values, the moment of its deletion (0: it lives), and
    what the server holds under her pending edits."""

    fields: Mapping[str, Any]
    deleted: int
    pending: bool
    pristine: Mapping[str, Any]


class _Head(Struct):
    """A row of a mutation without what it wrote."""

    kind: str
    id: str
    op: str
    entry: str = ""
    choice: str = ""


_HEADS = Decoder(list[_Head])


class _Edit(NamedTuple):
    """An edit of hers: the mutation that it stands in, its place there, and what it does to the row."""

    n: int
    place: int
    op: str


@dataclass(slots=True)
class _Own:
    """Edits of a row; mostly there is one, of very many rows."""

    settling: tuple[_Edit, ...] = ()
    pending: tuple[_Edit, ...] = ()

    @property
    def all(self) -> tuple[_Edit, ...]:
        return self.settling + self.pending


class Overlay:
    """Her edits that are settled by a cursor going from `old` to `head`, and those that wait behind it.

    Of long mutations only the keys are kept in memory: an import that waits may be as large as the database.
    """

    def __init__(self, writer: Any, kinds: Kinds, old: int, head: int, bare: Bare | None = None) -> None:
        self._writer = writer
        self._kinds = kinds
        self._by_key: dict[Key, _Own] = {}
        self._short: dict[int, Sequence[Written]] = {}
        # Under which seq and by which edit she made or changed a row that came bare.
        self._made: dict[Key, tuple[int, _Edit]] = {}
        # What arrives is about in the order in which it was written.
        self._long = lru_cache(maxsize=_AT_HAND)(partial(_read, writer))
        self.decided: dict[str, str] = {}
        self.bare = bare or Bare()
        answered = Outbox.numbers_after(writer, old)
        echoed = {n: seq for n, seq in answered.items() if seq in self.bare}
        others = {n: seq for n, seq in answered.items() if n not in echoed} if echoed else answered
        for n, _mid, seq, body in Outbox.bodies(writer, others):
            self._take(n, body, settled=seq <= head)
        for n, _mid, _seq, body in Outbox.waiting(writer):
            self._take(n, body, settled=False)
        # Last, so that it is known what else of hers touched these rows.
        for n, _mid, seq, body in Outbox.bodies(writer, echoed):
            self._take_echoed(n, seq, body)

    def _take_echoed(self, n: int, seq: int, body: str) -> None:
        """Rows that came bare, and that nothing else lies over, need no more than to be confirmed."""
        for place, row in enumerate(_HEADS.decode(body)):
            key = (row.kind, row.id)
            alone = key not in self._by_key and row.op in _SETS
            if not alone or not self.bare.take(seq, key, made=row.op == "create"):
                edit = _Edit(n, place, row.op)
                own = self._own(key)
                own.settling = tuple(sorted((*own.settling, edit)))
                if row.op in _SETS:
                    self._made[key] = seq, edit

    def rebuilt(self, came: Sequence[Row]) -> list[Row]:
        """What came, and as it would have come what came bare and something else lies over. Raises Unlike."""
        rows = {(row.kind, row.id): row for row in came}
        for key, seq, places in self.bare.left():
            under, edit = self._made.get(key, (0, None))
            if edit is None or under != seq:
                raise Unlike(f"{key[0]} {key[1]}")
            row, change = self._as_it_would_come(key, seq, edit, places), rows.get(key)
            if change is not None:
                row.fields |= change.fields
                row.seq, row.deleted, row.by = change.seq, change.deleted, change.by
            rows[key] = row
        return list(rows.values())

    def _as_it_would_come(self, key: Key, seq: int, edit: _Edit, places: Sequence[int]) -> Row:
        [wrote] = self._written([edit])
        if edit.op == "create":
            empty = _empties(self._kinds[key[0]])
            fields = {name: value for name, value in wrote.fields.items() if value != empty.get(name)}
            return Row(*key, seq, fields, True, 0, list(places))
        if self._by_key[key].settling != (edit,):
            # What else she wrote may not have become the server's.
            raise Unlike(f"{key[0]} {key[1]}")
        return Row(*key, seq, dict(wrote.fields))

    def _take(self, n: int, body: str, *, settled: bool) -> None:
        if len(body) <= _SHORT:
            self._short[n] = written(body)
        rows: Sequence[Written | _Head] = self._short.get(n) or _HEADS.decode(body)
        for place, row in enumerate(rows):
            own, edit = self._own((row.kind, row.id)), _Edit(n, place, intern(row.op))
            if settled:
                own.settling += (edit,)
            else:
                own.pending += (edit,)
            if row.entry and not settled:
                self.decided[row.entry] = "" if row.choice == "reopen" else row.choice

    def _own(self, key: Key) -> _Own:
        own = self._by_key.get(key)
        if own is None:
            own = self._by_key[intern(key[0]), key[1]] = _Own()
        return own

    def _written(self, edits: Iterable[_Edit]) -> Iterator[Written]:
        """What edits wrote."""
        for n, place, _op in edits:
            yield (self._short.get(n) or self._long(n))[place]

    def settle(self, mutation: Kept) -> None:
        """A mutation of hers is settled at once, whatever the cursor."""
        for place, row in enumerate(mutation.rows):
            self._own((row.kind, row.id)).settling += (_Edit(mutation.n, place, row.op),)

    def covers(self, kind: str, ids: Iterable[str]) -> bool:
        """Whether edits of her own lie over any of these rows."""
        return bool(self._by_key) and any((kind, id) in self._by_key for id in ids)

    def parted(self, came: Iterable[Row]) -> tuple[list[Row], dict[Key, Row], list[Row]]:
        """Of what arrived the rows that only bring back what she wrote, those in which edits of hers have a say by
        key, and the others."""
        echoes: list[Row] = []
        mine: dict[Key, Row] = {}
        others: list[Row] = []
        for row in came:
            if self._echoes(row):
                echoes.append(row)
            elif self.matters(row):
                mine[row.kind, row.id] = row
            else:
                others.append(row)
        return echoes, mine, others

    def matters(self, row: Row) -> bool:
        """Whether edits of her own have a say in how an arriving row is shown."""
        own = self._by_key.get((row.kind, row.id))
        if own is None:
            return False
        if row.whole and not own.pending:
            self.keep((row.kind, row.id), {})
            return False
        return True

    def _echoes(self, row: Row) -> bool:
        """Whether an arriving row brings back what she wrote and nothing else."""
        own = self._by_key.get((row.kind, row.id))
        if own is None or own.pending or row.deleted or not all(edit.op in _SETS for edit in own.settling):
            return False
        wrote: dict[str, Any] = {}
        for edit in self._written(own.settling):
            wrote |= edit.fields
        if row.whole:
            empty = _empties(self._kinds[row.kind])
            wrote = {name: value for name, value in wrote.items() if value != empty.get(name)}
            return own.settling[0].op == "create" and wrote == row.fields
        return wrote == row.fields

    def to_settle(self, came: Mapping[Key, Row]) -> list[Key]:
        """The rows of her own edits that must be looked at anew."""
        return [key for key, own in self._by_key.items() if own.settling or key in came]

    def waiting(self) -> list[Key]:
        """The rows that edits of hers lie over."""
        return [key for key, own in self._by_key.items() if own.pending]

    def server_deleted(self, key: Key, deleted: int) -> int:
        """When the server has it that a row was deleted which is shown so, 0 while it lives."""
        return int(self._server_had(key, self._by_key[key]).get(DELETED, deleted))

    def makes(self, key: Key) -> bool:
        """Whether the row is a new one of hers that the server has not answered."""
        return any(row.op == "create" for row in self._by_key[key].pending)

    def made(self, key: Key) -> bool:
        """Whether the row is a new one of hers that the server has answered now."""
        return any(row.op == "create" for row in self._by_key[key].settling)

    def view(self, key: Key, local: Mapping[str, Any], deleted: int, came: Row | None) -> View:
        """The row as it is shown: what came, else what the server had before, and pending edits over it."""
        kind, own = self._kinds[key[0]], self._by_key[key]
        had = {} if came is not None and came.whole else self._server_had(key, own)
        server = {**local, **{name: value for name, value in had.items() if name != DELETED}}
        server_deleted = had.get(DELETED, deleted)
        if came is not None:
            empty = _empties(kind) if came.whole else {}
            server |= {**empty, **{name: value for name, value in came.fields.items() if name in kind.by_name}}
            server_deleted = came.deleted
        fields, shown_deleted = dict(server), server_deleted
        touched: dict[str, Any] = {}
        for row in self._written(own.pending):
            for name in row.fields:
                touched.setdefault(name, server.get(name))
            fields |= laid_over(kind, fields, row)
            if row.op in {"delete", "restore"}:
                touched[DELETED] = server_deleted
                shown_deleted = deleted if row.op == "delete" else 0
        return View(fields, shown_deleted, bool(own.pending), touched)

    def under(self, key: Key, fields: Mapping[str, Any], deleted: int) -> tuple[dict[str, Any], int]:
        """What the server has of a row that is shown so: its fields, and when it was deleted."""
        own = self._by_key.get(key)
        had = self._server_had(key, own) if own is not None and own.pending else {}
        gone = had.pop(DELETED, deleted)
        return {**fields, **had}, int(gone)

    def _server_had(self, key: Key, own: _Own) -> dict[str, Any]:
        """What the server had of the fields that she wrote: kept beside, or what she wrote over first."""
        had: dict[str, Any] = {}
        for row in self._written(sorted(own.all)):
            for name, value in row.before.items():
                had.setdefault(name, value)
            if row.op in {"delete", "restore"}:
                # What she brings back was deleted; when that was says the server with its next word on the row.
                had.setdefault(DELETED, int(row.op == "restore"))
        return had | self._kept(key)

    def _kept(self, key: Key) -> dict[str, Any]:
        found = self._writer.execute("SELECT body FROM pristine WHERE kind = ? AND id = ?", key).fetchone()
        return dict(json.loads(found[0])) if found else {}

    def keep(self, key: Key, pristine: Mapping[str, Any]) -> None:
        """Remembers what the server has under her pending edits of a row."""
        if pristine:
            self._writer.execute(
                "INSERT INTO pristine VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
                (*key, json.dumps(pristine, ensure_ascii=False)),
            )
        else:
            self._writer.execute("DELETE FROM pristine WHERE kind = ? AND id = ?", key)


def _read(writer: Any, n: int) -> Sequence[Written]:
    [(body,)] = writer.execute("SELECT body FROM outbox WHERE n = ?", (n,)).fetchall()
    return written(body)


@cache
def _empties(kind: Kind) -> dict[str, Any]:
    return {x.name: x.wire(x.empty) for x in kind.fields}


def laid_over(kind: Kind, fields: Mapping[str, Any], row: Written) -> dict[str, Any]:
    """The values that an edit of hers shows on top of others."""
    return {
        name: _words(fields.get(name), row, name) if isinstance(kind.by_name.get(name), Words) else value
        for name, value in row.fields.items()
    }


def _words(now: Sequence[str] | None, row: Written, name: str) -> list[str]:
    after, before = row.fields[name] or [], row.before.get(name) or []
    return with_words(now or [], [x for x in after if x not in before], [x for x in before if x not in after])
