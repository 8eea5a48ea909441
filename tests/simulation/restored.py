"""What must be where a backup took the server's place: less than an oracle foretells, and nothing typed is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.simulation.checks import tokens
from tests.simulation.company import Differs
from tests.simulation.kinds import KINDS
from tests.simulation.laptop import Laptop
from tests.sync.company import differing, shown

if TYPE_CHECKING:
    from tests.simulation.world import World


def take_in(world: World, laptop: Laptop) -> None:
    """Remembers what was typed, and what it was typed over."""
    for n, mid, _action, body in list(laptop.outbox()):
        rows = json.loads(body)
        there = laptop.shown()
        world.typed[mid] = tokens([row["fields"] for row in rows])
        for row in rows:
            world.replaced |= tokens(row["before"]) - tokens(row["fields"])
            if row["op"] == "delete" and row["id"] in there:
                world.deleted |= tokens(there[row["id"]].values)
        laptop.memory.outbox = n


def everything(world: World) -> None:
    """All laptops hold what the server shows their people; what came is somewhere (1, 3, 4, 12, 15)."""
    for laptop in world.laptops:
        if laptop.desk.store.sums.pending():
            raise Differs(f"{laptop.name}: something waits")
        if found := differing(_held(laptop), shown(world.company.server, laptop.user)):
            raise Differs(f"{laptop.name} and the server differ: {found}")
        if left := laptop.rows("SELECT kind, id FROM pristine"):
            raise Differs(f"{laptop.name}: kept under edits that are settled: {left}")
    _nothing_is_lost(world)
    _parents_are_there(world)


def _held(laptop: Laptop) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for kind in laptop.kinds:
        for record, deleted in laptop.records(kind):
            filled = {name: kind.field(name).wire(value) for name, value in kind.filled(record).items()}
            found[record.id] = {**filled, "deleted": deleted}
    return found


def _nothing_is_lost(world: World) -> None:
    company = world.company
    every = [row for kind in KINDS for row in company.rows(kind.name).values()]
    live = tokens([row for row in every if not row["deleted"]])
    dead = tokens([row for row in every if row["deleted"]]) & world.deleted
    told = (
        live
        | dead
        | world.replaced
        | tokens(company.look.execute("SELECT now, aside, base FROM sync_entry").fetchall())
    )
    for laptop in world.laptops:
        told |= tokens(laptop.rows("SELECT body FROM inbox"))
    before = {mid: tokens([x.values for x in act.writes]) for mid, act in company.typed.items()}
    for mid, typed in {**before, **world.typed}.items():
        if mid in company.came and (lost := typed - told):
            raise Differs(f"{lost} of {mid[-6:]} is nowhere")


def _parents_are_there(world: World) -> None:
    trips = world.company.rows("trip")
    orphans = [
        id
        for id, row in world.company.rows("stay").items()
        if not row["deleted"] and (row["trip"] not in trips or trips[row["trip"]]["deleted"])
    ]
    if orphans:
        raise Differs(f"without a parent: {orphans}")
