"""The steps of a record in words, from this laptop and from the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import Field
from salesdesk.domain.record import Kind, Record
from salesdesk.i18n import _, isolated, mirrored
from salesdesk.ui.values import by_unit, person, unit_label, unit_words, unwired
from salesdesk.ui.when import when


class Taken(Protocol):
    """A step as the store and the protocol know it."""

    @property
    def seq(self) -> int:
        """When it was answered, 0 while it waits."""

    @property
    def at(self) -> int:
        """Microseconds since 1970."""

    @property
    def by(self) -> str:
        """A user's id."""

    @property
    def op(self) -> str:
        """create, change, delete or restore."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """What was written."""

    @property
    def before(self) -> Mapping[str, Any]:
        """What stood there."""


@dataclass(frozen=True)
class LineWords:
    """What a step did to a unit; `back` is what stood before, by field name as JSON carries it.

    It is {} where nothing can be put back: the record is made or deleted, or it says the same again.
    """

    text: str
    label: str
    back: Mapping[str, Any]
    back_words: str


@dataclass(frozen=True)
class StepWords:
    """A step: what was done, by whom and when, and each value before and after."""

    title: str
    lines: tuple[LineWords, ...]
    waits: bool


def merged(own: Iterable[Taken], theirs: Iterable[Taken]) -> list[Taken]:
    """All steps, newest first; one that both sides know is shown once, as the server has it."""
    known = list(theirs)
    answered = {step.seq for step in known}
    steps = [*known, *(step for step in own if not step.seq or step.seq not in answered)]
    return sorted(steps, key=lambda step: (step.seq or _WAITING, step.at), reverse=True)


def units_of(kind: Kind, steps: Iterable[Taken]) -> list[tuple[str, str]]:
    """The units that the steps touch and what they are called, in the order of the kind's fields."""
    touched = {name: None for step in steps for name in step.fields}
    return [(fields[0].unit, unit_label(fields)) for fields in by_unit(kind, touched)]


def touching(kind: Kind, unit: str, steps: Iterable[Taken]) -> list[Taken]:
    """The steps that touch a unit; of "" all of them."""
    names = {field.name for field in kind.fields if field.unit == unit}
    return [step for step in steps if not unit or names & step.fields.keys()]


def step_words(desk: Desk, kind: Kind, steps: Iterable[Taken], record: Record, unit: str = "") -> list[StepWords]:
    """The steps of a record in words, or of one unit of it."""
    now = {} if record.deleted else kind.wire(record)
    return [_said(desk, kind, step, now, unit) for step in steps]


def _said(desk: Desk, kind: Kind, step: Taken, now: Mapping[str, Any], unit: str) -> StepWords:
    hers = desk.me is not None and step.by == desk.me.id
    who = _("You") if hers else isolated(person(desk, step.by))
    title = " · ".join(filter(None, (_OPS[step.op](), who, when(step.at, desk.clock()))))
    units = (fields for fields in by_unit(kind, step.fields) if not unit or fields[0].unit == unit)
    lines = (_line(desk, fields, step, now) for fields in units)
    return StepWords(title, tuple(line for line in lines if line.text), not step.seq)


def _line(desk: Desk, fields: Sequence[Field], step: Taken, now: Mapping[str, Any]) -> LineWords:
    before, after = (unit_words(desk, fields, values) for values in (step.before, step.fields))
    label = unit_label(fields)
    if step.op == "create":
        return LineWords(f"{label}: {isolated(after)}" if after else "", label, {}, "")
    arrow = "←" if mirrored() else "→"
    was = isolated(before) or _("empty")
    back = {field.name: step.before[field.name] for field in fields if field.name in step.before}
    if not now or all(unwired(kept, now[x]) == unwired(kept, back[x]) for kept in fields if (x := kept.name) in back):
        back = {}
    said = _("Put %(value)s back as %(field)s") % {"value": was, "field": label}
    return LineWords(f"{label}: {was} {arrow} {isolated(after) or _('empty')}", label, back, said)


_WAITING = 1 << 62
_OPS: Mapping[str, Callable[[], str]] = {
    "create": lambda: _("Made"),
    "change": lambda: _("Changed"),
    "delete": lambda: _("Deleted"),
    "restore": lambda: _("Brought back"),
}
