"""What happened to a record, for those who may read it."""

from __future__ import annotations

from sqlalchemy import Connection

from salesdesk.protocol.wire import Past
from salesdesk.server.checking import is_id
from salesdesk.server.grants import Readers
from salesdesk.server.ground import Ground
from salesdesk.server.tables import Tables


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
