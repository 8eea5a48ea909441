"""Many schedules, in several processes."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.simulation.schedule import Ran, Stage, memory

_stages: list[Stage] = []


def schedules(seeds: range, jobs: int) -> Iterator[Ran]:
    """What came of each seed, in no order, without the traces."""
    with tempfile.TemporaryDirectory(prefix="salesdesk-", dir=memory()) as folder:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, context, _begin, (folder,)) as pool:
            yield from pool.map(_one, seeds, chunksize=4)


def _begin(folder: str) -> None:
    _stages.append(Stage(Path(folder)))


def _one(seed: int) -> Ran:
    return _stages[0].run(seed).without_trace()
