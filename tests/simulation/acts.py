"""What people do at their laptops, and what befalls them.

Each step is decided by its own salt, so that others may be left out.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.simulation import restored
from tests.simulation.choosing import Choosing
from tests.simulation.kinds import KINDS
from tests.simulation.laptop import Laptop, Seen
from tests.simulation.memory import Form
from tests.simulation.network import FAULTS
from tests.simulation.oracle import PARENTS
from tests.simulation.world import World, is_of_trips

from salesdesk.desk.decisions import CannotDecide
from salesdesk.store.errors import NothingToUndo
from salesdesk.store.inbox import Item


@dataclass(frozen=True)
class Step:
    """One step: what happens, to which laptop, and what decides the rest."""

    verb: str
    who: int
    salt: int

    def __str__(self) -> str:
        return f"{self.verb} {self.who} {self.salt}"


class Acting(Choosing):
    """One step at one laptop."""

    # --- at the desk --------------------------------------------------------------------------

    def add(self) -> None:
        """A new record."""
        kind = self.random.choice(("lead", "lead", "trip", "stay", "stay", "fair"))
        if self.is_new and self.random.random() < 0.3:
            kind = "sample"
        if is_of_trips(self.world.seed) and self.random.random() < 0.6:
            kind = "stay"
        above = PARENTS.get(kind, "")
        parent = self.some(above) if above else None
        kind = above if above and parent is None else kind
        if kind == "lead" and self.random.random() < 0.2:
            self._import(kind)
            return
        values = self._new(kind) | ({above: parent[0]} if parent else {})
        self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.add(kind, values))

    def _new(self, kind: str) -> dict[str, Any]:
        values: dict[str, Any] = {name: self.token() for name in self.plain(kind)}
        if kind == "lead":
            values |= self.value("notes", ()) | (self.value("products", ()) if self.random.random() < 0.5 else {})
        return values

    def _import(self, kind: str) -> None:
        """Several new records in one mutation."""
        desk = self.laptop.desk
        rows = [desk.kinds[kind].make(self._new(kind), id=desk.new_id()) for _ in range(self.random.choice((2, 3)))]
        self.world.provoked["imported"] += len(rows)
        self.world.at_the_desk(self.laptop, lambda: desk.add_many("Import", rows))

    def edit(self) -> None:
        """Other values for a record; until all is here, she adds only."""
        if self.laptop.memory.filling:
            self.add()
            return
        new = ("sample", "sample") if self.is_new else ()
        found = self.some("lead", "lead", "lead", "lead", "fair", "fair", "trip", "stay", *new)
        if found:
            self._type(found[0], found[1])

    def _type(self, id: str, seen: Seen) -> None:
        record, values = self.record(id, seen.kind), self.values(seen.kind, seen.values)
        self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.change(record, values))

    def open_form(self) -> None:
        """A record is opened, to be typed on later."""
        found = self.world.company.exact and self.some("lead", "fair")
        if found:
            id, seen = found
            moment = self.world.moment(self.laptop)
            self.laptop.memory.form = Form(seen.kind, id, self.record(id, seen.kind), moment, seen.values)
            self.world.trace.append(f"    {id[-6:]} stands open")

    def type_on_form(self, *only: str) -> None:
        """She types on the record that stood open, in one or two units of these."""
        form, self.laptop.memory.form = self.laptop.memory.form, None
        if form is None or not self.world.company.exact or self.laptop.desk.find(form.kind, form.id) is None:
            self.edit()
            return
        values = self.values(form.kind, form.values, *only)
        self.world.provoked["typed on an old form"] += form.moment is not self.world.moment(self.laptop)
        typed = replace(form, typed=values)
        self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.change(form.record, values), typed)

    def others(self, id: str) -> list[Laptop]:
        """The other laptops that show a record, alive, and may be typed at."""
        there = [x for x in self.world.laptops if x is not self.laptop and not x.memory.filling]
        return [x for x in there if (seen := x.shown().get(id)) and not seen.deleted]

    def cross(self) -> None:
        """A trip goes, and something is added to it at a laptop that has not heard of that."""
        found = self.some("trip")
        others = self.others(found[0]) if found else []
        if found and others:
            other = Acting(self.world, self.random.choice(others), self.random)
            self.world.round(self.laptop)
            other.add_to(found[0])
            self.delete_this(found[0])
            self.world.round(self.laptop)

    def add_to(self, trip: str) -> None:
        """A stay on a trip."""
        values = {"trip": trip, "city": self.token()}
        self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.add("stay", values))

    def delete_this(self, id: str) -> None:
        """A trip goes, where it is still there."""
        if (seen := self.laptop.shown().get(id)) and not seen.deleted:
            self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.delete("trip", id))

    def edit_under_a_form(self) -> None:
        """A lead stands open, somebody else's words for it come in or her own, and then it is typed on."""
        self.open_form()
        form = self.laptop.memory.form
        others = self.others(form.id) if form and form.kind == "lead" else []
        if form and others:
            other = Acting(self.world, self.random.choice(others), self.random)
            other.type_words(form.id, "products", "city")
            mine = self.random.random() < 0.5
            if mine:
                self.type_words(form.id, "notes")
            self.world.round(other.laptop)
            self.world.round(self.laptop)
            self.type_on_form(*(("notes",) if mine else ("products", "city")))

    def type_words(self, id: str, *units: str) -> None:
        """Other values in one or two of these units of a lead."""
        seen = self.laptop.shown()[id]
        record, values = self.record(id, seen.kind), self.values(seen.kind, seen.values, *units)
        self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.change(record, values))

    def delete(self, *kinds: str) -> None:
        """A record goes, of one of the kinds."""
        kinds = ("trip",) if is_of_trips(self.world.seed) else kinds or ("lead", "trip", "stay", "fair")
        found = not self.laptop.memory.filling and self.some(*kinds)
        if found:
            id, seen = found
            self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.delete(seen.kind, id))

    def delete_at_once(self, *kinds: str) -> None:
        """A record goes on the server too, with all that hangs on it."""
        self.world.round(self.laptop)
        self.delete(*kinds)
        self.world.round(self.laptop)

    def undelete(self) -> None:
        """A record comes back out of the trash."""
        found = self.some("lead", "trip", "stay", "fair", deleted=True)
        if found is None:
            self.edit()
            return
        id, seen = found
        self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.undelete(seen.kind, id))

    def undo(self) -> None:
        """What was done last is taken back."""
        with suppress(NothingToUndo):
            self.world.at_the_desk(self.laptop, self.laptop.desk.undo)

    def redo(self) -> None:
        """What was taken back is done again."""
        with suppress(NothingToUndo):
            self.world.at_the_desk(self.laptop, self.laptop.desk.redo)

    def move(self) -> None:
        """A lead or a trip goes to somebody else, a stay to another trip."""
        kinds = ("trip", "trip", "stay") if is_of_trips(self.world.seed) else ("lead", "lead", "trip", "stay")
        found = not self.laptop.memory.filling and self.some(*kinds)
        if not found:
            return
        id, seen = found
        values = self._elsewhere(seen.kind)
        if values:
            record = self.record(id, seen.kind)
            self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.change(record, values))

    def _elsewhere(self, kind: str) -> dict[str, Any]:
        template = self.world.company.template
        user = self.random.choice(list(template.users.values()))
        if kind == "lead":
            team = {"team": self.random.choice(list(template.teams.values()))}
            return self.random.choice(({"owner": user}, team, {"owner": user, **team}))
        if kind == "trip":
            return {"traveller": user}
        trip = self.some("trip")
        return {"trip": trip[0]} if trip else {}

    def change_team(self) -> None:
        """Whoever keeps the records moves a person, or a team."""
        admin = next((x for x in self.world.laptops if x.name.startswith("Ada")), None)
        template = self.world.company.template
        if admin is None or admin.memory.filling:
            return
        if self.random.random() < 0.8:
            kind, id = "user", template.users[self.random.choice(("Ana", "Ben", "Eve", "Ada"))]
            values = {"team": self.random.choice(list(template.teams.values()))}
        else:
            kind, id = "team", template.teams["Iberia"]
            values = {"parent": self.random.choice(("", template.teams["Nordics"], template.teams["Europe"]))}
        self.world.provoked["team changes"] += 1
        record = admin.desk.get(kind, id)
        self.world.at_the_desk(admin, lambda: admin.desk.change(record, values))

    def decide(self) -> None:
        """Something in her inbox."""
        items = self.laptop.desk.inbox.open()
        if not items:
            self.edit()
            return
        item = self.random.choice(sorted(items, key=lambda x: x.id))
        if self.world.company.exact and self._overtyped(item):
            return
        choice = self.random.choice(("keep", "take", "take", "combine"))
        values = None
        if choice == "combine":
            name = next((x for x in item.aside if x in {"name", "city", "title", "purpose"}), None)
            if item.what != "conflict" or name is None:
                return
            values = {name: self.token()}
        with suppress(CannotDecide):
            self.world.at_the_desk(self.laptop, lambda: self.laptop.desk.inbox.resolve(item.id, choice, values))

    def _overtyped(self, item: Item) -> bool:
        known = self.world.company.conflicts.get(item.id)
        over = self.laptop.memory.over(item.record, self.world.moment(self.laptop).mids)
        return known is not None and known.unit in over

    # --- syncing ------------------------------------------------------------------------------

    def sync(self) -> None:
        """A round in which nothing befalls."""
        self.world.round(self.laptop)

    def sync_badly(self) -> None:
        """A round in which something befalls a message or two."""
        line = self.laptop.line
        line.random = self.random
        if self.random.random() < 0.6:
            self.edit()
        for _ in range(self.random.choice((1, 1, 2))):
            [fault] = self.random.choices(list(FAULTS), list(FAULTS.values()))
            line.faults[int(4 * self.random.random() ** 2)] = fault
        self.world.round(self.laptop)

    def crash(self) -> None:
        """The laptop's program ends in a round of sync."""
        self.world.round(self.laptop, dies=(int(160 * self.random.random() ** 2), self.random.random() < 0.5))

    def work_meanwhile(self) -> None:
        """She and her colleagues go on working while a round is on its way."""
        acts = (self.edit, self.edit, self.delete, self.undo, self.add, self.decide)
        left = [self.random.choice(acts) for _ in range(2)]
        busy = [self.random.choice(self.world.laptops) for _ in range(3)]

        def work() -> None:
            if busy and (other := busy.pop()) is not self.laptop:
                self._colleague(other)
            elif left and not self.laptop.memory.filling:
                act = left.pop()
                self.world.trace.append(f"    meanwhile {act.__name__}")
                act()

        self.laptop.line.meanwhile = work
        try:
            self.world.round(self.laptop)
        finally:
            self.laptop.line.meanwhile = lambda: None

    def _colleague(self, other: Laptop) -> None:
        """Somebody writes, and sends it, between two messages of this round."""
        self.world.trace.append(f"    meanwhile at {other.name}")
        acting = Acting(self.world, other, self.random)
        self.random.choice((acting.edit, acting.edit, acting.delete, acting.move, acting.add))()
        self.world.round(other)

    def late(self) -> None:
        """A push that was given up arrives."""
        late = self.world.network.late
        if late:
            self.world.deliver_late(self.random.randrange(len(late)))
        else:
            self.sync_badly()

    # --- accidents ----------------------------------------------------------------------------

    def reopen(self) -> None:
        """The program is ended and started."""
        self.laptop.reopen()

    def copy(self) -> None:
        """The laptop is backed up."""
        self.laptop.keep_copy()

    def put_back(self) -> None:
        """The laptop's backup takes its place."""
        if self.laptop.copy is None:
            self.copy()
            return
        if self.world.company.copied:
            return  # what both had lost nobody could give back
        typed = {act.mid for act in self.laptop.memory.acts}
        self.laptop.put_back()
        self.world.company.forgotten |= typed - {act.mid for act in self.laptop.memory.acts}
        self.world.provoked["laptop restores"] += 1

    def restart_server(self) -> None:
        """The server is ended and started."""
        self.world.company.restart()

    def copy_server(self) -> None:
        """The server is backed up; from now on it is the server that is put back, and no laptop."""
        self.world.company.keep_copy()

    def put_server_back(self) -> None:
        """The server's backup takes its place."""
        if not self.world.company.copied:
            self.copy_server()
            return
        self.world.company.put_back()
        self.world.network.late.clear()
        self.world.provoked["server restores"] += 1

    # --- programs, days and people who are to be forgotten ------------------------------------

    def update(self) -> None:
        """Her program is updated: what was kept for it is in its place at once."""
        if self.is_new:
            self.edit()
            return
        self.world.provoked["updates"] += 1
        self.world.provoked["parked"] += self.laptop.rows("SELECT count(*) FROM parked")[0][0]
        self.laptop.memory.form = None  # no form stands open over an update
        self.laptop.update(KINDS)
        self.world.look(self.laptop)

    def update_everybody(self) -> None:
        """At the end everybody has the same program, and holds all that was kept for it."""
        for laptop in self.world.laptops:
            Acting(self.world, laptop, self.random).update()
        self.world.settle()

    def update_server(self) -> None:
        """The server's program is updated."""
        if self.world.company.kinds is not KINDS:
            self.world.provoked["server updates"] += 1
            self.world.company.update(KINDS)

    def days(self) -> None:
        """Days pass, and the server sweeps what was deleted before them; now and then something just was."""
        if self.random.random() < 0.8:
            self.delete_at_once("fair", "lead")
        self.world.company.days(3)

    def erase(self) -> None:
        """Somebody asks to be forgotten."""
        company = self.world.company
        kinds = ("fair", "lead", "trip", "trip", "stay")
        over = company.is_bare if company.exact else company.erased.__contains__
        there = [(kind, id) for kind in kinds for id in company.rows(kind) if not over(id)]
        # Somebody may be writing to her just now.
        waits = company.waiting() if company.exact else restored.waiting(self.world)
        there = [x for x in there if x[1] in waits] if self.random.random() < 0.6 else there
        if there:
            kind, id = self.random.choice(there)
            self.world.provoked["erased"] += company.erase(kind, id)

    def settle(self) -> None:
        """Everybody syncs until all is at rest, and everything is looked at."""
        self.world.settle()


AT_A_FULL_LAPTOP = frozenset(
    {
        "edit",
        "open_form",
        "type_on_form",
        "delete",
        "undelete",
        "undo",
        "redo",
        "move",
        "decide",
        "cross",
        "edit_under_a_form",
    }
)


def act(world: World, step: Step) -> None:
    """Does a step."""
    laptop = world.laptops[step.who % len(world.laptops)]
    world.trace.append(f"{laptop.name} {step.verb}" if step.verb != "settle" else "")
    if step.verb in AT_A_FULL_LAPTOP and laptop.memory.filling:
        return  # until all is here, she adds only
    do: Callable[[], None] = getattr(Acting(world, laptop, Random(step.salt)), step.verb)
    do()
