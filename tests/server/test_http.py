"""The server on a real socket."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest
import zstandard
from tests.server.laptops import PASSWORD, Firm

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.login import Session, Tokens
from salesdesk.protocol.wire import Mutation, Page, Past, Problem, Push, Pushed, Write
from salesdesk.server.running import Address, Listening


@pytest.fixture
def http(firm: Firm) -> Iterator[httpx.Client]:
    """A client of a server that listens."""
    listening = Listening(firm.server, Address())
    listening.start()
    with httpx.Client(base_url=listening.url, trust_env=False) as client:
        yield client
    listening.stop()


@pytest.fixture
def ana(http: httpx.Client) -> dict[str, str]:
    """The headers of Ana's requests."""
    return {"Authorization": f"Bearer {logged_in(http).tokens.access}"}


def logged_in(http: httpx.Client) -> Session:
    """Ana's session."""
    answer = http.post("/v1/login", json={"name": "Ana", "password": PASSWORD, "device_name": "laptop"})
    assert answer.status_code == 200
    return msgspec.json.decode(answer.content, type=Session)


def problem(answer: httpx.Response, status: int) -> str:
    """The code of a refusal, which is recognisably ours."""
    assert (answer.status_code, answer.headers["SalesDesk-Protocol"]) == (status, "1")
    assert answer.headers["Content-Type"] == "application/json"
    return msgspec.json.decode(answer.content, type=Problem).code


def pushed(firm: Firm, *names: str) -> tuple[str, bytes]:
    """The id of a lead, and the body of the push that makes it."""
    id = uuid7()
    writes = [Write("lead", id, "create", {"name": name, "owner": firm.ana.user}) for name in names]
    return id, msgspec.json.encode(Push(1, 1, [Mutation(uuid7(), uuid7(), 1, writes)]))


def test_a_lead_goes_up_and_comes_down(firm: Firm, http: httpx.Client, ana: dict[str, str]) -> None:
    id, body = pushed(firm, "Jane")
    answer = http.post("/v1/push", content=body, headers=ana)
    assert answer.headers["SalesDesk-Protocol"] == "1"
    assert msgspec.json.decode(answer.content, type=Pushed).answers[0].status == "ok"
    asked: dict[str, str | int] = {"epoch": 1, "cursor": 0, "token": "", "schema": 1}
    page = msgspec.json.decode(http.get("/v1/pull", params=asked, headers=ana).content, type=Page)
    assert [row.fields["name"] for row in page.rows if row.id == id] == ["Jane"]
    past = http.get(f"/v1/history/lead/{id}", headers=ana)
    assert [x.op for x in msgspec.json.decode(past.content, type=list[Past])] == ["create"]


@pytest.mark.parametrize("pack", [zstandard.ZstdCompressor().compress, gzip.compress])
def test_bodies_may_be_packed(firm: Firm, http: httpx.Client, ana: dict[str, str], pack: Any) -> None:
    encoding = "gzip" if pack is gzip.compress else "zstd"
    _id, body = pushed(firm, "Jane" * 400)  # long enough to be worth packing
    answer = http.post("/v1/push", content=pack(body), headers=ana | {"Content-Encoding": encoding})
    assert answer.status_code == 200
    asked = {"epoch": 1, "cursor": 0, "schema": 1}
    page = http.get("/v1/pull", params=asked, headers=ana | {"Accept-Encoding": encoding})
    assert page.headers["Content-Encoding"] == encoding
    assert page.json()["head"] == max(seq for table in page.json()["tables"] for seq in table["seqs"])


def test_bombs_and_rubbish_are_refused(http: httpx.Client, ana: dict[str, str]) -> None:
    bomb = b"[" * (64 << 20)
    for encoding, pack in (("zstd", zstandard.ZstdCompressor().compress), ("gzip", gzip.compress)):
        packed = ana | {"Content-Encoding": encoding}
        assert problem(http.post("/v1/push", content=pack(bomb), headers=packed), 413) == "too_large"
        assert problem(http.post("/v1/push", content=b"no such thing", headers=packed), 400) == "malformed"
    assert problem(http.post("/v1/push", content=b"[" * (2 << 20), headers=ana), 413) == "too_large"
    assert problem(http.post("/v1/push", content=b"[" * 50_000, headers=ana), 400) == "malformed"
    assert problem(http.post("/v1/push", content=b"{}", headers=ana), 400) == "malformed"
    assert problem(http.post("/v1/push", content=b"{}", headers=ana | {"Content-Encoding": "br"}), 400) == "malformed"


def test_nobody_comes_in_without_a_token(http: httpx.Client) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}, {"Authorization": "Bearer"}):
        assert problem(http.get("/v1/pull?epoch=1&cursor=0&schema=1", headers=headers), 401) == "unauthorised"
        assert problem(http.post("/v1/push", content=b"{}", headers=headers), 401) == "unauthorised"
        assert problem(http.get("/v1/history/lead/x", headers=headers), 401) == "unauthorised"
        assert problem(http.post("/v1/logout", headers=headers), 401) == "unauthorised"


def test_refusals_have_their_status(http: httpx.Client, ana: dict[str, str]) -> None:
    wrong = http.post("/v1/login", json={"name": "Ana", "password": "wrong"})
    assert problem(wrong, 401) == "wrong_password"
    for _ in range(4):
        wrong = http.post("/v1/login", json={"name": "Ana", "password": "wrong"})
    assert problem(http.post("/v1/login", json={"name": "Ana", "password": "wrong"}), 429) == "slow_down"
    assert problem(http.get("/v1/pull?epoch=2&cursor=0&schema=1", headers=ana), 409) == "other_epoch"
    assert problem(http.get("/v1/pull?epoch=1&cursor=0&schema=-9", headers=ana), 426) == "too_old"
    assert problem(http.get("/v1/pull?epoch=1&cursor=0&schema=1&token=x", headers=ana), 400) == "malformed"
    assert problem(http.get("/v1/pull?epoch=one", headers=ana), 400) == "malformed"
    assert problem(http.get("/nowhere"), 404) == "malformed"
    assert problem(http.get("/v1/push"), 405) == "malformed"


def test_tokens_are_renewed_and_ended(http: httpx.Client) -> None:
    session = logged_in(http)
    answer = http.post("/v1/refresh", json={"refresh": session.tokens.refresh})
    tokens = msgspec.json.decode(answer.content, type=Tokens)
    assert http.post("/v1/logout", headers={"Authorization": f"Bearer {tokens.access}"}).status_code == 200
    assert problem(http.post("/v1/refresh", json={"refresh": tokens.refresh}), 401) == "unauthorised"


def test_it_says_that_it_is_well_and_what_it_can(http: httpx.Client) -> None:
    well = http.get("/v1/health")
    assert (well.json()["status"], well.headers["SalesDesk-Protocol"]) == ("ok", "1")
    assert "/v1/push" in http.get("/v1/openapi.json").json()["paths"]


def test_what_breaks_inside_is_logged_in_one_line_and_not_shown(
    firm: Firm, http: httpx.Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("of no concern to anybody")

    monkeypatch.setattr(firm.server, "organisation", broken)
    answer = http.get("/v1/health")
    assert problem(answer, 500) == "failed"
    assert "concern" not in answer.text
    [line] = capsys.readouterr().err.splitlines()
    assert msgspec.json.decode(line)["said"] == "of no concern to anybody"
