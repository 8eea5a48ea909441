"""`poe simulate`: runs schedules on all processors, shrinks what fails, and says what was provoked."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.simulation.planted import PLANTED
from tests.simulation.running import schedules
from tests.simulation.schedule import Ran, Stage, steps_of
from tests.simulation.shrinking import shrunk

TELL_EVERY_S = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 1 where a schedule failed, or a planted bug was not caught."""
    asked = _parser().parse_args(arguments)
    if asked.planted:
        return _planted(asked.first, asked.seeds)
    if asked.only:
        return _replay(asked.first, [int(x) for x in asked.only.split(",")], asked.trace)
    return _run(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="poe simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many schedules")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once")
    parser.add_argument("--only", default="", help="of the schedule --first only these steps, by number")
    parser.add_argument("--trace", type=Path, help="also write what led to failures into this file")
    parser.add_argument("--planted", action="store_true", help="after how many schedules each planted bug is caught")
    return parser


# --- many schedules ---------------------------------------------------------------------------


def _run(asked: argparse.Namespace) -> int:
    began = told = time.monotonic()
    provoked: Counter[str] = Counter()
    done = steps = 0
    failures: list[Ran] = []
    for ran in schedules(range(asked.first, asked.first + asked.seeds), asked.jobs):
        done += 1
        steps += len(ran.steps)
        provoked += ran.provoked
        if ran.failure:
            failures.append(ran)
            _say(f"seed {ran.seed}: {ran.failure}")
        if time.monotonic() - told > TELL_EVERY_S:
            told = time.monotonic()
            _say(f"{done} schedules, {len(failures)} failures, {done / (told - began):.1f} a second")
    for ran in failures[:3]:
        _tell_short(ran.seed, asked.trace)
    counts = ", ".join(f"{what} {count}" for what, count in sorted(provoked.items()))
    _say(f"{done} schedules, {steps} steps, provoked: {counts}; {len(failures)} failures")
    return int(bool(failures))


# --- one that failed --------------------------------------------------------------------------


def _tell_short(seed: int, file: Path | None) -> None:
    stage = Stage()
    try:
        steps = steps_of(seed)
        kind = stage.run(seed).failure.partition(":")[0]
        left = shrunk(
            range(len(steps)), lambda some: stage.run(seed, [steps[x] for x in some]).failure.startswith(kind)
        )
        ran = stage.run(seed, [steps[x] for x in left])
    finally:
        stage.close()
    again = f"uv run poe simulate --first {seed} --only {','.join(map(str, left))}"
    _tell(
        "\n".join((f"seed {seed} of {ran.world}, {len(left)} steps of {len(steps)}:", *ran.trace, ran.failure, again)),
        file,
    )


def _replay(seed: int, only: list[int], file: Path | None) -> int:
    stage = Stage()
    try:
        steps = steps_of(seed)
        ran = stage.run(seed, [steps[x] for x in only])
    finally:
        stage.close()
    _tell("\n".join((f"seed {seed} of {ran.world}:", *ran.trace, ran.failure or "all held")), file)
    return int(bool(ran.failure))


def _tell(text: str, file: Path | None) -> None:
    _say(text)
    if file is not None:
        with file.open("a", encoding="utf-8") as out:
            out.write(text + "\n\n")


# --- planted bugs -----------------------------------------------------------------------------


def _planted(first: int, seeds: int) -> int:
    missed = 0
    stage = Stage()
    try:
        for name in PLANTED:
            found = caught_after(stage, name, first, seeds)
            missed += not found
            _say(f"{name}: caught after {found} schedules" if found else f"{name}: not caught in {seeds} schedules")
    finally:
        stage.close()
    _say(f"{len(PLANTED)} planted bugs, {len(PLANTED) - missed} caught, {missed} missed")
    return int(bool(missed))


def caught_after(stage: Stage, name: str, first: int, seeds: int) -> int:
    """After how many schedules a planted bug is caught; 0 where it is not."""
    with PLANTED[name]():
        return next((n for n in range(1, seeds + 1) if stage.run(first + n - 1).failure), 0)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if "PYTHONHASHSEED" not in os.environ:
        # Sets of texts are walked in the same order each time, so that a seed replays exactly.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.simulation", *sys.argv[1:]])
    sys.exit(main())
