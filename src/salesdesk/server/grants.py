"""Which teams each person reads: her own and those below it, worked out whenever the tree changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from salesdesk.server import rights
from salesdesk.server.ground import Ground
from salesdesk.server.rights import Reader
from salesdesk.server.tables import Tables

# Kinds that grants are worked out from.
SOURCES = frozenset({"team", "user"})
_TEAM = "team:"


class Readers:
    """People as rights see them in a transaction."""

    def __init__(self, connection: Connection, tables: Tables, ground: Ground) -> None:
        self._connection = connection
        self._tables = tables
        self._ground = ground
        self._known: dict[str, Reader | None] = {}

    def of(self, user: str) -> Reader | None:
        """A person; None where there is none, or no more."""
        if user not in self._known:
            self._known[user] = self._found(user) if user else None
        return self._known[user]

    def _found(self, user: str) -> Reader | None:
        row = self._ground.find(("user", user))
        if row is None or row.standing.deleted:
            return None
        fields = row.standing.fields
        return Reader(user, frozenset(teams(self._connection, self._tables, user)), fields["role"], fields["team"])

    def renew(self, seq: int) -> None:
        """Works out all grants anew; what changed holds since, or until, `seq`."""
        wanted = self._wanted()
        grant = self._tables.grant
        held = self._connection.execute(select(grant.c.user, grant.c.scope).where(grant.c.until.is_(None)))
        there = {(user, scope) for user, scope in held}
        new = [{"user": user, "scope": scope, "since": seq, "until": None} for user, scope in wanted - there]
        if new:
            self._connection.execute(grant.insert(), new)
        self._end(there - wanted, seq)
        self._known.clear()

    def _end(self, pairs: set[tuple[str, str]], seq: int) -> None:
        grant = self._tables.grant
        hers = (grant.c.user == bindparam("_user")) & (grant.c.scope == bindparam("_scope")) & grant.c.until.is_(None)
        if pairs:
            ended = [{"_user": user, "_scope": scope, "until": seq} for user, scope in pairs]
            self._connection.execute(grant.update().where(hers), ended)

    def _wanted(self) -> set[tuple[str, str]]:
        below: Mapping[str, list[str]] = defaultdict(list)
        for id, parent in self._live("team", "parent").items():
            below[parent].append(id)
        homes = self._live("user", "team")
        return {(user, rights.name(team=team)) for user, home in homes.items() if home for team in _tree(home, below)}

    def _live(self, kind: str, field: str) -> dict[str, str]:
        """That field of the kind's living rows, by their ids."""
        table = self._tables.of(kind)
        rows = self._connection.execute(select(table.c.id, table.c[field]).where(table.c.deleted.is_(None)))
        found = {id: value or "" for id, value in rows}
        for held in self._ground.of_kind(kind):
            found[held.id] = held.standing.fields[field]
            if held.standing.deleted:
                del found[held.id]
        return found


def teams(connection: Connection, tables: Tables, user: str) -> list[str]:
    """The teams that a person was granted."""
    return [scope.removeprefix(_TEAM) for scope in connection.scalars(_granted(tables.grant), {"user": user})]


@lru_cache(8)
def _granted(grant: Table) -> Select[Any]:
    return select(grant.c.scope).where((grant.c.user == bindparam("user")) & grant.c.until.is_(None))


def _tree(top: str, below: Mapping[str, list[str]]) -> set[str]:
    found, left = set(), [top]
    while left:
        team = left.pop()
        if team not in found:
            found.add(team)
            left.extend(below.get(team, ()))
    return found
