"""SIGKILL at random moments, on laptops and server, again and again: nothing acknowledged is lost, nothing done twice.

`python -m tests.faults.kills --kills 1000 --first 1` runs them in parts of a hundred, each from a seed of its
own, and ends with 1 where anything was lost, doubled or otherwise wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.factories import KEY, wrong
from tests.faults import verdict
from tests.faults.hands import NO_ANSWER, OWN, widened
from tests.faults.processes import Nursery, Running, nursery
from tests.faults.verdict import Archive, Verdict
from tests.sync.company import CHEAP, PASSWORD, differing, filled, shown

from salesdesk.desk.profile import settle, with_key
from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import Mutation, Push, Write
from salesdesk.server.database import Database
from salesdesk.server.service import Server

KILLS_A_PART = 100
_SERVER, _NEWCOMER = "server", "Newcomer"
_LONGEST_S, _SOON_S = 0.25, 0.08
_NEWER_PROGRAM = 0.08
_CALL = "tests.faults.hands:"


@dataclass
class Laptop:
    """A laptop, and the process that works at it."""

    name: str
    profile: Path
    process: Running
    version: int = 0
    starts: int = 0
    said: list[str] = field(default_factory=list)
    acknowledged: list[dict[str, Any]] = field(default_factory=list)

    def listen(self) -> None:
        """Takes note of what was said."""
        for line in self.process.lines():
            word, _tab, document = line.partition("\t")
            self.said.append(word)
            if word == "saved":
                self.acknowledged.append(json.loads(document))


class Scene:
    """A server, two people's three laptops and one that is new, each a process of its own."""

    def __init__(self, folder: Path, births: Nursery, seed: int, stock: int) -> None:
        self._folder = folder
        self._births = births
        self._seed = seed
        self._chance = random.Random(seed)
        self._database = folder / "server.db"
        self._people = self._found(stock)
        self.counts: Counter[str] = Counter()
        self.broken: list[str] = []
        self._port = 0
        self._start_server()
        self._url = self._ready()
        self._port = int(self._url.rpartition(":")[2])
        self.laptops = [self._laptop(name, name.partition(" ")[0]) for name in OWN]
        self._prepared = self._joined(_NEWCOMER, "Ben")
        self._newcomer = self._new()

    # --- before the first kill ----------------------------------------------------------------

    def _found(self, stock: int) -> dict[str, str]:
        """Makes the company, with so many leads in stock that a new laptop fills by several pages."""
        database = Database(f"sqlite:///{self._database}")
        server = Server(database, cost=CHEAP)
        server.company.add_team("Iberia")
        people = {name: server.company.add_user(name, "Iberia", "manager", PASSWORD) for name in ("Ana", "Ben")}
        for start in range(0, stock, 500):
            writes = [
                Write("lead", uuid7(), "create", {"name": f"Visitor {number}", "owner": people["Ana"]})
                for number in range(start, min(start + 500, stock))
            ]
            server.push(people["Ana"], Push(1, 1, [Mutation(uuid7(), uuid7(), 1, writes)]))
        database.close()
        return people

    def _joined(self, name: str, person: str) -> Path:
        profile = self._folder / name
        profile.mkdir()
        desk = with_key(profile, KEY)
        settle(desk, person, "Alone")
        desk.store.close()
        entered = self._births.start(name, f"{_CALL}log_in", str(profile), self._url, person, PASSWORD)
        if entered.wait():
            raise RuntimeError(entered.errors)
        return profile

    def _laptop(self, name: str, person: str) -> Laptop:
        profile = self._joined(name, person)
        laptop = Laptop(name, profile, self._births.start(name, f"{_CALL}fill", str(profile)))
        if laptop.process.wait():
            raise RuntimeError(laptop.process.errors)
        self._start(laptop)
        return laptop

    # --- processes ----------------------------------------------------------------------------

    def _start_server(self) -> None:
        words = ["--db", f"sqlite:///{self._database}", "serve", "--port", str(self._port)]
        self._server = self._births.start(_SERVER, "salesdesk.server.cli:main", words)
        self._answers = ""

    def _ready(self) -> str:
        if not self._answers:
            [line] = self._server.awaited()
            self._answers = line.removeprefix("ready ")
        return self._answers

    def _start(self, laptop: Laptop) -> None:
        laptop.starts += 1
        seed = f"{self._seed} {laptop.name} {laptop.starts}"
        words = (str(laptop.profile), laptop.name, seed, laptop.version)
        laptop.process = self._births.start(laptop.name, f"{_CALL}work", *words)

    def _new(self) -> Running:
        """A laptop that was never filled."""
        profile = self._folder / "new"
        shutil.rmtree(profile, ignore_errors=True)
        shutil.copytree(self._prepared, profile)
        return self._fill()

    def _fill(self) -> Running:
        return self._births.start(_NEWCOMER, f"{_CALL}fill", str(self._folder / "new"))

    # --- killing ------------------------------------------------------------------------------

    def kill(self, times: int) -> None:
        """Lets everybody work, and so many times one of them dies."""
        for _time in range(times):
            victim = self._chance.choice((_SERVER, _SERVER, _SERVER, *range(len(self.laptops)), _NEWCOMER))
            if isinstance(victim, int):
                self._kill_laptop(self.laptops[victim])
            elif victim == _SERVER:
                self._kill_server()
            else:
                self._kill_newcomer()
            self.counts[victim if isinstance(victim, str) else "laptop"] += 1

    def _kill_server(self) -> None:
        if self._chance.random() < 0.9:
            self._ready()
        self._pass(_LONGEST_S)
        self._died(_SERVER, self._server)
        self._start_server()

    def _kill_laptop(self, laptop: Laptop) -> None:
        self._pass(_LONGEST_S)
        self._end(laptop)
        while self._chance.random() < _NEWER_PROGRAM:
            # A newer program brings the file up to its own layout, and dies while it does.
            laptop.version += 1
            self._start(laptop)
            self._pass(_SOON_S)
            self._end(laptop)
        self._start(laptop)

    def _end(self, laptop: Laptop) -> None:
        self._died(laptop.name, laptop.process)
        heard = len(laptop.said)
        laptop.listen()
        self.counts["killed while opening" if "opened" not in laptop.said[heard:] else "killed at work"] += 1

    def _kill_newcomer(self) -> None:
        self._pass(_LONGEST_S)
        ended = self._newcomer.kill()
        if ended not in {0, NO_ANSWER, -signal.SIGKILL}:
            self.broken.append(f"{_NEWCOMER} ended with {ended}: {self._newcomer.errors}")
        self.counts["filled"] += ended == 0
        self._newcomer = self._fill() if ended else self._new()

    def _died(self, name: str, process: Running) -> None:
        ended = process.kill()
        if ended != -signal.SIGKILL:
            self.broken.append(f"{name} ended with {ended}: {process.errors}")

    def _pass(self, most: float) -> None:
        time.sleep(self._chance.random() * most)

    # --- afterwards ---------------------------------------------------------------------------

    def judge(self) -> Verdict:
        """Lets everybody come to rest, and looks what became of all that was typed."""
        judged = Verdict(wrong=self.broken)
        for laptop in self.laptops:
            self._end(laptop)
        self._newcomer.kill()
        self._ready()
        for _round in range(3):
            for laptop in self.laptops:
                self._settle(laptop, judged)
        filled_at_last = self._fill()
        if filled_at_last.wait():
            judged.wrong.append(f"{_NEWCOMER} does not fill: {filled_at_last.errors}")
        self._server.signal(signal.SIGTERM)
        if self._server.wait():
            judged.wrong.append(f"the server ended badly: {self._server.errors}")
        self._look(judged)
        return judged

    def _settle(self, laptop: Laptop, judged: Verdict) -> None:
        process = self._births.start(laptop.name, f"{_CALL}settle", str(laptop.profile), laptop.version)
        if process.wait():
            judged.wrong.append(f"{laptop.name} does not come to rest: {process.errors}")

    def _look(self, judged: Verdict) -> None:
        archive = Archive(self._database)
        judged.doubled += archive.doubled()
        judged.wrong += verdict.false_conflicts(archive)
        self.counts["conflicts"] += sum(entry["what"] == "conflict" for entry in archive.entries)
        database = Database(f"sqlite:///{self._database}")
        server = Server(database, cost=CHEAP)
        for laptop in self.laptops:
            kept = verdict.journal(laptop.profile)
            judged.saves += len(kept)
            judged.acknowledged += len(laptop.acknowledged)
            judged.lost += verdict.acknowledged_and_gone(kept, laptop.acknowledged)
            judged.lost += verdict.missing(laptop.name, kept, archive, verdict.inbox(laptop.profile))
            judged.wrong += self._unlike(laptop, server)
            self.counts["rounds"] += laptop.said.count("synced")
            self.counts["versions"] += laptop.version
        database.close()

    def _unlike(self, laptop: Laptop, server: Server) -> Iterator[str]:
        """What a laptop has otherwise than the server, and what its own checks find."""
        desk = with_key(laptop.profile, KEY, widened(laptop.version))
        there = shown(server, self._people[laptop.name.partition(" ")[0]])
        for id, (ours, theirs) in differing(filled(desk), there).items():
            yield f"{id} is {ours} on {laptop.name} and {theirs} on the server"
        if desk.office.state().pending:
            yield f"{desk.office.state().pending} changes still wait on {laptop.name}"
        for check, found in wrong(desk).items():
            yield f"{laptop.name}: {check}: {found}"
        desk.store.close()


@contextmanager
def scene(folder: Path, seed: int, stock: int) -> Iterator[Scene]:
    """A scene whose processes end with it."""
    with nursery(folder) as births:
        yield Scene(folder, births, seed, stock)


def main() -> int:
    """Kills as often as it is told; prints the figures."""
    words = argparse.ArgumentParser(description="Kills laptops and server at random moments")
    words.add_argument("--kills", type=int, default=1_000)
    words.add_argument("--first", type=int, default=1, metavar="SEED", help="the seed of the first hundred")
    words.add_argument("--stock", type=int, default=6_000, help="leads that are there from the start")
    asked = words.parse_args()
    whole, counts, began = Verdict(), Counter[str](), time.monotonic()
    for number, done in enumerate(range(0, asked.kills, KILLS_A_PART)):
        seed = asked.first + number
        with tempfile.TemporaryDirectory() as folder, scene(Path(folder), seed, asked.stock) as played:
            played.kill(min(KILLS_A_PART, asked.kills - done))
            judged = played.judge()
        counts += played.counts
        whole.saves += judged.saves
        whole.acknowledged += judged.acknowledged
        for word in ("lost", "doubled", "wrong"):
            for line in getattr(judged, word):
                sys.stdout.write(f"seed {seed}: {word}: {line[:2000]}\n")
            getattr(whole, word).extend(getattr(judged, word))
        sys.stdout.flush()
    told = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    sys.stdout.write(f"{told}; {time.monotonic() - began:.0f} s\n")
    sys.stdout.write(
        f"{asked.kills} kills, {whole.saves} saves, {whole.acknowledged} acknowledged, {len(whole.lost)} lost, "
        f"{len(whole.doubled)} doubled, {len(whole.wrong)} otherwise wrong\n"
    )
    return 0 if whole.good else 1


if __name__ == "__main__":
    sys.exit(main())
