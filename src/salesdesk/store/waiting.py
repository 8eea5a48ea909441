"""What waits to be sent, as the actions that a person did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salesdesk.store.connection import Connections
from salesdesk.store.sums import ANSWERED


@dataclass(frozen=True)
class Waits:
    """An action of which something waits: its number, and in how many mutations."""

    action: int
    parts: int


@dataclass(frozen=True)
class Told:
    """What an action is called, when it was done (microseconds since 1970), the first record of what waits, how many.

    `records` counts those of the first mutation that waits.
    """

    label: str
    at: int
    kind: str
    record: str
    records: int


class Waiting:
    """The actions that the server has not answered to their end."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def actions(self) -> list[Waits]:
        """All of them, oldest first; bodies are not read, so that a hundred thousand take a moment."""
        rows = self._connections.rows(
            f"SELECT a.n, count(*) FROM outbox o CROSS JOIN action a ON a.id = o.action WHERE o.n > {ANSWERED} "
            "GROUP BY a.n ORDER BY min(o.n)"
        )
        return [Waits(*row) for row in rows]

    def told(self, actions: Sequence[int]) -> dict[int, Told]:
        """What some of them say, by their numbers."""
        marks = ", ".join("?" * len(actions))
        rows = self._connections.rows(
            "SELECT a.n, a.label, a.at, json_extract(o.body, '$[0].kind'), json_extract(o.body, '$[0].id'), "
            "json_array_length(o.body) FROM action a LEFT JOIN outbox o ON o.n = (SELECT min(n) FROM outbox "
            f"WHERE action = a.id AND n > {ANSWERED}) WHERE a.n IN ({marks})",
            actions,
        )
        return {n: Told(label, at, kind or "", id or "", many or 0) for n, label, at, kind, id, many in rows}
