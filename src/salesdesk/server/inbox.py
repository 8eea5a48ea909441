"""Entries of people's inboxes: conflicts to decide, and what became of deletions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import Connection, bindparam, select

from salesdesk.domain.ids import derived
from salesdesk.protocol.merge import Clash
from salesdesk.protocol.wire import Choice, Entry, What
from salesdesk.server.ground import Cause
from salesdesk.server.many import among
from salesdesk.server.rows import Held, Key, chunks, dumps
from salesdesk.server.tables import Tables

_VALUES = ("now", "aside", "base")


def entry_id(mid: str, row: Key, unit: str) -> str:
    """The id of the conflict that a unit of a mutation comes to: the same, whenever it is handed in."""
    return derived(mid, *row, unit)


class Kept:
    """An entry with what only the server knows of it: whom it is for, whose value stands aside
    (by its mutation) and since which seq, and since which one it is the row's own, if it was taken."""

    def __init__(self, entry: Entry, mid: str, laid: int, taken: int, people: Iterable[str], *, new: bool) -> None:
        self.entry = entry
        self.mid = mid
        self.laid = laid
        self.taken = taken
        self.people = set(people)
        self.told = set() if new else set(people)
        self.new = new
        self.changed = new

    @property
    def open(self) -> bool:
        """Whether it waits for somebody."""
        return self.entry.choice == ""

    def update(self, cause: Cause, **values: Any) -> None:
        """Changes the entry, so that it travels again."""
        self.entry = structs.replace(self.entry, seq=cause.seq, **values)
        self.changed = True

    def replace_aside(self, clash: Clash, cause: Cause) -> None:
        """Puts the writer's newer value where her older one stood aside."""
        self.mid, self.laid = cause.mid, cause.seq
        self.update(cause, aside=dict(clash.aside), aside_by=cause.user, aside_at=cause.at, now=dict(clash.now))

    def claim(self, cause: Cause) -> None:
        """The value aside is that of a mutation that is handed in again."""
        if not self.entry.aside_by:
            self.people.add(cause.user)
            self.update(cause, aside_by=cause.user, aside_at=cause.at)

    def decide(self, choice: Choice, cause: Cause) -> None:
        """Closes it, or opens it again."""
        reopened = choice == "reopen"
        self.taken = 0
        self.update(cause, choice="" if reopened else choice, by="" if reopened else cause.user)


class Inbox:
    """The entries that a push meets or makes."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self._connection = connection
        self._tables = tables
        self._kept: dict[str, Kept] = {}
        self._of_record: dict[str, set[str]] = defaultdict(set)

    def load(self, ids: Iterable[str], records: Iterable[str]) -> None:
        """Fetches entries by their ids, and the open conflicts of records."""
        table = self._tables.entry
        for some in chunks(ids):
            self._take(select(table).where(among(self._connection, table.c.id, some)))
        for some in chunks(records):
            waits = (table.c.choice == "") & (table.c.what == "conflict")
            self._take(select(table).where(among(self._connection, table.c.record, some), waits))

    def _take(self, query: Any) -> None:
        rows = [row for row in self._connection.execute(query).mappings() if row["id"] not in self._kept]
        people: dict[str, set[str]] = defaultdict(set)
        table = self._tables.entry_for
        for some in chunks(row["id"] for row in rows):
            for user, entry in self._connection.execute(
                select(table.c.user, table.c.entry).where(table.c.entry.in_(some))
            ):
                people[entry].add(user)
        for row in rows:
            self._put(Kept(entry_of(row), row["mid"], row["laid"], row["taken"], people[row["id"]], new=False))

    def find(self, id: str) -> Kept | None:
        """An entry that was loaded or made."""
        return self._kept.get(id)

    def concerns(self, record: str) -> bool:
        """Whether any entry is about a record."""
        return record in self._of_record

    def waiting(self, row: Held, unit: str) -> Iterator[Kept]:
        """The open conflicts of a row's unit."""
        for id in self._of_record.get(row.id, ()):
            kept = self._kept[id]
            about = (kept.entry.what, kept.entry.kind, kept.entry.unit)
            if kept.open and about == ("conflict", row.kind.name, unit):
                yield kept

    def tell(self, id: str, what: What, row: Held, cause: Cause, people: Iterable[str], **values: Any) -> None:
        """A new notice."""
        self._put(Kept(Entry(id, what, row.kind.name, row.id, cause.seq, **values), "", 0, 0, people, new=True))

    def given_back(self, entry: Entry, cause: Cause, people: Iterable[str]) -> None:
        """An entry that a laptop has and the server lost."""
        entry = structs.replace(entry, seq=cause.seq)
        self._put(Kept(entry, "", cause.seq, 0, people, new=True))

    def clash(
        self, id: str, row: Held, clash: Clash, author: tuple[str, int], cause: Cause, people: Iterable[str]
    ) -> None:
        """A new conflict."""
        entry = Entry(
            id, "conflict", row.kind.name, row.id, cause.seq, unit=clash.unit,
            now=dict(clash.now), aside=dict(clash.aside), base=dict(clash.base),
            now_by=author[0], now_at=author[1], aside_by=cause.user, aside_at=cause.at,
        )  # fmt: skip
        self._put(Kept(entry, cause.mid, cause.seq, 0, people, new=True))

    def _put(self, kept: Kept) -> None:
        self._kept[kept.entry.id] = kept
        self._of_record[kept.entry.record].add(kept.entry.id)

    def flush(self) -> None:
        """Writes what changed."""
        changed = [kept for kept in self._kept.values() if kept.changed]
        new = [kept for kept in changed if kept.new]
        if new:
            self._connection.execute(self._tables.entry.insert(), [_row(kept) for kept in new])
        pairs = [{"user": user, "entry": kept.entry.id} for kept in changed for user in kept.people - kept.told]
        if pairs:
            self._connection.execute(self._tables.entry_for.insert(), pairs)
        old = [_row(kept) | {"_id": kept.entry.id} for kept in changed if not kept.new]
        if old:
            table = self._tables.entry
            self._connection.execute(table.update().where(table.c.id == bindparam("_id")), old)


def entry_of(row: Any) -> Entry:
    """The entry that a row of the table, as a mapping, holds."""
    values = {name: row[name] for name in Entry.__struct_fields__}
    return Entry(**values | {name: msgspec.json.decode(values[name]) for name in _VALUES})


def _row(kept: Kept) -> dict[str, Any]:
    values = structs.asdict(kept.entry)
    return (
        values
        | {name: dumps(values[name]) for name in _VALUES}
        | {"mid": kept.mid, "laid": kept.laid, "taken": kept.taken}
    )
