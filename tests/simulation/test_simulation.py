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
# Planted bugs are caught by so many schedules; those that take longer from the first seed on begin with a later one.
WITHIN = 30
LATE = {
    "a deletion beats an edit": 14, "any answer will do": 84, "parking is dropped": 24, "journals keep the erased": 18,
    "a restore begins no epoch": 12, "what a restore lost stays lost": 12, "parents stay deleted": 24,
    "sets as the form has them": 8, "texts as the form has them": 16, "children stay behind": 4,
    "old forms know it all": 4, "lost scopes stay": 4, "answers before the commit": 6, "refusals are dropped": 4,
    "no backfill on a grant": 4,
}  # fmt: skip
# What a hundred schedules provoke, about; never less than half of it.
PROVOKED = {
    "conflict": 120, "take": 18, "keep": 2, "combine": 9, "replaced": 15, "joined": 22, "brought back": 25, "stays": 18,
    "deleted": 250, "back": 26, "not done": 54, "refused": 52, "parent brought back": 8, "laptop crashes": 80,
    "server crashes": 110, "laptop restores": 24, "first pulls cut": 28, "lost request": 68, "lost answer": 94,
    "doubled request": 20, "late request": 10, "cut request": 15, "cut answer": 42, "stale answer": 40,
    "typed on an old form": 28, "team changes": 45, "exits": 180, "entries": 95, "grants": 16, "backfilled": 56,
    "taken away": 38, "server restores": 26, "turns": 90, "given back": 220, "updates": 34, "parked": 32,
    "server too old": 4, "full pulls": 145, "swept": 88, "erased": 20, "about the erased": 10,
}  # fmt: skip


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Where the schedules run."""
    made = Stage()
    yield made
    made.close()


def test_schedules_hold_and_provoke_what_they_are_meant_to(stage: Stage) -> None:
    provoked: Counter[str] = Counter()
    for seed in range(SCHEDULES):
        ran = stage.run(seed)
        assert not ran.failure, "\n".join((f"seed {seed}", *ran.trace, ran.failure))
        provoked += ran.provoked
    few = {what: provoked[what] for what, least in PROVOKED.items() if provoked[what] < least / 2}
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
