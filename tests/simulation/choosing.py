"""What people choose to type, and where."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from tests.simulation.kinds import KINDS, LINES
from tests.simulation.laptop import Laptop, Seen
from tests.simulation.world import World

PLAIN = {
    "fair": ("name", "city"), "lead": ("name", "city", "colour"), "trip": ("title", "purpose"), "stay": ("city",),
    "sample": ("name",),
}  # fmt: skip
MONEY = [(None, ""), (Decimal(1), "EUR"), (Decimal(2), "EUR"), (Decimal(1), "JPY")]


class Choosing:
    """What a step at one laptop is about, and what is typed."""

    def __init__(self, world: World, laptop: Laptop, random: Random) -> None:
        self.world = world
        self.laptop = laptop
        self.random = random

    # --- choosing -----------------------------------------------------------------------------

    def some(self, *kinds: str, deleted: bool = False) -> tuple[str, Seen] | None:
        """A record that she sees of one of the kinds, an old one sooner than a new one."""
        there = [(id, x) for id, x in self.laptop.shown().items() if x.kind in kinds and bool(x.deleted) == deleted]
        kind = self.random.choice(kinds)
        found = [x for x in there if x[1].kind == kind] or there
        return found[int(len(found) * self.random.random() ** 2)] if found else None

    def token(self) -> str:
        """A text that is nowhere else; now and then one that others type too."""
        if self.random.random() < 0.25:
            return self.random.choice("abc")
        self.world.tokens += 1
        return f"~{self.world.tokens}~"

    def plain(self, kind: str) -> list[str]:
        """The plain texts of a kind that her program has."""
        return [name for name in PLAIN[kind] if name in self.laptop.kinds[kind].by_name]

    def record(self, id: str, kind: str) -> Any:
        """The record as the desk reads it."""
        return self.laptop.desk.get(kind, id)

    def values(self, kind: str, shown: Mapping[str, Any], *only: str) -> dict[str, Any]:
        """Other values for one or two units of a record."""
        names = [*only] or [*self.plain(kind), *(("notes", "products", "money") if kind == "lead" else ())]
        found: dict[str, Any] = {}
        for name in self.random.sample(names, min(len(names), self.random.choice((1, 1, 2)))):
            found |= self.value(name, shown[name])
        return found

    def value(self, name: str, shown: Any) -> dict[str, Any]:
        if name == "money":
            amount, currency = self.random.choice(MONEY)
            terms = {"terms": self.token()} if self.is_new and self.random.random() < 0.5 else {}
            return {"amount": amount, "currency": currency} | terms
        if name == "notes":
            return {"notes": "".join(self._lines(shown))}
        return {"products": self._words(shown)} if name == "products" else {name: self.token()}

    @property
    def is_new(self) -> bool:
        """Whether her program is next year's."""
        return self.laptop.kinds is KINDS

    def _lines(self, shown: tuple[str, ...]) -> list[str]:
        lines = list(shown) or [f"{n}\n" for n in range(LINES)]
        lines[self.random.randrange(LINES)] = f"{self.token()}\n"
        return lines

    def _words(self, shown: tuple[str, ...]) -> tuple[str, ...]:
        words = set(shown)
        if words and self.random.random() < 0.4:
            words.discard(self.random.choice(sorted(words)))
        else:
            words.add(self.token())
        return tuple(sorted(words))
