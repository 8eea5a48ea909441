"""The rows of a list that are at hand: those around the place where she looks, however long the list is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Row = tuple[Any, ...]
Place = tuple[Any, ...]
MOST = 2_000
_KEPT_MARKS = 50_000


class Held:
    """Rows by their number in the list; with each the place that a page can begin behind, where that is known."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._places: dict[int, Place] = {}
        # The ends of the pages that were read, also of those that were let go since.
        self._marks: dict[int, Place] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> Row | None:
        """The row of a number, if it is at hand."""
        return self._rows.get(number)

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """All rows at hand."""
        yield from self._rows.items()

    def place(self, number: int) -> Place | None:
        """Where a row stands."""
        return self._places.get(number) or self._marks.get(number)

    def put(
        self, start: int, rows: Sequence[Row], places: Sequence[Place], end: Place | None = None, *, near: int = 0
    ) -> None:
        """Takes rows in, and lets those go that are furthest from `near`; `end` is where the last one stands."""
        for number, row in enumerate(rows, start):
            self._rows[number] = row
        for number, place in enumerate(places, start):
            self._places[number] = place
        if end is not None and rows:
            self._marks[start + len(rows) - 1] = end
        if len(self._marks) > _KEPT_MARKS:
            self._marks.clear()
        if len(self._rows) > MOST:
            for number in sorted(self._rows, key=lambda number: abs(number - near))[MOST // 2 :]:
                del self._rows[number]
                self._places.pop(number, None)

    def clear(self) -> None:
        """Lets all go."""
        for kept in (self._rows, self._places, self._marks):
            kept.clear()

    def run_around(self, number: int) -> tuple[int, list[Row]]:
        """The rows without a gap around a number, and the number of the first."""
        if number not in self._rows:
            return number, []
        first = last = number
        while first - 1 in self._rows:
            first -= 1
        while last + 1 in self._rows:
            last += 1
        return first, [self._rows[n] for n in range(first, last + 1)]

    def gap(self, number: int, length: int, page: int) -> tuple[int, int, Place | None, Place | None]:
        """What to read for a row that is not at hand: from where, how much, behind or before which place.

        That is next to what is at hand; in a list whose rows have no places, behind the nearest mark.
        """
        if not self._places:
            mark = max((n for n in self._marks if n < number), default=-1)
            return mark + 1, page, self._marks.get(mark), None
        below = next((n for n in range(number - 1, max(number - page, 0) - 1, -1) if n in self._rows), None)
        if below is not None or number < page:
            start = below + 1 if below is not None else 0
            return start, page, self.place(start - 1), None
        above = next((n for n in range(number + 1, number + page) if n in self._rows), None)
        end = above if above is not None else min(number + page // 2, length)
        start = max(0, end - page)
        return start, end - start, self.place(start - 1), self.place(end)
