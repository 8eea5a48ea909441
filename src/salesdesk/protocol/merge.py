"""The merge: what a write does to a row that others wrote meanwhile (SYNC.md, Merge).

One pure function decides it; it needs no clock, and the order in which writes arrive never decides
which of two people is heard: a value is applied, or stands beside the other one in a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from salesdesk.domain.fields import Field, LongText
from salesdesk.domain.lines import merged_text
from salesdesk.domain.record import Kind
from salesdesk.protocol.wire import Status, Write


@dataclass
class Standing:
    """A row as it stands: the wire values of all its fields by name, the seq that last wrote each unit, and its life.

    `made` is the seq that made the row, and the version of every unit that `versions` lacks; `turned`
    the seq that last deleted or restored it, or laid a conflict over it before people: who has not seen
    that cannot delete it. `deleted` is when it was deleted, 0 while it lives.
    """

    fields: dict[str, Any]
    made: int
    versions: dict[str, int] = field(default_factory=dict)
    deleted: int = 0
    turned: int = 0

    def version(self, unit: str) -> int:
        """The seq that last wrote a unit."""
        return self.versions.get(unit, self.made)


class Base(NamedTuple):
    """What the writer had before her eyes of a unit: all up to `seq`.

    Where she typed over an edit of her own, `aside` is the open conflict that it stands in, if it
    does, and `was` what she had written there, if the server merged it with somebody else's text.
    """

    seq: int
    aside: str = ""
    was: Mapping[str, Any] | None = None


class Clash(NamedTuple):
    """Two values for one unit: the one in use and the one set aside; `replaces` names the conflict
    whose set-aside value this one takes the place of."""

    unit: str
    now: Mapping[str, Any]
    aside: Mapping[str, Any]
    base: Mapping[str, Any]
    base_seq: int
    replaces: str = ""


class Merged(NamedTuple):
    """What is to be done: values to set, conflicts to lay before people, and `life` as the row's
    new state of life ("delete", "restore" or "" where it stays). `joined` are the units whose texts
    were merged line by line, `blended` those whose sets somebody had changed unseen: who goes on from
    such an edit of her own has not seen more than before it."""

    status: Status
    fields: Mapping[str, Any] = MappingProxyType({})
    clashes: Sequence[Clash] = ()
    life: str = ""
    joined: Sequence[str] = ()
    blended: Sequence[str] = ()


# What the writer saw of a unit, and a unit's values at a seq.
BaseOf = Callable[[str], Base]
PastOf = Callable[[str, int], Mapping[str, Any]]


def merge(kind: Kind, standing: Standing | None, write: Write, base_of: BaseOf, past: PastOf) -> Merged:
    """What `write` comes to on `standing` (None: there is no such row yet, and the write makes it)."""
    if standing is None:
        return Merged("ok", new_fields(write))
    changed = _change(kind, standing, write, base_of, past)
    return changed._replace(**_delete(kind, standing, base_of)) if write.op == "delete" else changed


def new_fields(write: Write) -> dict[str, Any]:
    """The fields of a row that a write makes."""
    return {**write.fields, **{name: sorted(adds) for name, (adds, _gone) in write.sets.items()}}


def _delete(kind: Kind, standing: Standing, base_of: BaseOf) -> dict[str, Any]:
    """What becomes of the row's life: an edit that the deleter had not seen beats the deletion."""
    if standing.deleted:
        return {"status": "ok", "life": ""}
    seen = {unit: base_of(unit).seq for unit in (*kind.units, "")}
    unseen = any(standing.version(unit) > seen[unit] for unit in kind.units)
    # Somebody brought it back since she saw it: she did not mean to delete what she did not see return.
    # Where an edit of her own did, that is its base's seq.
    returned = standing.turned > seen[""] and standing.turned not in seen.values()
    if unseen or returned:
        return {"status": "restored", "life": ""}
    return {"status": "ok", "life": "delete"}


def _change(kind: Kind, standing: Standing, write: Write, base_of: BaseOf, past: PastOf) -> Merged:
    set_: dict[str, Any] = {}
    clashes: list[Clash] = []
    joined: list[str] = []
    blended: list[str] = []
    for unit, values in _by_unit(kind, write.fields).items():
        now = _unit_values(kind, standing, unit)
        base = base_of(unit)
        if base.aside:
            clashes.append(Clash(unit, now, values, {}, base.seq, replaces=base.aside))
        elif not _stale(standing, unit, base) or not _differ(kind, now, values):
            set_.update(_changed(kind, now, values))
        else:
            was = past(unit, base.seq) if base.was is None else base.was
            together = _together(kind, unit, was, now, values)
            if together is None:
                clashes.append(Clash(unit, now, values, was, base.seq))
            else:
                joined.append(unit)
                set_.update(_changed(kind, now, together))
    for name, (adds, removes) in write.sets.items():
        now_words = list(standing.fields[name] or ())
        words = with_words(now_words, adds, removes)
        unit = kind.by_name[name].unit
        if _stale(standing, unit, base_of(unit)):
            blended.append(unit)
        if words != now_words:
            set_[name] = words
    asked = write.op == "restore"
    # What changes nothing brings nothing back: before the deletion it would not have stopped it either.
    life = "restore" if standing.deleted and (asked or set_ or clashes) else ""
    told = life and not asked
    status: Status = "conflict" if clashes else "restored" if told else "merged" if joined or blended else "ok"
    return Merged(status, set_, tuple(clashes), life, tuple(joined), tuple(blended))


def _stale(standing: Standing, unit: str, base: Base) -> bool:
    """Whether somebody wrote the unit unseen; what was merged with hers she has not seen either."""
    return standing.version(unit) > base.seq or base.was is not None


def with_words(words: Sequence[str], adds: Sequence[str], removes: Sequence[str]) -> list[str]:
    """A set after adds and removes; an add wins."""
    return sorted((set(words) - set(removes)) | set(adds))


def _by_unit(kind: Kind, fields: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, value in fields.items():
        found.setdefault(kind.by_name[name].unit, {})[name] = value
    return found


def _unit_values(kind: Kind, standing: Standing, unit: str) -> dict[str, Any]:
    return {x.name: standing.fields[x.name] for x in kind.units[unit]}


def _changed(kind: Kind, now: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The whole unit where any of its values changes, else nothing."""
    return dict(values) if _differ(kind, now, values) else {}


def _differ(kind: Kind, now: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return now != values and any(not same(kind.by_name[name], now[name], value) for name, value in values.items())


def same(field: Field, one: Any, other: Any) -> bool:
    """Whether two wire values mean the same: 15.00 is 15."""
    return bool(one == other or field.unwire(one) == field.unwire(other))


def _together(
    kind: Kind, unit: str, was: Mapping[str, Any], now: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Both edits of a long text in one, or None where people must decide."""
    fields = kind.units[unit]
    if len(fields) > 1 or not isinstance(fields[0], LongText):
        return None
    name = fields[0].name
    text = merged_text(str(was.get(name) or ""), str(now[name] or ""), str(values[name] or ""))
    return None if text is None else {name: text}
