"""The first pull: pages are written as they come, and while some are written the next ones are fetched."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Executor
from contextlib import closing
from threading import Event

from salesdesk.protocol.wire import Page
from salesdesk.store.pulls import Arrived, Laid
from salesdesk.store.store import Store
from salesdesk.sync.progress import Progress

# So many are written together, where they come that quickly: what the indexes change again and again goes to the
# file once for all of them.
PAGES_AT_ONCE = 2


class Filling:
    """Fills an empty profile with what `fetch` brings, which takes the token of a page."""

    def __init__(self, store: Store, fetch: Callable[[str], Page], say: Callable[[Progress], None]) -> None:
        self._store = store
        self._fetch = fetch
        self._say = say
        # While nothing is being written, what is there is not kept waiting for more.
        self._idle = Event()
        self._failed: Exception | None = None

    def run(self, ahead: Executor, hear: Callable[[Laid], None]) -> None:
        """Writes page by page, fetching in the thread of `ahead`; cut off anywhere, it goes on behind the last one."""
        facts = self._store.facts
        rows, total = facts.number("fill_rows"), facts.number("fill_total")
        self._say(_progress(rows, total))
        with self._store.bulk(), closing(self._pages(ahead, facts.get("fill"))) as coming:
            for pages in coming:
                left = list(map(_arrived, pages))
                while left:
                    laid = self._store.pulls.fill(left)
                    for some in laid:
                        hear(some)
                    rows += sum(some.count for some in laid)
                    total = left[0].total or total
                    left = left[len(laid) :]
                    self._say(_progress(rows, total, frozenset().union(*(some.kinds for some in laid))))

    def _pages(self, ahead: Executor, token: str) -> Generator[list[Page], None, None]:
        """The pages from a token on, several where they came while others were written; then what went wrong."""
        self._idle.set()
        coming = ahead.submit(self._some, token)
        try:
            while True:
                pages = coming.result()
                self._idle.clear()
                if more := pages[-1].next:
                    coming = ahead.submit(self._some, more)
                yield pages
                if not more:
                    return
                self._idle.set()
        finally:
            self._idle.set()

    def _some(self, token: str) -> list[Page]:
        if self._failed:
            raise self._failed
        pages = [self._fetch(token)]
        while pages[-1].next and len(pages) < PAGES_AT_ONCE and not self._idle.is_set():
            try:
                pages.append(self._fetch(pages[-1].next))
            except Exception as error:
                self._failed = error  # raised behind those that came
                break
        return pages


def _arrived(page: Page) -> Arrived:
    return Arrived(
        page.epoch, page.head, page.time, page.scopes, page.singly, entries=page.entries, swept=page.swept,
        erased=page.erased, total=page.total, tables=page.tables, proof=page.proof, more=page.next,
        refused=page.refused,
    )  # fmt: skip


def _progress(rows: int, total: int, kinds: frozenset[str] = frozenset()) -> Progress:
    return Progress("filling", rows, total, min(rows / total, 1.0) if total else 0.0, kinds)
