"""From a list as it stood to the list as it is: which rows come and which go, though only some are at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Step = tuple[int, int]


@dataclass(frozen=True)
class Span:
    """The ids of the rows from `start` on, in a list of `total` rows."""

    start: int
    ids: Sequence[str]
    total: int

    @property
    def rest(self) -> int:
        """How many rows stand behind it."""
        return self.total - self.start - len(self.ids)


def steps(before: Span, now: Span) -> list[Step] | None:
    """Where how many rows are put in, or taken out, one after the other; None where the list begins anew.

    Rows that stay keep their index. What comes and goes out of sight is told apart by its number only.
    """
    place = {id: number for number, id in enumerate(now.ids)}
    stay = [(old, place[id]) for old, id in enumerate(before.ids) if id in place]
    news = [new for _old, new in stay]
    if not stay or news != sorted(news):
        return None
    found = [*_ahead(before, now, stay[0]), *_between(before, now, stay), *_behind(before, now, stay[-1])]
    return [step for step in found if step[1]]


def _ahead(before: Span, now: Span, first: tuple[int, int]) -> Iterator[Step]:
    if before.start == now.start == 0:
        yield 0, -first[0]
        yield 0, first[1]
    else:
        yield 0, (now.start + first[1]) - (before.start + first[0])


def _between(before: Span, now: Span, stay: Sequence[tuple[int, int]]) -> Iterator[Step]:
    """Between two rows that stay, what stood goes and what is new comes."""
    for (old, new), (next_old, next_new) in pairwise(stay):
        at = now.start + new + 1
        yield at, -(next_old - old - 1)
        yield at, next_new - new - 1


def _behind(before: Span, now: Span, last: tuple[int, int]) -> Iterator[Step]:
    at = now.start + last[1] + 1
    gone, come = len(before.ids) - last[0] - 1, len(now.ids) - last[1] - 1
    if before.rest == now.rest == 0:
        yield at, -gone
        yield at, come
    else:
        yield at, (come + now.rest) - (gone + before.rest)
