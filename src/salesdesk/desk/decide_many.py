"""Many entries of the inbox decided as one action that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salesdesk.desk.decisions import CONFLICT, KEEP, CannotDecide
from salesdesk.desk.desk import Desk
from salesdesk.desk.many import AT_ONCE, Progress, write_parts
from salesdesk.desk.rules import Ground, completed, consequences
from salesdesk.domain.changes import Change
from salesdesk.domain.record import Record, kind_of
from salesdesk.i18n import ngettext, number
from salesdesk.store.door import Saved
from salesdesk.store.errors import NotFound
from salesdesk.store.inbox import REFUSED, Item, Which


@dataclass(frozen=True)
class Decided:
    """What became of many entries: `done` are decided, `left` are open still; the rest was decided meanwhile."""

    saved: Saved | None
    done: int
    left: int


def decide_many(desk: Desk, ids: Sequence[str], choice: str, progress: Progress, *, refused: bool = False) -> Decided:
    """Keeps what is in use of all these entries, or takes what was set aside.

    Left are those that it cannot be said of, and without `refused` what the server did not take:
    nobody gives up a text among many others. Raises Halfway.
    """
    still = desk.inbox.which(Which())
    there = [id for id in ids if id in still]
    ids = [id for id in there if _fits(still[id], choice, refused=refused)]
    label = ngettext("Decide %s entry", "Decide %s entries", len(ids)) % number(len(ids))
    me = desk.me
    ground = Ground(desk, desk.rates, desk.clock(), me.id if me else "", me.team if me else "")
    done = gone = 0

    def write(some: Sequence[str], action: str) -> Saved | None:
        nonlocal done, gone
        items = [item for id in some if (item := _open(desk, id))]
        changes, decided = _changes(desk, items, choice, ground)
        saved = desk.store.door.save(label, changes, action=action, more=True)
        done += decided
        gone += len(some) - len(items)
        return saved

    parts = (list(ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))
    saved = write_parts(desk, parts, write, progress)
    return Decided(saved, done, len(there) - done - gone)


def _changes(desk: Desk, items: Sequence[Item], choice: str, ground: Ground) -> tuple[list[Change], int]:
    """The changes, and how many entries they decide; of several about one record each goes on from the one before."""
    changes: list[Change] = []
    latest: dict[tuple[str, str], Record] = {}
    decided = 0
    for item in items:
        try:
            found = desk.inbox.changes(item, choice, record=latest.get((item.kind, item.record)))
        except CannotDecide:
            continue
        decided += 1
        for change in (completed(one, ground) for one in found):
            for one in (change, *consequences(change, ground)):
                changes.append(one)
                latest[kind_of(type(one.after)).name, one.after.id] = one.after
    return changes, decided


def _open(desk: Desk, id: str) -> Item | None:
    try:
        item = desk.inbox.get(id)
    except NotFound:
        return None
    return None if item.choice else item


def _fits(what: str, choice: str, *, refused: bool) -> bool:
    return refused if what == REFUSED else choice == KEEP or what == CONFLICT
