"""Search as she types: each prefix of each query is one page of the list, and one time: the middle one of three."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median, quantiles

from benchmarks import made_up
from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded
from salesdesk.store.listing import Query
from salesdesk.ui.rows import row_style

LIMIT_MS = 16.0
SHORTEST = 2
ROUNDS = 3
SLOWEST_SHOWN = 3


def measure(loaded: Loaded, queries: int) -> Measured:
    """Types the queries letter by letter; the goal is an absolute limit."""
    desk = loaded.open()
    kind = desk.kinds["lead"]
    names = row_style(kind).names
    asked = [prefix for text in made_up.typed(queries, loaded.leads) for prefix in prefixes(text)]
    found = 0
    rounds: list[list[float]] = []
    for _ in range(ROUNDS):
        rounds.append([])
        for prefix in asked:
            begun = time.perf_counter()
            page = desk.page(Query(kind, text=prefix), names)
            rounds[-1].append((time.perf_counter() - begun) * 1e3)
            found += bool(page.rows)
    desk.store.close()
    taken = list(zip(map(median, zip(*rounds, strict=True)), asked, strict=True))
    times = [milliseconds for milliseconds, _prefix in taken]
    p99 = quantiles(times, n=100, method="inclusive")[98]
    slowest = ", ".join(f"“{prefix}” {ms:.1f}" for ms, prefix in sorted(taken, reverse=True)[:SLOWEST_SHOWN])
    notes = [
        ("search, median", f"{median(times):.2f} ms of {len(times)} asked, {found // ROUNDS} of them found something"),
        ("search, slowest", f"{slowest} ms"),
    ]
    return Measured([Figure("search p99", p99, LIMIT_MS, 1)], notes)


def prefixes(text: str) -> Iterator[str]:
    """What stands in the field as `text` is typed: from two characters, from one in Chinese."""
    first = 1 if "一" <= text[:1] <= "鿿" else SHORTEST
    yield from (text[:end] for end in range(first, len(text) + 1) if text[end - 1] != " ")
