"""What a person at a laptop has before her eyes, kept beside the program and without its bookkeeping.

From the cursor it takes only which moment of the company she has pulled. Everything else is what she typed, and when.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from tests.protocol.oracle import LIFE, Eyes, Typed, both_texts
from tests.simulation.kinds import KINDS, SETS, TEXTS, laid_over, unit_value, written_value
from tests.simulation.oracle import Act, Moment, Shown


@dataclass(frozen=True)
class Form:
    """A record that stands open since some moment, as it looked then; and what is `typed` on it at last."""

    kind: str
    id: str
    record: Any
    moment: Moment
    values: Mapping[str, Any]
    typed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """Whose mutation it is."""

    mid: str
    action: str
    device: str
    user: str


@dataclass(frozen=True)
class Known:
    """A conflict as the oracle calls it."""

    key: str
    unit: str


@dataclass
class Memory:
    """What was typed at a laptop, in order, and how far its outbox was read.

    While it is `filling`, and until the next whole pull, its rows may be newer than its cursor says.
    """

    acts: list[Act] = field(default_factory=list)
    outbox: int = 0
    filling: bool = True
    form: Form | None = None

    def copied(self) -> Memory:
        """The memory of a copy of the laptop."""
        return replace(self, acts=list(self.acts))

    # --- what lies over what she pulled -------------------------------------------------------

    def over(self, row: str, pulled: frozenset[str]) -> dict[str, Typed]:
        """By unit her newest write that she has not pulled."""
        found: dict[str, Typed] = {}
        for act in self.acts:
            if act.mid in pulled:
                continue
            for write in act.writes:
                if write.row == row:
                    units = KINDS[act.kinds[row]].units if write.op == "create" else write.values
                    found |= dict.fromkeys(units, write)
                    if write.op != "change":
                        found[LIFE] = write
        return found

    def eyes(self, row: str, unit: str, pulled: frozenset[str], over: Mapping[str, Typed]) -> Eyes:
        """What she knows of a unit: her own newest write and what she saw then, else all that she pulled."""
        write = over.get(unit)
        if write is None:
            return Eyes(pulled)
        before = write.eyes.get(unit, Eyes())
        return Eyes(before.pulled, before.own | {write.id})

    # --- what she typed -----------------------------------------------------------------------

    def typed(
        self, header: Header, body: str, moment: Moment, conflicts: Mapping[str, Known], form: Form | None
    ) -> Act:
        """Remembers a mutation that was typed just now, out of its body; `conflicts` by the ids of their entries."""
        rows = json.loads(body)
        writes = []
        for row in rows:
            known = conflicts.get(row.get("entry", ""))
            write = self._write(header.mid, row, moment, known.unit if known else "", form)
            writes.append(replace(write, entry=known.key) if known else write)
        act = Act(header.mid, header.action, header.device, header.user, writes, {x["id"]: x["kind"] for x in rows})
        self.acts.append(act)
        return act

    def _write(self, mid: str, row: dict[str, Any], moment: Moment, decided: str, open_form: Form | None) -> Typed:
        kind, op, id = KINDS[row["kind"]], row["op"], row["id"]
        form = open_form if open_form and open_form.id == id else None
        pulled = (form.moment if form else moment).mids
        units = list(dict.fromkeys(kind.by_name[name].unit for name in row["fields"]))
        after = {unit: written_value(kind.name, unit, row["fields"]) for unit in units}
        before = {unit: written_value(kind.name, unit, row["before"]) for unit in units}
        over = self.over(id, pulled) if op != "create" else {}
        if form:
            own = {unit: x for unit in TEXTS & over.keys() if (x := over[unit].values.get(unit)) is not None}
            after |= _meant(form, before, after, own)
            before |= {unit: own.get(unit, form.values[unit]) for unit in units}
        values = {unit: _moved(before[unit], x) if unit in SETS else x for unit, x in after.items()}
        asked = self._asked(kind.units, op, values) | ({decided} if decided else set())
        eyes = {unit: self.eyes(id, unit, pulled, over) for unit in asked}
        known = {unit: write.id for unit, write in over.items() if unit in asked}
        if op == "delete":
            # A life hides nothing beneath it; and where an edit of hers brought the row back, she knows that it lives.
            eyes[LIFE] = Eyes(pulled, eyes[LIFE].own | set(known.values()))
        return Typed(mid, id, op, eyes, values, before, known, row.get("entry", ""), row.get("choice", ""))

    @staticmethod
    def _asked(units: Iterable[str], op: str, values: Mapping[str, Any]) -> set[str]:
        if op == "create":
            return set()
        return {*units, LIFE} if op == "delete" else {LIFE, *values} if op == "restore" else set(values)

    # --- what her screen must show ------------------------------------------------------------

    def view(self, moment: Moment, user: str, erased: Set[str]) -> dict[str, Shown]:
        """What she may see of a moment with all her writes on top that came later, without what was erased."""
        rows = {id: row for id, row in moment.visible(user).items() if id not in erased}
        for act in self.acts:
            if act.mid not in moment.mids:
                for write in act.writes:
                    if write.row not in erased:
                        _lay(rows, act.kinds[write.row], write)
        return rows

    def waiting_on(self, moment: Moment) -> set[str]:
        """The rows that she wrote to since a moment."""
        return {write.row for act in self.acts if act.mid not in moment.mids for write in act.writes}


def _lay(rows: dict[str, Shown], kind: str, write: Typed) -> None:
    row = rows.get(write.row)
    if write.op == "create":
        empty = {unit: unit_value(KINDS[kind], unit, {}) for unit in KINDS[kind].units}
        row = Shown(kind, False, "", "", empty)
    if row is None:
        return
    values = dict(row.values)
    for unit, value in write.values.items():
        if unit in SETS:
            adds, removes = value
            values[unit] = tuple(sorted((set(values[unit]) - set(removes)) | set(adds)))
        else:
            values[unit] = laid_over(values[unit], value)
    deleted = {"delete": True, "restore": False}.get(write.op, row.deleted)
    rows[write.row] = replace(row, values=values, deleted=deleted)


def _meant(
    form: Form, stands: Mapping[str, Any], after: Mapping[str, Any], own: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """What she says by what she typed on an old form, over what stands there at last.

    Words that came in meanwhile are in what was written, and not hers. To a text that she wrote elsewhere
    meanwhile she adds the lines that she typed, unless they are the same ones.
    """
    found: dict[str, Any] = {}
    for unit in SETS & after.keys() & form.typed.keys():
        came = set(stands[unit]) - set(form.values[unit])
        found[unit] = tuple(sorted(set(form.typed[unit]) - came))
    for unit in own.keys() & after.keys():
        typed = unit_value(KINDS[form.kind], unit, dict(form.typed))
        found[unit] = both_texts(form.values[unit], own[unit], typed) or typed
    return found


def _moved(before: Iterable[str], after: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What comes into a set and what goes."""
    old, new = set(before), set(after)
    return tuple(sorted(new - old)), tuple(sorted(old - new))
