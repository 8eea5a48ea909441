"""The server over HTTP: paths, log-in, errors; all that it does stands in `service`."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import AsyncIterator, Iterable
from typing import Any

from anyio import CapacityLimiter, to_thread
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Stream
from msgspec import Raw

from salesdesk.protocol import service as words
from salesdesk.protocol.login import Login, Refresh, Session, Tokens
from salesdesk.protocol.service import MALFORMED, UNAUTHORISED, Refusal
from salesdesk.protocol.wire import (
    PROTOCOL,
    PROTOCOL_HEADER,
    REQUEST_HEADER,
    Claim,
    Fetched,
    Health,
    Hint,
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
)
from salesdesk.server import bodies
from salesdesk.server.devices import Device
from salesdesk.server.handed_in import handed_in
from salesdesk.server.hints import Hints, Pace
from salesdesk.server.news import News
from salesdesk.server.openapi import EVENTS, SAYS, Says, document
from salesdesk.server.service import Door, Server
from salesdesk.server.spared import Spared, Spelt
from salesdesk.server.unavailable import Unavailable

_STATUS = {
    words.UNAUTHORISED: 401,
    words.WRONG_PASSWORD: 401,
    words.OTHER_EPOCH: 409,
    words.TOO_LARGE: 413,
    words.TOO_LONG_AGO: 410,
    words.MALFORMED: 400,
    words.TOO_OLD: 426,
    words.SERVER_OLDER: 422,
    words.SLOW_DOWN: 429,
}
_FAILED, _UNAVAILABLE = "failed", "unavailable"
# A database that is started again is there within seconds.
_BACK_WITHIN_S = 5
_LONGEST_NAME = 64
_LOGINS_AT_ONCE = 2
Asked = Request[Any, Any, Any]
Answered = Response[bytes]


def create_app(server: Server, pace: Pace = Pace()) -> Litestar:  # noqa: B008
    """The application of one server; its `state.hints` are those who listen."""
    hints = Hints(News(server.database), pace)
    return Litestar(
        route_handlers=[
            *_opening(server),
            *_working(server),
            *_mending(server),
            *_hinting(server, hints),
            _stating(server),
        ],
        state=State({"hints": hints}),
        exception_handlers={Refusal: _refused, HTTPException: _odd, Unavailable: _away, Exception: _broken},
        request_max_body_size=bodies.LARGEST,
        openapi_config=None,
        debug=False,
        logging_config=None,
    )


def _opening(server: Server) -> list[Any]:
    @get("/v1/health", sync_to_thread=True, opt=_says(Health, public=True))
    def health(request: Asked) -> Answered:
        """Whether the server answers, and its database too; and whose server it is."""
        return _answer(request, Health("ok", server.organisation()))

    # Each check takes 64 MiB and a while: a crowd of strangers waits in a line of its own, and nobody else for it.
    line = CapacityLimiter(_LOGINS_AT_ONCE)

    @post("/v1/login", status_code=200, opt=_says(Session, Login, {401, 429}, public=True))
    async def login(request: Asked, body: RawBody) -> Answered:
        """Name and password for a session."""
        asked = _read(request, body, Login)
        return _answer(request, await to_thread.run_sync(server.login, asked, limiter=line))

    @post("/v1/refresh", sync_to_thread=True, status_code=200, opt=_says(Tokens, Refresh, {401}, public=True))
    def refresh(request: Asked, body: RawBody) -> Answered:
        """The next pair of tokens."""
        return _answer(request, server.devices.renew(_read(request, body, Refresh).refresh))

    @post("/v1/logout", sync_to_thread=True, status_code=200, opt=_says(dict[str, str]))
    def logout(request: Asked) -> Answered:
        """Ends the device's tokens."""
        server.devices.log_out(_device(server, request).id)
        return _answer(request, {})

    return [health, login, refresh, logout]


def _working(server: Server) -> list[Any]:
    def door(request: Asked) -> Door:
        return _door(server, request)

    @post("/v1/push", sync_to_thread=True, status_code=200, opt=_says(Pushed, Push, {409, 422}))
    def push(request: Asked, body: RawBody) -> Answered:
        """Hands in mutations."""
        hers = door(request)
        handed = handed_in(bodies.unpacked(body, _encoding(request)), server.database.tables.kinds.schema)
        return _answer(request, handed.with_unread(hers.push(handed.push, handed.refused)))

    @get("/v1/pull", sync_to_thread=True, opt=_says(Page, None, {409, 410, 426}))
    def pull(
        request: Asked,
        epoch: FromQuery[int],
        cursor: FromQuery[int],
        schema: FromQuery[int],
        token: FromQuery[str] = "",
        whole: FromQuery[bool] = False,
        spared: FromQuery[Spelt] = "",
    ) -> Answered:
        """A page of what changed."""
        return _answer(request, door(request).pull(epoch, cursor, token, schema, whole, Spared.read(spared)))

    @get("/v1/history/{kind:str}/{record:str}", sync_to_thread=True, opt=_says(list[Past]))
    def history(request: Asked, kind: FromPath[str], record: FromPath[str]) -> Answered:
        """The steps of a record."""
        return _answer(request, door(request).history(kind, record))

    return [push, pull, history]


def _hinting(server: Server, hints: Hints) -> list[Any]:
    async def device(request: Asked) -> Device:
        return await to_thread.run_sync(_device, server, request)

    @get("/v1/wait", opt=_says(Hint))
    async def wait(request: Asked, cursor: FromQuery[int]) -> Answered:
        """Answers once there is something newer than the cursor, or after a while."""
        async with hints.listening(await device(request)) as listener:
            seq = await hints.after(listener, cursor, hints.pace.longest)
        if listener.cut:
            raise Refusal(UNAUTHORISED)
        return _answer(request, Hint(seq))

    @get("/v1/hints", opt=_says(Hint, stream=True))
    async def listen(request: Asked) -> Stream:
        """A server-sent event with the newest seq of now, then one whenever there is a newer one."""
        hers = await device(request)
        headers = {**_headers(request), "X-Accel-Buffering": "no"}
        return Stream(_events(hints, hers), media_type=EVENTS, headers=headers)

    return [wait, listen]


async def _events(hints: Hints, device: Device) -> AsyncIterator[bytes]:
    ends, told = time.monotonic() + hints.pace.life, -1
    async with hints.listening(device) as listener:
        while not listener.cut and time.monotonic() < ends:
            seq = await hints.after(listener, told, hints.pace.beat)
            # A comment says that the line is alive.
            yield b"data: %s\n\n" % bodies.encoded(Hint(seq)) if seq > told else b":\n\n"
            told = max(seq, told)


def _stating(server: Server) -> Any:
    made: list[bytes] = []

    @get("/v1/openapi.json", sync_to_thread=True)
    def openapi(request: Asked) -> Answered:
        """The rules that hold here, as an OpenAPI document."""
        if not made:
            handlers = (x for route in request.app.routes for x in getattr(route, "route_handlers", ()))
            made.append(bodies.encoded(document(handlers, server.database.tables.kinds)))
        return _answer(request, Raw(made[0]))

    return openapi


def _says(
    gives: Any, takes: Any = None, refuses: Iterable[int] = (), *, public: bool = False, stream: bool = False
) -> dict[str, Any]:
    return {SAYS: Says(gives, takes, tuple(refuses), public, stream)}


def _mending(server: Server) -> list[Any]:
    def door(request: Asked) -> Door:
        return _door(server, request)

    @post("/v1/turn", sync_to_thread=True, status_code=200, opt=_says(Turn, Claim, {409}))
    def turn(request: Asked, body: RawBody) -> Answered:
        """The epoch that the server is in, and what it may have lost."""
        hers = door(request)
        return _answer(request, hers.turn(_read(request, body, Claim)))

    @post("/v1/offer", sync_to_thread=True, status_code=200, opt=_says(Offered, Offer, {409}))
    def offer(request: Asked, body: RawBody) -> Answered:
        """Gives back what a restore lost."""
        hers = door(request)
        return _answer(request, hers.offer(_read(request, body, Offer)))

    @get("/v1/listing", sync_to_thread=True, opt=_says(Listing, None, {409}))
    def listing(request: Asked, of: FromQuery[str], token: FromQuery[str] = "") -> Answered:
        """The rows of a scope, a page at a time."""
        return _answer(request, door(request).listing(of, token))

    @post("/v1/rows", sync_to_thread=True, status_code=200, opt=_says(Fetched, Wanted, {409}))
    def rows(request: Asked, body: RawBody) -> Answered:
        """Rows whole."""
        hers = door(request)
        return _answer(request, hers.rows(_read(request, body, Wanted).rows))

    return [turn, offer, listing, rows]


def _door(server: Server, request: Asked) -> Door:
    device = _device(server, request)
    return Door(server, device.user, device.id)


def _device(server: Server, request: Asked) -> Device:
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal(UNAUTHORISED)
    return server.devices.device(token)


def _read(request: Asked, body: bytes, type: type[bodies.T]) -> bodies.T:
    return bodies.decoded(body, _encoding(request), type)


def _encoding(request: Asked) -> str:
    return str(request.headers.get("content-encoding", ""))


def _answer(request: Asked, value: Any, status: int = 200) -> Answered:
    body, encoding = bodies.packed(bodies.encoded(value), request.headers.get("accept-encoding", ""))
    headers = _headers(request) | ({"Content-Encoding": encoding} if encoding else {})
    return Response(body, status_code=status, media_type=MediaType.JSON, headers=headers)


def _headers(request: Asked) -> dict[str, str]:
    # By the first of them a reply is known as ours, and not some hotel's log-in page.
    headers = {PROTOCOL_HEADER: PROTOCOL, "Vary": "Accept-Encoding", "Cache-Control": "no-store"}
    if question := request.headers.get(REQUEST_HEADER):
        headers[REQUEST_HEADER] = question[:_LONGEST_NAME]
    return headers


# --- errors -----------------------------------------------------------------------------------


def _refused(request: Asked, error: Refusal) -> Answered:
    return _answer(request, Problem(error.code, error.why), _STATUS.get(error.code, 400))


def _odd(request: Asked, error: HTTPException) -> Answered:
    code = words.TOO_LARGE if error.status_code == 413 else MALFORMED if error.status_code < 500 else _FAILED
    return _answer(request, Problem(code, error.detail), error.status_code)


def _away(request: Asked, error: Unavailable) -> Answered:
    log("unavailable", path=request.url.path, said=str(error)[:300])
    answer = _answer(request, Problem(_UNAVAILABLE), 503)
    answer.headers["Retry-After"] = str(_BACK_WITHIN_S)
    return answer


def _broken(request: Asked, error: Exception) -> Answered:
    at = traceback.extract_tb(error.__traceback__)[-1:]
    place = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in at]
    log("error", path=request.url.path, error=type(error).__name__, said=str(error)[:300], at="".join(place))
    return _answer(request, Problem(_FAILED), 500)


def log(event: str, **known: Any) -> None:
    """One line for whoever keeps the server."""
    sys.stderr.write(json.dumps({"event": event, **known}, ensure_ascii=False) + "\n")
