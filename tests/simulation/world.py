"""One schedule's world: the company, its laptops, the network, and what was provoked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.simulation import checks, restored
from tests.simulation.company import Company, Differs
from tests.simulation.crashes import Killed, dying
from tests.simulation.host import Host
from tests.simulation.kinds import KINDS, OLD, SETS
from tests.simulation.laptop import Clock, Laptop, ids
from tests.simulation.memory import Form, Header
from tests.simulation.network import Line, Network
from tests.simulation.oracle import Act, Moment, teams_of
from tests.simulation.template import Template, profile_of
from tests.simulation.tokens import tokens

from salesdesk.domain.record import Kinds
from salesdesk.protocol.service import TOO_LONG_AGO, Refusal
from salesdesk.server.room import Most
from salesdesk.store.errors import BadPull
from salesdesk.sync.errors import NotOurs, Offline, ServerOlder

ROUNDS = 6


@dataclass(frozen=True)
class Setting:
    """Who is there, and how the server serves."""

    devices: tuple[str, ...]
    full: tuple[bool, ...]
    page: Most

    @classmethod
    def of(cls, random: Random, *, pairs: bool) -> Setting:
        """2 to 4 people with 2 to 6 laptops; or two with a `pair` each."""
        if pairs:
            people = ["Ana", random.choice(["Ada", "Ben"])]
            return cls((*people, *people), (True,) * 4, random.choice((Most(3), Most(1_000))))
        people = ["Ana", *random.sample(["Ada", "Ben", "Eve"], random.randint(1, 3))]
        more = random.randint(0, 6 - len(people)) if random.random() < 0.6 else 0
        devices = people + [random.choice(people) for _ in range(min(more, 2))]
        full = tuple(random.random() < 0.75 for _ in devices)
        return cls(tuple(devices), full, random.choice((Most(2), Most(3), Most(5), Most(1_000, 30), Most(1_000))))


def is_of_trips(seed: int) -> bool:
    """Whether a schedule is of trips and what hangs on them: one of six."""
    return seed % 6 == 4


def kinds_of(seed: int, laptops: int) -> tuple[Kinds, list[Kinds]]:
    """Of which year the programs are, the server's and the laptops': in two schedules of six old and new together."""
    if seed % 6 not in {0, 5}:
        return OLD, [OLD] * laptops
    random = Random(f"kinds {seed}")
    server = random.choice((OLD, KINDS))
    # Where the server is behind, somebody is ahead of it.
    return server, [KINDS if server is OLD and not n else random.choice((OLD, KINDS)) for n in range(laptops)]


class World:
    """All that there is in one schedule."""

    def __init__(self, template: Template, host: Host, seed: int) -> None:
        random = Random(f"setting {seed}")
        self.seed = seed
        # What hangs on a trip only its traveller sees.
        self.setting = Setting.of(random, pairs=is_of_trips(seed))
        self.trace: list[str] = []
        self.provoked: Counter[str] = Counter()
        self.tokens = 0
        # What somebody replaced, or deleted, while she saw it.
        self.replaced: set[str] = set()
        self.deleted: set[str] = set()
        # By mutation, what was typed since a backup took the server's place, row by row.
        self.typed: dict[str, list[restored.Row]] = {}
        self.network = Network(self.provoked)
        server, programs = kinds_of(seed, len(self.setting.devices))
        self.company = Company(template, host, server, self.setting.page, seed, self.trace.append)
        folder = host.file.parent
        self.laptops = [
            self._laptop(folder, n, name, kinds, random)
            for n, (name, kinds) in enumerate(zip(self.setting.devices, programs, strict=True))
        ]

    def _laptop(self, folder: Path, n: int, person: str, kinds: Kinds, random: Random) -> Laptop:
        name = f"{person}{n}"
        clock = Clock(timedelta(days=random.choice((0, 0, -3_000, 4_000)), seconds=n))
        place = folder / name
        profile_of(self.company.template, person, place, full=self.setting.full[n])
        new_id = ids(Random(f"{name} {self.seed}"), clock)
        laptop = Laptop(name, self.company.template.users[person], place, clock, new_id, kinds)
        laptop.line = Line(name, laptop.user, self.network, self.company.deliver, self.company.ends)
        laptop.open()
        laptop.memory.filling = not self.setting.full[n]
        laptop.memory.outbox = max((row[0] for row in laptop.outbox()), default=0)
        return laptop

    def counted(self) -> Counter[str]:
        """What was provoked."""
        company = self.company
        return (
            self.provoked
            + Counter(what for _id, _unit, what in company.oracle.outcome)
            + Counter({"server crashes": company.ended, "full pulls": company.refusals[TOO_LONG_AGO]})
            + Counter({"swept": company.gone})
        )

    def close(self) -> None:
        """Ends everything."""
        for laptop in self.laptops:
            laptop.close()
        self.company.close()

    # --- what a person does -------------------------------------------------------------------

    def moment(self, laptop: Laptop) -> Moment:
        """What the company held when the laptop last pulled."""
        found = self.company.moments.get(laptop.cursor)
        if found is None:
            raise Differs(f"{laptop.name}: its cursor is of no moment")
        return found

    def take_in(self, laptop: Laptop, form: Form | None = None) -> None:
        """The laptop's memory takes in what was typed."""
        if not self.company.exact:
            restored.take_in(self, laptop)
            return
        for n, mid, action, body in list(laptop.outbox()):
            header = Header(mid, action, laptop.name, laptop.user)
            act = laptop.memory.typed(header, body, self.moment(laptop), self.company.conflicts, form)
            self.company.typed[mid] = act
            self._mourn(laptop, act)
            laptop.memory.outbox = n
            wrote = "; ".join(f"{x.op} {x.row[-6:]} {x.values or ''}{x.choice}" for x in act.writes)
            self.trace.append(f"    as {mid[-6:]}: {wrote}")

    def _mourn(self, laptop: Laptop, act: Act) -> None:
        for write in act.writes:
            for unit, value in write.values.items():
                gone = value[1] if unit in SETS else write.before[unit]
                over = self.company.typed.get(write.over.get(unit, ""))
                # On a form that stood open she knows what she typed elsewhere since.
                own = (
                    [x.values.get(unit) for x in over.writes if x.row == write.row] if over and unit not in SETS else []
                )
                self.replaced |= tokens([gone, own]) - tokens(value[0] if unit in SETS else value)
            if write.op == "delete":
                # With what her program keeps for a newer one.
                unknown = laptop.rows("SELECT * FROM parked WHERE id = ?", write.row)
                self.deleted |= tokens([laptop.shown()[write.row].values, unknown])

    def at_the_desk(self, laptop: Laptop, do: Callable[[], Any], form: Form | None = None) -> None:
        """Something is typed, and is before her eyes afterwards."""
        try:
            do()
        finally:
            self.take_in(laptop, form)
        self.look(laptop)

    def look(self, laptop: Laptop) -> None:
        """What the laptop shows is what it must."""
        if self.company.exact:
            checks.view(self, laptop)

    # --- syncing ------------------------------------------------------------------------------

    def round(self, laptop: Laptop, *, dies: tuple[int, bool] | None = None) -> bool:
        """A round of sync, however it ends; whether it came to its end."""
        laptop.line.calls = 0
        before = self._sees(laptop)
        try:
            if dies is None:
                outcome = laptop.sync()
            else:
                with dying(laptop.desk.store, dies[0], late=dies[1]):
                    outcome = laptop.sync()
        except Killed:
            self.provoked["laptop crashes"] += 1
            self.trace.append("    the laptop ended")
            self._after_killed(laptop)
            return False
        except (Offline, NotOurs, BadPull, Refusal, ServerOlder) as error:
            self.provoked["server too old"] += isinstance(error, ServerOlder)
            self.trace.append(f"    {type(error).__name__} {error}")
            self._after(laptop)
            return False
        finally:
            laptop.line.faults.clear()
        laptop.memory.filling = False
        self.provoked["rows sent"] += outcome.pushed
        self.provoked["refused"] += outcome.refused
        self.provoked["turns"] += outcome.turned
        self.provoked["given back"] += outcome.returned
        # What had left her scopes in the lost stretch stands in them again.
        if "repairing" in laptop.steps and not outcome.turned:
            raise Differs(f"{laptop.name}: sums differed")
        self._after(laptop)
        self._count_moves(before, self._sees(laptop), laptop.user)
        return not outcome.pushed and not outcome.pulled

    def _sees(self, laptop: Laptop) -> Moment | None:
        return self.company.moments.get(laptop.cursor) if laptop.cursor and self.company.exact else None

    def _count_moves(self, before: Moment | None, after: Moment | None, user: str) -> None:
        """Counts what came into her sight and left it by a move, or by what she was granted and lost."""
        if before is None or after is None or before is after:
            return
        old, new = before.visible(user), after.visible(user)
        for id in (new.keys() - old.keys()) & before.rows.keys():
            self.provoked["backfilled" if before.rows[id] is after.rows[id] else "entries"] += 1
        for id in (old.keys() - new.keys()) & after.rows.keys():
            self.provoked["taken away" if before.rows[id] is after.rows[id] else "exits"] += 1
        self.provoked["grants"] += bool(teams_of(user, after.rows) - teams_of(user, before.rows))

    def _after_killed(self, laptop: Laptop) -> None:
        with suppress(Killed):
            laptop.reopen()
        self.take_in(laptop)
        self._after(laptop)

    def _after(self, laptop: Laptop) -> None:
        if "filling" in laptop.steps and laptop.memory.filling:
            self.provoked["first pulls cut"] += 1
        if not laptop.cursor:
            laptop.memory.filling = True
        self.look(laptop)

    def deliver_late(self, number: int) -> None:
        """A push that was given up arrives after all; its answer goes nowhere."""
        late = self.network.late.pop(number)
        self.trace.append(f"    a late push of {late.device} arrives")
        self.provoked["late arrived"] += 1
        with suppress(Refusal, Offline):
            self.company.deliver(late.device, late.user, "push", late.body)

    def settle(self) -> None:
        """Everybody syncs until nothing moves; then everything must be as it must be."""
        self.trace.append("all settle")
        if any(laptop.kinds.schema > self.company.kinds.schema for laptop in self.laptops):
            self.company.update(KINDS)
        self.network.late.clear()
        rounds = 1
        while not all([self.round(laptop) for laptop in self.laptops]):
            rounds += 1
            if rounds > ROUNDS:
                raise Differs(f"no rest after {ROUNDS} rounds")
        self.provoked["rounds to rest"] += rounds
        if self.company.exact:
            checks.everything(self)
        else:
            restored.everything(self)
