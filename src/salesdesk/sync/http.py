"""The service over HTTP: the system's certificates, limits to every wait, and tokens that are renewed once."""

from __future__ import annotations

import secrets
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import truststore

from salesdesk.protocol.login import Login, Refresh, Session, Tokens
from salesdesk.protocol.service import UNAUTHORISED, Refusal, Spans
from salesdesk.protocol.wire import (
    PROTOCOL,
    PROTOCOL_HEADER,
    REQUEST_HEADER,
    Claim,
    Fetched,
    Health,
    Hint,
    Known,
    Listing,
    Offer,
    Offered,
    Page,
    Past,
    Problem,
    Push,
    Pushed,
    Turn,
    Wanted,
)  # fmt: skip
from salesdesk.sync import answers
from salesdesk.sync.address import is_here
from salesdesk.sync.errors import (
    Cut,
    LoggedOut,
    NotOurs,
    Offline,
    OtherServer,
    Stopped,
    SyncError,
    TooSlow,
    Untrusted,
    WrongClock,
)
from salesdesk.sync.packing import packed
from salesdesk.sync.watch import Watch

T = TypeVar("T")
TIMEOUT = httpx.Timeout(15, connect=8, read=60)
# What one request may take in all, in seconds, however steadily its answer drips.
LONGEST_REQUEST = 600.0
# Between the attempts of one request, in seconds.
BACK_OFF = (0.3, 1.5)
# A stream that says nothing for so long is dead, or kept back on the way; the server says something every 15 seconds.
SILENCE = httpx.Timeout(15, connect=8, read=35)
_DATA = b"data: "
# How a line that was cut shows itself; what else does not speak HTTP is no server of ours.
_CUT = ("Server disconnected", "peer closed connection")
# OpenSSL's codes for a certificate that is not valid yet, or no longer (X509_V_ERR_*).
_NOT_ON_THIS_DAY = frozenset({9, 10})


class Http:
    """Asks a server, counting the bytes that went up and down; once `stopped()`, a request ends at once."""

    def __init__(
        self, url: str, wait: Callable[[float], None] = time.sleep, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        self._client = httpx.Client(
            base_url=url,
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=TIMEOUT,
            headers={PROTOCOL_HEADER: PROTOCOL, "Accept": "application/json", "Accept-Encoding": "zstd, gzip"},
            follow_redirects=False,
            # A company's proxy knows the way to its server, not to this computer itself.
            trust_env=not is_here(urlsplit(url).hostname or ""),
        )
        self._wait = wait
        self._watch = Watch(stopped, LONGEST_REQUEST)
        self.bytes_up = 0
        self.bytes_down = 0

    def close(self) -> None:
        """Lets the connection go."""
        self._watch.end()
        self._client.close()

    def ask(
        self, kind: type[T], method: str, path: str, body: Any = None, access: str = "", *, again: bool = True,
        query: Mapping[str, Any] | None = None,
    ) -> T:  # fmt: skip
        """The server's answer; asks again where none came, if it does no harm. Raises SyncError, Refusal."""
        content, headers = packed(body)
        if access:
            headers["Authorization"] = f"Bearer {access}"
        for pause in (*BACK_OFF, None):
            if self._watch.stopped:
                raise Stopped
            try:
                return self._once(kind, method, path, content, headers, query or {})
            except TooSlow:
                raise
            except Offline:
                if pause is None or not again:
                    raise
                self._wait(pause)
        raise AssertionError("the last attempt returns or raises")

    def _once(
        self,
        kind: type[T],
        method: str,
        path: str,
        content: bytes,
        headers: Mapping[str, str],
        query: Mapping[str, Any],
    ) -> T:
        question = secrets.token_hex(4)
        named = {**headers, REQUEST_HEADER: question}
        heard = {"trace": self._watch.hear}
        asking = self._client.stream(method, path, content=content, headers=named, params=query, extensions=heard)
        try:
            with self._watch.request(), asking as response:
                self.bytes_up += len(content)
                answers.check(response, question)
                said = answers.read(response)
                self.bytes_down += response.num_bytes_downloaded
        except httpx.TransportError as error:
            raise self._trouble(error) from error
        if response.status_code >= 400:
            problem = answers.decoded(said, Problem)
            raise Refusal(problem.code, problem.why)
        return answers.decoded(said, kind)

    def events(self, path: str, access: str) -> Iterator[bytes]:
        """The data of each event as it comes, until the server lets go. Raises SyncError, Refusal."""
        question = secrets.token_hex(4)
        headers = {
            "Authorization": f"Bearer {access}", REQUEST_HEADER: question, "Accept": answers.EVENTS,
            "Accept-Encoding": "identity",
        }  # fmt: skip
        heard = {"trace": self._watch.hear}
        asking = self._client.stream("GET", path, headers=headers, timeout=SILENCE, extensions=heard)
        try:
            with self._watch.request(), asking as response:
                answers.check(response, question, answers.EVENTS)
                if response.status_code >= 400:
                    problem = answers.decoded(answers.read(response), Problem)
                    raise Refusal(problem.code, problem.why)
                for line in answers.lines(response):
                    if line.startswith(_DATA):
                        yield line.removeprefix(_DATA)
        except httpx.TransportError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: httpx.TransportError) -> SyncError:
        """What it was that ended a request."""
        if self._watch.stopped:
            return Stopped()
        if self._watch.too_long or isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout):
            return TooSlow(str(error))
        if isinstance(error, httpx.RemoteProtocolError) and not str(error).startswith(_CUT):
            return NotOurs(str(error))
        if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.CloseError | httpx.RemoteProtocolError):
            return Cut(str(error))
        refused = _certificate_error(error)
        if refused is None:
            return Offline(str(error))
        return (WrongClock if refused.verify_code in _NOT_ON_THIS_DAY else Untrusted)(str(error))


def _certificate_error(error: BaseException) -> ssl.SSLCertVerificationError | None:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


class HttpService:
    """The service as a logged-in device asks it.

    `tokens` gives the pair in use and `keep` is told each new one and which it follows; `renewing` is held
    meanwhile, so that of several services of one profile only one renews a pair, and the others find the next.
    """

    def __init__(
        self, http: Http, tokens: Callable[[], Tokens], keep: Callable[[Tokens, Tokens], None],
        renewing: Lock | None = None, organisation: str = "",
    ) -> None:  # fmt: skip
        self._http = http
        self._organisation = organisation
        self._tokens = tokens
        self._keep = keep
        self._renewing = renewing or Lock()

    def push(self, push: Push) -> Pushed:
        """Hands in mutations."""
        return self._ask(Pushed, "POST", "/v1/push", push)

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        """A page of what changed."""
        query: dict[str, object] = {"epoch": epoch, "cursor": cursor, "token": token, "schema": schema}
        query |= {"whole": 1} if whole else {}
        query |= {"spared": ",".join(f"{first}-{last}" for first, last in spared)} if spared else {}
        return self._ask(Page, "GET", "/v1/pull", query=query)

    def turn(self, claim: Claim) -> Turn:
        """The epoch that the server is in."""
        return self._ask(Turn, "POST", "/v1/turn", claim)

    def offer(self, offer: Offer) -> Offered:
        """Gives back what a restored server may have lost."""
        return self._ask(Offered, "POST", "/v1/offer", offer)

    def listing(self, scope: str, after: str) -> Listing:
        """The rows of a scope, a page at a time."""
        return self._ask(Listing, "GET", "/v1/listing", query={"of": scope, "token": after})

    def rows(self, keys: list[Known]) -> Fetched:
        """Rows whole."""
        return self._ask(Fetched, "POST", "/v1/rows", Wanted(keys))

    def history(self, kind: str, id: str) -> list[Past]:
        """The steps of a record."""
        return self._ask(list[Past], "GET", f"/v1/history/{kind}/{id}")

    def wait(self, cursor: int) -> Hint:
        """The newest seq, once it is beyond the cursor or after a while."""
        return self._ask(Hint, "GET", "/v1/wait", query={"cursor": cursor})

    def hints(self) -> Iterator[Hint]:
        """Each newest seq as it comes; ends when the server lets go."""
        access = self._tokens().access
        try:
            yield from self._hints(access)
        except Refusal as refusal:
            if refusal.code != UNAUTHORISED:
                raise
        else:
            return
        try:
            yield from self._hints(self._renewed(access))
        except Refusal as refusal:
            if refusal.code == UNAUTHORISED:
                raise LoggedOut from refusal
            raise

    def _hints(self, access: str) -> Iterator[Hint]:
        for event in self._http.events("/v1/hints", access):
            yield answers.decoded(event, Hint)

    def log_out(self) -> None:
        """The server forgets this device."""
        self._ask(dict[str, Any], "POST", "/v1/logout")

    def _ask(self, kind: type[T], method: str, path: str, body: Any = None, **more: Any) -> T:
        access = self._tokens().access
        try:
            return self._http.ask(kind, method, path, body, access, **more)
        except Refusal as refusal:
            if refusal.code != UNAUTHORISED:
                raise
        try:
            return self._http.ask(kind, method, path, body, self._renewed(access), **more)
        except Refusal as refusal:
            if refusal.code == UNAUTHORISED:
                raise LoggedOut from refusal
            raise

    def _renewed(self, access: str) -> str:
        """The access token after the one that ran out; another service may have fetched it already."""
        with self._renewing:
            tokens = self._tokens()
            if tokens.access == access:
                renewed = self._next(tokens)
                self._keep(renewed, tokens)
                return renewed.access
            return tokens.access

    def _next(self, tokens: Tokens) -> Tokens:
        try:
            return self._http.ask(Tokens, "POST", "/v1/refresh", Refresh(tokens.refresh))
        except Refusal as refusal:
            if self._is_anothers():
                raise OtherServer from refusal
            raise

    def _is_anothers(self) -> bool:
        """Whether the server says that it is another company's, or nobody's yet."""
        if not self._organisation:
            return False
        try:
            return self._http.ask(Health, "GET", "/v1/health").organisation != self._organisation
        except (Refusal, SyncError):
            return False  # nothing is known but that she is not let in


def log_in(http: Http, login: Login) -> Session:
    """Lets a person in on this device; raises SyncError, Refusal."""
    return http.ask(Session, "POST", "/v1/login", login, again=False)
