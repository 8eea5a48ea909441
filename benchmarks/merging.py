"""Merges on the server, on PostgreSQL: edits of rows that somebody else changed meanwhile, beside bare upserts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import Connection, sql
from tests.postgres import Postgres

from benchmarks.figures import Measured
from benchmarks.made_up import leads
from benchmarks.office import PASSWORD, PEOPLE
from benchmarks.syncing import Times, check, seconds
from salesdesk.domain.ids import uuid7
from salesdesk.domain.kinds import KINDS
from salesdesk.protocol.wire import MUTATIONS_A_PUSH, Mutation, Push, Write
from salesdesk.server.database import Database
from salesdesk.server.service import Door, Server

# Half as many a second.
MERGES = 2.0
# As when many edits wait on a laptop that was away: a push is full of mutations of one row each.
_ROWS_A_MUTATION = 1
_A_PUSH = MUTATIONS_A_PUSH * _ROWS_A_MUTATION


def measure(rounds: int, rows: int) -> Measured:
    """Ana changes a field of every lead, then Ben another one that he saw before; the floor writes the same rows."""
    postgres = Postgres(hasty=False)
    try:
        company, bare = Company(postgres), Bare(postgres)
        ids = company.filled(rows)
        bare.write(company.stored(ids))
        times = Times()
        for number in range(rounds):
            seen = company.head
            company.push(0, changed(ids, "city", f"Linz {number}", seen))
            late = changed(ids, "next_step", f"Call {number}", seen)
            merging = seconds(lambda late=late: company.push(1, late))  # type: ignore[misc]
            times.ours.append(merging * 1_000 / rows)
            stored = company.stored(ids)
            times.floor.append(seconds(lambda stored=stored: bare.write(stored)) * 1_000 / rows)  # type: ignore[misc]
        company.close()
        bare.close()
    finally:
        postgres.remove()
    figure = times.figure("1,000 merges on PostgreSQL", MERGES)
    return Measured([figure], [("merges a second", f"{1e6 / figure.ours:,.0f}, bare {1e6 / figure.floor:,.0f}")])


class Company:
    """A server in this process with two people."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._name = postgres.database()
        self._server = Server(Database(postgres.url(self._name)))
        self._team = self._server.company.add_team("Fairs")
        self._people = [self._server.company.add_user(x, self._team, "manager", PASSWORD) for x in PEOPLE]
        self.head = 0

    def filled(self, rows: int) -> list[str]:
        """The ids of new leads."""
        kind = KINDS["lead"]
        owned = {"owner": self._people[0], "team": self._team}
        made = [
            {name: kind.field(name).wire(value) for name, value in values.items()} | owned
            for values in leads(rows, [""])
        ]
        writes = [Write("lead", uuid7(), "create", {x: v for x, v in fields.items() if v}) for fields in made]
        self.push(0, as_pushes(writes))
        return [write.id for write in writes]

    def push(self, person: int, pushes: Iterable[Push]) -> None:
        """One of the two hands in what she changed."""
        door = Door(self._server, self._people[person])
        for push in pushes:
            pushed = door.push(push)
            check({answer.status for answer in pushed.answers}, {"ok"})
            self.head = pushed.head

    def stored(self, ids: Sequence[str]) -> Stored:
        """The rows as they lie in the table."""
        with self._postgres.connect(self._name) as connection:
            found = connection.execute("SELECT * FROM lead ORDER BY id")
            return [x.name for x in found.description or ()], found.fetchall()

    def close(self) -> None:
        """Closes the database."""
        self._server.database.close()


def changed(ids: Sequence[str], field: str, value: str, seen: int) -> list[Push]:
    """A field of each lead is changed, as it was when who does it had pulled up to `seen`."""
    return as_pushes([Write("lead", id, "change", {field: value}, seen=seen) for id in ids])


def as_pushes(writes: Sequence[Write]) -> list[Push]:
    """The writes as they are handed in."""
    return [
        Push(1, 1, [Mutation(uuid7(), uuid7(), 5, list(x)) for x in _split(some, _ROWS_A_MUTATION)])
        for some in _split(writes, _A_PUSH)
    ]


Stored = tuple[list[str], list[tuple[Any, ...]]]


class Bare:
    """The same table with the same indexes in a database of its own, and nothing but SQL."""

    def __init__(self, postgres: Postgres) -> None:
        name = postgres.database()
        Database(postgres.url(name)).close()
        self._connection: Connection = postgres.connect(name)

    def write(self, stored: Stored) -> None:
        """Upserts the rows, each push's in a transaction."""
        columns, rows = stored
        names = [sql.Identifier(name) for name in columns]
        statement = sql.SQL("INSERT INTO lead ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {}").format(
            sql.SQL(", ").join(names),
            sql.SQL(", ").join([sql.Placeholder()] * len(names)),
            sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(name) for name in names[1:]),
        )
        for some in _split(rows, _A_PUSH):
            with self._connection.transaction(), self._connection.cursor() as cursor:
                cursor.executemany(statement, some)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


def _split(items: Sequence[Any], many: int) -> list[Sequence[Any]]:
    return [items[start : start + many] for start in range(0, len(items), many)]
