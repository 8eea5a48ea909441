"""An import: rows become records by the desk's defaults, rules and links, as one action."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from salesdesk.desk.desk import Desk
from salesdesk.desk.rules import Ground, completed, consequences
from salesdesk.desk.words import sentence
from salesdesk.domain.changes import Change, written
from salesdesk.domain.fields import BadValue, Link
from salesdesk.domain.record import Record
from salesdesk.exchange.known_headers import KEY_OF_LINK
from salesdesk.exchange.linking import Names, names_of_links
from salesdesk.exchange.matching import Matcher
from salesdesk.exchange.rows import Bad, BadRow, Entry, Reading
from salesdesk.i18n import N_, _, within
from salesdesk.schema.columns import HEAD
from salesdesk.store.bulk import ROWS_AT_ONCE, New
from salesdesk.store.listing import Query
from salesdesk.store.mutations import ROWS_A_MUTATION

NO_SUCH_RECORD = N_("{field}: there is no {kind} called “{name}”.")
OURS = ("user", "team")
"""Kinds that come from the company's server."""
_ROWS_A_SCAN = 5_000
Progress = Callable[[float, int], None]
"""Hears which share of the rows is safe, and the last of them; it may raise to stop there."""


@dataclass(frozen=True)
class Skipped:
    """A row that was not taken, and why."""

    row: int
    why: str


@dataclass
class Imported:
    """What came of an import; `linked` counts the accounts that were made because rows named them."""

    kind: str
    columns: Mapping[str, str | None]
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    linked: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    action: str = ""


def stored_rows(desk: Desk, query: Query, names: list[str]) -> Iterator[tuple[Any, ...]]:
    """All rows of a list, as stored: n, id, deleted, local, then the fields `names`."""
    after = None
    while True:
        page = desk.page(query, names, after, _ROWS_A_SCAN)
        yield from page.rows
        if page.after is None:
            return
        after = page.after


class _NotYet(Exception):
    """A row names a record of its own file that did not come yet."""


class Import:
    """One import: a first look for what the rows name, then the rows themselves."""

    def __init__(
        self, desk: Desk, reading: Reading, label: str, progress: Progress, *, dry: bool, action: str = ""
    ) -> None:
        """`action` goes on with an action that was begun before."""
        self._desk = desk
        self._reading = reading
        self._kind = reading.kind
        self._own = reading.columns.own
        self._label = label
        self._progress = progress
        self._dry = dry
        self._names: dict[str, Names] = {link.to: Names() for link in self._kind.links}
        self._last_row = 1
        self._ids: dict[str, str] = {}
        self._new: dict[str, New] = {}
        self._changed: dict[str, Change] = {}
        self._brought: list[tuple[str, str]] = []
        self._matcher = Matcher(self._kind, self._read, own=self._own)
        self._action = action or desk.new_id()
        self._done = Imported(self._kind.name, reading.columns.shown(), action=action)
        me = desk.me
        self._ground = Ground(desk, desk.rates, desk.clock(), me.id if me else "", me.team if me else "")

    def run(self) -> Imported:
        """Reads all, writes what is new, and says what came of it."""
        if self._dry:
            self._want_all()
            self._find()
            return self._run()
        with self._desk.writing(self._action):
            if self._want_all() > ROWS_A_MUTATION:
                self._desk.store.copies.make_unless_fresh(lambda: self._progress(0.0, 0))
            self._find()
            with self._desk.store.bulk():
                return self._run()

    def refused(self) -> list[Skipped]:
        """The rows that would not be taken in, found without a look at the records of the kind itself."""
        self._want_all()
        self._find_linked()
        return self._run().skipped

    def _run(self) -> Imported:
        later: list[Entry] = []
        for entry in self._reading.entries():
            if isinstance(entry, Bad):
                self._skip(entry.row, entry.error)
            elif not self._take(entry):
                later.append(entry)
            if len(self._new) + len(self._changed) >= ROWS_AT_ONCE and not self._dry:
                self._flush()
                self._progress(entry.row / self._last_row, entry.row)
        self._take_later(later)
        if not self._dry:
            self._flush()
        self._done.skipped.sort(key=lambda skipped: skipped.row)
        return self._done

    def _take_later(self, later: list[Entry]) -> None:
        """Rows whose parents stand below them, in as many rounds as bring something."""
        while later:
            left = [entry for entry in later if not self._take(entry)]
            if len(left) == len(later):
                for entry in left:
                    self._take(entry, last=True)
                return
            later = left

    # --- what the file names ------------------------------------------------------------------

    def _want_all(self) -> int:
        """Says what is to be found in the store; returns the number of rows."""
        rows = 0
        for entry in self._reading.entries(self._matcher.names):
            rows, self._last_row = rows + 1, entry.row
            if isinstance(entry, Entry):
                self._matcher.want(entry.values)
                for name, text in entry.links.items():
                    self._want(name, text)
        return rows

    def _find(self) -> None:
        self._matcher.offer(stored_rows(self._desk, Query(self._kind), list(self._matcher.columns)), len(HEAD))
        self._find_linked()

    def _find_linked(self) -> None:
        for to, names in self._names.items():
            target = self._desk.kinds[to]
            for row in stored_rows(self._desk, Query(target), list(names_of_links(target))) if names.wanted else ():
                names.offer(row[1], row[len(HEAD) :])

    def _want(self, name: str, text: str) -> None:
        if text and name in self._kind.by_name:
            self._names[self._link(name).to].want(text)

    def _link(self, name: str) -> Link:
        found = self._kind.by_name[name.removeprefix(KEY_OF_LINK)]
        assert isinstance(found, Link)
        return found

    def _linked(self, entry: Entry, *, last: bool) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, text in entry.links.items():
            link = self._link(name)
            itself = link.to == self._kind.name and text in (entry.key, entry.values.get("name"))
            id = self._id(link, text, name.startswith(KEY_OF_LINK), last=last) if text and not itself else ""
            if id or (self._own and not text and link.name not in found):
                found[link.name] = id
        return found

    def _id(self, link: Link, text: str, is_key: bool, *, last: bool) -> str:
        inside = link.to == self._kind.name
        id = (self._ids.get(text, "") if inside else "") or ("" if is_key else self._known(link, text))
        if id:
            return id
        if inside and not last:
            raise _NotYet
        if is_key or (self._own and link.to in OURS):
            return ""
        if link.to != "account" or _is_id(text):
            kind = within(_(self._desk.kinds[link.to].label))
            raise BadRow(NO_SUCH_RECORD, field=_(link.label), kind=kind, name=text)
        return self._account(text)

    def _known(self, link: Link, text: str) -> str:
        if _is_id(text) and self._desk.store.door.knows(self._desk.kinds[link.to], text):
            return text
        return self._names[link.to].id_of(text)

    def _account(self, name: str) -> str:
        made = self._desk.draft("account", {"name": self._desk.kinds["account"].field("name").check(name)})
        self._new[made.id] = New(self._desk.kinds["account"], made.id, self._desk.kinds["account"].filled(made))
        self._names["account"].made(made.id, name)
        self._brought.append((made.id, name))
        self._done.linked += 1
        return made.id

    def _drop_brought(self) -> None:
        """Accounts that a row named come with it alone."""
        for id, name in self._brought:
            del self._new[id]
            self._names["account"].forget(id, name)
            self._done.linked -= 1

    # --- rows ---------------------------------------------------------------------------------

    def _take(self, entry: Entry, *, last: bool = False) -> bool:
        """Adds or updates what a row says; False where it has to wait."""
        self._brought.clear()
        try:
            id, said = self._taken(entry, {**entry.values, **self._linked(entry, last=last)})
        except _NotYet:
            self._drop_brought()
            return False
        except (BadRow, BadValue, ValueError) as error:
            self._drop_brought()
            self._skip(entry.row, error)
            return True
        self._matcher.take(id, said)
        if entry.key:
            self._ids[entry.key] = id
        if self._kind.name in self._names:
            self._names[self._kind.name].made(id, next(filter(None, map(said.get, self._kind.title_fields)), ""))
        return True

    def _taken(self, entry: Entry, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """The record that a row makes or changes: its id, and what it says now."""
        before = self._by_id(entry) if self._own else None
        meant = before or self._matcher.match(values)
        if meant is None:
            made = self._made(entry, values)
            self._new[made.id] = made
            self._done.added += 1
            return made.id, made.values
        if before is None:
            values = {name: value for name, value in values.items() if value != self._kind.by_name[name].empty}
        change = completed(Change(meant, meant.but(**values)), self._ground)
        if written(change) is None:
            self._done.unchanged += 1
        else:
            self._done.updated += 1
            for each in (*consequences(change, self._ground), change):
                self._wait(each)
        return meant.id, self._kind.filled(change.after)

    @cached_property
    def _defaults(self) -> Mapping[str, Any]:
        """What the desk fills in that is the same for every row."""
        return {} if self._own else self._kind.filled(self._desk.draft(self._kind.name, {}))

    @cached_property
    def _plain(self) -> bool:
        """Whether the desk fills in the same for every row."""
        return not self._own and not any(link.parent for link in self._kind.links)

    def _by_id(self, entry: Entry) -> Record | None:
        found = self._read(entry.key) if entry.key else None
        return found if found is not None and not found.deleted else None

    def _made(self, entry: Entry, values: Mapping[str, Any]) -> New:
        if self._plain and not values.get("contact"):
            said = {name: value for name, value in values.items() if value != self._empty[name]}
            return New(self._kind, self._desk.new_id(), {**self._defaults, **said})
        record = self._record(entry, values)
        return New(self._kind, record.id, self._kind.filled(record))

    @cached_property
    def _empty(self) -> Mapping[str, Any]:
        return {field.name: field.empty for field in self._kind.fields}

    def _record(self, entry: Entry, values: Mapping[str, Any]) -> Record:
        if not self._own:
            return completed(Change(None, self._kind.make(values, id=self._desk.new_id())), self._ground).after
        free = _is_id(entry.key) and not self._desk.store.door.knows(self._kind, entry.key)
        made = self._kind.make(values, id=entry.key if free else self._desk.new_id())
        ours = {"owner": self._ground.me, "team": self._ground.team}
        return made.but(
            **{name: id for name, id in ours.items() if name in self._kind.by_name and not values.get(name)}
        )

    def _wait(self, change: Change) -> None:
        id = change.after.id
        if id in self._new:
            self._new[id] = New(change.kind, id, change.kind.filled(change.after))
        else:
            earlier = self._changed.get(id)
            self._changed[id] = replace(change, before=earlier.before) if earlier else change

    def _read(self, id: str) -> Record | None:
        if id in self._new:
            return self._new[id].kind.make(self._new[id].values, id=id)
        changed = self._changed.get(id)
        return changed.after if changed else self._desk.find(self._kind.name, id)

    def _flush(self) -> None:
        door, action = self._desk.store.door, self._action
        new = sorted(self._new.values(), key=lambda row: row.kind is self._kind)  # what they link to comes first
        added = door.add(self._label, new, action=action) if new else None
        changed = door.save(self._label, list(self._changed.values()), action=action) if self._changed else None
        self._new.clear()
        self._changed.clear()
        for saved in filter(None, (added, changed)):
            self._done.action = saved.action
            self._desk.tell(saved)

    def _skip(self, row: int, error: Exception) -> None:
        why = _(error.why).format(**error.params) if isinstance(error, BadRow) else sentence(error)
        self._done.skipped.append(Skipped(row, why))


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
