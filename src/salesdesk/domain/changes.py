"""What an action does to records: changes, and the changes that take them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from salesdesk.domain.fields import Field, LongText, Words
from salesdesk.domain.lines import merged_text
from salesdesk.domain.record import Kind, Record, kind_of


@dataclass(frozen=True)
class Change:
    """One record before and after; a new one has no `before`, a deletion sets `deleted`.

    With an `entry` it decides that entry of the inbox: `choice` says how (keep, take, combine, reopen).
    """

    before: Record | None
    after: Record
    entry: str = ""
    choice: str = ""

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
    """One row of a mutation as the outbox keeps it: wire values of the touched units only."""

    kind: str
    id: str
    op: str
    seen: int
    fields: Mapping[str, Any]
    before: Mapping[str, Any]
    entry: str = ""
    choice: str = ""


def written(change: Change) -> Written | None:
    """What `change` writes, or None where it changes nothing."""
    kind, old = change.kind, change.before
    touched = change.touched()
    if not touched and change.op == "change" and not change.entry:
        return None
    if old is not None:
        units = {kind.by_name[name].unit for name in touched}
        mates = (x for unit in units for x in kind.units[unit] if x.name not in touched)
        touched |= {x.name: (kind.value(old, x), kind.value(change.after, x)) for x in mates}
    field = kind.by_name
    return Written(
        kind=change.kind.name,
        id=change.after.id,
        op=change.op,
        seen=change.before.seen if change.before else 0,
        fields={name: field[name].wire(now) for name, (_was, now) in touched.items()},
        before={name: field[name].wire(was) for name, (was, _now) in touched.items()},
        entry=change.entry,
        choice=change.choice,
    )


def typed_on(
    before: Record, now: Record, values: Mapping[str, Any], own: Mapping[str, Any] = MappingProxyType({})
) -> Record:
    """The record as it stands `now` with values that were typed on it as it was `before`.

    What means one thing with a typed value goes with it; of a set, what was put in and taken out. `own` are
    the texts that she herself wrote elsewhere meanwhile: both edits stand, unless they touch the same lines.
    """
    kind = kind_of(type(before))
    typed = {kind.field(name): value for name, value in values.items()}
    units = {field.unit for field, value in typed.items() if value != kind.value(before, field)}
    mates = {field: kind.value(before, field) for unit in units for field in kind.units[unit]}
    meant = {field.name: _meant(field, value, before, now) for field, value in (mates | typed).items()}
    return now.but(**meant | {x.name: _both(x, typed[x], before, own[x.name]) for x in typed if x.name in own})


def _meant(field: Field, typed: Any, before: Record, now: Record) -> Any:
    if not isinstance(field, Words):
        return typed
    kind = kind_of(type(before))
    was, stands, said = (set(words) for words in (kind.value(before, field), kind.value(now, field), typed))
    return field.check((stands - (was - said)) | (said - was))


def _both(field: Field, typed: Any, before: Record, own: Any) -> Any:
    both = merged_text(kind_of(type(before)).value(before, field), own, typed)
    return typed if both is None or len(both) > LongText.most else both


def meanwhile(change: Change, now: Record) -> Change:
    """What a change comes to on the record as it stands `now`, whatever became of it since it was read."""
    before = change.before
    if before is None:
        return change
    typed = {name: value for name, (_was, value) in change.touched().items()}
    deleted = now.deleted if change.op == "change" else change.after.deleted
    after = replace(typed_on(before, now, typed), deleted=deleted, seen=before.seen)
    return replace(change, before=replace(now, seen=before.seen), after=after)


def taken_back(kind: Kind, row: Written, now: Record) -> Change | None:
    """The forward change that undoes `row` on the record as it stands `now`.

    Only units that still hold what the row wrote go back: a later edit is never undone with it.
    """
    if row.op == "create":
        return None if now.deleted else Change(now, replace(now, deleted=True))
    later = {
        field.unit
        for name, wire in row.fields.items()
        # By value: an amount that was written as 15.00 is read back as 15.
        if (field := kind.by_name.get(name)) and kind.value(now, field) != field.unwire(wire)
    }
    values = {
        field.attribute: field.unwire(row.before[name])
        for name in row.fields
        if (field := kind.by_name.get(name)) and field.unit not in later
    }
    deleted = {"delete": False, "restore": True}.get(row.op, now.deleted)
    after = replace(now, deleted=deleted, **values)
    if row.entry:
        decided = "combine" if row.fields else "keep"
        return Change(now, after, row.entry, decided if row.choice == "reopen" else "reopen")
    return None if after == now else Change(now, after)
