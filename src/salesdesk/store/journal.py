"""The journal of answered changes: kept 30 days by the server's clock, then forgotten, a little at a time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from salesdesk.protocol.retention import JOURNAL_DAYS, is_due, passed
from salesdesk.store.connection import Connections

MUTATIONS_A_STEP = 500
ACTIONS_A_STEP = 50


def mark(writer: Any, time: int, cursor: int) -> None:
    """Once a day, within a pull: up to where mutations are settled, beside the server's clock."""
    newest = writer.execute("SELECT n, at FROM mark ORDER BY n DESC LIMIT 1").fetchone()
    if is_due(time, newest[1] if newest else None):
        settled = writer.execute("SELECT coalesce(max(n), 0) FROM answer WHERE seq <= ?", (cursor,)).fetchone()[0]
        writer.execute("INSERT INTO mark VALUES (?, ?, ?)", (newest[0] + 1 if newest else 1, time, settled))


class Journal:
    """Forgets what is older; whole actions only, so that nothing can be undone by half."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def forget(self) -> None:
        """Forgets all that is over, in steps between which whoever waits to write goes first."""
        row = self._connections.one("SELECT value FROM meta WHERE name = 'last_sync'")
        time = int(row[0]) if row else 0
        marks = self._connections.rows("SELECT n, at, last FROM mark ORDER BY n")
        old = [(n, last) for n, at, last in marks if passed(time, at, marks[-1][0] - n, JOURNAL_DAYS)]
        # What a restored server is still to be given back stays.
        if not old or self._connections.one("SELECT 1 FROM replay LIMIT 1"):
            return
        over, upto = old[-1]
        while self._connections.write(lambda writer: _step(writer, upto)):
            self._connections.give_way()
        self._connections.write(lambda writer: _end(writer, over, time))


def _step(writer: Any, upto: int) -> bool:
    """Forgets a few mutations; whether there may be more."""
    orphans = writer.execute(
        "SELECT o.n FROM outbox o WHERE o.n <= ? AND NOT EXISTS (SELECT 1 FROM action a WHERE a.id = o.action) "
        "ORDER BY o.n LIMIT ?",
        (upto, MUTATIONS_A_STEP),
    ).fetchall()
    if orphans:
        for table in ("outbox", "answer", "bases"):
            writer.executemany(f"DELETE FROM {table} WHERE n = ?", orphans)
        return True
    # The newest one stays, whatever its age: the numbers of those to come go on behind it.
    found = writer.execute(
        "SELECT id, coalesce((SELECT max(n) FROM outbox o WHERE o.action = a.id), 0) FROM action a "
        "WHERE n < (SELECT max(n) FROM action) ORDER BY n LIMIT ?",
        (ACTIONS_A_STEP,),
    ).fetchall()
    over = []
    for action, last in found:
        if last > upto:
            break
        over.append((action,))
    writer.executemany("DELETE FROM action WHERE id = ?", over)
    return bool(over)


def _end(writer: Any, over: int, time: int) -> None:
    """Forgets entries that were decided as long ago, but for those whose decision can still be undone."""
    writer.execute("DELETE FROM mark WHERE n <= ?", (over,))
    rows = writer.execute("SELECT body FROM outbox WHERE instr(body, '\"entry\"')")
    decided = {row.get("entry") for (body,) in rows for row in json.loads(body)}
    before = time - timedelta(days=JOURNAL_DAYS) // timedelta(microseconds=1)
    old = writer.execute("SELECT id FROM inbox WHERE choice <> '' AND at < ?", (before,)).fetchall()
    writer.executemany("DELETE FROM inbox WHERE id = ?", [row for row in old if row[0] not in decided])
