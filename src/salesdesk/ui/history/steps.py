"""The steps of a record in words, from this laptop and from the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind
from salesdesk.i18n import _, isolated, mirrored
from salesdesk.ui.values import by_unit, person, unit_label, unit_words
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
class StepWords:
    """A step: what was done, by whom and when, and each value before and after."""

    title: str
    lines: tuple[str, ...]
    waits: bool


def merged(own: Iterable[Taken], theirs: Iterable[Taken]) -> list[Taken]:
    """All steps, newest first; one that both sides know is shown once, as the server has it."""
    known = list(theirs)
    answered = {step.seq for step in known}
    steps = [*known, *(step for step in own if not step.seq or step.seq not in answered)]
    return sorted(steps, key=lambda step: (step.seq or _WAITING, step.at), reverse=True)


def step_words(desk: Desk, kind: Kind, steps: Iterable[Taken]) -> list[StepWords]:
    """The steps in words."""
    return [_said(desk, kind, step) for step in steps]


def _said(desk: Desk, kind: Kind, step: Taken) -> StepWords:
    hers = desk.me is not None and step.by == desk.me.id
    who = _("You") if hers else isolated(person(desk, step.by))
    title = " · ".join(filter(None, (_OPS[step.op](), who, when(step.at, desk.clock()))))
    lines = tuple(filter(None, (_line(desk, fields, step) for fields in by_unit(kind, step.fields))))
    return StepWords(title, lines, not step.seq)


def _line(desk: Desk, fields: Any, step: Taken) -> str:
    before, after = (unit_words(desk, fields, values) for values in (step.before, step.fields))
    if step.op == "create":
        return f"{unit_label(fields)}: {isolated(after)}" if after else ""
    arrow = "←" if mirrored() else "→"
    return f"{unit_label(fields)}: {isolated(before) or _('empty')} {arrow} {isolated(after) or _('empty')}"


_WAITING = 1 << 62
_OPS: Mapping[str, Callable[[], str]] = {
    "create": lambda: _("Made"),
    "change": lambda: _("Changed"),
    "delete": lambda: _("Deleted"),
    "restore": lambda: _("Brought back"),
}
