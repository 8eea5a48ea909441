"""What an action does to records: changes, and the changes that take them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from salesdesk.domain.record import Kind, Record, kind_of


@dataclass(frozen=True)
class Change:
    """One record before and after; a new one has no `before`, a deletion sets `deleted`."""

    before: Record | None
    after: Record

    @property
    def kind(self) -> Kind:
        """The kind of the record."""
        return kind_of(type(self.after))

    @property
    def op(self) -> str:
        """What happens to the row: create, change, delete or restore."""
        if self.before is None:
            return "create"
        if self.before.deleted != self.after.deleted:
            return "delete" if self.after.deleted else "restore"
        return "change"

    def touched(self) -> dict[str, tuple[Any, Any]]:
        """The fields that differ, by wire name: value before, value after."""
        kind, old = self.kind, self.before
        if old is None:
            return {name: (kind.by_name[name].empty, value) for name, value in kind.filled(self.after).items()}
        pairs = ((x.name, kind.value(old, x), kind.value(self.after, x)) for x in kind.fields)
        return {name: (was, now) for name, was, now in pairs if was != now}


@dataclass(frozen=True)
class Written:
    """One row of a mutation as the outbox keeps it: wire values of the touched fields only."""

    kind: str
    id: str
    op: str
    seen: int
    fields: Mapping[str, Any]
    before: Mapping[str, Any]


def written(change: Change) -> Written | None:
    """What `change` writes, or None where it changes nothing."""
    touched = change.touched()
    if not touched and change.op == "change":
        return None
    field = change.kind.by_name
    return Written(
        kind=change.kind.name,
        id=change.after.id,
        op=change.op,
        seen=change.before.seen if change.before else 0,
        fields={name: field[name].wire(now) for name, (_was, now) in touched.items()},
        before={name: field[name].wire(was) for name, (was, _now) in touched.items()},
    )


def taken_back(kind: Kind, row: Written, now: Record) -> Change | None:
    """The forward change that undoes `row` on the record as it stands `now`.

    Only fields that still hold what the row wrote go back: a later edit is never undone with it.
    """
    if row.op == "create":
        return None if now.deleted else Change(now, replace(now, deleted=True))
    values = {
        field.attribute: field.unwire(row.before[name])
        for name, wire in row.fields.items()
        # By value: an amount that was written as 15.00 is read back as 15.
        if (field := kind.by_name.get(name)) and kind.value(now, field) == field.unwire(wire)
    }
    deleted = {"delete": False, "restore": True}.get(row.op, now.deleted)
    after = replace(now, deleted=deleted, **values)
    return None if after == now else Change(now, after)
