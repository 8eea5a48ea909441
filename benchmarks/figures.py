"""What was measured, beside its floor and its goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One measurement; smaller is better, and met where `ours` is at most `goal` times the floor."""

    name: str
    ours: float
    floor: float
    goal: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Ours in floors."""
        return self.ours / self.floor

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio <= self.goal

    def as_json(self) -> Mapping[str, str | float]:
        """The figure as `--json` prints it."""
        return {
            "name": self.name, "ours": round(self.ours, 4), "floor": round(self.floor, 4),
            "ratio": round(self.ratio, 3), "goal": self.goal, "unit": self.unit,
        }  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """The figures with a goal, and what is worth knowing beside them."""

    figures: Sequence[Figure]
    notes: Sequence[tuple[str, str]] = field(default=())
