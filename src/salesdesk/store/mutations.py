"""Mutations as the outbox keeps them, and the action that they belong to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from salesdesk.domain.changes import Written

ROWS_A_MUTATION = 500
# A mutation's body in bytes: one always fits into a push.
LONGEST_MUTATION = 600_000


@dataclass(frozen=True)
class Header:
    """What an action is called, when it was done, and which action it takes back."""

    action: str
    label: str
    at: datetime
    undoes: str = ""

    @property
    def microseconds(self) -> int:
        """When it was done, in microseconds since 1970."""
        return int(self.at.timestamp() * 1_000_000)


def begin_action(writer: Any, header: Header) -> None:
    """Writes the action down, once."""
    writer.execute(
        "INSERT INTO action (id, label, at, undoes) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (header.action, header.label, header.microseconds, header.undoes or None),
    )


def end_action(writer: Any, header: Header) -> None:
    """Marks what the action took back; what that one had taken back is good again, and so on backwards."""
    by, undone = header.action, header.undoes
    while by and undone:
        writer.execute("UPDATE action SET undone_by = ? WHERE id = ?", (by, undone))
        by = _what_it_undoes(writer, undone)
        writer.execute("UPDATE action SET undone_by = NULL WHERE id = ?", (by,))
        undone = _what_it_undoes(writer, by)


def _what_it_undoes(writer: Any, action: str) -> str:
    found = writer.execute("SELECT undoes FROM action WHERE id = ?", (action,)).fetchone()
    return str(found[0]) if found and found[0] else ""


def row_as_json(row: Written) -> Mapping[str, Any]:
    """One row of a mutation's body."""
    said = {"kind": row.kind, "id": row.id, "op": row.op, "seen": row.seen, "fields": row.fields, "before": row.before}
    return said | {"entry": row.entry, "choice": row.choice} if row.entry else said


def as_json(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows of a mutation's body."""
    return json.dumps(rows, ensure_ascii=False).encode()


def bodies(
    rows: Sequence[Mapping[str, Any]], encode: Callable[[Sequence[Mapping[str, Any]]], bytes] = as_json
) -> Iterator[str]:
    """The rows as JSON, in as many mutations as their length asks for."""
    body = encode(rows)
    if len(rows) == 1 or len(body) <= LONGEST_MUTATION:
        if rows:
            yield body.decode()
        return
    half = len(rows) // 2
    yield from bodies(rows[:half], encode)
    yield from bodies(rows[half:], encode)
