"""How long what is over is kept (SYNC.md, retention)."""

from __future__ import annotations

from datetime import timedelta

# Deleted records, on the server and so on every laptop.
TRASH_DAYS = 90
# What a laptop keeps of its own answered changes: to undo them, and to give them back to a restored server.
JOURNAL_DAYS = 30
# Their names stand in what others wrote: a deleted one stays.
KEPT_FOR_EVER = frozenset({"team", "user"})
# Once a day a mark is set; clocks that jump set no second one, and take none back.
_DAY = timedelta(hours=20) // timedelta(microseconds=1)


def is_due(now: int, last: int | None) -> bool:
    """Whether a day's mark is to be set at `now`, after one at `last` (microseconds since 1970)."""
    return last is None or abs(now - last) >= _DAY


def passed(now: int, at: int, marks_since: int, days: int) -> bool:
    """Whether so many days are over since a mark: by the clock and by the marks that followed.

    A clock that is wrong by years ends nothing too early.
    """
    return marks_since >= days and now - at >= timedelta(days=days) // timedelta(microseconds=1)
