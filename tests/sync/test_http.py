"""The line itself: what answers in place of the server, and what becomes of a request that finds nobody."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import msgspec
import pytest
import trustme
import zstandard

from salesdesk.protocol.login import Login, Tokens
from salesdesk.protocol.service import UNAUTHORISED, WRONG_PASSWORD, Refusal
from salesdesk.protocol.wire import PROTOCOL_HEADER, REQUEST_HEADER, Page, Problem, Push
from salesdesk.sync.address import BadAddress, address
from salesdesk.sync.errors import (
    Cut,
    Garbled,
    LoggedOut,
    NotOurs,
    Offline,
    Stopped,
    SyncError,
    TooSlow,
    Untrusted,
    Unwell,
)
from salesdesk.sync.http import Http, HttpService, log_in

Answer = Callable[[BaseHTTPRequestHandler], None]
TOKENS = Tokens("access", "refresh")


@contextmanager
def answering(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server that answers everything in one way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer(self)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def says(
    body: bytes, status: int = 200, *, ours: bool = True, length: int | None = None, question: str = "", **headers: str
) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        named = {"Content-Type": "application/json"} | {name.replace("_", "-"): x for name, x in headers.items()}
        for name, value in named.items():
            handler.send_header(name, value)
        if ours:
            handler.send_header(PROTOCOL_HEADER, "1")
            handler.send_header(REQUEST_HEADER, question or handler.headers[REQUEST_HEADER])
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def unsized(content: bytes) -> bytes:
    """Packed without saying how much it will be, as a stream is."""
    packing = zstandard.ZstdCompressor().compressobj()
    return packing.compress(content) + packing.flush()


PAGE = msgspec.json.encode(Page(1, 0, "", 7, 5))


def service(http: Http) -> HttpService:
    """A device whose tokens stay as they are."""
    return HttpService(http, lambda: TOKENS, lambda _tokens, _was: None)


def pull(url: str) -> Page:
    http = Http(url, wait=lambda _seconds: None)
    try:
        return service(http).pull(1, 0, "", 1)
    finally:
        http.close()


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [(PAGE, ""), (gzip.compress(PAGE, mtime=0), "gzip"), (zstandard.compress(PAGE), "zstd"), (unsized(PAGE), "zstd")],
)
def test_a_page_is_read_and_its_bytes_are_counted(packed: bytes, encoding: str) -> None:
    with answering(says(packed, Content_Encoding=encoding)) as url:
        http = Http(url)
        page = service(http).pull(1, 0, "", 1)
        http.close()
    assert (page.head, http.bytes_down) == (7, len(packed))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says(b"<html>Welcome to the hotel</html>", ours=False, Content_Type="text/html"), NotOurs),
        (says(b"{}", ours=False), NotOurs),
        (says(b"", 302, ours=False, Location="https://portal.hotel.example/login"), NotOurs),
        (says(b"", 302, ours=False, Location="http://a]b/"), NotOurs),
        (says(b"<html>Log in first</html>", 511, ours=False, Content_Type="text/html"), NotOurs),
        (says(b"<html>", Content_Type="text/html"), Garbled),
        (says(b'{"epoch": 1, "cur'), Garbled),
        (says(b'{"epoch": "one"}'), Garbled),
        (says(b"[" * 100_000), Garbled),
        (says(b"\xff\xfe{\x00"), Garbled),
        (says(b"not gzip", Content_Encoding="gzip"), Garbled),
        (says(b"not zstd", Content_Encoding="zstd"), Garbled),
        (says(zstandard.compress(PAGE)[:-9], Content_Encoding="zstd"), Garbled),
        (says(PAGE, Content_Encoding="br"), Garbled),
        (says(PAGE, question="another"), Garbled),
        (says(PAGE, length=len(PAGE) + 100), Cut),
        (says(PAGE, 503), Unwell),
        (says(b"<html>Bad gateway</html>", 502, ours=False, Content_Type="text/html"), Unwell),
        (lambda handler: handler.wfile.write(b"220 mail.example ESMTP\r\n\r\n"), NotOurs),
        (lambda handler: None, Cut),
    ],
)
def test_what_is_not_the_server_is_told_as_what_it_is(answer: Answer, error: type[SyncError]) -> None:
    with answering(answer) as url, pytest.raises(SyncError) as told:
        pull(url)
    assert type(told.value) is error


@pytest.mark.parametrize(
    ("pack", "encoding"), [(gzip.compress, "gzip"), (zstandard.compress, "zstd"), (unsized, "zstd"), (bytes, "")]
)
def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes], encoding: str) -> None:
    monkeypatch.setattr("salesdesk.sync.answers.LONGEST_ANSWER", 10_000)
    with answering(says(pack(b" " * (32 << 20)), Content_Encoding=encoding)) as url:
        tracemalloc.start()
        with pytest.raises(Garbled, match="endless"):
            pull(url)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 8 << 20


def test_a_line_of_a_stream_ends_somewhere() -> None:
    endless = says(b"data: 1\n\ndata: 2" + b"2" * (1 << 17), Content_Type="text/event-stream")
    with answering(endless) as url:
        http = Http(url)
        heard = http.events("/v1/hints", "access")
        assert next(heard) == b"1"
        with pytest.raises(Garbled):
            next(heard)
        http.close()


@pytest.mark.parametrize("token", ["", "caf\u00e9", "two\nlines"])
def test_a_token_that_no_header_can_carry_is_not_kept(token: str) -> None:
    kept: list[Tokens] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/v1/refresh":
            says(msgspec.json.encode(Tokens(token, "next")))(handler)
        else:
            says(msgspec.json.encode(Problem(UNAUTHORISED)), 401)(handler)

    with answering(answer) as url:
        http = Http(url)
        with pytest.raises(Garbled):
            HttpService(http, lambda: TOKENS, lambda tokens, _was: kept.append(tokens)).pull(1, 0, "", 1)
        http.close()
    assert kept == []


def test_nobody_there_is_tried_three_times() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    waited: list[float] = []
    http = Http(url, wait=waited.append)
    with pytest.raises(Offline):
        service(http).push(Push(1, 1, []))
    assert len(waited) == 2
    assert waited[0] < waited[1]
    http.close()


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with answering(says(PAGE), context) as url, pytest.raises(Untrusted):
        pull(url)


def test_an_access_token_that_ran_out_is_renewed_once() -> None:
    kept: list[Tokens] = []
    seen: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(f"{handler.path.partition('?')[0]} {handler.headers.get('Authorization', '')}")
        if handler.path == "/v1/refresh":
            says(msgspec.json.encode(Tokens("new", "next")))(handler)
        elif handler.headers["Authorization"] == "Bearer new":
            says(PAGE)(handler)
        else:
            says(msgspec.json.encode(Problem("unauthorised")), 401)(handler)

    with answering(answer) as url:
        http = Http(url)
        asking = HttpService(http, lambda: [TOKENS, *kept][-1], lambda tokens, _was: kept.append(tokens))
        assert asking.pull(1, 0, "", 1).head == 7
        http.close()
    assert kept == [Tokens("new", "next")]
    assert seen == ["/v1/pull Bearer access", "/v1/refresh ", "/v1/pull Bearer new"]


def test_a_token_that_another_service_renewed_meanwhile_is_taken_over() -> None:
    pairs = [Tokens("old", "first")]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        assert handler.path != "/v1/refresh"
        if handler.headers["Authorization"] == "Bearer old":
            pairs.append(Tokens("new", "next"))
            says(msgspec.json.encode(Problem("unauthorised")), 401)(handler)
        else:
            says(PAGE)(handler)

    with answering(answer) as url:
        http = Http(url)
        assert (
            HttpService(http, lambda: pairs[-1], lambda tokens, _was: pairs.append(tokens)).pull(1, 0, "", 1).head == 7
        )
        http.close()
    assert len(pairs) == 2


def test_a_refusal_to_renew_for_another_reason_is_no_log_out() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        code = "too_old" if handler.path == "/v1/refresh" else "unauthorised"
        says(msgspec.json.encode(Problem(code)), 426 if code == "too_old" else 401)(handler)

    with answering(answer) as url, pytest.raises(Refusal, match="too_old"):
        pull(url)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Its head and then a byte now and then, as long as anybody listens."""
    says(b"", length=1 << 20)(handler)
    with contextlib.suppress(OSError):
        for _ in range(600):
            handler.wfile.write(b" ")
            time.sleep(0.05)


def test_an_answer_that_drips_ends_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesdesk.sync.http.LONGEST_REQUEST", 0.3)
    with answering(dripping) as url, pytest.raises(TooSlow):
        pull(url)


@pytest.mark.parametrize("secure", [False, True])
def test_she_stops_a_request_that_waits_for_an_answer(secure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, stopped = threading.Event(), threading.Event()

    def silent(_handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        stopped.wait(30)

    context = None
    if secure:
        authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        monkeypatch.setattr("truststore.SSLContext", lambda _protocol: trusting)

    def stop() -> None:
        asked.wait(30)
        stopped.set()

    threading.Thread(target=stop).start()
    with answering(silent, context) as url:
        http = Http(url, stopped=stopped.is_set)
        with pytest.raises(Stopped):
            service(http).pull(1, 0, "", 1)
        with pytest.raises(Stopped):
            service(http).pull(1, 0, "", 1)
        http.close()


def test_this_computer_itself_is_asked_without_the_companys_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(says(b"<html>No way</html>", 403, ours=False)) as proxy, answering(says(PAGE)) as url:
        monkeypatch.setenv("http_proxy", proxy)
        assert pull(url).head == 7


def test_a_device_that_the_server_forgot_is_logged_out() -> None:
    with answering(says(msgspec.json.encode(Problem("unauthorised")), 401)) as url, pytest.raises(LoggedOut):
        pull(url)


def test_a_wrong_password_is_a_refusal_and_is_tried_once() -> None:
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        says(msgspec.json.encode(Problem(WRONG_PASSWORD)), 401)(handler)

    with answering(answer) as url:
        http = Http(url)
        with pytest.raises(Refusal, match=WRONG_PASSWORD):
            log_in(http, Login("Ana", "wrong"))
        http.close()
    assert asked == ["/v1/login"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" desk.example.com ", "https://desk.example.com"),
        ("https://desk.example.com/", "https://desk.example.com"),
        ("desk.example.com:8443", "https://desk.example.com:8443"),
        ("http://localhost:8750", "http://localhost:8750"),
        ("http://127.0.0.1:8750", "http://127.0.0.1:8750"),
        ("http://[::1]:8750", "http://[::1]:8750"),
    ],
)
def test_an_address_as_people_type_it(typed: str, kept: str) -> None:
    assert address(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("http://desk.example.com", "plain"),
        ("", "form"),
        ("ftp://desk.example.com", "form"),
        ("https://ana:secret@desk.example.com", "form"),
        ("https://desk.example.com/path", "form"),
        ("https://desk.example.com:notaport", "form"),
        ("https://", "form"),
        ("https://[::1", "form"),
        ("desk\ud800.example.com", "form"),
        ("desk\0.example.com", "form"),
        ("desk example.com", "form"),
        ("desk..example.com", "form"),
        ("\u2100.com", "form"),
        (f"{'a' * 64}.com", "form"),
    ],
)
def test_an_address_that_cannot_be_used(typed: str, why: str) -> None:
    with pytest.raises(BadAddress) as refused:
        address(typed)
    assert refused.value.why == why
