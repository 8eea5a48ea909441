"""A few people and a tiny server, as small as the protocol allows; the server's only wit is merge()."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any, TypeAlias

from tests.protocol.oracle import LIFE, SET, TEXT, Eyes, Typed

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, kind_of, record
from salesdesk.protocol.merge import Base, Clash, Merged, Standing, merge
from salesdesk.protocol.wire import Write


@record(label="Note", plural="Notes", scope=Scope.OWN, title=("title",))
class Note(Record):
    """A plain field, a unit of two, a text and a set."""

    title: str = a.text("Title")
    long: str = a.long_text("Text")
    amount: Decimal | None = a.amount("Amount", unit="money")
    currency: str = a.currency("Currency", unit="money")
    words: tuple[str, ...] = a.words("Words")


KIND = kind_of(Note)
PLAIN, MONEY = "title", "money"
UNITS = (PLAIN, TEXT, MONEY, SET)

MergeOf: TypeAlias = Callable[..., Merged]


def fields_of(unit: str, value: Any) -> dict[str, Any]:
    """A unit's value as fields of the wire: an oracle's text is a tuple of lines, money a pair."""
    if unit == MONEY:
        return {"amount": value[0], "currency": value[1]}
    return {unit: "".join(value) if unit == TEXT else value}


def value_of(unit: str, fields: Mapping[str, Any]) -> Any:
    """The same, back."""
    if unit == MONEY:
        return fields["amount"], fields["currency"]
    value = fields[unit]
    if unit == SET:
        return tuple(value)
    return tuple(value.splitlines(keepends=True)) if unit == TEXT else value


@dataclass
class Laid:
    """A conflict as the server keeps it; `by` is the mutation whose value stands aside."""

    row: str
    unit: str
    aside: Mapping[str, Any]
    by: str
    seq: int
    open: bool = True


@dataclass
class Server:
    """Standings, seqs by mid, and where a unit of a mutation did not simply become the row's: its base."""

    merge: MergeOf = merge
    head: int = 0
    rows: dict[str, Standing] = field(default_factory=dict)
    conflicts: dict[str, Laid] = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)
    came: Counter[str] = field(default_factory=Counter)
    _entries: dict[tuple[str, str], str] = field(default_factory=dict)
    _bases: dict[tuple[str, str], Base] = field(default_factory=dict)
    _past: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)

    def push(self, mid: str, write: Write) -> int:
        """Does a mutation once; returns its seq."""
        if mid not in self.seqs:
            self.head += 1
            self.seqs[mid] = self.head
            if write.op == "create":
                merged = self.merge(KIND, None, write, lambda _unit: Base(0), lambda _unit, _seq: {})
                self.rows[write.id] = Standing(dict(merged.fields), self.head, turned=self.head)
            elif not write.entry or self._decides(write):
                self._do(mid, write)
            self._remember(write.id)
        return self.seqs[mid]

    def _decides(self, write: Write) -> bool:
        """Closes the conflict; whether the row is to be written."""
        laid = self.conflicts[write.entry]
        if not laid.open or laid.seq > write.seen:
            return False
        laid.open = False
        return write.choice == "take"

    def _do(self, mid: str, write: Write) -> None:
        standing = self.rows[write.id]
        base_of = partial(self.base, write)
        bases = {unit: base_of(unit) for unit in (*UNITS, LIFE)}
        merged = self.merge(KIND, standing, write, base_of, partial(self._at, write.id))
        self.came[merged.status] += 1
        for name, value in merged.fields.items():
            standing.fields[name] = value
            standing.versions[KIND.by_name[name].unit] = self.head
        if merged.life:
            standing.deleted, standing.turned = int(merged.life == "delete") * self.head, self.head
        elif write.op in {"delete", "restore"}:
            self._bases[mid, LIFE] = bases[LIFE]
        for clash in merged.clashes:
            self.lay(mid, write, clash, bases[clash.unit])
            self.ask(standing)
        for unit in merged.joined:
            self._bases[mid, unit] = Base(bases[unit].seq, was={x.name: write.fields[x.name] for x in KIND.units[unit]})
        for unit in merged.blended:
            self._bases[mid, unit] = Base(bases[unit].seq)
        if write.entry and not merged.clashes:
            self._taken(self.conflicts[write.entry], standing, merged)

    def _taken(self, laid: Laid, standing: Standing, merged: Merged) -> None:
        """Who goes on from the value that was set aside goes on from the one in use."""
        if laid.unit not in merged.joined:
            self._bases[laid.by, laid.unit] = Base(standing.version(laid.unit))

    def ask(self, standing: Standing) -> None:
        """A conflict lies over the row: who has not seen it cannot delete the row."""
        standing.turned = self.head

    def lay(self, mid: str, write: Write, clash: Clash, base: Base) -> None:
        key = clash.replaces or f"{mid} {clash.unit}"
        self.conflicts[key] = Laid(write.id, clash.unit, clash.aside, mid, self.head)
        self._entries[mid, clash.unit] = key
        # Where the conflict is decided before her next edit of it comes, that one is merged as one of this.
        self._bases[mid, clash.unit] = Base(base.seq, was=clash.aside)

    def base(self, write: Write, unit: str) -> Base:
        """What stood before the writer's eyes: her own edit where she names one, else what she had pulled."""
        if unit == LIFE:
            return Base(self._life(write))
        mid = write.bases.get(unit, "")
        if not mid:
            return Base(write.seen)
        base = self._bases.get((mid, unit), Base(self.seqs[mid]))
        entry = self._entries.get((mid, unit), "")
        return Base(base.seq, aside=entry if entry and self.conflicts[entry].open else "", was=base.was)

    def _life(self, write: Write) -> int:
        """What she knows of the row's life: what she pulled, and what her own newest edits did to it."""
        mid = write.bases.get(LIFE, "")
        own = self._bases.get((mid, LIFE), Base(self.seqs[mid])).seq if mid else 0
        turned = self.rows[write.id].turned
        did = turned if turned in {self.seqs[mid] for mid in write.bases.values()} else 0
        return max(write.seen, own, did)

    def _remember(self, id: str) -> None:
        self._past.append((self.head, id, copy.deepcopy(self.rows[id].fields)))

    def _at(self, id: str, unit: str, seq: int) -> Mapping[str, Any]:
        steps = [fields for at, row, fields in self._past if row == id and at <= seq]
        stood: dict[str, Any] = steps[-1] if steps else {}
        return {x.name: stood.get(x.name, x.wire(x.empty)) for x in KIND.units[unit]}


@dataclass
class Pulled:
    """What a laptop has pulled: the rows, the open conflicts and all writes that it has so seen."""

    cursor: int = 0
    rows: dict[str, Standing] = field(default_factory=dict)
    conflicts: dict[str, Laid] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()


@dataclass
class Own:
    """A write of hers; `seq` is 0 until it is answered."""

    typed: Typed
    write: Write
    seq: int = 0


@dataclass
class Person:
    """One person at one laptop: what she pulled, what she wrote, and the form that stands open."""

    name: str
    pulled: Pulled = field(default_factory=Pulled)
    form: Pulled | None = None
    own: list[Own] = field(default_factory=list)

    def pull(self, server: Server) -> None:
        """Fetches everything."""
        rows, conflicts = copy.deepcopy((server.rows, server.conflicts))
        self.pulled = Pulled(server.head, rows, conflicts, frozenset(server.seqs))

    def waiting(self) -> Own | None:
        """Her first write without an answer."""
        return next((own for own in self.own if not own.seq), None)

    def over(self, row: str, ground: Pulled) -> dict[str, Own]:
        """By unit her newest write that lies over what she pulled."""
        found: dict[str, Own] = {}
        for own in self.own:
            if own.typed.row == row and not own.typed.entry and (not own.seq or own.seq > ground.cursor):
                named = own.typed.values if own.typed.op in {"create", "change"} else (LIFE,)
                found |= dict.fromkeys(named, own)
                if own.typed.op == "create":
                    found[LIFE] = own
        return found

    def shown(self, row: str, unit: str, ground: Pulled) -> Any:
        """What her screen shows of a unit."""
        over = self.over(row, ground).get(unit)
        if unit != SET:
            return over.typed.values[unit] if over else value_of(unit, ground.rows[row].fields)
        words = set(ground.rows[row].fields[SET]) if row in ground.rows else set()
        for own in self.own:
            if own.typed.row == row and SET in own.typed.values and (not own.seq or own.seq > ground.cursor):
                adds, removes = own.typed.values[SET] if own.typed.op != "create" else (own.typed.values[SET], ())
                words = (words - set(removes)) | set(adds)
        return tuple(sorted(words))

    def alive(self, row: str, ground: Pulled) -> bool:
        """Whether her screen shows the row as living."""
        over = self.over(row, ground).get(LIFE)
        return over.typed.op != "delete" if over else not ground.rows[row].deleted

    def eyes(self, row: str, unit: str, ground: Pulled) -> Eyes:
        """What she has before her: her own newest edit and what she saw when she typed it, else all she pulled."""
        over = self.over(row, ground).get(unit)
        if over is None:
            return Eyes(ground.seen)
        before = over.typed.eyes.get(unit, Eyes())
        return Eyes(before.pulled, before.own | {over.typed.id})


class Office:
    """People who type, send and pull at random; every write that comes in for the first time is told."""

    def __init__(self, seed: int, server: Server, told: Callable[[Typed], None]) -> None:
        self.random = Random(seed)
        self.server = server
        self.people = [Person(name) for name in ("ann", "bob", "cem")]
        self.did: Counter[str] = Counter()
        self._told = told
        self._count = 0
        self._create(self.people[0])
        self.send(self.people[0])

    def step(self) -> None:
        """One of them does something."""
        person = self.random.choice(self.people)
        steps = {self.type: 6, self.send: 8, self.pull: 4, self.open: 2, self.decide: 3, self._create: 0.2}
        self.random.choices(list(steps), list(steps.values()))[0](person)

    def rest(self) -> None:
        """Everything is sent and pulled."""
        for person in self.people:
            while person.waiting():
                self.send(person)
        for person in self.people:
            person.pull(self.server)

    # --- what a person does -------------------------------------------------------------------

    def pull(self, person: Person) -> None:
        """Pulls; a form that stands open stays as it is."""
        person.pull(self.server)

    def open(self, person: Person) -> None:
        """Opens a form, on which she will type later."""
        person.form = person.pulled

    def send(self, person: Person) -> None:
        """Sends the next write; now and then its answer is lost and it is sent again later."""
        own = person.waiting()
        if own is None:
            return
        if own.typed.id in self.server.seqs:
            self.did["doubled"] += 1
        else:
            self._told(own.typed)
        seq = self.server.push(own.typed.id, own.write)
        if self.random.random() < 0.7:
            own.seq = seq

    def type(self, person: Person) -> None:
        """Changes, deletes or brings back a row that she sees."""
        ground, person.form = person.form or person.pulled, None
        rows = {*ground.rows, *(own.typed.row for own in person.own if not own.seq or own.seq > ground.cursor)}
        if not rows:
            return
        row = self.random.choice(sorted(rows))
        living = "delete" if self.random.random() < 0.08 else "change"
        op = living if person.alive(row, ground) else "restore"
        if ground is not person.pulled:
            self.did["typed on an old form"] += 1
        values = self._values(person, row, ground) if op == "change" else {}
        self._write(person, row, op, values, ground)

    def decide(self, person: Person) -> None:
        """Decides an open conflict where she has nothing of her own underway."""
        ground = person.pulled
        found = [
            (key, laid)
            for key, laid in ground.conflicts.items()
            if laid.open and laid.unit not in person.over(laid.row, ground) and person.alive(laid.row, ground)
        ]
        if not found:
            return
        entry, laid = self.random.choice(found)
        person.form = None
        choice = self.random.choice(["keep", "take"])
        values = {laid.unit: value_of(laid.unit, laid.aside)} if choice == "take" else {}
        self._write(person, laid.row, "change", values, ground, entry, choice, also=laid.unit)

    # --- typing -------------------------------------------------------------------------------

    def _id(self, what: str) -> str:
        self._count += 1
        return f"{what}{self._count}"

    def _create(self, person: Person) -> None:
        text = tuple(f"{i}\n" for i in range(7))
        values = {PLAIN: "a", TEXT: text, MONEY: ("1", "EUR"), SET: tuple(sorted(self._id("word") for _ in range(3)))}
        self._write(person, self._id("row"), "create", values, Pulled())

    def _values(self, person: Person, row: str, ground: Pulled) -> dict[str, Any]:
        units = self.random.sample(UNITS, self.random.choice([1, 1, 2]))
        return {unit: self._value(unit, person.shown(row, unit, ground)) for unit in units}

    def _value(self, unit: str, shown: Any) -> Any:
        """Another value; few plain ones, so that two people come to the same."""
        if unit == PLAIN:
            return self.random.choice([x for x in "abcd" if x != shown])
        if unit == MONEY:
            pairs = [(amount, currency) for amount in "12" for currency in ("EUR", "JPY")]
            return self.random.choice([pair for pair in pairs if pair != shown])
        if unit == TEXT:
            line = self.random.randrange(7)
            new = self._id("line") + "\n" if self.random.random() < 0.4 else f"x{line}\n"
            return (*shown[:line], new if new != shown[line] else f"y{line}\n", *shown[line + 1 :])
        return self._words(shown)

    def _words(self, shown: tuple[str, ...]) -> tuple[list[str], list[str]]:
        """A word goes that is there, or a word comes that never was."""
        if shown and self.random.random() < 0.5:
            return [], [self.random.choice(shown)]
        return [self._id("word")], []

    def _write(
        self, person: Person, row: str, op: Any, values: dict[str, Any], ground: Pulled, entry: str = "",
        choice: Any = "", also: str = LIFE,
    ) -> None:  # fmt: skip
        over = person.over(row, ground) if op != "create" else {}
        units = {*UNITS, LIFE} if op == "delete" else {LIFE} if op == "restore" else {*values, also} - {""}
        bases = {unit: own.typed.id for unit, own in over.items() if unit in units}
        eyes = {unit: person.eyes(row, unit, ground) for unit in units}
        if op == "delete":
            # A life hides nothing beneath it; and where an edit of hers brought the row back, she knows that it lives.
            eyes[LIFE] = Eyes(ground.seen, eyes[LIFE].own | set(bases.values()))
        before = {} if op == "create" else {unit: person.shown(row, unit, ground) for unit in values}
        typed = Typed(self._id("w"), row, op, eyes, values, before, bases, entry, choice)
        self.did["typed over her own"] += any(unit in bases for unit in values)
        person.own.append(Own(typed, as_write(typed, ground.cursor)))
        self.did[op] += 1


def as_write(typed: Typed, seen: int) -> Write:
    """What travels of it."""
    fields: dict[str, Any] = {}
    sets: dict[str, tuple[list[str], list[str]]] = {}
    for unit, value in typed.values.items():
        if unit == SET:
            sets[SET] = (list(value), []) if typed.op == "create" else value
        else:
            fields |= fields_of(unit, value)
    op: Any = typed.op
    choice: Any = typed.choice
    return Write("note", typed.row, op, fields, sets, seen, dict(typed.over), typed.entry, choice)
