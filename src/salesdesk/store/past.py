"""What this laptop knows of a record's past: her own mutations of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from salesdesk.store.connection import Connections


def _rows(mutation: str) -> str:
    """The rows of a mutation's body; verification tells of a body that is broken, and nothing else minds it."""
    return f"json_each(iif(json_valid({mutation}.body), {mutation}.body, '[]'))"


# Fills the index of a file that had none.
TOUCH_ALL = f"INSERT OR IGNORE INTO touched SELECT json_extract(value, '$.id'), o.n FROM outbox o, {_rows('o')}"


def touches() -> Iterator[str]:
    """Triggers that keep the index of record and mutation, whoever writes to the outbox."""
    add = (
        f"INSERT OR IGNORE INTO touched SELECT json_extract(value, '$.id'), NEW.n FROM {_rows('NEW')} "
        "WHERE json_extract(value, '$.id') IS NOT NULL;"
    )
    drop = (
        f"DELETE FROM touched WHERE n = OLD.n AND record IN (SELECT json_extract(value, '$.id') FROM {_rows('OLD')});"
    )
    for event, does in (("INSERT", add), ("DELETE", drop), ("UPDATE OF body", drop + " " + add)):
        name = f"touched_after_{event.split()[0].lower()}"
        yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON outbox BEGIN {does} END"


@dataclass(frozen=True)
class Step:
    """What one mutation did to a record; `seq` is 0 until the server has answered, `at` in microseconds since 1970.

    `by` is a user's id; values by field name as JSON carries them.
    """

    seq: int
    at: int
    by: str
    op: str
    fields: Mapping[str, Any]
    before: Mapping[str, Any]


class Steps:
    """Her own steps, read back from the outbox."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def of(self, kind: str, id: str, by: str) -> list[Step]:
        """The steps of a record that were made on this laptop, oldest first."""
        rows = self._connections.rows(
            "SELECT a.at, o.body, coalesce(r.seq, 0) FROM outbox o JOIN action a ON a.id = o.action "
            "LEFT JOIN answer r ON r.n = o.n WHERE o.n IN (SELECT n FROM touched WHERE record = ?) ORDER BY o.n",
            (id,),
        )
        return [
            Step(seq, at, by, row["op"], row["fields"], row["before"])
            for at, body, seq in rows
            for row in json.loads(body)
            if row["id"] == id and row["kind"] == kind and (row["fields"] or row["op"] != "change")
        ]

    def newest(self, kind: str, id: str, seq: int) -> dict[str, Any]:
        """By field what she wrote last on this laptop and was not refused, of what is newer than `seq`."""
        rows = self._connections.rows(
            "SELECT o.body FROM outbox o LEFT JOIN answer r ON r.n = o.n WHERE (r.seq IS NULL OR r.seq > ?) "
            "AND coalesce(r.status, '') NOT IN ('forbidden', 'invalid') "
            "AND o.n IN (SELECT n FROM touched WHERE record = ?) ORDER BY o.n",
            (seq, id),
        )
        found: dict[str, Any] = {}
        for (body,) in rows:
            for row in json.loads(body):
                if row["id"] == id and row["kind"] == kind:
                    found |= row["fields"]
        return found
