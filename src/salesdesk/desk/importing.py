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
from salesdesk.store.listing import Query

NO_SUCH_RECORD = N_("{field}: there is no {kind} called “{name}”.")
OURS = ("user", "team")
"""Kinds that come from the company's server."""
_ROWS_AT_ONCE = 2_000
_ROWS_A_SCAN = 5_000


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

    def __init__(self, desk: Desk, reading: Reading, label: str, progress: Callable[[int], None], *, dry: bool) -> None:
        self._desk = desk
        self._reading = reading
        self._kind = reading.kind
        self._own = reading.columns.own
        self._label = label
        self._progress = progress
        self._dry = dry
        self._names: dict[str, Names] = {link.to: Names() for link in self._kind.links}
        self._ids: dict[str, str] = {}
        self._waiting: dict[str, Change] = {}
        self._matcher = Matcher(self._kind, self._read)
        self._done = Imported(self._kind.name, reading.columns.shown())
        me = desk.me
        self._ground = Ground(desk, desk.rates, desk.clock(), me.id if me else "", me.team if me else "")

    def run(self) -> Imported:
        """Reads all, writes what is new, and says what came of it."""
        self._look_up()
        later: list[Entry] = []
        for entry in self._reading.entries():
            if isinstance(entry, Bad):
                self._skip(entry.row, entry.error)
            elif not self._take(entry):
                later.append(entry)
            if len(self._waiting) >= _ROWS_AT_ONCE and not self._dry:
                self._flush()
                self._progress(entry.row)
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

    def _look_up(self) -> None:
        for entry in self._reading.entries(self._matcher.names):
            if isinstance(entry, Entry):
                self._matcher.want(entry.values)
                for name, text in entry.links.items():
                    self._want(name, text)
        for row in stored_rows(self._desk, Query(self._kind), list(self._matcher.names)):
            self._matcher.offer(row[1], row[4:])
        for to, names in self._names.items():
            target = self._desk.kinds[to]
            for row in stored_rows(self._desk, Query(target), list(names_of_links(target))) if names.wanted else ():
                names.offer(row[1], row[4:])

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
            if id or (self._own and link.name not in found):
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
        self._waiting[made.id] = Change(None, made)
        self._names["account"].made(made.id, name)
        self._done.linked += 1
        return made.id

    # --- rows ---------------------------------------------------------------------------------

    def _take(self, entry: Entry, *, last: bool = False) -> bool:
        """Adds or updates what a row says; False where it has to wait."""
        try:
            change = self._change(entry, {**entry.values, **self._linked(entry, last=last)})
        except _NotYet:
            return False
        except (BadRow, BadValue, ValueError) as error:
            self._skip(entry.row, error)
            return True
        record = change.after
        self._matcher.take(record)
        if entry.key:
            self._ids[entry.key] = record.id
        if self._kind.name in self._names:
            self._names[self._kind.name].made(record.id, self._kind.title(record))
        return True

    def _change(self, entry: Entry, values: Mapping[str, Any]) -> Change:
        before = self._by_id(entry) if self._own else None
        meant = before or self._matcher.match(values, own=self._own)
        if meant is None:
            self._done.added += 1
            return self._waits(Change(None, self._new(entry, values)))
        if before is None:
            values = {name: value for name, value in values.items() if value != self._kind.by_name[name].empty}
        change = completed(Change(meant, meant.but(**values)), self._ground)
        if written(change) is None:
            self._done.unchanged += 1
            return change
        self._done.updated += 1
        for further in consequences(change, self._ground):
            self._waits(further)
        return self._waits(change)

    @cached_property
    def _defaults(self) -> Mapping[str, Any]:
        """What the desk fills in that is the same for every row."""
        depends = any(link.parent for link in self._kind.links)
        return {} if depends else self._kind.filled(self._desk.draft(self._kind.name, {}))

    def _by_id(self, entry: Entry) -> Record | None:
        found = self._read(entry.key) if entry.key else None
        return found if found is not None and not found.deleted else None

    def _new(self, entry: Entry, values: Mapping[str, Any]) -> Record:
        if not self._own:
            made = self._kind.make({**self._defaults, **values}, id=self._desk.new_id())
            return completed(Change(None, made), self._ground).after
        free = _is_id(entry.key) and not self._desk.store.door.knows(self._kind, entry.key)
        made = self._kind.make(values, id=entry.key if free else self._desk.new_id())
        ours = {"owner": self._ground.me, "team": self._ground.team}
        return made.but(
            **{name: id for name, id in ours.items() if name in self._kind.by_name and not values.get(name)}
        )

    def _waits(self, change: Change) -> Change:
        earlier = self._waiting.get(change.after.id)
        self._waiting[change.after.id] = replace(change, before=earlier.before) if earlier else change
        return change

    def _read(self, id: str) -> Record | None:
        waiting = self._waiting.get(id)
        return waiting.after if waiting else self._desk.find(self._kind.name, id)

    def _flush(self) -> None:
        saved = self._desk.store.door.save(self._label, list(self._waiting.values()), action=self._done.action)
        self._waiting.clear()
        if saved is not None:
            self._done.action = saved.action
            for listener in self._desk.listeners:
                listener(saved)

    def _skip(self, row: int, error: Exception) -> None:
        why = _(error.why).format(**error.params) if isinstance(error, BadRow) else sentence(error)
        self._done.skipped.append(Skipped(row, why))


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
