"""What a list shows, as it is to be written: the chosen rows, or all that search and filters leave, in its order."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.desk.desk import Desk
from salesdesk.store.listing import Query
from salesdesk.ui.rows import row_style


@dataclass(frozen=True)
class Seen:
    """A list as she sees it; with `ids` these rows of it alone."""

    query: Query
    ids: tuple[str, ...] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that its rows show."""
        return row_style(self.query.kind).names

    def count(self, desk: Desk) -> int:
        """How many records it shows; a search is gone through page by page."""
        if self.ids is not None:
            return len(self.ids)
        return desk.store.lists.count(self.query) if not self.query.text else _found(desk, self.query)


def _found(desk: Desk, query: Query) -> int:
    count, page = 0, desk.page(query, (), None, _ROWS_A_PAGE)
    while page.after is not None:
        count, page = count + len(page.rows), desk.page(query, (), page.after, _ROWS_A_PAGE)
    return count + len(page.rows)


_ROWS_A_PAGE = 2_000
