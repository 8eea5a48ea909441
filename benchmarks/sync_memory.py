"""The memory that a first sync takes in the real processes: who sends, who receives, and the server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from benchmarks.children import environment, said
from benchmarks.figures import Figure, Measured
from benchmarks.office import Office
from benchmarks.profile import Loaded

GOAL_BYTES = 150e6
_MB = 1e6


def measure(loaded: Loaded, work: Path) -> Measured:
    """A laptop sends everything to an empty server, then another one fetches it."""
    work.mkdir()
    office = Office(work / "server.db")
    around = environment(work / "bytecode")
    sender, receiver = work / "sender", work / "receiver"
    for folder in (sender, receiver):
        folder.mkdir()
    shutil.copyfile(loaded.database, sender / loaded.database.name)
    peaks: dict[str, float] = {}
    try:
        for name, folder, way in (("Ana", sender, "sends"), ("Ben", receiver, "receives")):
            idle = office.memory.forget_peak()
            told = json.loads(said(["sync_child", str(folder), loaded.key.hex(), office.url, name], around))
            if told["leads"] != loaded.count:
                raise RuntimeError(f"measured something else: {told['leads']} leads")
            peaks[f"memory, laptop {way}"] = told["peak"]
            peaks[f"memory, server while laptop {way}"] = office.memory.peak() - idle
    finally:
        office.close()
    return Measured([Figure(name, peak / _MB, GOAL_BYTES / _MB, 1, "MB") for name, peak in peaks.items()])
