"""What must be where a backup took the server's place: less than an oracle foretells, and nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Set
from typing import TYPE_CHECKING, NamedTuple

from tests.protocol.oracle import Typed
from tests.simulation.checks import stands_nowhere
from tests.simulation.company import Differs
from tests.simulation.kinds import KINDS
from tests.simulation.laptop import Laptop
from tests.simulation.oracle import PARENTS, Act
from tests.simulation.tokens import tokens
from tests.sync.company import differing, shown_to

if TYPE_CHECKING:
    from tests.simulation.world import World


class Row(NamedTuple):
    """A row as somebody wrote it, what it hangs on where she said so, and the words that were typed."""

    id: str
    under: str
    words: set[str]

    def goes(self, erased: Set[str]) -> bool:
        """Whether it is erased with these."""
        return not erased.isdisjoint((self.id, self.under))


def take_in(world: World, laptop: Laptop) -> None:
    """Remembers what was typed, and what it was typed over."""
    for n, mid, _action, body in list(laptop.outbox()):
        rows = json.loads(body)
        there = laptop.shown()
        world.typed[mid] = [
            Row(row["id"], row["fields"].get(PARENTS.get(row["kind"], ""), ""), tokens(row["fields"])) for row in rows
        ]
        for row in rows:
            world.replaced |= tokens(row["before"]) - tokens(row["fields"])
            if row["op"] == "delete" and row["id"] in there:
                # With what her program keeps for a newer one.
                unknown = laptop.rows("SELECT * FROM parked WHERE id = ?", row["id"])
                world.deleted |= tokens([there[row["id"]].values, unknown])
        laptop.memory.outbox = n


def waiting(world: World) -> set[str]:
    """The rows that somebody wrote to, or under, who has not told the server yet."""
    left = (rows for mid, rows in world.typed.items() if mid not in world.company.came)
    return {id for rows in left for row in rows for id in (row.id, row.under)}


def everything(world: World) -> None:
    """All laptops hold what the server shows their people; what came is somewhere (1, 3, 4, 12, 15)."""
    for laptop in world.laptops:
        if laptop.desk.store.sums.pending():
            raise Differs(f"{laptop.name}: something waits")
        if found := differing(_held(laptop), _shown(world, laptop)):
            raise Differs(f"{laptop.name} and the server differ: {found}")
        if left := laptop.rows("SELECT kind, id FROM pristine"):
            raise Differs(f"{laptop.name}: kept under edits that are settled: {left}")
    _nothing_is_lost(world)
    _nothing_is_kept(world)
    _parents_are_there(world)


def _held(laptop: Laptop) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for kind in laptop.kinds:
        for record, deleted in laptop.records(kind):
            filled = {name: kind.field(name).wire(value) for name, value in kind.filled(record).items()}
            found[record.id] = {**filled, "deleted": deleted}
    return found


def _shown(world: World, laptop: Laptop) -> dict[str, dict[str, object]]:
    """What the server shows its owner, as far as her program knows it."""
    kinds = laptop.kinds
    return {
        id: {name: value for name, value in row.items() if name == "deleted" or name in kinds[kind].by_name}
        for id, (kind, row) in shown_to(world.company.server, laptop.user, kinds.schema).items()
        if kind in kinds.by_name
    }


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
    # What only the server knew, and had refused, may have been swept since.
    over = {(mid, row) for mid, row in company.oracle.refused if mid in company.forgotten}
    before = {
        act.mid: [
            _row(act, x, x.values) for x in act.writes if not company.is_over(act, x) and (act.mid, x.row) not in over
        ]
        for act in company.typed.values()
    }
    written = {**before, **world.typed}
    erased = _erased(world)
    for mid, rows in written.items():
        typed = {word for row in rows if not row.goes(erased) for word in row.words}
        if mid in company.came and (lost := typed - told - company.over):
            raise Differs(f"{lost} of {mid[-6:]} is nowhere")


def _nothing_is_kept(world: World) -> None:
    """What was typed about what was erased stands nowhere."""
    before = [_row(act, x, [x.values, x.before]) for act in world.company.typed.values() for x in act.writes]
    rows = [*before, *(row for some in world.typed.values() for row in some)]
    erased = _erased(world)
    theirs, others = (
        {word for row in rows if row.goes(erased) != other for word in row.words} for other in (False, True)
    )
    stands_nowhere(world, theirs - others)


def _row(act: Act, write: Typed, words: object) -> Row:
    return Row(write.row, str(write.values.get(PARENTS.get(act.kinds[write.row], ""), "")), tokens(words))


def _erased(world: World) -> set[str]:
    """What was erased, and what was made below it, also on a laptop: no server ever heard of that."""
    made = (_row(act, x, ()) for act in world.company.typed.values() for x in act.writes)
    rows = [*made, *(row for some in world.typed.values() for row in some)]
    return {*world.company.erased, *(row.id for row in rows if row.goes(world.company.erased))}


def _parents_are_there(world: World) -> None:
    trips = world.company.rows("trip")
    orphans = [
        id
        for id, row in world.company.rows("stay").items()
        if not row["deleted"] and (row["trip"] not in trips or trips[row["trip"]]["deleted"])
    ]
    if orphans:
        raise Differs(f"without a parent: {orphans}")
