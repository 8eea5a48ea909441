"""Actions of which a deletion stayed undone: none of their deletions is done, whichever mutation it comes in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from salesdesk.server.many import among, insert_many
from salesdesk.server.rows import chunks
from salesdesk.server.tables import Tables


class Fallen:
    """Those of the actions of a push that fell, and those that fall in it."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self._connection = connection
        self._table = tables.fallen
        self._there: set[str] = set()
        self._new: list[str] = []

    def load(self, actions: Iterable[str]) -> None:
        """Looks up which of these fell before."""
        for some in chunks(set(actions)):
            named = among(self._connection, self._table.c.action, some)
            self._there |= set(self._connection.scalars(select(self._table.c.action).where(named)))

    def __contains__(self, action: str) -> bool:
        return action in self._there

    def add(self, action: str) -> None:
        """The action falls."""
        self._there.add(action)
        self._new.append(action)

    def flush(self) -> None:
        """Writes what fell in this push."""
        insert_many(self._connection, self._table, [{"action": action} for action in self._new])
