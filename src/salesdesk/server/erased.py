"""Records that were erased: what is still handed in about them is refused, and nothing of it kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from sqlalchemy import Connection, select

from salesdesk.domain.erasure import goes_with
from salesdesk.domain.fields import Link
from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.wire import ERASED, Gone, RefusedWrite, Write
from salesdesk.server.checking import Unacceptable, is_id
from salesdesk.server.many import among, insert_many
from salesdesk.server.rows import Key, chunks
from salesdesk.server.tables import Tables


class Erased:
    """Those of the records that a push names which were erased."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self._connection = connection
        self._tables = tables
        self._keys: set[Key] = set()

    def load(self, writes: Iterable[Write | RefusedWrite]) -> None:
        """Looks up what the writes name."""
        if self._connection.execute(select(self._tables.erased.c.id).limit(1)).first() is None:
            return  # most companies never erased anything
        wanted = (key for write in writes for key in named(self._tables.kinds, write))
        self._keys |= those(self._connection, self._tables, wanted)

    def refuse(self, write: Write) -> None:
        """Raises Unacceptable where a write is about what was erased, or makes what would go with it."""
        if self.concern(write):
            raise Unacceptable("forbidden", ERASED)

    def concern(self, write: Write | RefusedWrite) -> bool:
        """Whether a write is about one of them."""
        return bool(self._keys) and not self._keys.isdisjoint(named(self._tables.kinds, write))


def named(kinds: Kinds, write: Write | RefusedWrite) -> Iterator[Key]:
    """The record that a write is about, and those with which a new one would go."""
    kind = kinds.by_name.get(write.kind)
    if kind is None or not is_id(write.id):
        return
    yield kind.name, write.id
    for link in _ties(kind) if write.op == "create" else ():
        id = write.fields.get(link.name)
        if isinstance(id, str) and is_id(id):
            yield link.to, id


@cache
def _ties(kind: Kind) -> tuple[Link, ...]:
    return tuple(link for link in kind.links if goes_with(kind, link))


def by_kind(keys: Iterable[Key]) -> Mapping[str, list[str]]:
    """The ids of records by their kinds, each once and in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, id in dict.fromkeys(keys):
        found[kind].append(id)
    return found


def those(connection: Connection, tables: Tables, keys: Iterable[Key]) -> set[Key]:
    """Those of the records that were erased."""
    table = tables.erased
    found: set[Key] = set()
    for kind, ids in by_kind(keys).items():
        for some in chunks(ids):
            named = among(connection, table.c.id, some)
            found |= {(kind, id) for id in connection.scalars(select(table.c.id).where(table.c.kind == kind, named))}
    return found


def spread(connection: Connection, tables: Tables, made: Mapping[Key, int]) -> None:
    """New records that were refused because they would have gone with the erased are erased too, under these seqs.

    What is still to come of them says no more whose it was.
    """
    there = those(connection, tables, made)
    for kind, ids in by_kind(made).items():
        table = tables.of(kind)
        there |= {(kind, id) for id in connection.scalars(select(table.c.id).where(among(connection, table.c.id, ids)))}
    new = sorted(made.keys() - there)
    insert_many(connection, tables.erased, [{"kind": kind, "id": id, "seq": made[kind, id]} for kind, id in new])


def since(connection: Connection, tables: Tables, cursor: int) -> list[Gone]:
    """What was erased since, whoever was to see it: her laptop may hold it from before."""
    table = tables.erased
    rows = connection.execute(select(table.c.kind, table.c.id).where(table.c.seq > cursor).order_by(table.c.seq))
    return [Gone(kind, id) for kind, id in rows]
