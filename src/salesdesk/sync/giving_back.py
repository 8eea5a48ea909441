"""Gives a restored server back what it had shown this laptop before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import json

from salesdesk.protocol.service import Service
from salesdesk.protocol.wire import BYTES_A_PUSH, Offer, Row
from salesdesk.store.turns import ROWS_AT_ONCE, Turning, Turns
from salesdesk.sync.progress import Progress

_BYTES = BYTES_A_PUSH * 3 // 4


def give_back(turns: Turns, service: Service, turning: Turning, say: Callable[[Progress], None]) -> int:
    """Offers the rows and inbox entries of the lost stretch; returns how many the server had lost. Raises Refusal."""
    if turning.seen <= turning.kept:
        return 0  # she had not pulled anything of it
    taken = 0
    for rows in _fitting(turns.rows(turning)):
        say(Progress("returning", taken))
        taken += service.offer(Offer(turning.epoch, turning.seen, rows)).taken
    entries = turns.entries(turning)
    for start in range(0, len(entries), ROWS_AT_ONCE):
        some = entries[start : start + ROWS_AT_ONCE]
        taken += service.offer(Offer(turning.epoch, turning.seen, [], some)).taken
    return taken


def _fitting(parts: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """The rows in lists of which each fits into one body."""
    for part in parts:
        left = [part]
        while left:
            some = left.pop()
            half = len(some) // 2
            if half and len(json.encode(some)) > _BYTES:
                left += [some[half:], some[:half]]
            else:
                yield some
