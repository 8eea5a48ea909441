"""What must become of every write, foretold from who saw what; it shares no code with the merge.

It knows no seqs and no versions: only which writes each writer had before her eyes, unit by unit, and
the order in which the writes came in. Texts are tuples of lines here, each line one cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TEXT, SET = "long", "words"
LIFE = ""


@dataclass(frozen=True)
class Eyes:
    """What somebody had before her: all writes that she had pulled, and her own laid over them."""

    pulled: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Typed:
    """One write as a person typed it: per unit the value, what stood there before, and what she had seen.

    `over` names by unit the own write that she typed over. A resolution names its `entry`.
    """

    id: str
    row: str
    op: str
    eyes: dict[str, Eyes]
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    over: dict[str, str] = field(default_factory=dict)
    entry: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Fact:
    """A write that stands. A `mixed` one holds what its own writer has not seen; a `hers` one is known
    to its writer alone, until the others see what made it stand."""

    by: str
    mixed: bool = False
    hers: bool = False

    def seen(self, eyes: Eyes) -> bool:
        """Whether somebody with these eyes knows it."""
        return (not self.hers and self.by in eyes.pulled) or (not self.mixed and self.by in eyes.own)


@dataclass
class Unit:
    """What stands in a unit, and the writes that put it there."""

    value: Any
    facts: set[Fact]

    def seen(self, eyes: Eyes) -> bool:
        """Whether the value is known to somebody with these eyes."""
        return any(fact.seen(eyes) for fact in self.facts)


@dataclass
class Conflict:
    """A value set aside, by the write that stands there; `told` is the one that made it so."""

    row: str
    unit: str
    aside: Any
    by: str
    told: str
    open: bool = True


@dataclass
class Row:
    """A row, and the writes that last turned its life or laid a conflict over it."""

    units: dict[str, Unit]
    life: Fact
    deleted: bool = False


class Oracle:
    """Foretells; `outcome` says of each write and unit what it came to. `texts` and `sets` name such units."""

    texts: frozenset[str] = frozenset({TEXT})
    sets: frozenset[str] = frozenset({SET})

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.conflicts: dict[str, Conflict] = {}
        self.outcome: list[tuple[str, str, str]] = []
        self._aside_of: dict[tuple[str, str, str], Conflict] = {}

    def arrives(self, write: Typed) -> None:
        """A write comes in."""
        if write.row not in self.rows:
            units = {unit: Unit(value, {Fact(write.id)}) for unit, value in write.values.items()}
            self.rows[write.row] = Row(units, Fact(write.id))
            return
        row = self.rows[write.row]
        if write.op == "delete":
            self._delete(row, write)
        elif write.op == "restore":
            self._restore(row, write)
        elif write.entry:
            self._decide(row, write)
        else:
            self._change(row, write)

    # --- life ---------------------------------------------------------------------------------

    def _delete(self, row: Row, write: Typed) -> None:
        if row.deleted:
            self._say(write, LIFE, "nothing")
        elif row.life.seen(write.eyes[LIFE]) and all(x.seen(write.eyes[name]) for name, x in row.units.items()):
            row.deleted, row.life = True, Fact(write.id)
            self._say(write, LIFE, "deleted")
        else:
            self._say(write, LIFE, "refused")

    def _restore(self, row: Row, write: Typed) -> None:
        self._say(write, LIFE, "back" if row.deleted else "nothing")
        if row.deleted:
            self._revive(row, write)

    def _revive(self, row: Row, write: Typed) -> None:
        row.deleted, row.life = False, Fact(write.id)

    # --- values -------------------------------------------------------------------------------

    def _change(self, row: Row, write: Typed) -> None:
        told = [self._unit(row.units[unit], write, unit) for unit in write.values]
        for unit, what in zip(write.values, told, strict=True):
            self._say(write, unit, what)
        if row.deleted and set(told) & {"applied", "joined", "conflict", "replaced"}:
            self._revive(row, write)
            self._say(write, LIFE, "brought back")
        if set(told) & {"conflict", "replaced"}:
            row.life = Fact(write.id)

    def _unit(self, unit: Unit, write: Typed, name: str) -> str:
        if name in self.sets:
            return self._words(unit, write, name)
        value, over = write.values[name], write.over.get(name, "")
        stands = self._aside_of.get((over, write.row, name))
        if stands is not None and stands.open:
            stands.aside, stands.by, stands.told = value, write.id, write.id
            self._aside_of[write.id, write.row, name] = stands
            return "replaced"
        if unit.seen(write.eyes[name]):
            return self._apply(unit, write, value)
        if unit.value == value:
            unit.facts.add(Fact(write.id))
            return "same"
        if name in self.texts and (both := both_texts(write.before[name], unit.value, value)) is not None:
            return self._join(unit, write, both)
        self._set_aside(write, name, value)
        return "conflict"

    @staticmethod
    def _apply(unit: Unit, write: Typed, value: Any) -> str:
        if unit.value == value:
            unit.facts.add(Fact(write.id))
            return "same"
        unit.value, unit.facts = value, {Fact(write.id)}
        return "applied"

    @staticmethod
    def _join(unit: Unit, write: Typed, value: Any) -> str:
        if unit.value == value:
            return "within"
        unit.value, unit.facts = value, {Fact(write.id, mixed=True)}
        return "joined"

    @staticmethod
    def _words(unit: Unit, write: Typed, name: str) -> str:
        adds, removes = write.values[name]
        words = tuple(sorted(set(adds) | {word for word in unit.value if word not in removes}))
        known = unit.seen(write.eyes[name])
        if words == unit.value:
            unit.facts |= {Fact(write.id)} if known else set()
            return "same"
        unit.value, unit.facts = words, {Fact(write.id, mixed=not known)}
        return "applied" if known else "joined"

    # --- conflicts ----------------------------------------------------------------------------

    def _set_aside(self, write: Typed, name: str, value: Any) -> None:
        key = self.key(write.id, write.row, name)
        self.conflicts[key] = Conflict(write.row, name, value, write.id, write.id)
        self._aside_of[write.id, write.row, name] = self.conflicts[key]

    @staticmethod
    def key(mutation: str, _row: str, unit: str) -> str:
        """What the conflict is called in which a mutation's value was first set aside."""
        return f"{mutation} {unit}"

    def _decide(self, row: Row, write: Typed) -> None:
        conflict = self.conflicts[write.entry]
        if not conflict.open or conflict.told not in write.eyes[conflict.unit].pulled:
            self._say(write, conflict.unit, "too late")
            return
        conflict.open = False
        if write.choice == "take":
            self._change(row, write)
            name = conflict.unit
            if row.units[name].value == conflict.aside:
                row.units[name].facts.add(Fact(conflict.by, hers=True))
        self._say(write, conflict.unit, write.choice)

    def _say(self, write: Typed, unit: str, what: str) -> None:
        self.outcome.append((write.id, unit, what))


def both_texts(base: tuple[str, ...], one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...] | None:
    """Both edits of as many lines; None where they changed the same or neighbouring lines differently.

    Two texts that were begun on none are all of the same lines.
    """
    if not base:
        return one if one == other else None
    mine, theirs = _stretches(base, one), _stretches(base, other)
    for a in mine:
        for b in theirs:
            near = a[0] <= b[1] and b[0] <= a[1]
            if near and (a != b or one[a[0] : a[1]] != other[b[0] : b[1]]):
                return None
    return tuple(x if x != was else y for was, x, y in zip(base, one, other, strict=True))


def _stretches(base: tuple[str, ...], text: tuple[str, ...]) -> list[tuple[int, int]]:
    """The runs of lines that differ, as [first, end)."""
    found: list[tuple[int, int]] = []
    for i, (was, now) in enumerate(zip(base, text, strict=True)):
        if was != now and found and found[-1][1] == i:
            found[-1] = found[-1][0], i + 1
        elif was != now:
            found.append((i, i + 1))
    return found
