"""What must be after each step at one laptop, and everywhere at rest (SYNC.md, What the simulator must hold)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.simulation.company import Differs
from tests.simulation.kinds import KINDS, SETS, unit_value
from tests.simulation.laptop import Laptop, Seen
from tests.simulation.oracle import PARENTS, Shown

if TYPE_CHECKING:
    from tests.simulation.world import World

TYPED = re.compile(r"~\d+~")


def view(world: World, laptop: Laptop) -> None:
    """Her screen shows what she pulled, with her own writes on top that came later (7, 9)."""
    if laptop.memory.filling:
        return
    moment = world.moment(laptop)
    _same_rows(laptop.name, laptop.memory.view(moment, moment.visible(laptop.user)), laptop.shown())


def _same_rows(where: str, must: Mapping[str, Shown], shown: Mapping[str, Seen]) -> None:
    for id in sorted(must.keys() | shown.keys()):
        one, other = must.get(id), shown.get(id)
        if one is None or other is None:
            kind = (one or other).kind  # type: ignore[union-attr]
            raise Differs(f"{where}: {kind} {id[-6:]} {'is missing' if other is None else 'must not be there'}")
        if one.deleted != bool(other.deleted):
            raise Differs(f"{where}: {one.kind} {id[-6:]} is {'dead' if other.deleted else 'alive'}")
        for unit, value in one.values.items():
            if other.values[unit] != value:
                raise Differs(f"{where}: {unit} of {one.kind} {id[-6:]} is {other.values[unit]!r}, not {value!r}")


def everything(world: World) -> None:
    """All that must be once nothing moves."""
    on_the_server(world)
    for laptop in world.laptops:
        at_rest(world, laptop)
    nothing_is_lost(world)


def on_the_server(world: World) -> None:
    """Rows and conflicts are as the oracle foretold (2, 5, 6), no row lacks its parent (15)."""
    company = world.company
    foretold = company.oracle.moment().rows
    stands: dict[str, Seen] = {}
    for kind in KINDS:
        for id, row in company.rows(kind.name).items():
            stands[id] = Seen(
                kind.name, row["deleted"] or 0, {unit: unit_value(kind, unit, row) for unit in kind.units}
            )
            if id in foretold and (row["scope_person"], row["scope_team"]) != (foretold[id].person, foretold[id].team):
                raise Differs(f"{kind.name} {id[-6:]} is in {row['scope_person']} {row['scope_team']}")
    _same_rows("server", foretold, stands)
    if (there := company.laid()) != (must := company.foretold_conflicts()):
        wrong = {key for key in there.keys() | must.keys() if there.get(key) != must.get(key)}
        raise Differs(f"conflicts differ: {[(there.get(key), must.get(key)) for key in wrong]}")
    orphans = [
        id
        for id, x in stands.items()
        if x.kind in PARENTS and not x.deleted and stands[x.values[PARENTS[x.kind]]].deleted
    ]
    if orphans:
        raise Differs(f"without a parent: {orphans}")
    once(world)


def once(world: World) -> None:
    """Each mutation took effect once (2)."""
    look = world.company.look
    mids = {row[0] for row in look.execute("SELECT mid FROM sync_answer")}
    if missing := world.company.oracle.mids - {""} - mids:
        raise Differs(f"no answer to {missing}")
    again = look.execute(
        "SELECT mid, id FROM sync_history WHERE op <> 'restore' GROUP BY mid, id, op HAVING count(*) > 1"
    ).fetchall()
    if again:
        raise Differs(f"took effect twice: {again}")


def at_rest(world: World, laptop: Laptop) -> None:
    """A laptop holds what its owner may read (3, 4), and nothing waits; its inbox is the server's."""
    view(world, laptop)
    if laptop.desk.store.sums.pending():
        raise Differs(f"{laptop.name}: something waits")
    _same_rows(laptop.name, world.company.oracle.moment().visible(laptop.user), laptop.shown())
    if left := laptop.rows("SELECT kind, id FROM pristine"):
        raise Differs(f"{laptop.name}: kept under edits that are settled: {left}")
    here = {id for id, body in laptop.rows("SELECT id, body FROM inbox WHERE choice = ''") if _told_by_server(body)}
    there = {
        row[0]
        for row in world.company.look.execute(
            "SELECT id FROM sync_entry JOIN sync_entry_for ON entry = id WHERE user = ? AND choice = ''", (laptop.user,)
        )
    }
    if here != there:
        raise Differs(f"{laptop.name}: open in the inbox {here ^ there}")


def _told_by_server(body: str) -> bool:
    return json.loads(body)["what"] not in {"refused", "moved"}


def nothing_is_lost(world: World) -> None:
    """Every value that came in is in the data, in a conflict or in the inbox of who typed it (1, 13)."""
    company = world.company
    rows = company.oracle.moment().rows
    live = tokens([x.values for x in rows.values() if not x.deleted])
    entries = company.look.execute("SELECT now, aside, base FROM sync_entry").fetchall()
    told = live | tokens(entries) | world.replaced
    dead = tokens([x.values for x in rows.values() if x.deleted]) & world.deleted
    for laptop in world.laptops:
        told |= tokens(laptop.refused())
    for act in company.typed.values():
        if act.mid in company.oracle.mids:
            lost = (
                tokens([[x.values[u][0] if u in SETS else x.values[u] for u in x.values] for x in act.writes])
                - told
                - dead
            )
            if lost:
                raise Differs(f"{lost} of {act.device} is nowhere")


def tokens(value: Any) -> set[str]:
    """The tokens in anything."""
    return set(TYPED.findall(json.dumps(value, ensure_ascii=False)))
