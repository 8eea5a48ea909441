"""Many records changed or deleted as one action that can be undone, a part at a time and never all in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from salesdesk.desk.desk import Desk
from salesdesk.desk.rules import Ground, completed, consequences
from salesdesk.domain.changes import Change
from salesdesk.domain.fields import Choice
from salesdesk.domain.record import Kind, Record, kind_of
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.store.listing import Query

AT_ONCE = 500
SET = N_("Set %(field)s of %(many)s to %(value)s")
SET_ALL = N_("Set %(field)s of all that was found to %(value)s")
T = TypeVar("T")
Several = Query | Sequence[str]
Progress = Callable[[int], bool]
"""Is told how many are done, and says whether to go on."""


class Halfway(Exception):
    """A part could not be written: `saved` is what was written before, `why` what was in the way."""

    def __init__(self, saved: Saved, why: Exception) -> None:
        super().__init__(saved.label)
        self.saved = saved
        self.why = why


def delete_many(desk: Desk, kind: Kind, which: Several, many: int, progress: Progress) -> Saved | None:
    """Deletes all that a query finds, or the records of these ids, with what belongs to them.

    `many` is how many that is, or less than none where nobody knows.
    """
    label = (
        ngettext("Delete %s record", "Delete %s records", many) % number(many)
        if many >= 0
        else _("Delete all that was found")
    )
    owned = [(child, link.name) for child in desk.kinds for link in child.links if link.parent and link.to == kind.name]

    def write(records: Sequence[Record], action: str) -> Saved | None:
        doomed = [
            found for child, link in owned for record in records for found in desk.of(child.name, link, record.id)
        ]
        if doomed:
            changes = [Change(x, replace(x, deleted=True)) for x in (*records, *doomed)]
            return desk.store.door.save(label, changes, action=action, more=True)
        return desk.store.door.live(label, kind, [record.id for record in records], deleted=True, action=action)

    return write_parts(desk, _parts(desk, kind, which), write, progress)


def restore_many(desk: Desk, which: Sequence[tuple[str, str]], progress: Progress) -> Saved | None:
    """Brings deleted records back, each known by its kind and id, with what went along with them.

    `progress` hears of parts of one kind; owners come before what belongs to them.
    """
    label = ngettext("Bring back %s record", "Bring back %s records", len(which)) % number(len(which))
    related = {kind for kind in desk.kinds for link in kind.links if link.parent}
    related |= {desk.kinds[link.to] for kind in related for link in kind.links if link.parent}

    def write(records: Sequence[Record], action: str) -> Saved | None:
        kind = next((kind_of(type(record)) for record in records), None)
        if kind is None:
            return None
        if kind in related:
            return desk.store.door.save(label, desk.coming_back(records), action=action, more=True)
        return desk.store.door.live(label, kind, [record.id for record in records], deleted=False, action=action)

    return write_parts(desk, _deleted_parts(desk, which), write, progress)


def _deleted_parts(desk: Desk, which: Sequence[tuple[str, str]]) -> Iterator[list[Record]]:
    for kind in desk.kinds:
        ids = [id for name, id in which if name == kind.name]
        for start in range(0, len(ids), AT_ONCE):
            found = desk.store.lists.several(kind, ids[start : start + AT_ONCE])
            yield [record for record in found if record.deleted]


def set_many(
    desk: Desk, kind: Kind, which: Several, many: int, values: Mapping[str, Any], progress: Progress
) -> Saved | None:
    """Gives all that a query finds, or the records of these ids, other values for some fields."""
    me = desk.me
    ground = Ground(desk, desk.rates, desk.clock(), me.id if me else "", me.team if me else "")

    label = _label(kind, many, values)

    def write(records: Sequence[Record], action: str) -> Saved | None:
        done = [completed(Change(record, record.but(**values)), ground) for record in records]
        more = [further for change in done for further in consequences(change, ground)]
        return desk.store.door.save(label, [*done, *more], action=action, more=True)

    return write_parts(desk, _parts(desk, kind, which), write, progress)


def _label(kind: Kind, many: int, values: Mapping[str, Any]) -> str:
    name, value = next(iter(values.items()))
    field = kind.field(name)
    said = _(field.label_of(value)) if isinstance(field, Choice) and value else field.text(value)
    which = {"field": _(field.label), "value": said or _("Nothing")}
    return _(SET) % {**which, "many": number(many)} if many >= 0 else _(SET_ALL) % which


def _parts(desk: Desk, kind: Kind, which: Several) -> Iterator[list[Record]]:
    """The records, some at a time. By their numbers, whatever the list is sorted by: what changes does not move."""
    if not isinstance(which, Query):
        for start in range(0, len(which), AT_ONCE):
            found = desk.store.lists.several(kind, which[start : start + AT_ONCE])
            yield [record for record in found if not record.deleted]
        return
    if which.text and desk.store.lists.searching_is_behind(kind):
        desk.store.indexer.catch_up()
    query, after = replace(which, order="", descending=False), None
    while True:
        some, after = desk.store.lists.whole(query, after, AT_ONCE)
        yield some
        if after is None:
            return


def write_parts(
    desk: Desk,
    parts: Iterator[list[T]],
    write: Callable[[Sequence[T], str], Saved | None],
    progress: Progress,
) -> Saved | None:
    """Writes a part after the other as one action, and tells of all that was written; raises Halfway."""
    action, many, last = desk.new_id(), Counter[str](), None
    done = 0
    failed: Exception | None = None
    with desk.writing(action):
        try:
            for part in parts:
                saved = write(part, action)
                if saved is not None:
                    many.update(change.kind.name for change in saved.changes)
                    many.update(saved.many)
                    last = saved
                done += len(part)
                if not progress(done):
                    break
        except Exception as error:
            failed = error
    told = replace(last, changes=(), many=many, more=False) if last is not None and many else None
    desk.tell(told)
    if failed is not None and told is not None:
        raise Halfway(told, failed) from failed
    if failed is not None:
        raise failed
    return told
