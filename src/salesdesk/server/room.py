"""What goes onto one page of a pull: so many rows, and no more text than a slow line carries in a while."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import Result

from salesdesk.protocol.wire import CHARACTERS_A_PAGE, ROWS_A_PAGE

# So many rows are read at a time: where each is full of text, no more than these are in memory beyond a page's.
READ_AT_ONCE = 100
Columns = Sequence[Sequence[Any]]


class Most(NamedTuple):
    """How many rows a page has at most, and how many characters their texts come to before it ends."""

    rows: int = ROWS_A_PAGE
    characters: int = CHARACTERS_A_PAGE


FULL_PAGE = Most()


@dataclass
class Room:
    """What is left on a page: rows, and characters of their texts. The last row may be longer than what is left."""

    rows: int
    characters: int

    @property
    def full(self) -> bool:
        """Whether the page ends here."""
        return self.rows <= 0 or self.characters <= 0

    def columns(self, found: Result[Any], texts: Sequence[int]) -> Iterator[Columns]:
        """Of the rows that were found, at most so many as there is room for, those that go onto the page.

        By columns and some at a time; `texts` are the places of the columns that hold texts.
        """
        for some in found.partitions(READ_AT_ONCE):
            columns = list(zip(*some, strict=True))
            fit = self._fit(columns, texts)
            yield columns if fit == len(some) else [column[:fit] for column in columns]
            if self.full:
                found.close()
                return

    def _fit(self, columns: Columns, texts: Sequence[int]) -> int:
        """How many of some rows go onto the page; takes up their room."""
        fit, size = len(columns[0]), sum(sum(map(len, columns[place])) for place in texts)
        if size >= self.characters:
            behind = accumulate(sum(map(len, row)) for row in zip(*(columns[place] for place in texts), strict=True))
            fit = 1 + next(n for n, characters in enumerate(behind) if characters >= self.characters)
        self.characters -= size
        self.rows -= fit
        return fit
