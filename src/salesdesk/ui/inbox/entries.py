"""What the inbox shows, read and put into words off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from salesdesk.desk.decisions import CONFLICT
from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import Field
from salesdesk.i18n import _, isolated, joined, within
from salesdesk.store.inbox import REFUSED, Item
from salesdesk.store.past import Step
from salesdesk.ui.inbox.stories import story
from salesdesk.ui.rows import said_of
from salesdesk.ui.values import by_unit, person, record_of, unit_label, unit_words
from salesdesk.ui.when import when

ASIDE, NOW = "aside", "now"


@dataclass(frozen=True)
class Value:
    """One of two values: how it reads, and who wrote it when."""

    text: str
    who: str


@dataclass(frozen=True)
class Entry:
    """An entry in words. `mine` says which value is hers (aside, now or "" where that does not tell them apart).

    With `laptops` both are hers, and `mine` is the one of this laptop. `lost` is what a refused change said.
    """

    item: Item
    title: str
    where: str
    fields: tuple[Field, ...] = ()
    label: str = ""
    now: Value = Value("", "")
    aside: Value = Value("", "")
    before: str = ""
    foot: str = ""
    mine: str = ""
    laptops: bool = False
    story: str = ""
    lost: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.item.id


@dataclass(frozen=True)
class Entries:
    """The first entries, how many there are of each sort, and which kinds of records they are about."""

    shown: tuple[Entry, ...]
    conflicts: int
    refused: int
    notices: int
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many entries are open."""
        return self.conflicts + self.refused + self.notices


def read_entries(desk: Desk, many: int) -> Entries:
    """The newest `many` entries."""
    counts = desk.inbox.counts()
    conflicts, refused = (sum(n for (of, _kind), n in counts.items() if of == what) for what in (CONFLICT, REFUSED))
    shown = tuple(_entry(desk, item) for item in desk.inbox.open(many))
    kinds = {kind.name: _(kind.plural) for kind in desk.kinds if any(name == kind.name for _what, name in counts)}
    return Entries(shown, conflicts, refused, sum(counts.values()) - conflicts - refused, kinds)


def _entry(desk: Desk, item: Item) -> Entry:
    kind = desk.kinds[item.kind]
    record = record_of(desk, kind, item.record, {**item.base, **item.aside})
    said = said_of(kind, record, desk.clock())
    title, where = said.title, joined(within(_(kind.label)), said.subtitle)
    if item.what == CONFLICT:
        return _conflict(desk, item, title, where)
    lost = tuple(
        (unit_label(fields), words)
        for fields in by_unit(kind, item.aside)
        if (words := unit_words(desk, fields, item.aside)) and fields[0].name not in {"owner", "team"}
    )
    return Entry(item, title, where, story=story(desk, item, record), lost=lost)


def _conflict(desk: Desk, item: Item, title: str, where: str) -> Entry:
    fields = desk.inbox.fields(item)
    mine, laptops = _whose(desk, item, fields)

    def value(wired: Mapping[str, Any], side: str, by: str, at: int) -> Value:
        who = _who(desk, by, at, mine == side if laptops and mine else None)
        return Value(unit_words(desk, fields, wired) or _("empty"), who)

    foot = _("The one in use stays until you decide.")
    if item.now_by != _me(desk):
        foot = _("What %s wrote is in use until you decide.") % isolated(person(desk, item.now_by))
    return Entry(
        item, title, where, fields, unit_label(fields),
        value(item.now, NOW, item.now_by, item.now_at), value(item.aside, ASIDE, item.aside_by, item.aside_at),
        unit_words(desk, fields, item.base), foot, mine, laptops,
    )  # fmt: skip


def _me(desk: Desk) -> str:
    return desk.me.id if desk.me else ""


def _whose(desk: Desk, item: Item, fields: Sequence[Field]) -> tuple[str, bool]:
    """Which value is hers, and whether both are; then the one that was written on this laptop, if one alone was."""
    hers = {ASIDE: item.aside_by == _me(desk), NOW: item.now_by == _me(desk)}
    if not all(hers.values()):
        return next((side for side, so in hers.items() if so), ""), False
    steps = desk.history(item.kind, item.record)
    here = [side for side, wired in ((ASIDE, item.aside), (NOW, item.now)) if _wrote(steps, fields, wired)]
    return here[0] if len(here) == 1 else "", True


def _wrote(steps: Sequence[Step], fields: Sequence[Field], wired: Mapping[str, Any]) -> bool:
    """Whether one of the steps was to write these values."""
    told = [field for field in fields if field.name in wired]
    return any(
        all(x.name in step.fields and x.unwire(step.fields[x.name]) == x.unwire(wired[x.name]) for x in told)
        for step in steps
    )


def _who(desk: Desk, by: str, at: int, here: bool | None) -> str:
    if by != _me(desk):
        who = person(desk, by)
    elif here is None:
        who = _("Yours")
    else:
        who = _("Yours, on this laptop") if here else _("Yours, on another laptop")
    return " · ".join(filter(None, (isolated(who), when(at, desk.clock()))))
