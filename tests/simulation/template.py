"""What each schedule begins with: a company with a few records, and laptops that have joined it, as files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.factories import KEY
from tests.protocol.oracle import Typed
from tests.simulation.kinds import KINDS, LINES, OLD, unit_value
from tests.simulation.laptop import RATES, AtOnce, Clock, ids
from tests.simulation.oracle import Act
from tests.sync.company import CHEAP, PASSWORD

from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import settle
from salesdesk.protocol.login import Login
from salesdesk.protocol.wire import Mutation, Push, Write
from salesdesk.server.database import Database
from salesdesk.server.service import Door, Server
from salesdesk.store.store import DATABASE, Store
from salesdesk.sync.engine import Engine
from salesdesk.sync.membership import Membership

TEAMS = {"Europe": "", "Iberia": "Europe", "Nordics": "Europe"}
PEOPLE = {
    "Ada": ("Europe", "admin"),
    "Ana": ("Iberia", "manager"),
    "Ben": ("Iberia", "manager"),
    "Eve": ("Nordics", "manager"),
}
SERVER = "server.db"


@dataclass(frozen=True)
class Template:
    """A company with a few records, and a laptop of each person's that has joined it, as files."""

    folder: Path
    users: dict[str, str]
    teams: dict[str, str]
    begun: tuple[Act, ...]


def make_template(folder: Path) -> Template:
    """Makes the files that each schedule begins with; the same ones each time."""
    random, clock = Random(0), Clock(timedelta())
    new_id = ids(random, clock)
    database = Database(f"sqlite:///{folder / SERVER}", OLD)
    server = Server(database, clock=clock, new_id=new_id, cost=CHEAP)
    teams = {name: server.company.add_team(name, parent) for name, parent in TEAMS.items()}
    users = {name: server.company.add_user(name, team, role, PASSWORD) for name, (team, role) in PEOPLE.items()}
    begun = _first_records(server, users, teams, new_id)
    for name in PEOPLE:
        profile = folder / name
        profile.mkdir()
        store = Store(profile, KEY, OLD, clock=clock, new_id=new_id)
        settle(Desk(store, RATES, clock=clock, new_id=new_id), name, "Alone")
        session = server.login(Login(name, PASSWORD, name))
        Membership(store).enter("https://desk.example", session, lambda: None)
        _keep(store, profile, folder / f"{name} empty")
        Engine(store, Door(server, session.user), ahead=AtOnce).run()
        _keep(store, profile, folder / f"{name} full")
        store.close()
    database.close()
    return Template(folder, users, teams, tuple(begun))


def _keep(store: Store, profile: Path, place: Path) -> None:
    """A copy of a laptop as it is now."""
    store._connections.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # noqa: SLF001
    shutil.copyfile(profile / DATABASE, place)


def _first_records(
    server: Server, users: dict[str, str], teams: dict[str, str], new_id: Callable[[], str]
) -> list[Act]:
    """A few records of different people, pushed as their laptops would."""
    notes = "".join(f"{n}\n" for n in range(LINES))
    made: list[tuple[str, str, dict[str, Any]]] = [
        ("Ada", "fair", {"name": "Medica"}),
        ("Ada", "fair", {"name": "MWC"}),
    ]
    for name in PEOPLE:
        home = {"owner": users[name], "team": teams[PEOPLE[name][0]]}
        made += [(name, "lead", {"name": f"{name}'s {n}", "notes": notes, **home}) for n in range(2)]
        made.append((name, "trip", {"title": f"{name}'s trip", "traveller": users[name]}))
    acts = []
    for name, kind, fields in made:
        write = Write(kind, new_id(), "create", fields)
        mutation = Mutation(new_id(), new_id(), 1, [write])
        server.push(users[name], Push(1, 1, [mutation]))
        values = {
            KINDS[kind].by_name[x].unit: unit_value(KINDS[kind], KINDS[kind].by_name[x].unit, fields) for x in fields
        }
        typed = Typed(mutation.mid, write.id, "create", {}, values)
        acts.append(Act(mutation.mid, mutation.action, "", users[name], [typed], {write.id: kind}))
    return acts


def profile_of(template: Template, name: str, folder: Path, *, full: bool) -> None:
    """Lays a person's joined laptop into a folder, after its first pull or before it."""
    folder.mkdir()
    shutil.copyfile(template.folder / f"{name} {'full' if full else 'empty'}", folder / DATABASE)
