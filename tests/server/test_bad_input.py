"""Each rule that the OpenAPI states of bad input: taken or refused, never cut short, and the others go on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec
import pytest
import zstandard
from tests.server.asked import Asked, asking, mutation, problem
from tests.server.laptops import Firm

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import MUTATIONS_A_PUSH, Past
from salesdesk.server.bodies import LARGEST

NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def ana(firm: Firm) -> Iterator[Asked]:
    with asking(firm) as asked:
        yield asked


EMPTY = b'{"epoch": 1, "schema": 1, "mutations": []}'


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"7", b'"push"', b"{", b"not json", b'{"epoch": 1', b'{"epoch": 1, "schema": 1}',
        b'{"epoch": "1", "schema": 1, "mutations": []}', b'{"epoch": 1.5, "schema": 1, "mutations": []}',
        b'{"epoch": 1, "schema": 1, "mutations": {}}', b'{"epoch": NaN, "schema": 1, "mutations": []}',
        b'{"epoch": 1, "schema": 1, "mutations": [Infinity]}', b'{"epoch": 1, "schema": 1, "mutations": [-Infinity]}',
        b'{"epoch": 1, "schema": 1, "mutations": [' + b"9" * 5_000 + b"]}", EMPTY + EMPTY, EMPTY + b"x",
        EMPTY.decode().encode("utf-16"), b"\xef\xbb\xbf" + EMPTY, b'{"epoch": 1, "schema": 1, "mutations": ["\xff"]}',
        b'{"epoch": 1, "schema": 1, "mutations": [' + b"[" * 50_000 + b"]" * 50_000 + b"]}", b'{"a":' * 50_000, b"\0",
    ],
)  # fmt: skip
def test_a_body_that_is_no_push_is_refused_as_a_whole(ana: Asked, body: bytes) -> None:
    assert problem(ana.post("/v1/push", body)) == (400, "malformed")


ZSTD, GZIP = zstandard.ZstdCompressor(), partial(gzip.compress, mtime=0)
UNSIZED = zstandard.ZstdCompressor(write_content_size=False)


@pytest.mark.parametrize(
    ("encoding", "body", "refused"),
    [
        ("zstd", ZSTD.compress(EMPTY), None),
        ("zstd", UNSIZED.compress(EMPTY), None),
        ("ZSTD", ZSTD.compress(EMPTY), None),
        ("gzip", GZIP(EMPTY), None),
        ("identity", EMPTY, None),
        ("zstd", ZSTD.compress(EMPTY)[:-1], (400, "malformed")),
        ("zstd", UNSIZED.compress(EMPTY)[:-1], (400, "malformed")),
        ("zstd", ZSTD.compress(EMPTY) + b"more", (400, "malformed")),
        ("zstd", ZSTD.compress(EMPTY) * 2, (400, "malformed")),
        ("gzip", GZIP(EMPTY)[:-1], (400, "malformed")),
        ("gzip", GZIP(EMPTY)[:-8], (400, "malformed")),
        ("gzip", GZIP(EMPTY) + b"more", (400, "malformed")),
        ("gzip", GZIP(EMPTY) * 2, (400, "malformed")),
        ("zstd", EMPTY, (400, "malformed")),
        ("gzip", EMPTY, (400, "malformed")),
        ("zstd", b"", (400, "malformed")),
        ("gzip", b"", (400, "malformed")),
        ("gzip", ZSTD.compress(EMPTY), (400, "malformed")),
        ("br", EMPTY, (400, "malformed")),
        ("zstd, gzip", EMPTY, (400, "malformed")),
        ("zstd", ZSTD.compress(b" " * (64 << 20)), (413, "too_large")),
        ("zstd", UNSIZED.compress(b" " * (64 << 20)), (413, "too_large")),
        ("gzip", GZIP(b" " * (64 << 20)), (413, "too_large")),
        # A header that claims a window of two gigabytes.
        ("zstd", b"\x28\xb5\x2f\xfd\x00\xa8" + ZSTD.compress(EMPTY)[6:], (400, "malformed")),
    ],
)
def test_a_packed_body_is_one_whole_frame(
    ana: Asked, encoding: str, body: bytes, refused: tuple[int, str] | None
) -> None:
    answer = ana.post("/v1/push", body, {"Content-Encoding": encoding})
    if refused is None:
        assert answer[0] == 200
    else:
        assert problem(answer) == refused


def test_what_is_too_much_is_refused_as_a_whole(ana: Asked) -> None:
    assert problem(ana.post("/v1/push", b"[" * (LARGEST + 1))) == (413, "too_large")
    assert problem(ana.post("/v1/push", b" " * (4 << 20) + EMPTY)) == (413, "too_large")
    a_million = zstandard.compress(b'{"epoch":1,"schema":1,"mutations":[' + b"7," * 1_000_000 + b"7]}")
    assert problem(ana.post("/v1/push", a_million, {"Content-Encoding": "zstd"})) == (413, "too_large")
    many = b",".join([b"7"] * (MUTATIONS_A_PUSH + 1))
    assert problem(ana.post("/v1/push", b'{"epoch":1,"schema":1,"mutations":[%s]}' % many)) == (413, "too_large")
    short = [mutation({"kind": "lead", "id": NOBODYS, "op": "delete"}) for _ in range(MUTATIONS_A_PUSH + 1)]
    body = msgspec.json.encode({"epoch": 1, "schema": 1, "mutations": short})
    assert problem(ana.post("/v1/push", body)) == (413, "too_large")
    rows = [mutation(*({"kind": "x", "id": "y", "op": "delete"},) * 5_001)]
    body = msgspec.json.encode({"epoch": 1, "schema": 1, "mutations": rows})
    assert problem(ana.post("/v1/push", body)) == (413, "too_large")


WELL = {"kind": "lead", "id": NOBODYS, "op": "delete"}
UNREADABLE: list[tuple[Any, str]] = [
    (7, "unreadable"), (None, "unreadable"), ([], "unreadable"), ("text", "unreadable"), ({}, "unreadable"),
    (mutation(more=1), "unreadable"), (mutation(at="5"), "unreadable"), (mutation(at=5.5), "unreadable"),
    (mutation(at=None), "unreadable"), (mutation(writes=None), "unreadable"), (mutation(7), "unreadable"),  # type: ignore[arg-type]
    (mutation(WELL | {"more": 1}), "unreadable"), (mutation(WELL | {"op": "steal"}), "unreadable"),
    (mutation(WELL | {"choice": "all"}), "unreadable"), (mutation(WELL | {"fields": []}), "unreadable"),
    (mutation(WELL | {"sets": {"products": ["x"]}}), "unreadable"), (mutation(WELL | {"seen": "0"}), "unreadable"),
    (mutation(WELL | {"sets": {"products": [["x"], [None]]}}), "unreadable"), (mutation({}), "unreadable"),
    (mutation(WELL | {"bases": {"name": 5}}), "unreadable"), (mutation(WELL | {"bases": []}), "unreadable"),
    (json.dumps(mutation(WELL | {"fields": {"name": "\ud800"}})).encode(), "bad_character"),
    (json.dumps(mutation(WELL | {"fields": {"\udc00": "x"}})).encode(), "bad_character"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "why"), UNREADABLE)
def test_a_mutation_that_cannot_be_read_keeps_nobody_up(ana: Asked, said: Any, why: str) -> None:
    before, after = ana.lead(name="Before"), ana.lead(name="After")
    answers = ana.push(before, said, after)
    assert [x.status for x in answers] == ["ok", "invalid", "ok"]
    assert [x.mid for x in answers[::2]] == [before["mid"], after["mid"]]
    told = json.loads(said) if isinstance(said, bytes) else said
    mid = told.get("mid", "") if isinstance(told, dict) and isinstance(said, dict) else ""
    assert (answers[1].why, answers[1].mid) == (why, told["mid"] if why == "bad_character" else mid)
    assert {"Before", "After"} <= {row.get("name") for row in ana.rows().values()}


@pytest.mark.parametrize("mid", ["", "x", "\0", NOBODYS.upper().replace("0", "A"), f"{NOBODYS}\n", "x" * 100_000])
def test_a_mutation_without_an_id_of_its_own_is_invalid(ana: Asked, mid: str) -> None:
    for named in ({"mid": mid}, {"action": mid}):
        answers = ana.push(ana.lead(), ana.lead() | named, ana.lead())
        assert [x.status for x in answers] == ["ok", "invalid", "ok"]


DIRECTIONS = "abc\u202egnp.exe\u2066\u2069\u200f"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"nickname": "J"}, "unknown_field"),
        ({"": ""}, "unknown_field"),
        ({"name\0": "J"}, "unknown_field"),
        ({"name": "Ja\0ne"}, "bad_character"),
        ({"notes": "\0"}, "bad_character"),
        ({"picture": "\0"}, "bad_character"),
        ({"products": ["pumps", "\0"]}, "bad_character"),
        ({"notes": "x" * 400_000}, "too_long"),
        ({"notes": "ü" * 100_001}, "too_long"),
        ({"name": "x" * 2_001}, "too_long"),
        ({"picture": "x" * 1_000}, "too_long"),
        ({"products": ["x" * 1_000]}, "too_long"),
        ({"products": [str(n) for n in range(1_001)]}, "too_long"),
        ({"name": 7}, "bad_value"),
        ({"name": None}, "bad_value"),
        ({"name": ["J"]}, "bad_value"),
        ({"name": {"J": "J"}}, "bad_value"),
        ({"name": True}, "bad_value"),
        ({"products": "pumps"}, "bad_value"),
        ({"products": [7]}, "bad_value"),
        ({"rating": "boiling"}, "bad_value"),
        ({"country": "Atlantis"}, "bad_value"),
        ({"due": "2026-02-30"}, "bad_value"),
        ({"met_at": "2026-01-01T00:00"}, "bad_value"),
        ({"met_at": "0001-01-01T00:00+14:00"}, "bad_value"),
        ({"fair": "not an id"}, "bad_value"),
        ({"fair": NOBODYS}, "no_such_record"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_the_others_go_on(ana: Asked, fields: dict[str, Any], why: str) -> None:
    good, bad, both = ana.lead(), ana.lead(**fields), ana.lead()
    both["writes"].append(bad["writes"][0] | {"id": uuid7()})
    answers = ana.push(good, bad, both, ana.lead())
    assert [x.status for x in answers] == ["ok", "invalid", "invalid", "ok"]
    assert [(row.n, row.status, row.why) for row in answers[1].rows] == [(0, "invalid", why)]
    assert [(row.n, row.status, row.why) for row in answers[2].rows] == [(1, "invalid", why)]
    rows = ana.rows()
    assert bad["writes"][0]["id"] not in rows
    assert both["writes"][0]["id"] in rows


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**63, 2**64, 10**400, 1.0, "7", True])
def test_a_whole_number_lies_within_its_bounds(ana: Asked, number: Any) -> None:
    said = json.dumps(mutation({"kind": "fair", "id": uuid7(), "op": "create", "fields": {"goal_leads": number}}))
    [answer, other] = ana.push(said.encode(), ana.lead())
    assert [(row.status, row.why) for row in answer.rows] == [("invalid", "bad_value")]
    assert other.status == "ok"


@pytest.mark.parametrize(
    "text", [DIRECTIONS, "上海 🎪 e\u0301", "\x01\x1f\x7f\ufffe\uffff", "<b>&amp;", "'; DROP TABLE lead"]
)
def test_what_may_be_comes_back_as_it_was_typed(ana: Asked, text: str) -> None:
    lead = ana.lead(name=text, notes=text)
    [answer] = ana.push(lead)
    assert answer.status == "ok"
    row = ana.rows()[lead["writes"][0]["id"]]
    assert (row["name"], row["notes"]) == (text, text)


@pytest.mark.parametrize(("length", "status"), [(100_000, "ok"), (100_001, "invalid")])
def test_a_long_text_is_kept_whole_or_not_at_all(ana: Asked, length: int, status: str) -> None:
    lead = ana.lead(notes="上" * length)
    [answer] = ana.push(lead)
    assert answer.status == status
    kept = ana.rows().get(lead["writes"][0]["id"], {}).get("notes", "")
    assert len(kept) == (length if status == "ok" else 0)


@pytest.mark.parametrize(
    ("at", "kept"),
    [(3_786_912_000_000_000, 3_786_912_000_000_000), (0, 1), (-5, 1), (2**63, 2**53), (-(2**70), 1), (10**300, 2**53)],
)
def test_the_laptops_clock_decides_nothing(ana: Asked, at: int, kept: int) -> None:
    lead = ana.lead()
    [answer] = ana.push(json.dumps(lead | {"at": at}).encode())
    assert answer.status == "ok"
    id = lead["writes"][0]["id"]
    [step] = msgspec.json.decode(ana.get(f"/v1/history/lead/{id}")[1], type=list[Past])
    assert step.at == kept
    [deleted] = ana.push(
        json.dumps(mutation({"kind": "lead", "id": id, "op": "delete", "seen": answer.seq}) | {"at": at}).encode()
    )
    assert deleted.status == "ok"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"kind": "spaceship"}, ("invalid", "unknown_kind")),
        ({"kind": ""}, ("invalid", "unknown_kind")),
        ({"kind": "sync_head"}, ("invalid", "unknown_kind")),
        ({"kind": "le\0ad"}, ("invalid", "unknown_kind")),
        ({"id": ""}, ("invalid", "bad_id")),
        ({"id": "7"}, ("invalid", "bad_id")),
        ({"id": "\0"}, ("invalid", "bad_id")),
        ({"id": NOBODYS.replace("0", "A")}, ("invalid", "bad_id")),
        ({"id": "x" * 100_000}, ("invalid", "bad_id")),
        ({"entry": "\0"}, ("invalid", "bad_entry")),
        ({"entry": "x"}, ("invalid", "bad_entry")),
        ({"entry": NOBODYS, "choice": "take"}, ("forbidden", "not_yours")),
        ({"id": NOBODYS}, ("forbidden", "not_yours")),
        ({"sets": {"name": [["x"], []]}}, ("invalid", "bad_value")),
        ({"sets": {"nothing": [["x"], []]}}, ("invalid", "unknown_field")),
        ({"sets": {"products": [["\0"], []]}}, ("invalid", "bad_character")),
        ({"sets": {"products": [[], ["x" * 1_000]]}}, ("invalid", "too_long")),
    ],
)
def test_a_write_about_nothing_is_refused_and_the_others_go_on(ana: Asked, more: Any, told: tuple[str, str]) -> None:
    lead = ana.lead()
    [made] = ana.push(lead)
    change = {
        "kind": "lead",
        "id": lead["writes"][0]["id"],
        "op": "change",
        "fields": {"city": "Köln"},
        "seen": made.seq,
    }
    answers = ana.push(mutation(change | more), mutation(change))
    assert [(row.status, row.why) for row in answers[0].rows] == [told]
    assert answers[1].status == "ok"


@pytest.mark.parametrize("bases", [{"city": "x"}, {"": ""}, {"\0": "\0"}, {"city": NOBODYS}, {"nothing": NOBODYS}])
@pytest.mark.parametrize("seen", [-1, 0, 2**62, 2**63, 10**300])
def test_bases_that_say_nothing_are_none(ana: Asked, bases: dict[str, str], seen: int) -> None:
    lead = ana.lead()
    ana.push(lead)
    change = {"kind": "lead", "id": lead["writes"][0]["id"], "op": "change", "fields": {"city": "Köln"}}
    [answer] = ana.push(json.dumps(mutation(change | {"bases": bases, "seen": seen})).encode())
    assert answer.status in {"ok", "merged", "conflict"}


def test_other_peoples_rows_and_mutations_look_like_none(ana: Asked) -> None:
    firm = ana.firm
    theirs = firm.bo.create(name="Bo's")
    change = {"kind": "lead", "id": theirs, "op": "change", "fields": {"name": "Hers"}}
    for op in ("change", "delete", "restore"):
        answers = ana.push(mutation(change | {"op": op}), mutation(change | {"op": op, "id": NOBODYS}))
        for answer in answers:
            assert [(row.status, row.why) for row in answer.rows] == [("forbidden", "not_yours")]
    [answer] = ana.push(mutation(change | {"op": "create"}))
    assert answer.status == "forbidden"
    assert firm.bo.value(theirs, "name") == "Bo's"
    mid = uuid7()
    assert firm.bo.write(firm.bo.changing(theirs, city="Oslo"), mid=mid).status == "ok"
    lead = ana.lead()
    [answer, other] = ana.push(lead | {"mid": mid}, ana.lead())
    assert (answer.status, answer.why, other.status) == ("forbidden", "not_yours", "ok")
    assert lead["writes"][0]["id"] not in ana.rows()


def test_a_mid_is_decided_once(ana: Asked) -> None:
    first, second = ana.lead(name="First"), ana.lead(name="Second")
    second["mid"] = first["mid"]
    answers = ana.push(first, second, ana.lead(name="Third"))
    assert [x.status for x in answers] == ["ok", "ok", "ok"]
    assert answers[0] == answers[1]
    names = {row.get("name") for row in ana.rows().values()}
    assert "First" in names
    assert "Second" not in names


def test_a_second_create_of_an_id_is_a_change_by_somebody_who_saw_nothing(ana: Asked) -> None:
    first, second = ana.lead(city="Köln"), ana.lead(email="x@y.example")
    second["writes"][0]["id"] = first["writes"][0]["id"]
    answers = ana.push(first, second, ana.lead())
    assert [x.status for x in answers] == ["ok", "conflict", "ok"]
    assert answers[1].rows[0].units == ["email"]
    assert ana.rows()[first["writes"][0]["id"]]["city"] == "Köln"


def test_of_a_name_given_twice_the_last_counts(ana: Asked) -> None:
    lead = msgspec.json.encode(ana.lead()).replace(b'"name":"Jane"', b'"name":"Jane","name":"Joan"')
    [answer] = ana.push(lead)
    assert answer.status == "ok"
    assert "Joan" in {row.get("name") for row in ana.rows().values()}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("epoch=1&cursor=-1", (409, "other_epoch")),
        ("epoch=1&cursor=9223372036854775808", (409, "other_epoch")),
        ("epoch=1&cursor=" + "9" * 400, (409, "other_epoch")),
        ("epoch=-1&cursor=0", (409, "other_epoch")),
        ("epoch=" + "9" * 30 + "&cursor=0", (409, "other_epoch")),
        ("epoch=1&cursor=" + "9" * 5_000, (400, "malformed")),
        ("epoch=1&cursor=x", (400, "malformed")),
        ("epoch=1&cursor=1.5", (400, "malformed")),
        ("epoch=1&cursor=", (400, "malformed")),
        ("epoch=1&cursor=NaN", (400, "malformed")),
        ("epoch=1", (400, "malformed")),
        ("epoch=1&cursor=0&token=x", (400, "malformed")),
        ("epoch=1&cursor=0&token=%00", (400, "malformed")),
        ("epoch=1&cursor=0&token=%ff%fe", (400, "malformed")),
        ("epoch=1&cursor=0&token=%ed%a0%80", (400, "malformed")),
        ("epoch=1&cursor=0&token=1.lead." + "x" * 50, (400, "malformed")),
        ("epoch=1&cursor=0&token=9999999999999999999.lead." + NOBODYS, (400, "malformed")),
        ("epoch=1&cursor=0&token=-1.lead." + NOBODYS, (400, "malformed")),
        ("epoch=1&cursor=0&token=1.sync_head." + NOBODYS, (400, "malformed")),
        ("epoch=1&cursor=0&token=" + "1" * 5_000, (400, "malformed")),
    ],
)
def test_a_pull_from_nowhere_is_refused(ana: Asked, query: str, told: tuple[int, str]) -> None:
    assert problem(ana.get(f"/v1/pull?{query}&schema=1")) == told


@pytest.mark.parametrize("path", ["lead/%00", "lead/x", "%00/x", "sync_head/" + NOBODYS, "lead/" + NOBODYS, "lead/%ff"])
def test_the_history_of_nothing_is_empty(ana: Asked, path: str) -> None:
    status, content = ana.get(f"/v1/history/{path}")
    assert (status, content) == (200, b"[]")


@pytest.mark.parametrize(
    "login",
    [
        {"name": "Ana"}, {"name": 7, "password": "x"}, {"name": "A\0", "password": "x"},
        {"name": "A" * 1_001, "password": "x"},
        {"name": "Ana", "password": "\0"}, {"name": "Ana", "password": "x", "device": "\0"},
        {"name": "Ana", "password": "x", "device_name": "\0"}, [], None, {"name": "Ana", "password": "x" * 100_000},
    ],
)  # fmt: skip
def test_a_login_that_is_none_is_refused(ana: Asked, login: Any) -> None:
    assert problem(ana.post("/v1/login", msgspec.json.encode(login))) == (400, "malformed")


@pytest.mark.parametrize("token", ["", "x", "\u00ff", "a b", "x" * 10_000, "Bearer"])
def test_a_token_that_nobody_gave_opens_nothing(ana: Asked, token: str) -> None:
    headers = {"Authorization": b"Bearer " + token.encode("latin-1")}
    answer = ana.client.get("/v1/pull?epoch=1&cursor=0&schema=1", headers=headers)  # type: ignore[arg-type]
    assert problem((answer.status_code, answer.content)) == (401, "unauthorised")
    body = msgspec.json.encode({"refresh": token})
    assert problem(ana.post("/v1/refresh", body)) == (401, "unauthorised")
    assert problem(ana.post("/v1/refresh", b'{"refresh": "\\u0000"}')) == (401, "unauthorised")


def test_an_encoding_that_is_not_welcome_is_not_used(ana: Asked) -> None:
    ana.push(*(ana.lead(notes="x" * 1_000) for _ in range(5)))
    for accepted in ("zstd;q=0, gzip;q=0", "br", "zstd;q=none"):
        answer = ana.client.get(
            "/v1/pull?epoch=1&cursor=0&schema=1", headers=ana.headers | {"Accept-Encoding": accepted}
        )
        assert "Content-Encoding" not in answer.headers
