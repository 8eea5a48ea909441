"""Sync over loopback with a real server process, beside a bare transfer of the same rows."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.bare import Bare
from benchmarks.figures import Figure, Measured
from benchmarks.office import Office
from benchmarks.profile import Loaded
from benchmarks.tap import Tap
from salesdesk.desk import profile
from salesdesk.desk.desk import Desk
from salesdesk.store.listing import Query
from salesdesk.sync.progress import Progress

FIRST_PULL, FIRST_PUSH, CHANGED = 1.5, 2.0, 2.5
# Compressed, without what stands around them.
BYTES_A_CHANGE = 60
BYTES_OF_NOTHING = 1_000


@dataclass
class Times:
    """Seconds by what was measured."""

    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)

    def figure(self, name: str, goal: float) -> Figure:
        """The medians, in milliseconds."""
        return Figure(name, median(self.ours) * 1e3, median(self.floor) * 1e3, goal)


def measure(loaded: Loaded, work: Path, rounds: int, changed: int) -> Measured:
    """A first push, first pulls, changed leads, and nothing to do; ours and the floor by turns."""
    work.mkdir()
    bare = Bare(loaded.database, loaded.key, work / "bare")
    try:
        push, office, ana = _first_pushes(bare, work, rounds, loaded)
        try:
            pull = _first_pulls(office, bare, work, rounds, loaded)
            ben = profile.with_key(work / "ben0", loaded.key)
            there, back, floor, sizes = _changes(ana, ben, bare, max(rounds, 3), changed)
            nothing = _nothing(office, ben)
            for desk in (ana, ben):
                desk.store.close()
        finally:
            office.close()
    finally:
        bare.close()
    return Measured(
        [
            push.figure("first push", FIRST_PUSH),
            pull.figure("first pull", FIRST_PULL),
            Times([a + b for a, b in zip(there, back, strict=True)], floor).figure("push and pull changed", CHANGED),
            *(Figure(f"a changed field {way}", size, BYTES_A_CHANGE, 1, "B") for way, size in sizes.items()),
            *nothing,
        ],
        [
            (f"{changed:,} changed leads", f"push {median(there) * 1e3:,.0f} ms, pull {median(back) * 1e3:,.0f} ms"),
        ],
    )


def seconds(work: Callable[[], object]) -> float:
    """How long some work took; as in the desk, the garbage of a round is collected elsewhere."""
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun
    finally:
        gc.enable()


def seconds_to_send(desk: Desk) -> float:
    """How long a round took to send all that waits; then it fetches, which is not counted."""
    at: dict[str, float] = {}

    def hear(progress: Progress) -> None:
        at.setdefault(progress.step, time.perf_counter())

    desk.office.sync(hear)
    return at["fetching"] - at["sending"]


def copy(loaded: Loaded, folder: Path) -> Desk:
    """The filled profile once more."""
    folder.mkdir()
    shutil.copyfile(loaded.database, folder / loaded.database.name)
    return profile.with_key(folder, loaded.key)


def _first_pushes(bare: Bare, work: Path, rounds: int, loaded: Loaded) -> tuple[Times, Office, Desk]:
    """Each time to an empty server; the last one and its laptop are left for what follows."""
    times = Times()
    for number in range(rounds):
        laptop = bare.filled_laptop()
        times.floor.append(seconds(lambda laptop=laptop: check(bare.send_all(laptop), loaded.count)))  # type: ignore[misc]
        laptop.close()
        office = Office(work / f"server{number}.db")
        ana = copy(loaded, work / f"ana{number}")
        office.let_in(ana, "Ana")
        times.ours.append(seconds_to_send(ana))
        if number < rounds - 1:
            ana.store.close()
            office.close()
    return times, office, ana


def _first_pulls(office: Office, bare: Bare, work: Path, rounds: int, loaded: Loaded) -> Times:
    times = Times()
    for number in range(rounds):
        for own in (True, False) if number % 2 else (False, True):
            if own:
                desk = office.new_laptop(work / f"ben{number}", loaded.key, "Ben")
                times.ours.append(seconds(lambda desk=desk: desk.office.sync()))  # type: ignore[misc]
                check(desk.store.lists.count(Query(desk.kinds["lead"])), loaded.count)
                desk.store.indexer.catch_up()
                desk.store.close()
            else:
                laptop = bare.laptop()
                times.floor.append(seconds(lambda laptop=laptop: bare.fetch_all(laptop)))  # type: ignore[misc]
                laptop.close()
    return times


def _changes(
    ana: Desk, ben: Desk, bare: Bare, rounds: int, changed: int
) -> tuple[list[float], list[float], list[float], dict[str, float]]:
    """Seconds to push and to pull the changed leads, those of the floor for both, and bytes a change each way."""
    there: list[float] = []
    back: list[float] = []
    floor: list[float] = []
    up: list[float] = []
    down: list[float] = []
    laptop = bare.laptop()
    bare.fetch_all(laptop)
    leads = ana.records(Query(ana.kinds["lead"]), changed)
    for number in range(rounds):
        for lead in leads:
            ana.change(ana.get("lead", lead.id), {"next_step": f"Call again, attempt {number}"})
        there.append(seconds(lambda: up.append(ana.office.sync().bytes_up / changed)))
        back.append(seconds(lambda: down.append(ben.office.sync().bytes_down / changed)))
        check(getattr(ben.get("lead", leads[-1].id), "next_step"), f"Call again, attempt {number}")  # noqa: B009
        rows = bare.read(laptop, changed)
        floor.append(seconds(lambda rows=rows: bare.send(rows)) + seconds(lambda: bare.fetch(laptop, 0, changed)))  # type: ignore[misc]
    laptop.close()
    return there, back, floor, {"sent": median(up), "fetched": median(down)}


def _nothing(office: Office, desk: Desk) -> list[Figure]:
    """What a round costs in which nothing is new, on the wire, headers and all."""
    tap = Tap(office.url)
    desk.store.facts.put(server=tap.url)
    try:
        check(desk.office.sync().outcome.pulled, 0)
        return [
            Figure("nothing changed: round trips", tap.requests, 1, 1, "requests"),
            Figure("nothing changed: bytes", tap.up + tap.down, BYTES_OF_NOTHING, 1, "B"),
        ]
    finally:
        desk.store.facts.put(server=office.url)
        tap.close()


def check(found: object, wanted: object) -> None:
    """Raises where what was measured is not what was meant."""
    if found != wanted:
        raise RuntimeError(f"measured something else: {found!r} in place of {wanted!r}")
