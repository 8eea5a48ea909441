"""Head office as the desk knows it: logging in, syncing, and what both sides know of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from salesdesk.store.errors import DiskFull
from salesdesk.store.facts import CLOCK_AHEAD, by_this_clock
from salesdesk.store.rounds import Round
from salesdesk.store.store import Store

if TYPE_CHECKING:
    from salesdesk.sync.engine import Outcome
    from salesdesk.sync.hints import Listening
    from salesdesk.sync.http import Http, HttpService
    from salesdesk.sync.membership import Membership
    from salesdesk.sync.progress import Progress


@dataclass(frozen=True)
class Synced:
    """A round of sync, as far as it came; `kinds` look otherwise now."""

    outcome: Outcome
    bytes_up: int
    bytes_down: int

    @property
    def kinds(self) -> set[str]:
        """The kinds of record that look otherwise now."""
        return self.outcome.kinds


@dataclass(frozen=True)
class State:
    """How profile and server stand: `joined` once and for all, `logged_in` until she logs out.

    `pending` counts the changes that wait, `inbox` what is to be decided; `last_sync` is by this laptop's clock,
    or None before the first.
    `alone` counts the records that the server does not know, of which she is to say what becomes of them.
    While `filling`, the first pull is not at its end: `filled` rows of about `fill_total` (0: nobody knows) are here.
    """

    server: str
    user: str
    device: str
    joined: bool
    logged_in: bool
    pending: int
    cursor: int
    last_sync: datetime | None
    inbox: int
    filling: bool = False
    filled: int = 0
    fill_total: int = 0
    alone: int = 0


class Office:
    """The company's server, from the desk's side. Imports the network only when it is asked for."""

    def __init__(self, store: Store, clock: Callable[[], datetime], tell: Callable[[Synced], None]) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell
        self._renewing = Lock()

    def state(self) -> State:
        """How things stand, without asking the server."""
        facts = self._store.facts
        last = by_this_clock(facts.number("last_sync"), facts.number(CLOCK_AHEAD))
        return State(
            server=facts.get("server"),
            user=facts.get("user"),
            device=facts.get("device"),
            joined=bool(facts.get("organisation")),
            logged_in=bool(facts.get("refresh")),
            pending=self._store.sums.pending(),
            cursor=facts.number("cursor"),
            last_sync=datetime.fromtimestamp(last / 1_000_000, UTC) if last else None,
            inbox=self._store.inbox.count(),
            filling=bool(facts.get("organisation")) and not facts.get("cursor"),
            filled=facts.number("fill_rows"),
            fill_total=facts.number("fill_total"),
            alone=len(self._store.alone.all()),
        )

    def log_in(self, url: str, name: str, password: str) -> None:
        """Lets her in; a profile of this computer only becomes one of the company.

        Raises BadAddress, SyncError, Refusal.
        """
        import platform

        from salesdesk.domain.fields import sound
        from salesdesk.protocol.login import Login
        from salesdesk.sync.address import address
        from salesdesk.sync.engine import Outcome
        from salesdesk.sync.http import Http, HttpService, log_in

        server = address(url)
        http = Http(server)
        try:
            device = self._store.facts.get("device")
            session = log_in(http, Login(sound(name), sound(password), sound(platform.node()) or "laptop", device))
            service = HttpService(http, lambda: session.tokens, lambda _tokens, _was: None)
            self._membership.enter(server, session, service.log_out)
        finally:
            http.close()
        self._tell(Synced(Outcome(kinds={"user"}), http.bytes_up, http.bytes_down))

    def log_out(self) -> None:
        """Ends the session; without the server's answer too. What she has stays here."""
        from salesdesk.protocol.service import Refusal
        from salesdesk.sync.errors import SyncError

        if self._membership.logged_in:
            http, service = self._service()
            try:
                service.log_out()
            except (SyncError, Refusal):
                pass  # the server forgets the device when its token runs out
            finally:
                http.close()
        self._membership.leave()

    def sync(
        self, say: Callable[[Progress], None] = lambda _progress: None, stopped: Callable[[], bool] = lambda: False
    ) -> Synced:
        """One round; raises SyncError, Refusal, StoreError, and what was done stays done.

        `say` hears how far it is; once `stopped()` it ends at once, whatever it waits for.
        """
        from salesdesk.sync.engine import Engine, stopping
        from salesdesk.sync.packing import ready

        began, trouble = self._clock(), ""
        http, service = self._service(stopped)
        engine = Engine(self._store, service, stopping(stopped, say), ready=ready)
        try:
            engine.run()
        except Exception as error:
            trouble = name_of(error)
            raise
        finally:
            http.close()
            done = Synced(engine.outcome, http.bytes_up, http.bytes_down)
            self._remember(began, done, trouble)
            self._tell(done)
        return done

    def _remember(self, began: datetime, done: Synced, trouble: str) -> None:
        """Writes the round into the log; on a full disk there is none."""
        made = done.outcome
        with suppress(DiskFull):
            self._store.rounds.put(
                Round(
                    _microseconds(began), _microseconds(self._clock()), made.pushed, made.pulled, made.merged,
                    made.conflicts, made.refused, done.bytes_up, done.bytes_down, trouble, turned=made.turned,
                    returned=made.returned,
                )
            )  # fmt: skip

    def listening(self, heard: Callable[[int], None]) -> Listening:
        """What listens for news, once it is started; `heard` is told the seq of each, in another thread."""
        from salesdesk.sync.hints import Listening

        facts = self._store.facts
        return Listening(self._listener, lambda: facts.number("cursor"), heard)

    @contextmanager
    def _listener(self, stopped: Callable[[], bool]) -> Iterator[HttpService]:
        http, service = self._service(stopped)
        try:
            yield service
        finally:
            http.close()

    def past(self, kind: str, id: str) -> list[Any]:
        """The steps of a record that the server knows, oldest first (protocol.wire.Past); times by this clock."""
        from msgspec import structs

        http, service = self._service()
        try:
            steps = service.history(kind, id)
        finally:
            http.close()
        ahead = self._store.facts.number(CLOCK_AHEAD)
        return [structs.replace(step, at=by_this_clock(step.at, ahead)) for step in steps]

    def _service(self, stopped: Callable[[], bool] = lambda: False) -> tuple[Http, HttpService]:
        from salesdesk.sync.http import Http, HttpService

        hers = self._membership
        hers.tokens()  # nobody is asked where nobody is logged in
        http = Http(hers.server, stopped=stopped)
        return http, HttpService(http, hers.tokens, hers.keep, self._renewing, self._store.facts.get("organisation"))

    @property
    def _membership(self) -> Membership:
        from salesdesk.sync.membership import Membership

        return Membership(self._store)


def name_of(error: Exception) -> str:
    """What the log calls an error of a round: its type, of a refusal with its code."""
    code = str(getattr(error, "code", ""))
    return f"{type(error).__name__}.{code}" if code else type(error).__name__


def _microseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)
