"""The line itself: what answers in place of the server, and what becomes of a request that finds nobody."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import msgspec
import pytest
import trustme

from salesdesk.protocol.service import WRONG_PASSWORD, Refusal
from salesdesk.protocol.wire import PROTOCOL_HEADER, Login, Page, Problem, Push, Tokens
from salesdesk.sync.address import BadAddress, address
from salesdesk.sync.errors import LoggedOut, NotOurs, Offline, SyncError, Untrusted
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


def says(body: bytes, status: int = 200, *, ours: bool = True, length: int | None = None, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        named = {"Content-Type": "application/json"} | {name.replace("_", "-"): x for name, x in headers.items()}
        for name, value in named.items():
            handler.send_header(name, value)
        if ours:
            handler.send_header(PROTOCOL_HEADER, "1")
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


PAGE = msgspec.json.encode(Page(1, 0, "", 7, 5))


def pull(url: str) -> Page:
    http = Http(url, wait=lambda _seconds: None)
    try:
        return HttpService(http, TOKENS, lambda _tokens: None).pull(1, 0, "", 1)
    finally:
        http.close()


def test_a_page_is_read_and_its_bytes_are_counted() -> None:
    with answering(says(gzip.compress(PAGE), Content_Encoding="gzip")) as url:
        http = Http(url)
        page = HttpService(http, TOKENS, lambda _tokens: None).pull(1, 0, "", 1)
        http.close()
    assert (page.head, http.bytes_down) == (7, len(gzip.compress(PAGE)))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says(b"<html>Welcome to the hotel</html>", ours=False, Content_Type="text/html"), NotOurs),
        (says(b"{}", ours=False), NotOurs),
        (says(b"", 302, ours=False, Location="https://portal.hotel.example/login"), NotOurs),
        (says(b"", 302, ours=False, Location="http://a]b/"), NotOurs),
        (says(b"<html>", Content_Type="text/html"), NotOurs),
        (says(b'{"epoch": 1, "cur'), NotOurs),
        (says(b'{"epoch": "one"}'), NotOurs),
        (says(b"not gzip", Content_Encoding="gzip"), NotOurs),
        (says(PAGE, length=len(PAGE) + 100), Offline),
        (says(PAGE, 503), Offline),
        (says(b"<html>Bad gateway</html>", 502, ours=False, Content_Type="text/html"), Offline),
    ],
)
def test_what_is_not_the_server_is_told_as_what_it_is(answer: Answer, error: type[SyncError]) -> None:
    with answering(answer) as url, pytest.raises(error):
        pull(url)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesdesk.sync.http.LONGEST_ANSWER", 10_000)
    with answering(says(gzip.compress(b" " * 100_000), Content_Encoding="gzip")) as url, pytest.raises(NotOurs):
        pull(url)


def test_nobody_there_is_tried_three_times() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    waited: list[float] = []
    http = Http(url, wait=waited.append)
    with pytest.raises(Offline):
        HttpService(http, TOKENS, lambda _tokens: None).push(Push(1, 1, []))
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
        assert HttpService(http, TOKENS, kept.append).pull(1, 0, "", 1).head == 7
        http.close()
    assert kept == [Tokens("new", "next")]
    assert seen == ["/v1/pull Bearer access", "/v1/refresh ", "/v1/pull Bearer new"]


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
    ],
)
def test_an_address_that_cannot_be_used(typed: str, why: str) -> None:
    with pytest.raises(BadAddress) as refused:
        address(typed)
    assert refused.value.why == why
