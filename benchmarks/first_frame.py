"""From the start of the process to the first frame that shows the newest leads, beside a bare table's."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from keyring.backends.fail import Keyring

from benchmarks.children import environment, said
from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded, fill
from salesdesk import secrets
from salesdesk.store.listing import Query

GOAL = 2.5
GOAL_OF_MANY = 1.2
_FEW = 1_000
_MOST_MEMORY = 250.0
_COLUMNS = ("name", "company", "city", "country", "rating", "email")


def measure(loaded: Loaded, work: Path, runs: int) -> Measured:
    """Runs all by turns, after one run of each that leaves the bytecode and the file's pages warm."""
    work.mkdir()
    rows = work / "rows.tsv"
    rows.write_text(_rows(loaded), encoding="utf-8")
    around = environment(work / "bytecode")
    few = fill(work / "few", _FEW)
    desk = ["desk_child", str(loaded.path), loaded.key.hex()]
    small = ["desk_child", str(few.path), few.key.hex()]
    table = ["table_child", str(rows)]
    times = [[_until_painted(call, around) for call in (desk, table, small)] for _ in range(runs + 1)][1:]
    ours, floor, at_few = (median(column) for column in zip(*times, strict=True))
    idle = int(said([*desk, "idle"], around).split()[-1]) / 2**20
    return Measured(
        [
            Figure("first frame", ours, floor, GOAL),
            Figure(f"first frame / at {_FEW:,}", ours, at_few, GOAL_OF_MANY),
            Figure("memory, desk idle", idle, _MOST_MEMORY, 1, "MiB"),
        ],
        [("unlock (apart)", f"{_unlock(work / 'locked', max(3, runs // 2)):.0f} ms")],
    )


def _rows(loaded: Loaded) -> str:
    desk = loaded.open()
    page = desk.page(Query(desk.kinds["lead"]), _COLUMNS)
    desk.store.close()
    return "".join("\t".join(map(str, row[4:])) + "\n" for row in page.rows)


def _until_painted(call: list[str], around: Mapping[str, str]) -> float:
    """Milliseconds from just before the process is asked for to the end of its first frame; both clocks are one."""
    begun = time.monotonic_ns()
    return (int(said(call, around).split()[0]) - begun) / 1e6


class _NoKeyring(Keyring):
    """Nobody's own keyring is touched."""

    def __init__(self) -> None:
        """There is nothing to reach."""


def _unlock(path: Path, runs: int) -> float:
    """Milliseconds from the passphrase to the data key, at the cost that real profiles have."""
    none = _NoKeyring()
    secrets.create(path, "correct horse", none)
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        secrets.open_key(path, "correct horse", none)
        times.append(time.perf_counter() - begun)
    return median(times) * 1e3
