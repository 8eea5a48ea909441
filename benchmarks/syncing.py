"""Sync over loopback with a real server process, beside a bare transfer of the same rows."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.bare import Bare
from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded
from salesdesk.desk import profile
from salesdesk.desk.desk import Desk
from salesdesk.server.database import Database
from salesdesk.server.service import Server
from salesdesk.store.listing import Query

GOAL = 2.5
_PASSWORD = "made up for the benchmark"
_PEOPLE = ("Ana", "Ben")
_SERVE = "import sys; from salesdesk.server.cli import main; sys.exit(main())"


def measure(loaded: Loaded, work: Path, rounds: int, changed: int) -> Measured:
    """Fills a second laptop, then sends and fetches changed leads; ours and the floor by turns."""
    work.mkdir()
    office = _Office(work / "server.db")
    bare = Bare(loaded.database, loaded.key, work / "bare")
    try:
        ana = _copy(loaded, work / "ana")
        office.let_in(ana, "Ana")
        pushed = _seconds(lambda: ana.office.sync())
        first, first_bare = _first_pulls(office, bare, work, rounds, loaded)
        ben = profile.with_key(work / "ben0", loaded.key)
        there, back, floor = _changes(ana, ben, bare, max(rounds, 3), changed)
        for desk in (ana, ben):
            desk.store.close()
    finally:
        bare.close()
        office.close()
    leads = loaded.count
    return Measured(
        [
            Figure("first pull", median(first) * 1e3, median(first_bare) * 1e3, GOAL),
            Figure("push and pull changed", (median(there) + median(back)) * 1e3, floor * 1e3, GOAL),
        ],
        [
            ("first push", f"{leads / pushed:,.0f} leads a second, what comes back among them"),
            (f"{changed:,} changed leads", f"push {median(there) * 1e3:,.0f} ms, pull {median(back) * 1e3:,.0f} ms"),
        ],
    )


class _Office:
    """The company's server in its own process."""

    def __init__(self, database: Path) -> None:
        url = f"sqlite:///{database}"
        server = Server(Database(url))
        team = server.company.add_team("Fairs")
        for name in _PEOPLE:
            server.company.add_user(name, team, "manager", _PASSWORD)
        server.database.close()
        command = [sys.executable, "-c", _SERVE, "--db", url, "serve", "--port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split()[1]

    def let_in(self, desk: Desk, name: str) -> None:
        """Logs a desk in."""
        desk.office.log_in(self.url, name, _PASSWORD)

    def close(self) -> None:
        """Ends the server."""
        self._process.kill()
        self._process.wait()


def _copy(loaded: Loaded, folder: Path) -> Desk:
    folder.mkdir()
    shutil.copyfile(loaded.database, folder / loaded.database.name)
    return profile.with_key(folder, loaded.key)


def _first_pulls(
    office: _Office, bare: Bare, work: Path, rounds: int, loaded: Loaded
) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    floor: list[float] = []
    for number in range(rounds):
        for own in (True, False) if number % 2 else (False, True):
            if own:
                folder = work / f"ben{number}"
                folder.mkdir()
                desk = profile.with_key(folder, loaded.key)
                profile.settle(desk, "Ben", "Fairs")
                office.let_in(desk, "Ben")
                ours.append(_seconds(lambda desk=desk: desk.office.sync()))  # type: ignore[misc]
                _check(desk.store.lists.count(Query(desk.kinds["lead"])), loaded.count)
                desk.store.indexer.catch_up()
                desk.store.close()
            else:
                laptop = bare.laptop()
                floor.append(_seconds(lambda laptop=laptop: bare.fetch_all(laptop)))  # type: ignore[misc]
                laptop.close()
    return ours, floor


def _changes(ana: Desk, ben: Desk, bare: Bare, rounds: int, changed: int) -> tuple[list[float], list[float], float]:
    """Seconds to push and to pull the changed leads, and the median of the floor for both."""
    there: list[float] = []
    back: list[float] = []
    floor: list[float] = []
    laptop = bare.laptop()
    bare.fetch_all(laptop)
    leads = ana.records(Query(ana.kinds["lead"]), changed)
    for number in range(rounds):
        for lead in leads:
            ana.change(ana.get("lead", lead.id), {"next_step": f"Call again, attempt {number}"})
        there.append(_seconds(lambda: ana.office.sync()))
        back.append(_seconds(lambda: ben.office.sync()))
        _check(getattr(ben.get("lead", leads[-1].id), "next_step"), f"Call again, attempt {number}")  # noqa: B009
        rows = bare.read(laptop, changed)
        floor.append(_seconds(lambda rows=rows: bare.send(rows)) + _seconds(lambda: bare.fetch(laptop, 0, changed)))  # type: ignore[misc]
    laptop.close()
    return there, back, median(floor)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _check(found: object, wanted: object) -> None:
    if found != wanted:
        raise RuntimeError(f"measured something else: {found!r} in place of {wanted!r}")
