"""The desk: reading, saving, deleting, undoing, capturing and reckoning, for one person's profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from salesdesk.desk.decisions import Decisions
from salesdesk.desk.office import Office, Synced
from salesdesk.desk.rules import Ground, completed, consequences, settled
from salesdesk.domain.budget import Budget, BudgetLine, remaining_budget
from salesdesk.domain.changes import Change, typed_on
from salesdesk.domain.fields import LongText
from salesdesk.domain.ids import uuid7
from salesdesk.domain.record import Kind, Kinds, Record, kind_of
from salesdesk.domain.trip import Trip
from salesdesk.domain.user import User
from salesdesk.i18n import N_, _, within
from salesdesk.money.rates import Rates
from salesdesk.store.door import Saved
from salesdesk.store.errors import BrokenLink, NotFound, StillWriting
from salesdesk.store.listing import Page, Query
from salesdesk.store.past import Step
from salesdesk.store.store import Store
from salesdesk.store.undo import Action

if TYPE_CHECKING:
    from salesdesk.capture import Captured

EVERYTHING = 10**9
Progress = Callable[[int], None]
FOUND_A_KIND = 6


@dataclass(frozen=True)
class Found:
    """A record that a search over all kinds found."""

    kind: Kind
    record: Record

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @property
    def title(self) -> str:
        """What the record is called."""
        return self.kind.title(self.record)

    @property
    def subtitle(self) -> str:
        """What stands below its title."""
        return self.kind.subtitle(self.record)


class Desk:
    """What one person does with her data. Safe to call from any thread."""

    def __init__(
        self,
        store: Store,
        rates: Rates,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = uuid7,
    ) -> None:
        self.store = store
        self.rates = rates
        self.clock = clock
        self.new_id = new_id
        self.listeners: list[Callable[[Saved], None]] = []
        self.sync_listeners: list[Callable[[Synced], None]] = []
        self._being_written: set[str] = set()
        self.office = Office(store, lambda: self.clock(), self._tell_synced)
        self.inbox = Decisions(store.inbox, self)

    @property
    def kinds(self) -> Kinds:
        """Every kind of record that the desk knows."""
        return self.store.kinds

    @cached_property
    def me(self) -> User | None:
        """Whose desk it is."""
        found = self.find("user", self.store.owner)
        return found if isinstance(found, User) else None

    # --- reading ------------------------------------------------------------------------------

    def find(self, kind: str, id: str) -> Record | None:
        """The record of that id, deleted or not, or None."""
        return self.store.lists.get(self.kinds[kind], id) if id else None

    def get(self, kind: str, id: str) -> Record:
        """The record of that id; raises NotFound."""
        found = self.find(kind, id)
        if found is None:
            raise NotFound(kind, id)
        return found

    def of(self, kind: str, link: str, id: str) -> list[Record]:
        """The live records whose `link` names `id`, newest first."""
        return self.store.lists.records(Query(self.kinds[kind], {link: id}), EVERYTHING)

    def page(self, query: Query, names: Sequence[str], after: tuple[Any, ...] | None = None, limit: int = 50) -> Page:
        """A page of a list, as stored values of the fields `names`."""
        return self.store.lists.page(query, names, after, limit)

    def records(self, query: Query, limit: int = 50) -> list[Record]:
        """The first `limit` records of a list."""
        return self.store.lists.records(query, limit)

    def search(self, text: str, kinds: Iterable[str]) -> list[Found]:
        """The newest records of each kind that `text` finds."""
        return [
            Found(kind, record)
            for kind in map(self.kinds.__getitem__, kinds)
            for record in self.records(Query(kind, text=text), FOUND_A_KIND)
        ]

    # --- writing ------------------------------------------------------------------------------

    def draft(self, kind: str, values: Mapping[str, Any]) -> Record:
        """A new record that is not saved yet, with its id and what the desk fills in."""
        record = self.kinds[kind].make(values, id=self.new_id())
        return completed(Change(None, record), self._ground()).after

    def add(self, kind: str, values: Mapping[str, Any], *, drops: str = "") -> Record:
        """Saves a new record; raises BadValue, UnknownField, BrokenLink, StoreError."""
        declared = self.kinds[kind]
        record = declared.make(values, id=self.new_id())
        label = _("Add %(kind)s") % {"kind": within(_(declared.label))}
        return self._save(label, [Change(None, record)], drops=drops)[0]

    def change(self, before: Record, values: Mapping[str, Any], *, drops: str = "") -> Record:
        """Saves other values for some fields of a record, whatever else became of it since it was read.

        Of a set it saves what was put in and taken out: words that came meanwhile stay. So do lines of a
        long text that she herself wrote elsewhere meanwhile; those of others the server lays together.
        """
        label = _("Edit %(title)s") % {"title": self._called(before)}
        stored = replace(self.get(kind_of(type(before)).name, before.id), seen=before.seen)
        own = self._texts_meanwhile(before, stored, values)
        return self._save(label, [Change(stored, typed_on(before, stored, values, own))], drops=drops)[0]

    def _texts_meanwhile(self, before: Record, stored: Record, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The long texts among `values` that she wrote herself since she read `before`, as she wrote them."""
        kind = kind_of(type(before))
        texts = [x for x in map(kind.field, values) if isinstance(x, LongText)]
        if all(kind.value(before, x) == kind.value(stored, x) for x in texts):
            return {}
        mine = self.store.steps.newest(kind.name, before.id, before.seen)
        return {x.name: x.unwire(mine[x.name]) for x in texts if x.name in mine}

    def add_many(self, label: str, records: Sequence[Record]) -> Saved | None:
        """Saves many new records as one action."""
        ground = self._ground()
        return self._write(label, [completed(Change(None, record), ground) for record in records])

    def delete(self, kind: str, id: str) -> Saved | None:
        """Deletes a record and what belongs to it."""
        record = self.get(kind, id)
        label = _("Delete %(title)s") % {"title": self._called(record)}
        doomed = [record, *self._children(kind, lambda child, link: self.of(child.name, link, id))]
        return self._write(label, [Change(x, replace(x, deleted=True)) for x in doomed if not x.deleted])

    def undelete(self, kind: str, id: str) -> Saved | None:
        """Brings a deleted record back, with what its deletion took along and what it belongs to."""
        record = self.get(kind, id)
        label = _("Restore %(title)s") % {"title": self._called(record)}
        return self._write(label, self.coming_back([record]))

    def coming_back(self, records: Sequence[Record]) -> list[Change]:
        """What brings deleted records back, with what their deletion took along and what they belong to."""
        back = {x.id: x for record in records for x in self._with_its_own(record) if x.deleted}
        return settled([Change(x, replace(x, deleted=False)) for x in back.values()], self._ground())

    def _with_its_own(self, record: Record) -> list[Record]:
        lists, kind = self.store.lists, kind_of(type(record))
        owners = (self.find(x.to, kind.value(record, x)) for x in kind.links if x.parent and record.deleted)
        taken = self._children(kind.name, lambda child, link: lists.deleted_with(kind, record.id, child, link))
        return [*filter(None, owners), record, *taken]

    def decide(self, label: str, changes: Sequence[Change]) -> Saved | None:
        """Saves what she decided of an entry of the inbox."""
        ground = self._ground()
        done = [completed(change, ground) for change in changes]
        return self._write(label, [*done, *(more for change in done for more in consequences(change, ground))])

    def history(self, kind: str, id: str) -> list[Step]:
        """What this laptop knows of a record's past, oldest first; the office knows what others did."""
        return self.store.steps.of(kind, id, self.store.owner)

    @contextmanager
    def writing(self, action: str) -> Iterator[None]:
        """While an action is written in many parts: undo takes back what was done before it, and not a half of it."""
        self._being_written.add(action)
        try:
            yield
        finally:
            self._being_written.discard(action)

    def to_take_back(self, action: str = "", *, redo: bool = False) -> tuple[str, bool]:
        """What undo or redo would take back: the action's id, and whether that goes a part at a time.

        Raises NothingToUndo, StillWriting.
        """
        found = self._action(action, redo=redo)
        return found.id, self.store.actions.is_long(found)

    def _action(self, id: str = "", *, redo: bool = False) -> Action:
        if id in self._being_written:
            raise StillWriting
        actions = self.store.actions
        return actions.get(id) if id else actions.last(undone=redo, but=tuple(self._being_written))

    def undo(self, action: str = "", progress: Progress = lambda _rows: None) -> Saved | None:
        """Takes back an action, or the newest that is not being written; raises NothingToUndo, StillWriting.

        `progress` hears of a long action how many rows are done, and may raise to stop: a further undo goes on.
        """
        return self._take_back(self._action(action), N_("Undo: %(label)s"), progress)

    def redo(self, undo: str = "", progress: Progress = lambda _rows: None) -> Saved | None:
        """Takes back an undo, or the newest; raises NothingToUndo."""
        return self._take_back(self._action(undo, redo=True), N_("Redo: %(label)s"), progress)

    def _take_back(self, action: Action, words: str, progress: Progress) -> Saved | None:
        label = _(words) % {"label": action.label.partition(": ")[2] if action.undoes else action.label}
        if self.store.actions.is_long(action):
            id = self.new_id()
            with self.store.bulk(), self.writing(id), self.writing(action.id):
                return self._take_back_long(action, label, progress, id)
        changes = settled(self.store.actions.taken_back(action), self._ground())
        saved = self.store.door.save(label, changes, undoes=action.id)
        self.tell(saved)
        return saved

    def _take_back_long(self, action: Action, label: str, progress: Progress, id: str) -> Saved | None:
        door, ground = self.store.door, self._ground()
        many: Counter[str] = Counter()
        for part in self.store.actions.parts(action):
            for kinds, deleted in ((part.gone, True), (part.back, False)):
                for kind, ids in kinds.items():
                    saved = door.live(label, kind, ids, deleted=deleted, undoes=action.id, action=id)
                    many.update(saved.many)
                    self.tell(saved)
            changed = door.save(label, settled(part.changes, ground), undoes=action.id, action=id, more=True)
            if changed is not None:
                many.update(change.kind.name for change in changed.changes)
                self.tell(changed)
            progress(many.total())
        done = door.save(label, [], undoes=action.id, action=id)
        whole = replace(done, many=many) if done else None
        self.tell(whole)
        return whole

    def _children(self, kind: str, find: Callable[[Kind, str], list[Record]]) -> list[Record]:
        """What `find` finds of the kinds that belong to one of this kind."""
        owned = ((child, link) for child in self.kinds for link in child.links if link.parent and link.to == kind)
        return [record for child, link in owned for record in find(child, link.name)]

    def _called(self, record: Record) -> str:
        kind = kind_of(type(record))
        return kind.title(record) or within(_(kind.label))

    def _save(self, label: str, changes: Sequence[Change], *, drops: str = "") -> list[Record]:
        ground = self._ground()
        done = [completed(change, ground) for change in changes]
        for change in done:
            self._check_links(change, ground)
        more = [further for change in done for further in consequences(change, ground)]
        self._write(label, [*done, *more], drops=drops)
        return [change.after for change in done]

    def _write(self, label: str, changes: Sequence[Change], *, drops: str = "") -> Saved | None:
        saved = self.store.door.save(label, changes, drops=drops)
        self.tell(saved)
        return saved

    def tell(self, saved: Saved | None) -> None:
        """Lets everybody who listens know of an action."""
        if saved is not None:
            if "user" in saved.kinds:
                self.__dict__.pop("me", None)
            for listener in self.listeners:
                listener(saved)

    def _tell_synced(self, synced: Synced) -> None:
        if "user" in synced.kinds:
            self.__dict__.pop("me", None)
        for listener in self.sync_listeners:
            listener(synced)

    def _check_links(self, change: Change, ground: Ground) -> None:
        own = {("user", ground.me), ("team", ground.team)}
        for link in change.kind.links:
            id = change.kind.value(change.after, link)
            new = change.before is None or change.kind.value(change.before, link) != id
            known = not id or not new or (link.to, id) in own
            if not known and not self.store.door.knows(self.kinds[link.to], id):
                raise BrokenLink(link.label, self.kinds[link.to].label, id)

    def _ground(self) -> Ground:
        me = self.me
        return Ground(self, self.rates, self.clock(), me.id if me else "", me.team if me else "")

    # --- capture and money --------------------------------------------------------------------

    def captured_values(self, captured: Captured) -> dict[str, Any]:
        """The lead's values for what was read, its picture kept beside the records."""
        kind = self.kinds["lead"]
        values = {name: kind.field(name).parse(text) for name, text in captured.fields.items()}
        if captured.picture:
            values["picture"] = self.store.files.keep(captured.picture, captured.mime)
        return values

    def budget(self, trip: str) -> Budget:
        """What is planned, spent and left of a trip's budget; raises NotFound."""
        found = self.get("trip", trip)
        assert isinstance(found, Trip)
        lines = [line for line in self.of("budget_line", "trip", trip) if isinstance(line, BudgetLine)]
        sums = self.store.sums
        return remaining_budget(
            found.currency, lines, sums.spent_by_category(trip), self.rates, self._day_of_rates(found),
            sums.unpriced(trip),
        )  # fmt: skip

    def _day_of_rates(self, trip: Trip) -> date:
        """Lines in other currencies count by the rate of the day she leaves, or today's before it."""
        today = self.clock().astimezone().date()
        return min(trip.depart, today) if trip.depart else today
