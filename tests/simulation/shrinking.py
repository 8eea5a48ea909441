"""Makes a failing schedule short: leaves steps out for as long as it still fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

RUNS = 150


def shrunk(steps: Sequence[int], fails: Callable[[Sequence[int]], bool], runs: int = RUNS) -> list[int]:
    """The fewest of the steps that still fail, as far as so many runs find them (ddmin)."""
    left, parts = list(steps), 2
    while len(left) > 1 and runs > 0:
        size = max(1, len(left) // parts)
        for start in range(0, len(left), size):
            fewer = left[:start] + left[start + size :]
            runs -= 1
            if fewer and fails(fewer):
                left, parts = fewer, max(parts - 1, 2)
                break
            if runs <= 0:
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(left))
    return left
