"""When something was done, as short as it stays clear."""

from __future__ import annotations

from datetime import UTC, datetime

from salesdesk.i18n import clock, day_pattern, moment

_DAYS_BY_NAME = 6


def when(microseconds: int, now: datetime) -> str:
    """The clock today, the weekday and the clock for some days, then the day; "" where nobody knows."""
    if not microseconds:
        return ""
    at = datetime.fromtimestamp(microseconds / 1_000_000, UTC)
    days = (now.astimezone().date() - at.astimezone().date()).days
    if days == 0:
        return clock(at)
    if 0 < days <= _DAYS_BY_NAME:
        return f"{day_pattern(at.astimezone().date(), 'E')} {clock(at)}"
    return moment(at)
