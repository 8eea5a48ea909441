"""Teams and people as whoever keeps the server makes them: ordinary rows, with a log-in beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import Mutation, Write
from salesdesk.server import heads
from salesdesk.server.accounts import Accounts
from salesdesk.server.database import Database
from salesdesk.server.pushing import Committing


class Unknown(Exception):
    """There is no such team; its `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Rejected(Exception):
    """The row could not be made; `why` in one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Company:
    """Makes teams and people; the first one makes the organisation. `now` is the clock in microseconds."""

    def __init__(
        self, database: Database, accounts: Accounts, now: Callable[[], int], new_id: Callable[[], str] = uuid7
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._now = now
        self._new_id = new_id

    def add_team(self, name: str, parent: str = "") -> str:
        """Makes a team below `parent` (name or id); returns its id. Raises Unknown, Rejected."""
        with self._database.writing() as connection:
            above = self._team(connection, parent) if parent else ""
            return self._make(connection, "team", {"name": name, "parent": above})

    def add_user(self, name: str, team: str, role: str, password: str, email: str = "") -> str:
        """Makes a person who can log in; returns her id. Raises Unknown, Rejected, accounts.NameTaken."""
        hashed = self._accounts.hashed(password)
        with self._database.writing() as connection:
            home = self._team(connection, team)
            fields = {"name": name, "team": home, "role": role, "email": email}
            id = self._make(connection, "user", fields)
            self._accounts.add(connection, id, name, hashed)
            return id

    def _team(self, connection: Connection, named: str) -> str:
        """The id of the living team of that name or id."""
        table = self._database.tables.of("team")
        living = select(table.c.id).where(table.c.deleted.is_(None), (table.c.id == named) | (table.c.name == named))
        found = connection.scalars(living.order_by(table.c.id)).first()
        if found is None:
            raise Unknown(named)
        return str(found)

    def _make(self, connection: Connection, kind: str, fields: dict[str, Any]) -> str:
        tables = self._database.tables
        heads.found(connection, tables)
        id = self._new_id()
        write = Write(kind, id, "create", {name: value for name, value in fields.items() if value})
        committing = Committing(connection, tables, heads.lock(connection, tables), self._new_id)
        [answer] = committing.run_for_office([Mutation(self._new_id(), self._new_id(), self._now(), [write])])
        if answer.status != "ok":
            raise Rejected(answer.rows[0].why)
        return id
