"""Drafts: what is being typed, safe on the disk at every key, never synced."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from salesdesk.store.connection import Connections


@dataclass(frozen=True)
class Draft:
    """The texts of a form as they stand in its fields; `record` is "" while there is none yet.

    `seen` is the cursor at which the record was read that they were typed on.
    """

    slot: str
    kind: str
    record: str
    texts: Mapping[str, Any]
    at: datetime
    seen: int = 0


class Drafts:
    """The drafts of a profile, one a slot."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def keep(self, slot: str, kind: str, texts: Mapping[str, Any], record: str = "", seen: int = 0) -> datetime:
        """Makes `texts` durable; returns when."""
        now = datetime.now(UTC)
        values = (slot, kind, record, json.dumps(texts, ensure_ascii=False), int(now.timestamp() * 1_000_000), seen)
        self._connections.write(
            lambda writer: writer.execute(
                "INSERT INTO draft (slot, kind, record, body, at, seen) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (slot) DO UPDATE SET kind = excluded.kind, record = excluded.record, "
                "body = excluded.body, at = excluded.at, seen = excluded.seen",
                values,
            )
        )
        return now

    def all(self) -> list[Draft]:
        """Every draft, oldest first."""
        rows = self._connections.rows("SELECT slot, kind, record, body, at, seen FROM draft ORDER BY at")
        return [
            Draft(slot, kind, record, json.loads(body), datetime.fromtimestamp(at / 1_000_000, UTC), seen)
            for slot, kind, record, body, at, seen in rows
        ]

    def get(self, slot: str) -> Draft | None:
        """The draft of a slot."""
        return next((draft for draft in self.all() if draft.slot == slot), None)

    def drop(self, slot: str) -> None:
        """Forgets a draft that its writer gave up."""
        self._connections.write(lambda writer: drop(writer, slot))


def drop(writer: Any, slot: str) -> None:
    """Forgets a draft within a transaction: its save and its end are one."""
    writer.execute("DELETE FROM draft WHERE slot = ?", (slot,))
