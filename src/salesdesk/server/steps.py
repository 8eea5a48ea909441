"""The steps of a row's history, and what they tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from salesdesk.server.rows import Held

if TYPE_CHECKING:
    from salesdesk.server.ground import Cause

Step = dict[str, Any]


def step_of(
    held: Held, op: str, cause: Cause, fields: Mapping[str, Any], before: Mapping[str, Any], number: int = 0
) -> Step:
    """What a change did to a row, the `number`th of its mutation there."""
    return {
        "kind": held.kind.name, "id": held.id, "seq": cause.seq, "step": number, "user": cause.user,
        "at": cause.at, "mid": cause.mid, "op": op, "fields": dict(fields), "before": dict(before),
    }  # fmt: skip


def past(steps: Iterable[Step], held: Held, unit: str, seq: int) -> Mapping[str, Any]:
    """A unit's values as they were at a seq."""
    fields = held.kind.units[unit]
    empty = {x.name: x.wire(x.empty) for x in fields}
    for step in steps:
        if step["seq"] <= seq:
            continue
        if step["op"] == "create":
            return empty
        before = step["before"]
        if any(name in before for name in empty):
            return {name: before.get(name, value) for name, value in empty.items()}
    return {name: held.standing.fields[name] for name in empty}


def author(steps: Iterable[Step], held: Held, unit: str) -> tuple[str, int]:
    """Who last wrote a unit, and when; who made the row where nobody wrote it since."""
    names = {x.name for x in held.kind.units[unit]}
    user, at = "", 0
    for step in steps:
        if step["op"] == "create" or not names.isdisjoint(step["fields"]):
            user, at = step["user"], step["at"]
    return user, at


def turned_by(steps: Iterable[Step]) -> tuple[str, int]:
    """Who last deleted or restored a row, and when."""
    turns = [step for step in steps if step["op"] != "change"]
    return (turns[-1]["user"], turns[-1]["at"]) if turns else ("", 0)
