"""One round of sync: fill an empty profile, send what waits, fetch what is new, and check the sums."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias, TypeVar

from salesdesk.protocol.service import OTHER_EPOCH, SERVER_OLDER, TOO_LONG_AGO, Refusal, Service
from salesdesk.protocol.wire import EPOCH_BITS, Claim, Known, Mutation, Page, Push, Pushed
from salesdesk.store.errors import BadPull, Unlike
from salesdesk.store.facts import PROOF, SWEPT
from salesdesk.store.pulls import Arrived, Laid
from salesdesk.store.store import Store
from salesdesk.store.turns import ROWS_AT_ONCE, Turning
from salesdesk.sync import sending
from salesdesk.sync.errors import Differs, OtherServer, Outdated, ServerOlder, Stopped
from salesdesk.sync.filling import Filling
from salesdesk.sync.giving_back import give_back
from salesdesk.sync.progress import Progress
from salesdesk.sync.sent import Sent
from salesdesk.sync.staging import Staging, leading_on

T = TypeVar("T")
_Answered: TypeAlias = tuple[list[Mutation], Pushed]
# How often a round begins again because the server was restored meanwhile.
_TURNS = 3
# So many restores nobody makes in a row.
_EPOCHS_AT_ONCE = 100


@dataclass
class Outcome:
    """What a round did: rows sent and fetched, conflicts and refusals that came, kinds that look otherwise now.

    `merged` counts the mutations that the server laid together with what a colleague had written.
    Where the server was restored from a backup, `turned`, and how many rows, entries and changes of what it had lost
    this laptop had for it (`returned`).
    """

    pushed: int = 0
    pulled: int = 0
    merged: int = 0
    conflicts: int = 0
    refused: int = 0
    returned: int = 0
    turned: bool = False
    kinds: set[str] = field(default_factory=set)


class Engine:
    """Syncs a store with a service, a round at a time. `say` hears how far it is and may raise Stopped.

    `ahead` makes what fetches the next page while one is written, and sends a batch while the next one is made
    `ready`: as the service wants to have it.
    """

    def __init__(
        self, store: Store, service: Service, say: Callable[[Progress], None] = lambda _progress: None,
        ahead: Callable[[], Executor] = lambda: ThreadPoolExecutor(1, "pages"),
        ready: Callable[[Push], Push] = lambda push: push,
    ) -> None:  # fmt: skip
        self._store = store
        self._service = service
        self._say = say
        self._ahead = ahead
        self._ready = ready
        self._sent = Sent()
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """One whole round; everything that was sent is answered before anything is fetched.

        So whoever types over an edit of her own has it named as its base. Raises SyncError, Refusal and
        StoreError, and can then be run again.
        """
        if self._store.facts.number("newest") > self._schema:
            raise Outdated
        for _attempt in range(_TURNS):
            try:
                return self._round(self.outcome)
            except _EpochOver:
                self._sent.forget()
                self._turn()
        raise OtherServer

    def _round(self, outcome: Outcome) -> Outcome:
        turning = self._store.turns.now()
        if turning is not None:
            outcome.turned = True
            outcome.returned += self._asked(lambda: give_back(self._store.turns, self._service, turning, self._say))
        if not self._store.facts.get("cursor"):
            filling = Filling(self._store, partial(self._page, 0), self._say)
            with self._ahead() as ahead:
                filling.run(ahead, partial(self._count, outcome))
        self._send_again(outcome, turning)
        understood = self._send(outcome)
        self._fetch(outcome, turning)
        self._store.journal.forget()
        self._store.remains.wipe()
        if not understood:
            raise ServerOlder
        return outcome

    # --- a restored server --------------------------------------------------------------------

    def _turn(self) -> None:
        """Takes the profile into the server's new epoch; raises OtherServer where that is another company's."""
        facts = self._store.facts
        try:
            turn = self._service.turn(Claim(self._epoch, facts.number("cursor"), facts.get(PROOF)))
        except Refusal as refusal:
            if refusal.code == OTHER_EPOCH:
                raise OtherServer from refusal
            raise
        if turn.organisation != facts.get("organisation"):
            raise OtherServer
        if turn.epoch == self._epoch:
            return
        if not 0 < turn.epoch - self._epoch <= _EPOCHS_AT_ONCE or turn.kept >> EPOCH_BITS >= turn.epoch:
            raise BadPull("an epoch that leads nowhere")
        self._store.copies.make_unless_fresh()
        self._store.turns.begin(turn.epoch, turn.kept, turn.proof)

    def _send_again(self, outcome: Outcome, turning: Turning | None) -> None:
        """Hands in again what a restored server may have lost; what it cannot place yet waits for another round."""
        seen = turning.seen if turning is not None else self._store.facts.number("cursor")
        while batch := self._store.replays.batch():
            self._say(Progress("returning", outcome.returned))
            pushed = self._pushed(Push(self._epoch, self._schema, batch))
            if pushed is None:
                return
            if [x.mid for x in pushed.answers] != [x.mid for x in batch[: len(pushed.answers)]]:
                raise BadPull("the answers are not to what was handed in again")
            parked = self._store.replays.answered(pushed.answers, seen, pushed.time)
            outcome.returned += len(pushed.answers) - parked
            if parked == len(pushed.answers):
                return

    # --- sending ------------------------------------------------------------------------------

    def _send(self, outcome: Outcome) -> bool:
        """Sends what waits; False where the server is too old for some of it, which waits on."""
        done, waiting = 0, self._store.sums.pending()
        push, answered = self._push(), list[_Answered]()
        # While one push is on its way, what became of the one before it is kept, and the next one is made ready.
        with self._ahead() as ahead:
            while batch := push.mutations:
                try:
                    self._say(Progress("sending", outcome.pushed, share=min(done / max(waiting, 1), 1.0)))
                except Stopped:
                    self._keep(answered, outcome)
                    raise
                coming = ahead.submit(self._pushed, push)
                self._keep(answered, outcome)
                following = self._push(behind=batch[-1].mid)
                pushed = coming.result()
                if pushed is None:
                    return False
                answered.append((batch, sending.understood(batch, pushed)))
                outcome.pushed += sum(len(mutation.writes) for mutation in batch[: len(pushed.answers)])
                done += len(pushed.answers)
                if len(pushed.answers) < len(batch):
                    self._keep(answered, outcome)
                    following = self._push()
                push = following
            self._keep(answered, outcome)
        return True

    def _push(self, behind: str = "") -> Push:
        """The next push, ready to go: without mutations where none wait behind that one."""
        push = Push(self._epoch, self._schema, self._store.outbox.batch(behind))
        return self._ready(push) if push.mutations else push

    def _keep(self, answered: list[_Answered], outcome: Outcome) -> None:
        """Keeps what became of a batch that was answered, if there is one, and lets the batch go."""
        while answered:
            batch, pushed = answered.pop()
            self._sent.take(batch, pushed)
            refused, kinds = sending.keep(self._store, pushed)
            outcome.refused += refused
            outcome.merged += sum(answer.status == "merged" for answer in pushed.answers)
            outcome.kinds |= kinds

    def _pushed(self, push: Push) -> Pushed | None:
        def hand(some: Push) -> Pushed:
            return self._asked(lambda: self._service.push(some))

        try:
            return self._sent.heard(sending.hand_in(hand, push))
        except Refusal as refusal:
            if refusal.code == SERVER_OLDER:
                return None
            raise

    # --- fetching -----------------------------------------------------------------------------

    def _fetch(self, outcome: Outcome, turning: Turning | None) -> None:
        self._say(Progress("fetching"))
        cursor = self._store.facts.number("cursor")
        begin = cursor if turning is None else min(turning.kept, cursor)
        try:
            last = self._pull_spared(begin, outcome, whole=turning is not None)
        except Refusal as refusal:
            if refusal.code != TOO_LONG_AGO:
                raise
            self._store.copies.make_unless_fresh()
            last = self._pull(0, outcome, whole=True)
        if turning is not None:
            self._look_anew(turning, outcome)
        if wrong := self._wrong(last):
            self._repair(wrong, outcome)
        else:
            self._store.alone.keep(())

    def _look_anew(self, turning: Turning, outcome: Outcome) -> None:
        """What still stands as the lost stretch had it, and nobody could give back, is taken as the server has it."""
        left = self._store.turns.left(turning)
        for start in range(0, len(left), ROWS_AT_ONCE):
            some = left[start : start + ROWS_AT_ONCE]
            outcome.kinds |= self._store.turns.look_anew(some, self._service.rows(some))
        self._store.turns.end()

    def _repair(self, scopes: tuple[str, ...], outcome: Outcome) -> None:
        """Fetches what differs in these scopes; what is here alone has no reason to go: it stays, and she is asked."""
        self._say(Progress("repairing"))
        alone: list[Known] = []
        for scope in scopes:
            here, there = self._store.pulls.known(scope), self._listed(scope)
            differs = [Known(*key, seq) for key, seq in there.items() if here.get(key) != seq]
            for start in range(0, len(differs), ROWS_AT_ONCE):
                found = self._service.rows(differs[start : start + ROWS_AT_ONCE])
                outcome.kinds |= self._store.turns.look_anew((), found)
            alone += (Known(*key, seq) for key, seq in here.items() if key not in there)
        self._store.pulls.forget_sums()
        wrong = self._wrong(self._pull(self._store.facts.number("cursor"), outcome))
        asks = self._store.alone.keep(alone if wrong else ())
        if wrong and (asks or not alone):
            raise Differs(wrong, tuple(self._store.alone.all()))

    def _listed(self, scope: str) -> dict[tuple[str, str], int]:
        """The seqs of a scope's rows on the server."""
        found: dict[tuple[str, str], int] = {}
        after = ""
        while True:
            listing = self._asked(lambda after=after: self._service.listing(scope, after))  # type: ignore[misc]
            found |= {(row.kind, row.id): row.seq for row in listing.rows}
            if not listing.next:
                return found
            if not listing.rows or listing.next == after:
                raise BadPull("the listing leads nowhere")
            after = listing.next

    def _pull_spared(self, begin: int, outcome: Outcome, *, whole: bool) -> Page:
        """What the server took as it was sent does not come back, unless it is not here as it was sent."""
        try:
            return self._pull(begin, outcome, whole=whole)
        except Unlike:
            self._sent.forget()
            return self._pull(begin, outcome, whole=whole)
        finally:
            self._sent.forget()

    def _pull(self, begin: int, outcome: Outcome, *, whole: bool = False) -> Page:
        """Stages pages until one pull fits into one, then lays everything into the tables at once."""
        staged = Staging()
        start = begin
        while True:
            page = self._page(start, "", whole=whole)
            if page.lost and start != begin:
                # What is staged may be of a scope that she lost meanwhile: begin again without it.
                staged, start = Staging(), begin
                continue
            head, pages = page.head, 1
            staged.take(page)
            while page.next:
                self._say(Progress("fetching", staged.count))
                page = self._page(start, page.next, whole=whole)
                staged.take(page)
                pages += 1
            start = head
            if pages == 1:
                break
        arrived = Arrived(
            page.epoch, head, page.time, staged.scopes, staged.rows.values(), list(staged.gone.values()), staged.lost,
            list(staged.entries.values()), swept=page.swept, erased=staged.erased, anew=whole, all=whole and not begin,
            proof=page.proof, bare=staged.bare, refused=list(staged.refused.values()),
        )  # fmt: skip
        self._count(outcome, self._store.pulls.apply(arrived))
        outcome.conflicts += sum(entry.what == "conflict" and not entry.choice for entry in arrived.entries)
        return page

    def _wrong(self, page: Page) -> tuple[str, ...]:
        here = self._store.pulls.sums()
        return tuple(name for name, sums in page.sums.items() if here.get(name, (0, 0)) != tuple(sums))

    def _page(self, cursor: int, token: str, *, whole: bool = False) -> Page:
        """A page that answers what was asked; another is thrown away and asked for once more."""
        spans = () if whole or not cursor else self._sent.spans
        for _attempt in range(2):
            page = self._asked(lambda: self._service.pull(self._epoch, cursor, token, self._schema, whole, spans))
            asked = (page.epoch, page.cursor, page.token) == (self._epoch, cursor, token)
            if asked and self._is_of_now(page) and self._sent.asked_for(page):
                return leading_on(page)
        raise BadPull("the page is not the one that was asked for")

    def _is_of_now(self, page: Page) -> bool:
        """Whether its sums are not of before a sweep that this laptop has heard of: that moves no cursor."""
        return bool(page.next) or page.swept >= self._store.facts.number(SWEPT)

    @staticmethod
    def _asked(ask: Callable[[], T]) -> T:
        try:
            return ask()
        except Refusal as refusal:
            if refusal.code == OTHER_EPOCH:
                raise _EpochOver from refusal
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
        outcome.refused += laid.refused
        outcome.kinds |= laid.kinds


class _EpochOver(Exception):
    """The server is in another epoch than the profile."""


def stopping(stopped: Callable[[], bool], say: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """A listener that ends the round at its next step once `stopped`."""

    def hear(progress: Progress) -> None:
        if stopped():
            raise Stopped
        say(progress)

    return hear
