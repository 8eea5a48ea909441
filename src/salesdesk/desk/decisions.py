"""The inbox: what she decides of two values for one field, of refusals, and of records that came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from salesdesk.domain.changes import Change
from salesdesk.domain.fields import Field
from salesdesk.domain.record import Kind, Kinds, Record
from salesdesk.i18n import _
from salesdesk.store.door import Saved
from salesdesk.store.errors import NotFound
from salesdesk.store.inbox import REFUSED, Inbox, Item, Which

KEEP, TAKE, COMBINE = "keep", "take", "combine"
CONFLICT = "conflict"


class CannotDecide(ValueError):
    """The entry cannot be decided so; `why` is one of decided, value, kept, record and part."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Hands(Protocol):
    """What a decision needs of the desk."""

    @property
    def kinds(self) -> Kinds:
        """Every kind of record."""

    def find(self, kind: str, id: str) -> Record | None:
        """A record or None."""

    def draft(self, kind: str, values: Mapping[str, Any]) -> Record:
        """A new record that is not saved yet."""

    def decide(self, label: str, changes: Sequence[Change]) -> Saved | None:
        """Saves a decision."""


class Decisions:
    """What waits for a decision; each one is an action like any other, and can be undone."""

    def __init__(self, inbox: Inbox, desk: Hands) -> None:
        self._inbox = inbox
        self._desk = desk

    def open(self, limit: int = -1) -> list[Item]:
        """What is to be decided, newest first: so many of it, or all."""
        return self._inbox.open(limit)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many entries are open, by sort and kind."""
        return self._inbox.counts()

    def which(self, which: Which) -> dict[str, str]:
        """The open entries that are meant, newest first: the sort of each by its id."""
        return self._inbox.which(which)

    def count(self) -> int:
        """How many entries are open."""
        return self._inbox.count()

    def get(self, id: str) -> Item:
        """One entry; raises NotFound."""
        found = self._inbox.get(id)
        if found is None:
            raise NotFound("inbox", id)
        return found

    def fields(self, item: Item) -> tuple[Field, ...]:
        """The fields of a conflict's unit, the one that it is named after first."""
        unit = self._kind(item).units.get(item.unit, ())
        return tuple(sorted(unit, key=lambda field: field.name != item.unit))

    def resolve(self, id: str, choice: str, values: Mapping[str, Any] | None = None) -> Saved | None:
        """Decides an entry: keep the value in use, take the one set aside, or combine both to `values`.

        A refused change is given up by keep, and made a new record by take. Raises CannotDecide, NotFound.
        """
        item = self.get(id)
        return self._desk.decide(self._label(item), self.changes(item, choice, values))

    def changes(
        self, item: Item, choice: str, values: Mapping[str, Any] | None = None, record: Record | None = None
    ) -> list[Change]:
        """What a decision does, the change that closes the entry last; `record` is the entry's where it is known.

        Raises CannotDecide.
        """
        if item.choice:
            raise CannotDecide("decided")
        if choice == COMBINE and not values:
            raise CannotDecide("value")
        record = record or self._desk.find(item.kind, item.record)
        if item.what == CONFLICT:
            return [self._conflict(item, choice, values or {}, record)]
        if choice == TAKE and item.what == REFUSED:
            return [self._again(item, record), self._closed(item, choice, record)]
        if choice != KEEP:
            raise CannotDecide("kept")
        return [self._closed(item, choice, record)]

    def _conflict(self, item: Item, choice: str, values: Mapping[str, Any], record: Record | None) -> Change:
        if choice == KEEP:
            return self._closed(item, choice, record)
        if record is None:
            raise CannotDecide("record")
        kind = self._kind(item)
        if choice == TAKE:
            # What a newer program's field of it holds, the server takes by itself.
            known = {name: value for name, value in item.aside.items() if name in kind.by_name}
            values = {name: kind.field(name).unwire(value) for name, value in known.items()}
        return Change(record, record.but(**values), item.id, choice)

    def _closed(self, item: Item, choice: str, found: Record | None) -> Change:
        """Says that it was decided, whether or not she may still read the record."""
        kind = self._kind(item)
        record = found or kind.make({}, id=item.record, seen=item.seen)
        return Change(record, record, item.id, choice)

    def _again(self, item: Item, record: Record | None) -> Change:
        """What was refused, as a new record; what it needs and she did not write, it has from the old one."""
        kind = self._kind(item)
        names = (name for name in item.aside if name in kind.by_name and name not in {"owner", "team"})
        values = {name: kind.field(name).unwire(item.aside[name]) for name in names}
        for field in kind.fields:
            if field.required and values.get(field.name, field.empty) == field.empty:
                values[field.name] = getattr(record, field.name, field.empty)
                if values[field.name] == field.empty:
                    raise CannotDecide("part")
        return Change(None, self._desk.draft(item.kind, values))

    def _kind(self, item: Item) -> Kind:
        return self._desk.kinds[item.kind]

    def _label(self, item: Item) -> str:
        record = self._desk.find(item.kind, item.record)
        kind = self._kind(item)
        title = (kind.title(record) if record else "") or _(kind.label)
        return _("Decide %(title)s") % {"title": title}
