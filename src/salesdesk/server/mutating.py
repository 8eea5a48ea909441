"""One mutation on the rows in memory: its writes one by one, its deletes together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from salesdesk.domain.record import Kinds
from salesdesk.protocol.merge import Base, BaseOf, Clash, Merged, PastOf, merge, new_fields
from salesdesk.protocol.wire import REHOMED, Answer, Mutation, RowAnswer, Status, Write
from salesdesk.server import checking, deciding, grants
from salesdesk.server.bases import Bases, Trace
from salesdesk.server.changing import Changing
from salesdesk.server.checking import Unacceptable, not_yours
from salesdesk.server.erased import Erased
from salesdesk.server.fallen import Fallen
from salesdesk.server.ground import Cause, Ground
from salesdesk.server.horizons import LIFE, Horizons
from salesdesk.server.inbox import Inbox, Kept
from salesdesk.server.lives import Lives
from salesdesk.server.making import Making
from salesdesk.server.replaying import Replaying, refused_before
from salesdesk.server.rights import Reader
from salesdesk.server.rows import Held, Key
from salesdesk.server.targets import Targets
from salesdesk.server.telling import Telling

TOGETHER = "together"
_LIVES = frozenset({"delete", "restore"})
# The worst of its rows' is a mutation's.
_STATUSES: Sequence[Status] = ("ok", "merged", "restored", "conflict", "forbidden", "invalid")


@dataclass(frozen=True)
class Parts:
    """What a push works with."""

    kinds: Kinds
    ground: Ground
    bases: Bases
    inbox: Inbox
    targets: Targets
    erased: Erased
    fallen: Fallen
    readers: grants.Readers
    horizons: Horizons
    changing: Changing
    new_id: Callable[[], str]


class Mutating:
    """Applies the mutations of one push."""

    def __init__(self, parts: Parts, reader: Reader) -> None:
        self._parts = parts
        self._ground = parts.ground
        self._bases = parts.bases
        self._reader = reader
        self._lives = Lives(parts.ground)
        self._horizons = parts.horizons
        self._making = Making(parts.kinds, parts.ground, parts.targets, parts.erased)
        self._replaying = Replaying(parts.ground, parts.horizons, parts.bases, parts.inbox)
        self._telling = Telling(parts.ground, parts.inbox, parts.readers, parts.new_id)

    def apply(self, mutation: Mutation, seq: int) -> Answer:
        """What became of a mutation that is committed under `seq`."""
        old = self._replaying.old(mutation)
        cause = Cause(seq, mutation.mid, mutation.action, self._reader.user, checking.moment(mutation.at), old)
        plain = not old and (
            self._parts.changing.changed(mutation, self._reader, cause)
            or self._making.made(mutation.writes, self._reader, cause)
        )
        answers = [] if plain else self._done(mutation, cause)
        self._bases.committed(mutation.mid, seq)
        if self._ground.moved(grants.SOURCES, seq):
            self._parts.readers.renew(seq)
            self._reader = self._parts.readers.of(self._reader.user) or self._reader
        rows = sorted([x for x in answers if x.status != "ok"], key=lambda x: x.n)
        return Answer(mutation.mid, worst(x.status for x in rows) if rows else "ok", seq, rows)

    def _done(self, mutation: Mutation, cause: Cause) -> list[RowAnswer]:
        """What became of the writes of a mutation, one by one."""
        numbered = [(n, x) for n, x in enumerate(mutation.writes) if not (cause.old and refused_before(x))]
        answers = [self._guarded(n, x, cause) for n, x in numbered if x.op != "delete"]
        going = [(n, x) for n, x in numbered if x.op == "delete"]
        return answers + self._deletes(going, cause) if going else answers

    # --- one write ----------------------------------------------------------------------------

    def _guarded(self, n: int, write: Write, cause: Cause) -> RowAnswer:
        try:
            return self._one(n, checking.checked(self._parts.kinds, write), cause)
        except Unacceptable as refused:
            self._trace_not_done(write, cause)
            return RowAnswer(n, refused.status, refused.why, sorted(refused.units))

    def _trace_not_done(self, write: Write, cause: Cause) -> None:
        """Her next edits stand on what this one stood on, not on what it would have become."""
        kind = self._parts.kinds.by_name.get(write.kind)
        row = self._ground.find((write.kind, write.id)) if kind and checking.is_id(write.id) else None
        if kind is None or row is None:
            return
        named = [field for name in (*write.fields, *write.sets) if (field := kind.by_name.get(name))]
        for unit in {field.unit for field in named}:
            base = self._bases.of(row, write, unit)
            self._bases.leave_trace(cause.mid, row.key, unit, Trace(base.aside, base.seq, base.was))
        self._trace_life(row, write, cause)

    def _trace_life(self, row: Held, write: Write, cause: Cause) -> None:
        """The row's life stayed as it was: she knows no more of it than before."""
        self._bases.leave_trace(cause.mid, row.key, "", Trace("", self._bases.of_life(row, write).seq))

    def _one(self, n: int, write: Write, cause: Cause) -> RowAnswer:
        self._parts.erased.refuse(write)
        if cause.old:
            write = self._replaying.undecided(write)
        row = self._ground.find((write.kind, write.id))
        kept = deciding.asked(self._parts.inbox, write, self._reader, row)
        if kept is not None and (status := deciding.settled(kept, write, cause)) is not None:
            # What she took is not the row's: somebody had decided before, or laid another value aside.
            self._trace_not_done(write, cause)
            return RowAnswer(n, status)
        if row is None and write.op == "create":
            return self._create(n, write, cause)
        if row is not None and row.bare:
            raise Unacceptable("forbidden", checking.LONG_DELETED)
        if row is not None and cause.old:
            write = self._replaying.left(row, write, cause)
            if _says_nothing(write):
                return RowAnswer(n, "ok")
        if row is None or not self._reader.writes(row):
            raise not_yours()
        decided = deciding.deciding(kept, write)
        write = _whole_units(row, deciding.spelt_out(decided, write))
        self._parts.targets.check(write, self._reader, row)
        base_of = self._base_of(row, write, cause, decided)
        merged = merge(row.kind, row.standing, write, base_of, self._past_of(row))
        status = self._apply(row, merged, write, cause, decided, base_of)
        return RowAnswer(n, status, units=sorted(clash.unit for clash in merged.clashes))

    def _base_of(self, row: Held, write: Write, cause: Cause, decided: Kept | None) -> BaseOf:
        # Asked once a unit: what the write does to the row must not change the answer.
        known: dict[str, Base] = {}

        def base_of(unit: str) -> Base:
            if unit not in known:
                known[unit] = self._base(row, write, unit, cause, decided)
            return known[unit]

        return base_of

    def _base(self, row: Held, write: Write, unit: str, cause: Cause, decided: Kept | None) -> Base:
        # What the same mutation wrote before is no stranger's.
        if unit and row.standing.version(unit) == cause.seq:
            return Base(cause.seq)
        if unit:
            base = self._bases.of(row, write, unit, deciding=write.entry if decided else "")
        else:
            base = self._bases.of_life(row, write)
        if cause.old:
            return self._replaying.base(row, write, unit, base, cause)
        return self._horizons.translated(row, unit, base)

    def _past_of(self, row: Held) -> PastOf:
        return lambda unit, seq: self._ground.past(row, unit, seq)

    def _create(self, n: int, asked: Write, cause: Cause) -> RowAnswer:
        kind = self._parts.kinds[asked.kind]
        if not self._reader.keeps(kind):
            raise not_yours()
        write = self._parts.targets.homed(asked, self._reader)
        self._parts.targets.check(write, self._reader, None)
        row = self._ground.make(kind, write.id, new_fields(write), cause)
        if cause.old:
            self._replaying.made(row, cause)
        homed = [] if write is asked else [x for x, id in write.fields.items() if asked.fields.get(x) != id]
        homed += self._lives.rehome(row, self._reader)
        self._lives.settle(row, cause)
        if self._uphold(row, cause):
            return RowAnswer(n, "restored")
        return RowAnswer(n, "merged", REHOMED, homed) if homed else RowAnswer(n, "ok")

    def _apply(
        self, row: Held, merged: Merged, write: Write, cause: Cause, decided: Kept | None, base_of: BaseOf
    ) -> Status:
        # First: what it leaves by this does not come back with it.
        if merged.fields:
            self._ground.change(row, merged.fields, cause)
        if merged.life == "restore":
            # What one deletion took is one piece of news.
            apart = (x for x in self._lives.dead_parents(row) if x.gone_with != row.gone_with)
            deleters = [(x, self._ground.turned_by(x)) for x in (row, *apart)]
            self._lives.restore(row, cause)
            for back, deleter in deleters if write.op != "restore" else ():
                self._telling.restored(back, deleter, cause)
        elif write.op in _LIVES and not merged.life:
            self._trace_life(row, write, cause)
        if merged.life == "delete" and not row.standing.deleted:
            self._lives.delete(row, cause)
        upheld = self._uphold(row, cause)
        self._lives.settle(row, cause)
        self._lay_aside(row, merged, write, cause, decided, base_of)
        self._telling.moved_on(row, merged.fields, cause, decided.entry.id if decided else "")
        self._remember(row, merged, write, cause, base_of)
        return "restored" if upheld and merged.status in {"ok", "merged"} else merged.status

    def _remember(self, row: Held, merged: Merged, write: Write, cause: Cause, base_of: BaseOf) -> None:
        """What the row's units hold of the lost stretch, where there is one."""
        if not self._horizons.needed:
            return
        clashed = {clash.unit for clash in merged.clashes}
        units = {row.kind.by_name[name].unit for name in (*write.fields, *write.sets)} - clashed
        for unit in units | ({LIFE} if merged.life else set()):
            if cause.old:
                self._replaying.wrote(row, write, unit, base_of(unit), cause)
            else:
                self._horizons.wrote(row, unit, write.seen)

    def _uphold(self, row: Held, cause: Cause) -> bool:
        """Whether the row brought back a deleted parent, of which its deleter is told."""
        deleters = [(parent, self._ground.turned_by(parent)) for parent in self._lives.dead_parents(row)]
        if not deleters:
            return False
        back = self._lives.uphold(row, cause)
        for parent, deleter in deleters if back else ():
            self._telling.restored(parent, deleter, cause)
        return bool(back)

    # --- what did not simply become the row's -------------------------------------------------

    def _lay_aside(
        self, row: Held, merged: Merged, write: Write, cause: Cause, decided: Kept | None, base_of: BaseOf
    ) -> None:
        def trace(unit: str, entry: str = "", was: Mapping[str, Any] | None = None) -> None:
            self._bases.leave_trace(cause.mid, row.key, unit, Trace(entry, base_of(unit).seq, was))

        for clash in merged.clashes:
            trace(clash.unit, self._laid_aside(row, clash, cause), dict(clash.aside))
            self._ground.question(row, cause)
        for unit in merged.joined:
            trace(unit, was={field.name: write.fields[field.name] for field in row.kind.units[unit]})
        for unit in merged.blended:
            trace(unit)
        if decided is not None:
            # Where the decision met a value that came unseen, that is a new conflict: were it laid into this
            # one, the next edit of whom this one is about would push it out.
            decided.decide(write.choice, cause)
            units = {*merged.joined, *(clash.unit for clash in merged.clashes)}
            if write.choice == "take" and decided.entry.unit not in units:
                decided.taken = row.standing.version(decided.entry.unit)

    def _laid_aside(self, row: Held, clash: Clash, cause: Cause) -> str:
        """The entry in which the value stands aside."""
        kept = self._parts.inbox.find(clash.replaces)
        if kept is None:
            return self._telling.clash(row, clash, cause)
        kept.replace_aside(clash, cause)
        return kept.entry.id

    # --- deletes ------------------------------------------------------------------------------

    def _deletes(self, writes: Sequence[tuple[int, Write]], cause: Cause) -> list[RowAnswer]:
        answers: list[RowAnswer] = []
        going: list[_Going] = []
        for n, write in writes:
            if self._is_over(write):
                answers.append(RowAnswer(n, "ok"))
                continue
            try:
                going.append(self._deletable(n, write, cause))
            except Unacceptable as refused:
                self._trace_not_done(write, cause)
                answers.append(RowAnswer(n, refused.status, refused.why, sorted(refused.units)))
        leaving = {x.row.key for x in going}
        merged = [self._deleted(x, leaving) for x in going]
        fell = cause.action in self._parts.fallen
        stay = fell or any(x.status == "restored" for x in merged)
        if stay and not fell:
            self._parts.fallen.add(cause.action)
            self._lives.bring_back(cause.action, cause)
        return answers + [self._go(x, done, cause, stay=stay) for x, done in zip(going, merged, strict=True)]

    def _is_over(self, write: Write) -> bool:
        """Whether what is to be deleted, and no more, was so long ago that nothing of it is left."""
        known = write.kind in self._parts.kinds.by_name and checking.is_id(write.id)
        row = self._ground.find((write.kind, write.id)) if known else None
        return row is not None and row.bare and not (write.fields or write.sets)

    def _deletable(self, n: int, asked: Write, cause: Cause) -> _Going:
        write = checking.checked(self._parts.kinds, asked)
        self._parts.erased.refuse(write)
        row = self._ground.find((write.kind, write.id))
        if row is not None and cause.old:
            write = self._replaying.left(row, write, cause)
        if row is None or not (_says_nothing(write) or self._reader.writes(row)):
            raise not_yours()
        self._parts.targets.check(write, self._reader, row)
        write = _whole_units(row, write)
        return _Going(n, write, row, self._base_of(row, write, cause, None))

    def _deleted(self, going: _Going, leaving: Set[Key]) -> Merged:
        row = going.row
        merged = merge(row.kind, row.standing, going.write, going.base_of, self._past_of(row))
        if merged.life and self._lives.stays_with(row, leaving):
            return merged._replace(status="restored", life="")
        return merged

    def _go(self, going: _Going, merged: Merged, cause: Cause, *, stay: bool) -> RowAnswer:
        """Deletes the row; or tells why it stays, by itself or together with another of its mutation."""
        n, row = going.n, going.row
        units = sorted(clash.unit for clash in merged.clashes)
        if merged.status == "restored":
            self._telling.kept(row, cause)
        done = merged._replace(life="") if stay else merged
        self._apply(row, done, going.write, cause, None, going.base_of)
        if stay:
            return RowAnswer(n, "restored", "" if merged.status == "restored" else TOGETHER, units)
        return RowAnswer(n, "conflict" if units else "ok", units=units)


@dataclass(frozen=True)
class _Going:
    """A row that is to be deleted."""

    n: int
    write: Write
    row: Held
    base_of: BaseOf


def _says_nothing(write: Write) -> bool:
    """Whether a write leaves a row as it is, whatever the row is."""
    return write.op in {"create", "change"} and not (write.fields or write.sets or write.entry)


def _whole_units(row: Held, write: Write) -> Write:
    """The write with whole units, filled from the row as it stands."""
    kind, fields, standing = row.kind, write.fields, row.standing.fields
    mates = (x.name for name in fields for x in kind.units[kind.by_name[name].unit] if x.name not in fields)
    missing = {name: standing[name] for name in mates}
    return structs.replace(write, fields=write.fields | missing) if missing else write


def worst(statuses: Iterable[Status]) -> Status:
    """The status of a mutation with rows of these."""
    return max(statuses, key=_STATUSES.index, default="ok")
