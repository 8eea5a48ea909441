"""How far a round of sync is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Progress:
    """`step` is filling, sending, returning, fetching or repairing; `rows` of it are done.

    `total` is of about how many, and `share` how much that is of all (0 to 1): both 0 where nobody knows.
    `kinds` look otherwise since the step before.
    """

    step: str
    rows: int = 0
    total: int = 0
    share: float = 0.0
    kinds: frozenset[str] = frozenset()
