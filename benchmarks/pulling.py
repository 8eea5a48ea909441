"""Pulling a few changed leads out of very many, beside as many out of few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, func, select

from benchmarks import made_up
from benchmarks.figures import Figure, Measured
from benchmarks.office import PEOPLE, Office
from benchmarks.syncing import check, seconds
from salesdesk.desk.desk import Desk
from salesdesk.domain.ids import uuid7
from salesdesk.domain.kinds import KINDS
from salesdesk.protocol.wire import EPOCH_BITS, ROWS_A_PUSH, Mutation, Push, Write
from salesdesk.server import heads, scope_sums
from salesdesk.server.database import Database
from salesdesk.server.service import Door, Server
from salesdesk.store.listing import Query

PULLED = 1.2
# Handed in as a laptop does; what is more than these is copied from them in the server's own tables.
_HANDED_IN = ROWS_A_PUSH


def measure(work: Path, key: bytes, many: int, few: int, changed: int, rounds: int) -> Measured:
    """Rounds of Ben's in which he fetches what Ana changed, by turns out of `many` and out of `few`."""
    work.mkdir()
    companies = [_Company(work / name, key, count) for name, count in (("many", many), ("few", few))]
    changed = min(changed, few)
    taken: list[list[float]] = [[], []]
    try:
        filled = [company.fill() for company in companies]
        for number in range(rounds):
            for company, times in zip(companies, taken, strict=True):
                company.change(changed, f"Call again, attempt {number}")
                times.append(company.pull(changed, f"Call again, attempt {number}"))
    finally:
        for company in companies:
            company.close()
    ours, floor = (median(times) * 1e3 for times in taken)
    return Measured(
        [Figure(f"{changed:,} pulled out of {many:,}", ours, floor, PULLED)],
        [(f"{many:,} fetched at first", f"{filled[0]:,.1f} s")],
    )


class _Company:
    """A server with so many leads of Ana's, and Ben's laptop."""

    def __init__(self, folder: Path, key: bytes, count: int) -> None:
        folder.mkdir()
        self._key = key
        self._count = count
        self._folder = folder
        self._office = Office(folder / "server.db")
        self._database = Database(f"sqlite:///{folder / 'server.db'}")
        self._ana = Door(Server(self._database), _person(self._database, PEOPLE[0]))
        self._ids: Sequence[str] = []
        self._ben: Desk | None = None

    def fill(self) -> float:
        """Makes the leads, and lets Ben fetch them; returns the seconds that he took."""
        self._push([Write("lead", uuid7(), "create", lead) for lead in _leads(min(self._count, _HANDED_IN))])
        with self._database.writing() as connection:
            _copy(connection, self._database, self._count)
            table = self._database.tables.of("lead")
            self._ids = list(connection.scalars(select(table.c.id).order_by(table.c.id)))
        check(len(self._ids), self._count)
        ben = self._ben = self._office.new_laptop(self._folder / "ben", self._key, PEOPLE[1])
        taken = seconds(ben.office.sync)
        check(ben.store.lists.count(Query(ben.kinds["lead"])), self._count)
        return taken

    def change(self, count: int, text: str) -> None:
        """Ana changes leads all over the table."""
        ids, seen = self._ids[:: self._count // count][:count], self._head()
        self._push([Write("lead", id, "change", {"next_step": text}, seen=seen) for id in ids])

    def pull(self, count: int, text: str) -> float:
        """Ben's round; returns its seconds."""
        ben = self._ben
        assert ben is not None
        pulled: list[int] = []
        taken = seconds(lambda: pulled.append(ben.office.sync().outcome.pulled))
        check(pulled, [count])
        check(getattr(ben.get("lead", self._ids[0]), "next_step"), text)  # noqa: B009
        return taken

    def close(self) -> None:
        """Ends the server."""
        if self._ben is not None:
            self._ben.store.close()
        self._database.close()
        self._office.close()

    def _push(self, writes: Sequence[Write]) -> None:
        mutation = Mutation(uuid7(), uuid7(), 1, list(writes))
        pushed = self._ana.push(Push(self._head() >> EPOCH_BITS, KINDS.schema, [mutation]))
        # Who makes a record that names nobody has it: that is merged.
        check(pushed.answers[0].status in {"ok", "merged"}, True)

    def _head(self) -> int:
        with self._database.reading() as connection:
            return heads.read(connection, self._database.tables).seq


def _leads(count: int) -> Iterator[dict[str, Any]]:
    """Made-up leads as they travel."""
    kind = KINDS["lead"]
    for values in made_up.leads(count, [""]):
        wire = kind.wire(kind.make(values))
        yield {name: value for name, value in wire.items() if name != "id" and value}


def _person(database: Database, name: str) -> str:
    user = database.tables.of("user")
    with database.reading() as connection:
        return str(connection.scalars(select(user.c.id).where(user.c.name == name)).one())


def _copy(connection: Connection, database: Database, count: int) -> None:
    """Copies the leads under further ids, with the seqs that they have, until there are so many."""
    table = database.tables.of("lead")
    there = connection.scalars(select(func.count()).select_from(table)).one()
    others = [column for column in table.c if column is not table.c.id]
    # The ids that were made begin with the time, and so before these.
    made = table.c.id < "f"
    for number in range(there, count, there):
        id = func.printf(f"f{number:07x}-0000-7000-8000-%012x", func.row_number().over(order_by=table.c.id))
        copied = select(id, *others).where(made).order_by(table.c.id).limit(count - number)
        connection.execute(table.insert().from_select([table.c.id, *others], copied))
    sums, kept = database.tables.scope_sum, scope_sums.counted(connection, database.tables)
    for scope, (rows, total) in kept.items():
        connection.execute(sums.update().where(sums.c.scope == scope).values(count=rows, sum=total))
