"""One round of sync: fill an empty profile, send what waits, fetch what is new, and check the sums."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from salesdesk.protocol.service import OTHER_EPOCH, SERVER_OLDER, Refusal, Service
from salesdesk.protocol.wire import EPOCH_BITS, Mutation, Page, Push, Pushed
from salesdesk.store.errors import BadPull
from salesdesk.store.pulls import Arrived, Laid
from salesdesk.store.store import Store
from salesdesk.sync import sending
from salesdesk.sync.errors import Differs, OtherServer, Outdated, ServerOlder, Stopped
from salesdesk.sync.staging import Staging

T = TypeVar("T")


@dataclass
class Progress:
    """How far a round is: `step` is filling, sending, fetching or repairing; `rows` of it are done.

    `total` is of about how many, and `share` how much that is of all (0 to 1): both 0 where nobody knows.
    `kinds` look otherwise since the step before.
    """

    step: str
    rows: int = 0
    total: int = 0
    share: float = 0.0
    kinds: frozenset[str] = frozenset()


@dataclass
class Outcome:
    """What a round did: rows sent and fetched, conflicts and refusals that came, kinds that look otherwise now.

    `merged` counts the mutations that the server laid together with what a colleague had written.
    """

    pushed: int = 0
    pulled: int = 0
    merged: int = 0
    conflicts: int = 0
    refused: int = 0
    kinds: set[str] = field(default_factory=set)


class Engine:
    """Syncs a store with a service, a round at a time. `say` hears how far it is and may raise Stopped.

    `ahead` makes what fetches the next page while one is written.
    """

    def __init__(
        self, store: Store, service: Service, say: Callable[[Progress], None] = lambda _progress: None,
        ahead: Callable[[], Executor] = lambda: ThreadPoolExecutor(1, "pages"),
    ) -> None:  # fmt: skip
        self._store = store
        self._service = service
        self._say = say
        self._ahead = ahead
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """One whole round; everything that was sent is answered before anything is fetched.

        So whoever types over an edit of her own has it named as its base. Raises SyncError, Refusal and
        StoreError, and can then be run again.
        """
        outcome = self.outcome
        if self._store.facts.number("newest") > self._schema:
            raise Outdated
        if not self._store.facts.get("cursor"):
            self._fill(outcome)
        understood = self._send(outcome)
        self._fetch(outcome)
        self._store.journal.forget()
        self._store.remains.wipe()
        if not understood:
            raise ServerOlder
        return outcome

    # --- the first pull -----------------------------------------------------------------------

    def _fill(self, outcome: Outcome) -> None:
        """Writes page by page; cut off anywhere, it goes on with the next page."""
        facts = self._store.facts
        rows, total, kinds = facts.number("fill_rows"), facts.number("fill_total"), frozenset[str]()
        # While one page is written the next one is on its way.
        with self._ahead() as ahead:
            coming = ahead.submit(self._page, 0, self._store.facts.get("fill"))
            while True:
                self._say(Progress("filling", rows, total, min(rows / total, 1.0) if total else 0.0, kinds))
                page = coming.result()
                if page.next:
                    coming = ahead.submit(self._page, 0, page.next)
                total = page.total or total
                arrived = Arrived(
                    page.epoch, page.head, page.time, page.scopes, page.rows, entries=page.entries, swept=page.swept,
                    erased=page.erased, total=total,
                )  # fmt: skip
                laid = self._store.pulls.fill(arrived, page.next)
                self._count(outcome, laid)
                rows, kinds = rows + laid.count, frozenset(laid.kinds)
                if not page.next:
                    return

    # --- sending ------------------------------------------------------------------------------

    def _send(self, outcome: Outcome) -> bool:
        """Sends what waits; False where the server is too old for some of it, which waits on."""
        done, waiting = 0, self._store.sums.pending()
        while batch := self._store.outbox.batch():
            self._say(Progress("sending", outcome.pushed, share=min(done / max(waiting, 1), 1.0)))
            pushed = self._pushed(batch)
            if pushed is None:
                return False
            refused, kinds = sending.keep(self._store, batch, pushed)
            outcome.pushed += sum(len(mutation.writes) for mutation in batch[: len(pushed.answers)])
            outcome.refused += refused
            outcome.merged += sum(answer.status == "merged" for answer in pushed.answers)
            outcome.kinds |= kinds
            done += len(pushed.answers)
        return True

    def _pushed(self, batch: list[Mutation]) -> Pushed | None:
        def hand(some: list[Mutation]) -> Pushed:
            return self._asked(lambda: self._service.push(Push(self._epoch, self._schema, some)))

        try:
            return sending.hand_in(hand, batch)
        except Refusal as refusal:
            if refusal.code == SERVER_OLDER:
                return None
            raise

    # --- fetching -----------------------------------------------------------------------------

    def _fetch(self, outcome: Outcome) -> None:
        self._say(Progress("fetching"))
        cursor = int(self._store.facts.get("cursor") or 0)
        last = self._pull(cursor, outcome)
        wrong = self._wrong(last)
        if not wrong:
            return
        self._say(Progress("repairing"))
        # Whatever is missing or old comes again; a row too many has no reason to go, so it stays and is told.
        last = self._pull(cursor, outcome, whole=True)
        self._store.pulls.forget_sums()
        if wrong := self._wrong(last):
            raise Differs(wrong)

    def _pull(self, cursor: int, outcome: Outcome, *, whole: bool = False) -> Page:
        """Stages pages until one pull fits into one, then lays everything into the tables at once."""
        staged = Staging()
        start = begin = 0 if whole else cursor
        while True:
            page = self._page(start, "")
            if page.lost and start != begin:
                # What is staged may be of a scope that she lost meanwhile: begin again without it.
                staged, start = Staging(), begin
                continue
            head, pages = page.head, 1
            staged.take(page)
            while page.next:
                self._say(Progress("fetching", len(staged.rows)))
                page = self._page(start, page.next)
                staged.take(page)
                pages += 1
            start = head
            if pages == 1:
                break
        arrived = Arrived(
            page.epoch, head, page.time, staged.scopes, staged.rows.values(), list(staged.gone.values()), staged.lost,
            list(staged.entries.values()), page.swept, staged.erased,
        )  # fmt: skip
        self._count(outcome, self._store.pulls.apply(arrived))
        outcome.conflicts += sum(entry.what == "conflict" and not entry.choice for entry in arrived.entries)
        return page

    def _wrong(self, page: Page) -> tuple[str, ...]:
        here = self._store.pulls.sums()
        return tuple(name for name, sums in page.sums.items() if here.get(name, (0, 0)) != tuple(sums))

    def _page(self, cursor: int, token: str) -> Page:
        """A page that answers what was asked; another is thrown away and asked for once more."""
        for _attempt in range(2):
            page = self._asked(lambda: self._service.pull(self._epoch, cursor, token, self._schema))
            if (page.epoch, page.cursor, page.token) == (self._epoch, cursor, token):
                return _leading_on(page)
        raise BadPull("the page is not the one that was asked for")

    @staticmethod
    def _asked(ask: Callable[[], T]) -> T:
        try:
            return ask()
        except Refusal as refusal:
            if refusal.code == OTHER_EPOCH:
                raise OtherServer from refusal
            raise

    @property
    def _schema(self) -> int:
        return self._store.kinds.schema

    @property
    def _epoch(self) -> int:
        return self._store.facts.number("epoch")

    @staticmethod
    def _count(outcome: Outcome, laid: Laid) -> None:
        outcome.pulled += laid.count
        outcome.kinds |= laid.kinds


def _leading_on(page: Page) -> Page:
    """The page; raises BadPull for a cursor that its server would never take again, and for pages without an end."""
    ahead = page.head >= page.cursor and page.head >> EPOCH_BITS == page.epoch
    if not ahead or (page.next and (not page.rows or page.next == page.token)):
        raise BadPull("the page leads nowhere")
    return page


def stopping(stopped: Callable[[], bool], say: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """A listener that ends the round at its next step once `stopped`."""

    def hear(progress: Progress) -> None:
        if stopped():
            raise Stopped
        say(progress)

    return hear
