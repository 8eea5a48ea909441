"""Erasure: a record, what goes with it, its past and all that was said about it become bare ids (SYNC.md, retention).

The list of what was erased lies outside the database, so that a backup that is put back does not bring it back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from salesdesk.domain.erasure import NEVER, goes_with
from salesdesk.server import heads, refused, scope_sums
from salesdesk.server.checking import is_id
from salesdesk.server.database import Database
from salesdesk.server.erased import by_kind, those
from salesdesk.server.heads import NoOrganisation
from salesdesk.server.rows import Key, chunks, shelf_of
from salesdesk.server.sweeping import bare_values


class NothingToErase(LookupError):
    """There is no such record."""


class NotErasable(ValueError):
    """A kind whose records are never erased."""


class ErasedList:
    """The file with what was erased, one record a line: when, kind, id. It is the audit trail too, and has no text."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, keys: Iterable[Key]) -> None:
        """Writes records down, durably; raises OSError."""
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(f"{at} {kind} {id}\n" for kind, id in keys)
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[Key]:
        """What was written down; a line that was cut by a crash is none."""
        if not self._path.exists():
            return []
        lines = (line.split() for line in self._path.read_text(encoding="utf-8").splitlines())
        return [(words[1], words[2]) for words in lines if len(words) == 3 and is_id(words[2])]


class Erasing:
    """Erases in one database and writes to one list; `now` is the clock in microseconds."""

    def __init__(self, database: Database, listed: ErasedList, now: Callable[[], int]) -> None:
        self._database = database
        self._tables = database.tables
        self._listed = listed
        self._now = now

    def erase(self, kind: str, id: str) -> list[Key]:
        """Erases a record with what goes with it; returns what. Raises NothingToErase, NotErasable, OSError."""
        if kind in NEVER:
            raise NotErasable(kind)
        erased: list[Key] = []
        # What was handed in about it meanwhile goes too; once it is erased, such things are refused.
        while keys := [key for key in self._found((kind, id)) if key not in erased]:
            # First the list: a crash in between is made good when the server starts.
            self._listed.add(keys)
            self._erase(keys)
            erased += keys
        if not erased:
            raise NothingToErase(id)
        return erased

    def _found(self, key: Key) -> list[Key]:
        if key[0] not in self._tables.kinds.by_name:
            return []
        with self._database.reading() as connection:
            found = list(self._with_it(connection, key))
            done = those(connection, self._tables, found)
            return [one for one in found if one not in done]

    def apply_list(self) -> int:
        """Erases what the list names and this database still has, after a backup was put back; returns how many."""
        keys = [key for key in self._listed.read() if key[0] in self._tables.kinds.by_name]
        with self._database.reading() as connection:
            done = those(connection, self._tables, keys)
        left = [key for key in dict.fromkeys(keys) if key not in done]
        try:
            self._erase(left)
        except NoOrganisation:
            return 0
        return len(left)

    def _with_it(self, connection: Connection, top: Key) -> Iterator[Key]:
        found, left = {top}, [top]
        if not list(shelf_of(self._tables.kinds[top[0]], self._tables.of(top[0])).ids(connection, [top[1]])):
            return
        while left:
            key = left.pop()
            yield key
            below = set(self._below(connection, key)) - found
            found |= below
            left += sorted(below)

    def _below(self, connection: Connection, key: Key) -> Iterator[Key]:
        for kind in self._tables.kinds:
            table = self._tables.of(kind.name)
            for link in kind.links:
                if link.to == key[0] and goes_with(kind, link):
                    for id in connection.scalars(select(table.c.id).where(table.c[link.name] == key[1])):
                        yield kind.name, id

    def _erase(self, keys: Sequence[Key]) -> None:
        if not keys:
            return
        with self._database.writing() as connection:
            head = heads.lock(connection, self._tables)
            seq = head.advance()
            for kind, ids in by_kind(keys).items():
                for some in chunks(ids):
                    self._make_bare(connection, kind, some, seq)
                    self._forget(connection, kind, some)
            rows = [{"kind": kind, "id": id, "seq": seq} for kind, id in keys]
            connection.execute(self._tables.erased.insert(), rows)
            heads.store(connection, self._tables, head)
        self._database.wipe()

    def _make_bare(self, connection: Connection, name: str, ids: list[str], seq: int) -> None:
        kind, table = self._tables.kinds[name], self._tables.of(name)
        rows = list(shelf_of(kind, table).load(connection, ids).all())
        for held in rows:
            held.person = held.team = ""
        scope_sums.move(connection, self._tables, rows)
        bare = bare_values(kind) | {"deleted": self._now(), "seq": seq, "turned": seq}
        connection.execute(table.update().where(table.c.id.in_(ids)).values(bare))

    def _forget(self, connection: Connection, kind: str, ids: list[str]) -> None:
        """What was said about them: their past, what lies in inboxes, what became of mutations, what was refused."""
        tables = self._tables
        refused.forget(connection, tables, kind, ids)
        for table in (tables.history, tables.trace):
            connection.execute(table.delete().where(table.c.kind == kind, table.c.id.in_(ids)))
        entry, entry_for = tables.entry, tables.entry_for
        about = (entry.c.kind == kind) & entry.c.record.in_(ids)
        connection.execute(entry_for.delete().where(entry_for.c.entry.in_(select(entry.c.id).where(about))))
        connection.execute(entry.delete().where(about))
