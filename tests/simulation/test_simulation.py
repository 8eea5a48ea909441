"""A hundred random schedules hold, provoke what they are meant to, and catch what is planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from tests.simulation.__main__ import caught_after
from tests.simulation.planted import PLANTED
from tests.simulation.schedule import Stage
from tests.simulation.shrinking import shrunk

SCHEDULES = 100
BATCHES = 4
# Planted bugs are caught by so many schedules; those that take longer from the first seed on begin with a later one.
WITHIN = 30
LATE = {
    "a deletion beats an edit": 14, "any answer will do": 30, "parking is dropped": 24, "journals keep the erased": 18,
    "a restore begins no epoch": 12, "what a restore lost stays lost": 12, "parents stay deleted": 24,
    "sets as the form has them": 8, "children stay behind": 4, "old forms know it all": 4, "lost scopes stay": 4,
    "answers before the commit": 6, "no backfill on a grant": 4,
}  # fmt: skip
# What a hundred schedules provoke at least this often.
PROVOKED = {
    "conflict": 40, "take": 5, "keep": 2, "combine": 2, "replaced": 2, "joined": 2, "brought back": 5, "stays": 5,
    "deleted": 40, "back": 10, "not done": 5, "refused": 5, "laptop crashes": 30, "server crashes": 30,
    "laptop restores": 10, "first pulls cut": 10, "lost request": 15, "lost answer": 30, "doubled request": 3,
    "late request": 2, "cut request": 5, "cut answer": 5, "stale answer": 15, "typed on an old form": 5,
    "team changes": 15, "server restores": 15, "turns": 40, "given back": 40, "exits": 80, "entries": 40,
    "backfilled": 24, "taken away": 16, "grants": 8, "updates": 16, "parked": 8, "full pulls": 60, "swept": 40,
    "erased": 8, "parent brought back": 8,
}  # fmt: skip


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Where the schedules run."""
    made = Stage()
    yield made
    made.close()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_schedules_hold_and_provoke_what_they_are_meant_to(stage: Stage, batch: int) -> None:
    provoked: Counter[str] = Counter()
    for seed in range(batch * SCHEDULES // BATCHES, (batch + 1) * SCHEDULES // BATCHES):
        ran = stage.run(seed)
        assert not ran.failure, "\n".join((f"seed {seed}", *ran.trace, ran.failure))
        provoked += ran.provoked
    few = {what: provoked[what] for what, least in PROVOKED.items() if provoked[what] < least // (2 * BATCHES)}
    assert few == {}


def test_a_seed_replays_exactly(stage: Stage) -> None:
    first, again = stage.run(7), stage.run(7)
    assert first.trace == again.trace
    assert len(first.trace) > len(first.steps)
    assert stage.run(8).trace != first.trace


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_caught(stage: Stage, name: str) -> None:
    assert caught_after(stage, name, LATE.get(name, 0), WITHIN)


def test_a_failing_schedule_is_shrunk_to_what_it_takes() -> None:
    assert shrunk(range(50), lambda some: {7, 31} <= set(some)) == [7, 31]
