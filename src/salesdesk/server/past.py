"""What happened to a record, for those who may read it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, MetaData, select

from salesdesk.protocol.wire import Past
from salesdesk.server.checking import is_id
from salesdesk.server.grants import Readers
from salesdesk.server.ground import Ground
from salesdesk.server.rows import chunks
from salesdesk.server.tables import HISTORY, Tables


def history(connection: Connection, tables: Tables, user: str, kind: str, id: str) -> list[Past]:
    """The steps of a record, oldest first; empty where there is none for her."""
    ground = Ground(connection, tables)
    reader = Readers(connection, tables, ground).of(user)
    row = ground.find((kind, id)) if kind in tables.kinds.by_name and is_id(id) else None
    if reader is None or row is None or not reader.reads(row):
        return []
    return [
        Past(step["seq"], step["at"], step["user"], step["op"], step["fields"], step["before"])
        for step in ground.steps(row.key)
    ]


def deleters(connection: Connection, metadata: MetaData, kind: str, ids: Iterable[str]) -> dict[str, str]:
    """Who was the last to delete each of these rows, where their past tells; people by id."""
    history = metadata.tables[HISTORY].c
    found: dict[str, str] = {}
    for some in chunks(ids):
        deleted = (history.kind == kind) & history.id.in_(some) & (history.op == "delete")
        steps = select(history.id, history.user).where(deleted).order_by(history.seq, history.step)
        found.update((id, user) for id, user in connection.execute(steps))
    return found
