"""What moved, and for whom: of scopes, of entries and of grants, and never more than each may know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from salesdesk.protocol.service import UNAUTHORISED, Refusal
from salesdesk.server import heads
from salesdesk.server.database import Database
from salesdesk.server.grants import Readers
from salesdesk.server.ground import Ground
from salesdesk.server.heads import NoOrganisation


@dataclass(frozen=True)
class Moved:
    """What moved since a seq: the head, the newest seq by scope and by person, devices that were shut out."""

    head: int
    scopes: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()


class News:
    """Asks the database; every call is one snapshot."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tables = database.tables

    def head(self) -> int:
        """The newest seq of all, 0 where there is nothing yet."""
        with self._database.reading() as connection:
            return self._head(connection)

    def _head(self, connection: Connection) -> int:
        try:
            return heads.read(connection, self._tables).seq
        except NoOrganisation:
            return 0

    def since(self, last: int) -> Moved:
        """What moved since `last`; where nothing did, only the devices that were shut out are asked for."""
        with self._database.reading() as connection:
            head, ended = self._head(connection), self._ended(connection)
            if head == last:
                return Moved(head, ended=ended)
            sums = self._tables.scope_sum
            moved = connection.execute(select(sums.c.scope, sums.c.seq).where(sums.c.seq > last))
            return Moved(head, {scope: seq for scope, seq in moved}, self._people(connection, last), ended)

    def _people(self, connection: Connection, last: int, user: str = "") -> dict[str, int]:
        """By person the newest seq of her entries and grants since `last`."""
        entry, entry_for, grant = self._tables.entry, self._tables.entry_for, self._tables.grant
        entries = (
            select(entry_for.c.user, func.max(entry.c.seq))
            .where((entry_for.c.entry == entry.c.id) & (entry.c.seq > last))
            .group_by(entry_for.c.user)
        )
        given = select(grant.c.user, func.max(grant.c.since)).where(grant.c.since > last).group_by(grant.c.user)
        taken = select(grant.c.user, func.max(grant.c.until)).where(grant.c.until > last).group_by(grant.c.user)
        found: dict[str, int] = defaultdict(int)
        for asked, whose in ((entries, entry_for.c.user), (given, grant.c.user), (taken, grant.c.user)):
            for person, seq in connection.execute(asked.where(whose == user) if user else asked):
                found[person] = max(found[person], seq)
        return found

    def _ended(self, connection: Connection) -> frozenset[str]:
        device = self._tables.device
        return frozenset(connection.scalars(select(device.c.id).where(device.c.revoked | (device.c.refresh == ""))))

    def of(self, user: str) -> tuple[frozenset[str], int]:
        """The scopes of a person, and the newest seq of what concerns her. Raises Refusal."""
        with self._database.reading() as connection:
            reader = Readers(connection, self._tables, Ground(connection, self._tables)).of(user)
            if reader is None:
                raise Refusal(UNAUTHORISED, "no such person")
            sums = self._tables.scope_sum
            newest = connection.scalar(select(func.max(sums.c.seq)).where(sums.c.scope.in_(reader.scopes)))
            return frozenset(reader.scopes), max(newest or 0, self._people(connection, 0, user).get(user, 0))
