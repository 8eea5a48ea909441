"""What must become of every mutation in a company, foretold from who saw what; no code of the merge or the rights.

The protocol's oracle foretells values and lives; here come rights, parents, and what is deleted together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from tests.protocol.oracle import LIFE, Conflict, Fact, Oracle, Row, Typed, Unit
from tests.simulation.kinds import KINDS, SETS, TEXTS, laid_over, unit_value

EVERYBODY = "*"
KEPT_BY_ADMINS = frozenset({"team", "user"})
NOT_DONE = "not done"
# Per kind the links that make it somebody's, as (person, team).
HOMES = {"lead": ("owner", "team"), "trip": ("traveller", "")}
PARENTS = {"stay": "trip", "sample": "lead"}


@dataclass(frozen=True)
class Act:
    """A mutation as somebody typed it; `kinds` says of each row what it is."""

    mid: str
    action: str
    device: str
    user: str
    writes: Sequence[Typed]
    kinds: dict[str, str]


@dataclass
class Standing(Row):
    """A row with its kind, the action that took it, and whose it is; `bare` where only its id is left."""

    kind: str = ""
    gone_with: str = ""
    person: str = ""
    team: str = ""
    bare: bool = False


@dataclass(frozen=True)
class Shown:
    """A row as it stood at some moment: plain values, for comparing; the same one for as long as nothing changed."""

    kind: str
    deleted: bool
    person: str
    team: str
    values: dict[str, Any]
    life: str = ""


@dataclass(frozen=True)
class Moment:
    """What the company held after some mutations had come in, and what had been `erased`."""

    mids: frozenset[str] = frozenset()
    rows: dict[str, Shown] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    _visible: dict[str, dict[str, Shown]] = field(default_factory=dict)

    def visible(self, user: str) -> dict[str, Shown]:
        """The rows that a person may read."""
        if user not in self._visible:
            teams = teams_of(user, self.rows)
            self._visible[user] = {id: row for id, row in self.rows.items() if reads(user, teams, row)}
        return self._visible[user]


def teams_of(user: str, rows: Mapping[str, Shown]) -> frozenset[str]:
    """The teams whose rows a person reads: her own and those below it."""
    living = {id: row for id, row in rows.items() if row.kind == "team" and not row.deleted}
    found: set[str] = set()
    left = [rows[user].values["team"]] if user in rows and not rows[user].deleted else []
    while left:
        team = left.pop()
        if team in living and team not in found:
            found.add(team)
            left += [id for id, row in living.items() if row.values["parent"] == team]
    return frozenset(found)


def reads(user: str, teams: frozenset[str], row: Shown | Standing) -> bool:
    """Whether a person of these teams may read a row."""
    return row.team == EVERYBODY or (row.team != "" and row.team in teams) or row.person == user != ""


class CompanyOracle(Oracle):
    """Foretells for a company; `refused` are the writes that are nobody's to make, by mutation and row."""

    texts, sets = TEXTS, SETS

    def __init__(self) -> None:
        super().__init__()
        self.mids: set[str] = set()
        self.refused: set[tuple[str, str]] = set()
        self.told: list[tuple[str, str, str]] = []
        self.erased: set[str] = set()
        # Actions of which a deletion stayed undone.
        self.fallen: set[str] = set()
        # Who wrote what came in.
        self._users: dict[str, str] = {}
        self._shown: dict[str, Shown] = {}
        self._touched: set[str] = set()
        self._teams: dict[str, frozenset[str]] = {}
        self._action = ""

    # --- what stands --------------------------------------------------------------------------

    def stands(self, id: str) -> Standing | None:
        """A row, deleted or not."""
        return cast("Standing | None", self.rows.get(id))

    def moment(self) -> Moment:
        """What the company holds now."""
        for id, row in self.rows.items():
            held = cast(Standing, row)
            if not held.bare and (id in self._touched or id not in self._shown):
                values = {unit: x.value for unit, x in held.units.items()}
                made = Shown(held.kind, held.deleted, held.person, held.team, values, held.life.by)
                if self._shown.get(id) != made:
                    self._shown[id] = made
        self._touched.clear()
        return Moment(frozenset(self.mids), dict(self._shown), frozenset(self.erased))

    def teams(self, user: str) -> frozenset[str]:
        """The teams whose rows a person reads."""
        if user not in self._teams:
            self._teams[user] = teams_of(user, self.moment().rows)
        return self._teams[user]

    def reads(self, user: str, row: Standing) -> bool:
        """Whether a person may read a row."""
        return reads(user, self.teams(user), row)

    def _writes(self, user: str, kind: str, row: Standing | None) -> bool:
        keeps = kind not in KEPT_BY_ADMINS or self._value(user, "role") == "admin"
        return keeps and (row is None or self.reads(user, row))

    def _value(self, id: str, unit: str) -> Any:
        row = self.rows.get(id)
        return row.units[unit].value if row else ""

    def found(self, kind: str, id: str, values: dict[str, Any]) -> None:
        """A row that was there before all others, and everybody's."""
        units = {unit: Unit(value, {Fact("")}) for unit, value in values.items()}
        self.mids.add("")
        self.rows[id] = Standing(units, Fact(""), kind=kind, team=EVERYBODY)

    # --- what comes in ------------------------------------------------------------------------

    def come(self, act: Act) -> None:
        """A mutation comes in for the first time."""
        self._action = act.action
        self._users |= {write.id: act.user for write in act.writes}
        for write in act.writes:
            if write.op != "delete":
                self._come_one(act, write)
        self._come_deletes(act, [write for write in act.writes if write.op == "delete"])
        self.mids.add(act.mid)
        if not KEPT_BY_ADMINS.isdisjoint(act.kinds.values()):
            self._teams.clear()

    def _come_one(self, act: Act, write: Typed) -> None:
        if self._is_erased(act, write) or (write.entry and not self._is_hers_to_decide(act, write)):
            return
        row = self.stands(write.row)
        if row is None and write.op == "create":
            self._make(act, write)
            return
        if (
            row is None
            or row.bare
            or not self._writes(act.user, row.kind, row)
            or not self._reaches(act.user, row, write)
        ):
            self._not_done(act, write)
            return
        self._touch(write.row)
        # What an older program takes it names in part: the rest of it comes too.
        under = {unit: x.value for unit, x in row.units.items()} | self._taken(write)
        values = {unit: laid_over(under[unit], value) for unit, value in write.values.items()}
        self.arrives(replace(write, values=values))
        self._follow(write.row, write, act.user)

    def _make(self, act: Act, write: Typed) -> None:
        kind = act.kinds[write.row]
        # What is sent again of an edit to a row that left her sight does not say what it hangs on.
        lacks = kind in PARENTS and not write.values.get(PARENTS[kind])
        if lacks or not self._writes(act.user, kind, None) or not self._reaches(act.user, None, write, kind):
            self._not_done(act, write)
            return
        empty = {unit: unit_value(KINDS[kind], unit, {}) for unit in KINDS[kind].units}
        made = {unit: x[0] if unit in SETS else laid_over(empty[unit], x) for unit, x in write.values.items()}
        values = {**empty, **made}
        units = {unit: Unit(value, {Fact(write.id)}) for unit, value in values.items()}
        self.rows[write.row] = row = Standing(units, Fact(write.id), kind=kind)
        self._home(act.user, row)
        self._follow(write.row, write, act.user)

    def _home(self, user: str, row: Standing) -> None:
        """A new row that its maker could not read is hers and her team's."""
        if row.kind not in HOMES:
            return
        person, team = HOMES[row.kind]
        named_team = row.units[team].value if team else ""
        if row.units[person].value != user and named_team not in self.teams(user):
            row.units[person].value = user
            if team:
                row.units[team].value = self._value(user, "team")
            self._say_of(row, "rehomed")

    def _say_of(self, _row: Standing, what: str) -> None:
        self.outcome.append(("", "", what))

    def _reaches(self, user: str, row: Standing | None, write: Typed, kind: str = "") -> bool:
        """Whether she may read the parent that a write names anew."""
        unit = PARENTS.get(row.kind if row else kind, "")
        id = write.values.get(unit, "")
        if not id or (row is not None and row.units[unit].value == id):
            return True
        parent = self.stands(id)
        return parent is not None and self.reads(user, parent)

    def _not_done(self, act: Act, write: Typed) -> None:
        """Who goes on from what was not done stands where she stood before it."""
        self.refused.add((act.mid, write.row))
        self._say(write, LIFE, NOT_DONE)
        self._carry_on(write)

    def _carry_on(self, write: Typed) -> None:
        for unit in write.values:
            stands = self._aside_of.get((write.over.get(unit, ""), write.row, unit))
            if stands is not None:
                self._aside_of[write.id, write.row, unit] = stands

    # --- what is over -------------------------------------------------------------------------

    def sweep(self, then: Moment, kept: frozenset[str]) -> set[str]:
        """What was deleted at that moment and was not touched since becomes bare; returns what."""
        now = self.moment().rows
        over = {id for id, row in then.rows.items() if row.deleted and row.kind not in kept and now.get(id) is row}
        self._make_bare(over)
        decided = {key for key, x in self.conflicts.items() if x.row in over and not x.open}
        for key in decided:
            del self.conflicts[key]
        return over

    def erase(self, ids: set[str]) -> None:
        """Nothing of these is kept."""
        self._make_bare(ids & self.rows.keys())
        self.erased |= ids
        for key in {key for key, x in self.conflicts.items() if x.row in ids}:
            del self.conflicts[key]

    def _make_bare(self, ids: set[str]) -> None:
        for id in ids:
            held = cast(Standing, self.rows[id])
            held.bare, held.deleted, held.person, held.team, held.gone_with = True, True, "", "", ""
            self._shown.pop(id, None)

    def _is_erased(self, act: Act, write: Typed) -> bool:
        """Whether a write is about what was erased, or makes what would have gone with it: nothing of it is kept."""
        if not self.goes_with_the_erased(act, write):
            return False
        self.erased.add(write.row)
        self._say(write, LIFE, "about the erased")
        return True

    def goes_with_the_erased(self, act: Act, write: Typed) -> bool:
        """Whether a write is about what was erased, or makes something below it."""
        parent = write.values.get(PARENTS.get(act.kinds[write.row], ""), "") if write.op == "create" else ""
        return not self.erased.isdisjoint((write.row, parent))

    # --- decisions ----------------------------------------------------------------------------

    def _is_hers_to_decide(self, act: Act, write: Typed) -> bool:
        """Whether the row is to be looked at further."""
        conflict = self.conflicts.get(write.entry)
        if conflict is None:
            return bool(write.values)
        if self._users[conflict.by] != act.user and self._is_out_of_sight(act.user, write.row):
            self._not_done(act, write)
            return False
        if write.choice == "reopen":
            conflict.open = True
            self._say(write, conflict.unit, "reopen")
            return bool(write.values)
        if self._too_late(write):
            return False
        if write.choice == "keep":
            conflict.open = False
            self._say(write, conflict.unit, "keep")
        return write.choice != "keep"

    def _is_out_of_sight(self, user: str, id: str) -> bool:
        row = self.stands(id)
        return row is not None and not row.bare and not self.reads(user, row)

    def _too_late(self, write: Typed) -> bool:
        conflict = self.conflicts[write.entry]
        seen = conflict.told in write.eyes[conflict.unit].pulled
        if conflict.open and seen:
            return False
        if write.choice == "combine":
            return False
        self._say(write, conflict.unit, "too late")
        self._carry_on(write)
        return True

    def _taken(self, write: Typed) -> dict[str, Any]:
        """What stands aside in the conflict that is decided by taking it."""
        conflict = self.conflicts.get(write.entry)
        if conflict is None or write.choice != "take" or self._is_late(conflict, write):
            return {}
        return {conflict.unit: conflict.aside}

    @staticmethod
    def _is_late(conflict: Conflict, write: Typed) -> bool:
        """Whether it was decided before, or she has not seen what stands aside now."""
        return not conflict.open or conflict.told not in write.eyes[conflict.unit].pulled

    def _decide(self, row: Row, write: Typed) -> None:
        conflict = self.conflicts.get(write.entry)
        if conflict is None or write.choice == "reopen" or self._is_late(conflict, write):
            self._change(row, write)
            return
        # Where both come to what stands there already, there is nothing to write.
        values = write.values or self._taken(write)
        conflict.open = False
        self._change(row, replace(write, values=values))
        if write.choice == "take" and row.units[conflict.unit].value == conflict.aside:
            row.units[conflict.unit].facts.add(Fact(conflict.by, hers=True))
        self._say(write, conflict.unit, write.choice)

    # --- lives --------------------------------------------------------------------------------

    def _revive(self, row: Row, write: Typed) -> None:
        """A row comes back with all that its deletion took, and its parents."""
        left, done = [cast(Standing, row)], {""}
        while left:
            held = left.pop()
            if not held.deleted:
                continue
            if held.gone_with not in done:
                done.add(held.gone_with)
                left += self._gone_with(held.gone_with)
            held.deleted, held.life, held.gone_with = False, Fact(write.id), ""
            self._touch(self._id_of(held))
            left += self._parents(held)

    def _gone_with(self, action: str) -> list[Standing]:
        return [held for row in self.rows.values() if (held := cast(Standing, row)).gone_with == action]

    def _id_of(self, held: Standing) -> str:
        return next(id for id, row in self.rows.items() if row is held)

    def _parents(self, held: Standing) -> list[Standing]:
        unit = PARENTS.get(held.kind, "")
        parent = self.stands(held.units[unit].value) if unit else None
        return [parent] if parent else []

    def _children(self, id: str) -> list[tuple[str, Standing]]:
        rows = ((x, cast(Standing, row)) for x, row in self.rows.items())
        return [
            (x, row)
            for x, row in rows
            if row.kind in PARENTS and row.units[PARENTS[row.kind]].value == id and not row.bare
        ]

    def _follow(self, id: str, write: Typed, user: str) -> None:
        """Brings back the dead parent of a row that lives; whose it is, it and what belongs to it."""
        row = cast(Standing, self.rows[id])
        if not row.deleted:
            for parent in self._parents(row):
                if parent.deleted:
                    self._revive(parent, write)
                    self._say_of(parent, "parent brought back")
        self._settle(id, user)

    def _settle(self, id: str, user: str) -> None:
        row = cast(Standing, self.rows[id])
        self._touch(id)
        person, team = self._whose(row)
        if not person and not team:
            person, team = row.person or ("" if row.team else user), row.team
        if (person, team) != (row.person, row.team):
            row.person, row.team = person, team
            for child, _row in self._children(id):
                self._settle(child, user)

    def _whose(self, row: Standing) -> tuple[str, str]:
        if row.kind in HOMES:
            person, team = HOMES[row.kind]
            return row.units[person].value, row.units[team].value if team else ""
        for parent in self._parents(row):
            return parent.person, parent.team
        return "", "" if row.kind in PARENTS else EVERYBODY

    def _touch(self, id: str) -> None:
        self._touched.add(id)

    def _come_deletes(self, act: Act, writes: Sequence[Typed]) -> None:
        going: list[Typed] = []
        for write in writes:
            row = self.stands(write.row)
            if self._is_erased(act, write) or (row is not None and row.bare):
                continue
            if row is None or not self._writes(act.user, row.kind, row):
                self._not_done(act, write)
            else:
                going.append(write)
        fell = act.action in self.fallen
        stay = fell or any(self._must_stay(write, going) for write in going)
        if stay and not fell:
            self.fallen.add(act.action)
            for held in self._gone_with(act.action):
                self._revive(held, going[0])
        for write in going:
            row = cast(Standing, self.rows[write.row])
            self._touch(write.row)
            self._say(write, LIFE, "stays" if stay else "nothing" if row.deleted else "deleted")
            if not stay and not row.deleted:
                row.deleted, row.life, row.gone_with = True, Fact(write.id), act.action
            self._follow(write.row, write, act.user)

    def _must_stay(self, write: Typed, going: Iterable[Typed]) -> bool:
        row = self.rows[write.row]
        if row.deleted:
            return False
        known = row.life.seen(write.eyes[LIFE]) and all(x.seen(write.eyes[name]) for name, x in row.units.items())
        leaving = {x.row for x in going}
        return not known or any(not child.deleted and id not in leaving for id, child in self._children(write.row))

    @staticmethod
    def key(mutation: str, row: str, unit: str) -> str:
        """What a conflict is called."""
        return f"{mutation} {row} {unit}"


def laid(conflicts: dict[str, Conflict]) -> dict[str, tuple[str, str, Any, bool]]:
    """The conflicts, comparable."""
    return {key: (x.row, x.unit, x.aside, x.open) for key, x in conflicts.items()}
