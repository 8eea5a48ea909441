"""Scrolling the list of leads, beside the same view over rows that stand ready in memory."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median, quantiles

from benchmarks.children import environment, said
from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded

GOAL = 1.5
LIMIT_MS = 16.0


def measure(loaded: Loaded, work: Path, frames: int) -> Measured:
    """Scrolls fast for so many frames."""
    work.mkdir()
    call = ["scroll_child", str(loaded.path), loaded.key.hex(), str(frames)]
    told = json.loads(said(call, environment(work / "bytecode")))
    ours, floor = told["ours"], told["floor"]
    p99 = quantiles(ours, n=100, method="inclusive")[98]
    return Measured(
        [
            Figure("scrolling, a frame", median(ours), median(floor), GOAL),
            Figure("scrolling p99", p99, LIMIT_MS, 1),
        ],
        [("scrolling", f"{told['blank']} rows were late in {frames} frames of three rows each")],
    )
