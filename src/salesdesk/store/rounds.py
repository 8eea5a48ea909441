"""The last rounds of sync: when, what went and came, and what was in the way."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from salesdesk.store.connection import Connections

KEPT = 50


@dataclass(frozen=True)
class Round:
    """A round: times in microseconds since 1970, counts of records, bytes on the wire.

    `trouble` names what ended it early, "" where nothing did; `times` counts rounds in a row that brought nothing.
    `turned`: the server had been restored from a backup, and got so many records and changes back (`returned`).
    """

    at: int
    until: int
    sent: int = 0
    came: int = 0
    merged: int = 0
    conflicts: int = 0
    refused: int = 0
    up: int = 0
    down: int = 0
    trouble: str = ""
    times: int = 1
    turned: bool = False
    returned: int = 0

    @property
    def idle(self) -> bool:
        """Whether nothing went and nothing came."""
        return not (self.turned or self.sent or self.came or self.refused or self.conflicts)

    def and_then(self, later: Round) -> Round | None:
        """Both as one, where neither brought anything and both ended alike; else None."""
        if not (self.idle and later.idle and self.trouble == later.trouble):
            return None
        up, down, times = self.up + later.up, self.down + later.down, self.times + later.times
        return replace(self, until=later.until, up=up, down=down, times=times)


class Rounds:
    """A short log, in the encrypted file and on this laptop only."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def all(self) -> list[Round]:
        """The last ones, newest first."""
        rows = self._connections.rows("SELECT body FROM round ORDER BY n DESC")
        return [_round(body) for (body,) in rows]

    def put(self, done: Round) -> None:
        """Keeps a round; quiet ones in a row are one, and only the last 50 stay."""
        self._connections.write(lambda writer: _put(writer, done))


def _put(writer: Any, done: Round) -> None:
    last = writer.execute("SELECT n, body FROM round ORDER BY n DESC LIMIT 1").fetchone()
    both = _round(last[1]).and_then(done) if last else None
    if both is not None:
        writer.execute("UPDATE round SET body = ? WHERE n = ?", (json.dumps(asdict(both)), last[0]))
        return
    n = (last[0] if last else 0) + 1
    writer.execute("INSERT INTO round VALUES (?, ?)", (n, json.dumps(asdict(done))))
    writer.execute("DELETE FROM round WHERE n <= ?", (n - KEPT,))


def _round(body: str) -> Round:
    """The round that was kept so; what a newer program noted beside it is left aside."""
    return Round(**{name: value for name, value in json.loads(body).items() if name in Round.__dataclass_fields__})
