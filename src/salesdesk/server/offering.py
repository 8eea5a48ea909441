"""What laptops give back to a restored server: rows as it had shown them, and entries of the inbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.merge import Clash, same
from salesdesk.protocol.service import OTHER_EPOCH, TOO_LARGE, UNAUTHORISED, Refusal
from salesdesk.protocol.wire import EPOCH_BITS, ROWS_A_PUSH, Entry, Offer, Offered, Row, Write
from salesdesk.server import checking, heads
from salesdesk.server.checking import Unacceptable
from salesdesk.server.database import Database
from salesdesk.server.erased import Erased
from salesdesk.server.grants import SOURCES, Readers
from salesdesk.server.ground import Cause, Ground
from salesdesk.server.horizons import LIFE, Horizons, version
from salesdesk.server.inbox import Inbox
from salesdesk.server.lives import Lives
from salesdesk.server.rights import Reader
from salesdesk.server.rows import Held
from salesdesk.server.tables import Tables
from salesdesk.server.targets import Targets
from salesdesk.server.telling import Telling


def offer(database: Database, user: str, offer: Offer, at: int, new_id: Callable[[], str]) -> Offered:
    """Takes back what was lost; returns how many rows and entries that was. Raises Refusal."""
    if len(offer.rows) > ROWS_A_PUSH or len(offer.entries) > ROWS_A_PUSH:
        raise Refusal(TOO_LARGE, f"{ROWS_A_PUSH} rows")
    tables = database.tables

    def commit(connection: Connection) -> int:
        head = heads.lock(connection, tables)
        if offer.epoch != head.epoch:
            raise Refusal(OTHER_EPOCH, str(head.epoch))
        cause = Cause(head.advance(), new_id(), new_id(), user, at)
        taken = _Offering(connection, tables, cause, offer.seen, new_id).take(offer)
        if taken:
            heads.store(connection, tables, head)
        return taken

    return Offered(database.transact(commit))


class _Offering:
    """One transaction of what was given back; `seen` is the old seq up to which the laptop had come."""

    def __init__(
        self, connection: Connection, tables: Tables, cause: Cause, seen: int, new_id: Callable[[], str]
    ) -> None:
        self._kinds = tables.kinds
        self._cause = cause
        # Who wrote what she gives back is not known.
        self._anybody = Cause(cause.seq, "", cause.action, "", cause.at)
        self._seen = seen
        self._ground = Ground(connection, tables)
        self._horizons = Horizons(connection, tables)
        self._inbox = Inbox(connection, tables)
        self._targets = Targets(tables.kinds, self._ground)
        self._erased = Erased(connection, tables)
        self._readers = Readers(connection, tables, self._ground)
        self._lives = Lives(self._ground)
        self._telling = Telling(self._ground, self._inbox, self._readers, new_id)

    def take(self, offer: Offer) -> int:
        """How many were lost, and are back."""
        if not self._horizons.epochs.lost(self._seen):
            return 0
        reader = self._readers.of(self._cause.user)
        if reader is None:
            raise Refusal(UNAUTHORISED, "no such person")
        self._load(offer)
        # What others belong to goes first.
        order = sorted(offer.rows, key=lambda row: row.kind in self._kinds.by_name and _belongs(self._kinds[row.kind]))
        taken = sum(self._row(row, reader) for row in order)
        taken += sum(self._entry(entry, reader) for entry in offer.entries)
        if self._ground.moved(SOURCES, self._cause.seq):
            self._readers.renew(self._cause.seq)
        self._ground.flush()
        self._inbox.flush()
        self._horizons.flush()
        return taken

    def _load(self, offer: Offer) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for kind, id in (*((x.kind, x.id) for x in offer.rows), *((x.kind, x.record) for x in offer.entries)):
            if kind in self._kinds.by_name and checking.is_id(id):
                wanted[kind].add(id)
        for kind, ids in wanted.items():
            self._ground.load(kind, ids)
        writes = [_as_write(row) for row in offer.rows]
        self._targets.load(writes)
        self._erased.load(writes)
        self._horizons.load((kind, id) for kind, ids in wanted.items() for id in ids)
        records = {id for ids in wanted.values() for id in ids}
        self._inbox.load({x.id for x in offer.entries if checking.is_id(x.id)}, records)

    # --- rows ---------------------------------------------------------------------------------

    def _row(self, row: Row, reader: Reader) -> bool:
        try:
            write = checking.checked(self._kinds, _as_write(row))
            self._erased.refuse(write)
            if not reader.keeps(self._kinds[write.kind]):
                return False
            held = self._ground.find((write.kind, write.id))
            if held is None:
                self._make(write, row, reader)
                return True
        except Unacceptable:
            return False  # it is none that a server had shown
        if held.bare:
            return False  # it was deleted long ago
        return reader.reads(held) and self._give_back(held, write.fields, row)

    def _make(self, write: Write, row: Row, reader: Reader) -> None:
        kind = self._kinds[write.kind]
        write = self._targets.homed(write, reader)
        self._targets.check(write, reader, None)
        held = self._ground.make(kind, write.id, write.fields, self._anybody)
        if row.deleted:
            self._ground.turn(held, checking.moment(row.deleted), self._anybody)
        self._lives.settle(held, self._cause)
        self._lives.uphold(held, self._cause)
        for unit in (*kind.units, LIFE):
            self._horizons.put(held, unit, self._seen, self._cause.seq)

    def _give_back(self, held: Held, fields: Mapping[str, Any], row: Row) -> bool:
        back = sum(self._unit(held, unit, fields) for unit in held.kind.units) > 0
        if self._is_lost(held, LIFE) and not (row.deleted and self._is_written_on(held)):
            if bool(row.deleted) != bool(held.standing.deleted):
                self._ground.turn(held, checking.moment(row.deleted) if row.deleted else 0, self._anybody)
                back = True
            self._horizons.put(held, LIFE, self._seen, held.standing.turned)
        elif back and held.standing.deleted and not row.deleted:
            self._lives.restore(held, self._cause)  # an edit that the deleter had not seen
        if back:
            self._lives.settle(held, self._cause)
            self._lives.uphold(held, self._cause)
        return back

    def _is_written_on(self, held: Held) -> bool:
        """Whether somebody who had not seen its deletion wrote a row since, or what lives below it: that beats it."""
        below = [child for child in self._ground.children(held) if not child.standing.deleted]
        self._horizons.load(child.key for child in below)
        return any(self._is_anothers(x, unit) for x in (held, *below) for unit in x.kind.units)

    def _is_anothers(self, held: Held, unit: str) -> bool:
        """Whether somebody has written a unit since, who had seen less than this laptop."""
        return not self._horizons.covers(held, unit, self._seen) and not self._is_lost(held, unit)

    def _is_lost(self, held: Held, unit: str) -> bool:
        """Whether what the laptop has of a unit is newer than what stands, and nobody has written since."""
        if self._horizons.covers(held, unit, self._seen):
            return False
        untouched = self._horizons.epochs.untouched(version(held, unit), self._seen)
        return untouched or self._horizons.given_back(held, unit, self._seen)

    def _unit(self, held: Held, unit: str, fields: Mapping[str, Any]) -> bool:
        """Whether a unit had been lost."""
        given = {x.name: fields.get(x.name, x.wire(x.empty)) for x in held.kind.units[unit]}
        differs = _differ(held.kind, given, held.standing.fields)
        if self._is_lost(held, unit):
            if differs:
                self._ground.change(held, given, self._anybody)
                self._telling.moved_on(held, given, self._cause, "")
            self._horizons.put(held, unit, self._seen, version(held, unit))
            return differs
        known = self._horizons.of(held, unit)
        if self._horizons.covers(held, unit, self._seen) or not differs:
            return False
        return self._clash(held, unit, given, known.at or self._horizons.epochs.kept(self._seen >> EPOCH_BITS, 0))

    def _clash(self, held: Held, unit: str, given: Mapping[str, Any], seen: int) -> bool:
        """Lays before people what somebody wrote over without having seen it."""
        was = self._ground.past(held, unit, seen)
        if not _differ(held.kind, given, was) or any(
            not _differ(held.kind, given, kept.entry.aside) for kept in self._inbox.waiting(held, unit)
        ):
            return False
        now = {name: held.standing.fields[name] for name in given}
        # Whose value it is may tell a mutation that is handed in again.
        nobodys = self._cause._replace(user="")
        self._telling.clash(held, Clash(unit, now, given, was, seen), nobodys, self._cause.user)
        self._ground.question(held, self._cause)
        return True

    # --- entries ------------------------------------------------------------------------------

    def _entry(self, entry: Entry, reader: Reader) -> bool:
        if not _is_sound(self._kinds, entry) or not self._horizons.epochs.lost(entry.seq):
            return False
        held = self._ground.find((entry.kind, entry.record))
        if held is None:
            return False
        kept = self._inbox.find(entry.id)
        if kept is None and reader.reads(held):
            people = {reader.user} | self._telling.may_read(held, (entry.now_by, entry.aside_by))
            self._inbox.given_back(entry, self._cause, people)
            return True
        if kept is not None and kept.open and entry.choice and reader.user in kept.people:
            # What was laid aside since the restore nobody has decided on.
            known = kept.entry.aside == entry.aside or self._horizons.epochs.untouched(kept.laid, entry.seq)
            if known:
                kept.decide(entry.choice, self._cause)
            return known
        return False


def _is_sound(kinds: Kinds, entry: Entry) -> bool:
    """Whether a server may have shown an entry: of one unit of a record, or a notice without values."""
    kind = kinds.by_name.get(entry.kind)
    people = (entry.now_by, entry.aside_by, entry.by)
    if kind is None or not all(map(checking.is_id, (entry.id, entry.record, *filter(None, people)))):
        return False
    names = {field.name for field in kind.units.get(entry.unit, ())} if entry.what == "conflict" else set()
    sides = (entry.now, entry.aside, entry.base)
    try:
        return all(side.keys() <= names and checking.values_of(kind, side) == side for side in sides)
    except Unacceptable:
        return False


def _as_write(row: Row) -> Write:
    return Write(row.kind, row.id, "create", dict(row.fields))


def _belongs(kind: Kind) -> bool:
    return any(link.parent for link in kind.links)


def _differ(kind: Kind, given: Mapping[str, Any], stands: Mapping[str, Any]) -> bool:
    return any(not same(kind.by_name[name], value, stands[name]) for name, value in given.items())
