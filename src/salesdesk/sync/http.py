"""The service over HTTP: the system's certificates, short time-outs, and a sharp eye for answers that are not ours."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
import truststore
import zstandard

from salesdesk.protocol.service import UNAUTHORISED, Refusal
from salesdesk.protocol.wire import (
    PROTOCOL,
    PROTOCOL_HEADER,
    Login,
    Page,
    Past,
    Problem,
    Push,
    Pushed,
    Refresh,
    Session,
    Tokens,
)  # fmt: skip
from salesdesk.sync.errors import LoggedOut, NotOurs, Offline, Untrusted

T = TypeVar("T")
TIMEOUT = httpx.Timeout(15, connect=8, read=60)
# Between the attempts of one request, in seconds.
BACK_OFF = (0.3, 1.5)
# No answer of ours is longer, once unpacked.
LONGEST_ANSWER = 256 << 20
WORTH_PACKING = 1_000


class Http:
    """Asks a server, counting the bytes that went up and down."""

    def __init__(self, url: str, wait: Callable[[float], None] = time.sleep) -> None:
        self._client = httpx.Client(
            base_url=url,
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=TIMEOUT,
            headers={PROTOCOL_HEADER: PROTOCOL, "Accept": "application/json", "Accept-Encoding": "zstd, gzip"},
            follow_redirects=False,
        )
        self._wait = wait
        self.bytes_up = 0
        self.bytes_down = 0

    def close(self) -> None:
        """Lets the connection go."""
        self._client.close()

    def ask(
        self, kind: type[T], method: str, path: str, body: Any = None, access: str = "", *, again: bool = True,
        query: Mapping[str, Any] | None = None,
    ) -> T:  # fmt: skip
        """The server's answer; asks again where none came, if it does no harm. Raises SyncError, Refusal."""
        content, headers = _packed(body)
        if access:
            headers["Authorization"] = f"Bearer {access}"
        for pause in (*BACK_OFF, None):
            try:
                return self._once(kind, method, path, content, headers, query or {})
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
        try:
            with self._client.stream(method, path, content=content, headers=headers, params=query) as response:
                self.bytes_up += len(content)
                _check_it_is_ours(response)
                read = _read(response)
                self.bytes_down += response.num_bytes_downloaded
        except httpx.TransportError as error:
            raise _trouble(error) from error
        except httpx.DecodingError as error:
            raise NotOurs(str(error)) from error
        if response.status_code >= 400:
            problem = _decoded(read, Problem)
            raise Refusal(problem.code, problem.why)
        return _decoded(read, kind)


def _packed(body: Any) -> tuple[bytes, dict[str, str]]:
    if body is None:
        return b"", {}
    content = msgspec.json.encode(body)
    headers = {"Content-Type": "application/json"}
    if len(content) > WORTH_PACKING:
        content = zstandard.compress(content)
        headers["Content-Encoding"] = "zstd"
    return content, headers


def _check_it_is_ours(response: httpx.Response) -> None:
    """Raises NotOurs for a portal's page, a redirect, a proxy's error: they carry no word of ours."""
    if response.status_code >= 500:
        raise Offline(str(response.status_code))  # the server itself, or the proxy in front while it starts
    if response.is_redirect:
        raise NotOurs(_host(response.headers.get("location", "")) or "a redirect")
    if response.headers.get(PROTOCOL_HEADER) != PROTOCOL:
        raise NotOurs(response.headers.get("server") or response.headers.get("content-type") or "")
    if response.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise NotOurs(response.headers.get("content-type", ""))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _read(response: httpx.Response) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > LONGEST_ANSWER:
            raise NotOurs("an endless answer")
        parts.append(part)
    return b"".join(parts)


def _decoded(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise NotOurs(str(error)) from error


def _trouble(error: httpx.TransportError) -> Offline | Untrusted:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Untrusted(str(cause))
        cause = cause.__cause__ or cause.__context__
    return Offline(str(error))


class HttpService:
    """The service as a logged-in device asks it; `keep` is told each new pair of tokens."""

    def __init__(self, http: Http, tokens: Tokens, keep: Callable[[Tokens], None]) -> None:
        self._http = http
        self._tokens = tokens
        self._keep = keep

    def push(self, push: Push) -> Pushed:
        """Hands in mutations."""
        return self._ask(Pushed, "POST", "/v1/push", push)

    def pull(self, epoch: int, cursor: int, token: str, schema: int) -> Page:
        """A page of what changed."""
        query = {"epoch": epoch, "cursor": cursor, "token": token, "schema": schema}
        return self._ask(Page, "GET", "/v1/pull", query=query)

    def history(self, kind: str, id: str) -> list[Past]:
        """The steps of a record."""
        return self._ask(list[Past], "GET", f"/v1/history/{kind}/{id}")

    def log_out(self) -> None:
        """The server forgets this device."""
        self._ask(dict[str, Any], "POST", "/v1/logout")

    def _ask(self, kind: type[T], method: str, path: str, body: Any = None, **more: Any) -> T:
        try:
            return self._http.ask(kind, method, path, body, self._tokens.access, **more)
        except Refusal as refusal:
            if refusal.code != UNAUTHORISED:
                raise
        self._renew()
        try:
            return self._http.ask(kind, method, path, body, self._tokens.access, **more)
        except Refusal as refusal:
            if refusal.code == UNAUTHORISED:
                raise LoggedOut from refusal
            raise

    def _renew(self) -> None:
        try:
            self._tokens = self._http.ask(Tokens, "POST", "/v1/refresh", Refresh(self._tokens.refresh))
        except Refusal as refusal:
            raise LoggedOut from refusal
        self._keep(self._tokens)


def log_in(http: Http, login: Login) -> Session:
    """Lets a person in on this device; raises SyncError, Refusal."""
    return http.ask(Session, "POST", "/v1/login", login, again=False)
