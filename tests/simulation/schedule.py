"""A schedule: steps made from a seed, run in a world of their own."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from tests.simulation.acts import Step, act
from tests.simulation.host import Host
from tests.simulation.mixes import MIXED, WITH_ALL, WITH_UPDATES
from tests.simulation.template import SERVER, Template, make_template
from tests.simulation.world import World

STEPS = 42
SETTLINGS = 3
LAPTOPS = 6


@dataclass
class Ran:
    """What came of a schedule in a `world`; `failure` says what was wrong, "" where all held."""

    seed: int
    steps: list[Step]
    world: str = ""
    failure: str = ""
    provoked: Counter[str] = field(default_factory=Counter)
    trace: list[str] = field(default_factory=list)

    def without_trace(self) -> Ran:
        """The same, small enough to be sent to another process."""
        return replace(self, trace=[])


def steps_of(seed: int) -> list[Step]:
    """The steps that a seed decides on."""
    random = Random(f"steps {seed}")
    verbs = MIXED[seed % len(MIXED)]
    steps = []
    for number in range(1, STEPS + 1):
        [verb] = random.choices(list(verbs), list(verbs.values()))
        steps.append(Step(verb, random.randrange(LAPTOPS), random.getrandbits(40)))
        if number % (STEPS // SETTLINGS) == 0:
            steps.append(Step("settle", 0, 0))
    if verbs in (WITH_UPDATES, WITH_ALL):
        steps.append(Step("update_everybody", 0, 0))
    return steps


def memory() -> Path | None:
    """A folder that lies in memory; None where there is none."""
    folder = Path("/dev/shm")
    return folder if folder.is_dir() else None


class Stage:
    """Where schedules run: a folder of its own, in memory where there is any, and the template in it."""

    def __init__(self, below: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="salesdesk-", dir=below or memory()))
        (self._folder / "template").mkdir()
        self.template: Template = make_template(self._folder / "template")
        self._place = self._folder / "world"
        self._host = Host(self._place / SERVER)

    def close(self) -> None:
        """Removes everything."""
        shutil.rmtree(self._folder)

    def run(self, seed: int, steps: Sequence[Step] | None = None) -> Ran:
        """Runs a schedule, or some of its steps."""
        steps = steps_of(seed) if steps is None else list(steps)
        self._place.mkdir(exist_ok=True)
        world = World(self.template, self._host, seed)
        ran = Ran(seed, steps, f"{', '.join(world.setting.devices)}, pages of {world.setting.page}")
        try:
            for step in steps:
                act(world, step)
        except Exception as error:
            ran.failure = f"{type(error).__name__}: {error}"
            world.trace += traceback.format_exception(error)[-3:]
        finally:
            world.close()
            shutil.rmtree(self._place)
        ran.trace = world.trace
        ran.provoked = world.counted()
        return ran
