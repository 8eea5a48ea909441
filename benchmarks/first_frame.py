"""From the start of the process to the first frame that shows the newest leads, beside a bare table's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from keyring.backends.fail import Keyring

from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded
from salesdesk import secrets
from salesdesk.store.listing import Query

GOAL = 2.5
_ROOT = Path(__file__).resolve().parents[1]
_COLUMNS = ("name", "company", "city", "country", "rating", "email")
_LONGEST = 60


def measure(loaded: Loaded, work: Path, runs: int) -> Measured:
    """Runs both by turns, after one run of each that leaves the bytecode and the file's pages warm."""
    work.mkdir()
    rows = work / "rows.tsv"
    rows.write_text(_rows(loaded), encoding="utf-8")
    around = _environment(work / "bytecode")
    desk = ["desk_child", str(loaded.path), loaded.key.hex()]
    table = ["table_child", str(rows)]
    pairs = [(_until_painted(desk, around), _until_painted(table, around)) for _ in range(runs + 1)][1:]
    ours, floor = (median(times) for times in zip(*pairs, strict=True))
    resident = int(_said([*desk, "idle"], around)[-1])
    notes = [
        ("unlock (apart)", f"{_unlock(work / 'locked', max(3, runs // 2)):.0f} ms"),
        ("memory, desk idle", f"{resident / 2**20:.0f} MiB"),
    ]
    return Measured([Figure("first frame", ours, floor, GOAL)], notes)


def _rows(loaded: Loaded) -> str:
    desk = loaded.open()
    page = desk.page(Query(desk.kinds["lead"]), _COLUMNS)
    desk.store.close()
    return "".join("\t".join(map(str, row[4:])) + "\n" for row in page.rows)


def _environment(bytecode: Path) -> Mapping[str, str]:
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    around["PYTHONPYCACHEPREFIX"] = str(bytecode)
    if not any(around.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) and sys.platform == "linux":
        around["QT_QPA_PLATFORM"] = "offscreen"
    return around


def _until_painted(call: list[str], around: Mapping[str, str]) -> float:
    """Milliseconds from just before the process is asked for to the end of its first frame; both clocks are one."""
    begun = time.monotonic_ns()
    return (int(_said(call, around)[0]) - begun) / 1e6


def _said(call: list[str], around: Mapping[str, str]) -> list[str]:
    module, *arguments = call
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    ran = subprocess.run(command, cwd=_ROOT, env=dict(around), capture_output=True, timeout=_LONGEST, text=True)
    if ran.returncode:
        raise RuntimeError(f"{module} failed:\n{ran.stderr}")
    return ran.stdout.split()


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
