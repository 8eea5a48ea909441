"""Search as she types: each prefix of each query is one page of the list, and one time: the middle one of three."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median, quantiles

from benchmarks import made_up
from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded
from salesdesk.schema.columns import quoted
from salesdesk.store.connection import connect
from salesdesk.store.listing import PAGE, Query
from salesdesk.ui.rows import row_style

LIMIT_MS = 16.0
SHORTEST = 2
ROUNDS = 3
SLOWEST_SHOWN = 3
# So many times as fast as LIKE.
FASTER = 50
WHOLE = 14


def measure(loaded: Loaded, queries: int) -> Measured:
    """Types the queries letter by letter, the goal being an absolute limit; and some whole, beside LIKE."""
    desk = loaded.open()
    kind = desk.kinds["lead"]
    names = row_style(kind).names
    asked = [prefix for text in made_up.typed(queries, loaded.known) for prefix in prefixes(text)]
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
    by_like, found_by_search = _beside_like(loaded, queries)
    taken = list(zip(map(median, zip(*rounds, strict=True)), asked, strict=True))
    times = [milliseconds for milliseconds, _prefix in taken]
    p99 = quantiles(times, n=100, method="inclusive")[98]
    slowest = ", ".join(f"“{prefix}” {ms:.1f}" for ms, prefix in sorted(taken, reverse=True)[:SLOWEST_SHOWN])
    notes = [
        ("search, median", f"{median(times):.2f} ms of {len(times)} asked, {found // ROUNDS} of them found something"),
        ("search, slowest", f"{slowest} ms"),
    ]
    return Measured(
        [Figure("search p99", p99, LIMIT_MS, 1), Figure("search / LIKE", found_by_search, by_like, 1 / FASTER)], notes
    )


def _beside_like(loaded: Loaded, queries: int) -> tuple[float, float]:
    """Milliseconds for the page that a whole query finds, by LIKE over the same fields and by the search."""
    desk, connection = loaded.open(), connect(loaded.database, loaded.key, readonly=True)
    kind = desk.kinds["lead"]
    names = row_style(kind).names
    columns = ", ".join(map(quoted, names))
    tests = " OR ".join(f"{quoted(field.name)} LIKE :text" for field in kind.searchable)
    sql = f"SELECT {columns} FROM lead WHERE deleted IS NULL AND ({tests}) ORDER BY n DESC LIMIT {PAGE}"
    times: list[tuple[float, float]] = []
    for text in made_up.typed(min(queries, WHOLE), loaded.known):
        begun = time.perf_counter()
        connection.execute(sql, {"text": f"%{text}%"}).fetchall()
        between = time.perf_counter()
        desk.page(Query(kind, text=text), names)
        times.append((between - begun, time.perf_counter() - between))
    connection.close()
    desk.store.close()
    like, ours = (median(column) * 1e3 for column in zip(*times, strict=True))
    return like, ours


def prefixes(text: str) -> Iterator[str]:
    """What stands in the field as `text` is typed: from two characters, from one in Chinese."""
    first = 1 if "一" <= text[:1] <= "鿿" else SHORTEST
    yield from (text[:end] for end in range(first, len(text) + 1) if text[end - 1] != " ")
