"""What must be after each step at one laptop, and everywhere at rest (SYNC.md, What the simulator must hold)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tests.simulation.company import Differs
from tests.simulation.kinds import SETS, known, unit_value
from tests.simulation.laptop import Laptop, Seen
from tests.simulation.oracle import PARENTS, Shown
from tests.simulation.tokens import TYPED, tokens

from salesdesk.domain.record import Kinds

if TYPE_CHECKING:
    from tests.simulation.world import World


def view(world: World, laptop: Laptop) -> None:
    """Her screen shows what she pulled, with her own writes on top that came later (7, 9)."""
    if laptop.memory.filling:
        return
    company, moment, shown = world.company, world.moment(laptop), laptop.shown()
    erased = moment.erased | (laptop.erased() if company.oracle.erased else set())
    must = laptop.memory.view(moment, laptop.user, erased)
    for id in company.swept(laptop.swept()):
        must.pop(id, None)
        # Where an edit of hers waits on it, it stays until that is answered.
        if id in laptop.memory.waiting_on(moment):
            shown.pop(id, None)
    _same_rows(laptop.name, laptop.kinds, must, shown)


def _same_rows(where: str, kinds: Kinds, must: Mapping[str, Shown], shown: Mapping[str, Seen]) -> None:
    must = {id: row for id, row in must.items() if row.kind in kinds.by_name}
    for id in sorted(must.keys() | shown.keys()):
        one, other = must.get(id), shown.get(id)
        if one is None or other is None:
            kind = (one or other).kind  # type: ignore[union-attr]
            raise Differs(f"{where}: {kind} {id[-6:]} {'is missing' if other is None else 'must not be there'}")
        if one.deleted != bool(other.deleted):
            raise Differs(f"{where}: {one.kind} {id[-6:]} is {'dead' if other.deleted else 'alive'}")
        for unit, value in known(kinds, one.kind, one.values).items():
            if other.values[unit] != value:
                raise Differs(f"{where}: {unit} of {one.kind} {id[-6:]} is {other.values[unit]!r}, not {value!r}")


def everything(world: World) -> None:
    """All that must be once nothing moves."""
    on_the_server(world)
    for laptop in world.laptops:
        at_rest(world, laptop)
    nothing_is_lost(world)
    if world.company.oracle.erased:
        nothing_is_kept(world)


def on_the_server(world: World) -> None:
    """Rows and conflicts are as the oracle foretold (2, 5, 6), no row lacks its parent (15)."""
    company = world.company
    foretold = company.oracle.moment().rows
    stands: dict[str, Seen] = {}
    for kind in company.kinds:
        for id, row in company.rows(kind.name).items():
            if company.is_bare(id):
                continue
            stands[id] = Seen(
                kind.name, row["deleted"] or 0, {unit: unit_value(kind, unit, row) for unit in kind.units}
            )
            if id in foretold and (row["scope_person"], row["scope_team"]) != (foretold[id].person, foretold[id].team):
                raise Differs(f"{kind.name} {id[-6:]} is in {row['scope_person']} {row['scope_team']}")
    _same_rows("server", company.kinds, foretold, stands)
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
        "SELECT mid, id FROM sync_history WHERE op <> 'restore' GROUP BY mid, id, op HAVING count(*) > 1 "
        "UNION ALL SELECT mid, count(*) FROM sync_maker WHERE mid <> '' GROUP BY mid HAVING count(*) > 1"
    ).fetchall()
    if again:
        raise Differs(f"took effect twice: {again}")


def at_rest(world: World, laptop: Laptop) -> None:
    """A laptop holds what its owner may read (3, 4), and nothing waits; its inbox is the server's."""
    view(world, laptop)
    if laptop.desk.store.sums.pending():
        raise Differs(f"{laptop.name}: something waits")
    must = world.company.oracle.moment().visible(laptop.user)
    _same_rows(laptop.name, laptop.kinds, must, laptop.shown())
    if left := laptop.rows("SELECT kind, id FROM pristine"):
        raise Differs(f"{laptop.name}: kept under edits that are settled: {left}")
    here = {id for id, body in laptop.rows("SELECT id, body FROM inbox WHERE choice = ''") if _told_by_server(body)}
    entries = world.company.look.execute(
        "SELECT id, kind, unit FROM sync_entry JOIN sync_entry_for ON entry = id WHERE user = ? AND choice = ''",
        (laptop.user,),
    )
    kinds = laptop.kinds.by_name
    there = {id for id, kind, unit in entries if kind in kinds and (not unit or unit in kinds[kind].units)}
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
            writes = [x for x in act.writes if not company.is_over(act, x)]
            typed = tokens([[x.values[u][0] if u in SETS else x.values[u] for u in x.values] for x in writes])
            if lost := typed - told - dead:
                raise Differs(f"{lost} of {act.device} is nowhere")


def nothing_is_kept(world: World) -> None:
    """What was typed about what was erased stands nowhere."""
    erased = world.company.oracle.erased
    writes = [x for act in world.company.typed.values() for x in act.writes]
    others = tokens([[x.values, x.before] for x in writes if x.row not in erased])
    theirs = tokens([[x.values, x.before] for x in writes if x.row in erased]) - others
    stands_nowhere(world, theirs)


def stands_nowhere(world: World, theirs: set[str]) -> None:
    """These words are in no table, the server's or a laptop's."""
    places: list[tuple[str, Callable[[str], Iterable[Any]]]] = [
        ("server", world.company.look.execute),
        *((x.name, x.rows) for x in world.laptops),
    ]
    for name, run in places:
        tables = run("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
        for (table,) in list(tables):
            texts = [x for row in run(f'SELECT * FROM "{table}"') for x in row if isinstance(x, str)]
            if found := theirs & set(TYPED.findall(" ".join(texts))):
                raise Differs(f"{name}: {table} still has {found} of what was erased")
