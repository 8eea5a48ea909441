"""What was deleted 90 days ago is swept: its body and its past go, its id stays (SYNC.md, retention).

How old a seq is say the marks, one a day; all that a step sweeps lies under the seqs that it moves on by, so that
a laptop, told how far it has come, drops the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from salesdesk.domain.record import Kind
from salesdesk.protocol.retention import KEPT_FOR_EVER, TRASH_DAYS, is_due, passed
from salesdesk.schema.columns import stored
from salesdesk.server import heads, scope_sums
from salesdesk.server.database import Database
from salesdesk.server.heads import NoOrganisation
from salesdesk.server.rows import Held, chunks, shelf_of
from salesdesk.server.tables import Tables

ROWS_A_STEP = 500
_ONLY = 1


@dataclass(frozen=True)
class Swept:
    """How many rows were made bare in how many steps, and up to which seq all of them are."""

    rows: int
    steps: int
    seq: int


class Sweeping:
    """Sweeps one database; `now` is the clock in microseconds, `days` how long the trash is kept."""

    def __init__(self, database: Database, now: Callable[[], int], days: int = TRASH_DAYS) -> None:
        self._days = days
        self._database = database
        self._tables = database.tables
        self._now = now

    def run(self, go_on: Callable[[], bool] = lambda: True) -> Swept:
        """Sets the day's mark and sweeps what is due, a step at a time while it may `go_on`."""
        rows = steps = 0
        try:
            upto = self._marked()
            while self._reached() < upto and go_on():
                rows += self._step(upto)
                steps += 1
            return Swept(rows, steps, self._reached())
        except NoOrganisation:
            return Swept(0, 0, 0)

    def _reached(self) -> int:
        with self._database.reading() as connection:
            return swept(connection, self._tables)

    def _marked(self) -> int:
        """Sets the day's mark; returns up to which seq everything is old enough."""
        mark, now = self._tables.mark, self._now()
        with self._database.writing() as connection:
            head = heads.lock(connection, self._tables)
            marks = [
                tuple(row) for row in connection.execute(select(mark.c.n, mark.c.seq, mark.c.at).order_by(mark.c.n))
            ]
            last = marks[-1] if marks else None
            if is_due(now, last[2] if last else None):
                marks.append((marks[-1][0] + 1 if last else 1, head.seq, now))
                connection.execute(mark.insert(), [dict(zip(("n", "seq", "at"), marks[-1], strict=True))])
            old = [(n, seq) for n, seq, at in marks if passed(now, at, marks[-1][0] - n, self._days)]
            if old:
                connection.execute(mark.delete().where(mark.c.n < old[-1][0]))
        return max((seq for _n, seq in old), default=0)

    # --- a step -------------------------------------------------------------------------------

    def _step(self, upto: int) -> int:
        """Sweeps the oldest few; returns how many rows."""
        with self._database.writing() as connection:
            heads.lock(connection, self._tables)
            since = swept(connection, self._tables)
            if since >= upto:
                return 0  # another process was here first, and went further
            upto = self._far_enough(connection, since, upto)
            rows = [held for kind in self._kinds() for held in self._bare(connection, kind, since, upto)]
            scope_sums.move(connection, self._tables, rows)
            self._forget(connection, upto)
            self._move(connection, upto)
            return len(rows)

    def _kinds(self) -> Iterator[Kind]:
        return (kind for kind in self._tables.kinds if kind.name not in KEPT_FOR_EVER)

    def _far_enough(self, connection: Connection, since: int, upto: int) -> int:
        """The seq that a step goes to: what one mutation deleted goes in one step."""
        seqs: list[int] = []
        for kind in self._kinds():
            table = self._tables.of(kind.name)
            oldest = select(table.c.seq).where(_between(table, since, upto)).order_by(table.c.seq).limit(ROWS_A_STEP)
            seqs += connection.scalars(oldest)
        return sorted(seqs)[ROWS_A_STEP - 1] if len(seqs) >= ROWS_A_STEP else upto

    def _bare(self, connection: Connection, kind: Kind, since: int, upto: int) -> list[Held]:
        table = self._tables.of(kind.name)
        which = _between(table, since, upto)
        rows = [held for held in shelf_of(kind, table).where(connection, which) if not held.bare]
        if rows:
            connection.execute(table.update().where(which).values(bare_values(kind)))
            for some in chunks(held.id for held in rows):
                forget_past(connection, self._tables, kind.name, some)
        for held in rows:
            held.person = held.team = ""
        return rows

    def _forget(self, connection: Connection, upto: int) -> None:
        """What only older cursors would ask for.

        What became of a mutation is asked for by whoever typed on it and never heard, however long ago: it stays.
        """
        tables = self._tables
        connection.execute(tables.exit.delete().where(tables.exit.c.seq <= upto))
        connection.execute(tables.refused.delete().where(tables.refused.c.seq <= upto))
        connection.execute(tables.grant.delete().where(tables.grant.c.until <= upto))

    def _move(self, connection: Connection, upto: int) -> None:
        table = self._tables.swept
        connection.execute(table.delete())
        connection.execute(table.insert(), [{"only": _ONLY, "seq": upto}])


def swept(connection: Connection, tables: Tables) -> int:
    """Up to which seq what was deleted is bare; 0 before anything was."""
    return connection.scalar(select(tables.swept.c.seq)) or 0


def bare_values(kind: Kind) -> dict[str, Any]:
    """The columns of a row of which nothing is left but its id, its seq and that it is deleted."""
    fields = {field.name: stored(field, field.empty) for field in kind.fields}
    return fields | {"versions": "", "gone_with": None, "scope_person": "", "scope_team": ""}


def forget_past(connection: Connection, tables: Tables, kind: str, ids: list[str]) -> None:
    """Forgets what happened to records, and what was decided about them; what waits in an inbox stays there."""
    entry, entry_for = tables.entry, tables.entry_for
    for table in (tables.history, tables.trace):
        connection.execute(table.delete().where(table.c.kind == kind, table.c.id.in_(ids)))
    decided = (entry.c.kind == kind) & entry.c.record.in_(ids) & (entry.c.choice != "")
    connection.execute(entry_for.delete().where(entry_for.c.entry.in_(select(entry.c.id).where(decided))))
    connection.execute(entry.delete().where(decided))


def _between(table: Table, since: int, upto: int) -> Any:
    return table.c.deleted.is_not(None) & (table.c.seq > since) & (table.c.seq <= upto)
