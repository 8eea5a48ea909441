"""The messages travel as JSON and come back as they were."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec import Struct, structs

from salesdesk.protocol import login, wire
from salesdesk.protocol.login import Login, Refresh, Session, Tokens
from salesdesk.protocol.wire import (
    Answer,
    Claim,
    Entry,
    Fetched,
    Gone,
    Health,
    Hint,
    Known,
    Listing,
    Mutation,
    Offer,
    Offered,
    Page,
    Past,
    Problem,
    Push,
    Pushed,
    Refused,
    RefusedWrite,
    Row,
    RowAnswer,
    Table,
    Turn,
    Wanted,
    Write,
)

WRITE = Write(
    "lead", "7", "change", {"name": "Jané", "due": None}, {"products": (["a"], ["b"])}, 1 << 41, {"name": "m1"},
    "e", "take",
)  # fmt: skip
ROW = Row("lead", "7", 9, {"name": "Jo", "products": ["a"]}, True, 1_700_000_000_000_000, [0, 2])
ENTRY = Entry(
    "e", "conflict", "lead", "7", 9, "name", {"name": "a"}, {"name": "b"}, {"name": ""}, "u1", 1, "u2", 2, "keep", "u1"
)
TABLE = Table(
    "lead", ["7", "8"], [9, 5], [1, 0], [[0], [0, 2]], [0, 3], {"name": ["Jo", None], "products": [None, ["a"]]}
)
REFUSED = RefusedWrite(
    1,
    "invalid",
    "lead",
    "7",
    "change",
    "bad_value",
    ["name"],
    {"name": "Jo"},
    {"products": (["a"], ["b"])},
    {"name": ""},
)
TOKENS = Tokens("a", "r")
MESSAGES = [
    WRITE,
    Mutation("m", "a", 5, [WRITE, Write("lead", "8", "delete")]),
    Push(1, 1, [Mutation("m", "a", 5, [])]),
    RowAnswer(3, "invalid", "bad_value", ["name"]),
    Answer("m", "conflict", 9, [RowAnswer(0, "conflict")]),
    Pushed(1, 9, 5, [Answer("m", "ok", 9)]),
    ROW,
    TABLE,
    Gone("lead", "7"),
    ENTRY,
    REFUSED,
    Refused("m", 9, 5, [REFUSED, RefusedWrite(0, "forbidden", "lead", "8", "delete")]),
    Page(1, 4, "t", 9, 5, [ROW], [Gone("lead", "8")], ["team:1"], ["person:2"], [ENTRY], "n", {"team:1": (3, 2**62)}),
    Past(9, 5, "u", "change", {"name": "b"}, {"name": "a"}),
    Login("jane", "secret", "laptop", "d"),
    TOKENS,
    Session(TOKENS, "d", "u", "Jane", "t", "manager", "o", 1),
    Refresh("r"),
    Problem("too_old", "because"),
    Health("ok", "o"),
    Claim(1, 9, "9.ab"),
    Turn("o", 2, 7, "7.ab"),
    Offer(2, 9, [ROW], [ENTRY]),
    Offered(3),
    Known("lead", "7", 9),
    Listing([Known("lead", "7", 9)], "n"),
    Wanted([Known("lead", "7", 9)]),
    Fetched([ROW], ["team:1"]),
    Hint(9),
]  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES, ids=lambda x: type(x).__name__)
def test_a_message_comes_back_as_it_was(message: Any) -> None:
    assert msgspec.json.decode(msgspec.json.encode(message), type=type(message)) == message


def test_every_message_is_tested() -> None:
    declared = {
        x for x in (*vars(wire).values(), *vars(login).values()) if isinstance(x, type) and issubclass(x, Struct)
    } - {Struct}
    assert {type(message) for message in MESSAGES} == declared


@pytest.mark.parametrize("message", MESSAGES, ids=lambda x: type(x).__name__)
def test_unknown_fields_are_refused_where_a_write_would_lose_them(message: Any) -> None:
    body = msgspec.to_builtins(message) | {"colour": "red"}
    if isinstance(message, Write | Mutation):
        with pytest.raises(msgspec.ValidationError, match="colour"):
            msgspec.convert(body, type(message))
    else:
        assert msgspec.convert(body, type(message)) == message


SHORT = [message for message in MESSAGES if message.__struct_config__.omit_defaults]


@pytest.mark.parametrize("message", SHORT, ids=lambda x: type(x).__name__)
def test_what_is_not_needed_does_not_travel(message: Any) -> None:
    required = {x.encode_name: getattr(message, x.name) for x in structs.fields(message) if x.required}
    assert msgspec.to_builtins(type(message)(**required)).keys() == required.keys()


@pytest.mark.parametrize(
    ("struct", "body"),
    [
        (Write, b'{"kind":"lead","id":"7","op":"drop"}'),
        (Write, b'{"kind":"lead","id":"7","op":"change","choice":"toss"}'),
        (Write, b'{"kind":"lead","id":"7","op":"change","seen":"9"}'),
        (Write, b'{"kind":"lead","id":"7","op":"change","sets":{"products":[["a"]]}}'),
        (Write, b'{"kind":"lead","op":"change"}'),
        (Push, b'{"epoch":1,"schema":1,"mutations":[{"mid":"m"}]}'),
        (Page, b"<html>Welcome to the hotel</html>"),
        (Page, b'{"epoch":1,"cursor":4'),
        (Page, b"{}"),
    ],
)
def test_what_is_no_message_is_refused(struct: Any, body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(body, type=struct)


def test_a_table_is_its_rows_by_columns() -> None:
    assert list(TABLE.rows()) == [
        Row("lead", "7", 9, {"name": "Jo"}, True, 0, [0, 2]),
        Row("lead", "8", 5, {"products": ["a"]}, True, 3, [0]),
    ]
    page = Page(1, 0, "", 9, 5, [ROW], tables=[TABLE])
    assert (page.count, page.rows) == (3, [ROW, *TABLE.rows()])


@pytest.mark.parametrize(
    "wrong", [{"seqs": [9]}, {"fields": {"name": ["Jo"]}}, {"places": [0, 2]}, {"places": [-1, 0]}, {"ids": ["7", "7"]}]
)
def test_a_table_whose_columns_do_not_fit_together_is_uneven(wrong: dict[str, Any]) -> None:
    assert TABLE.even
    assert not structs.replace(TABLE, **wrong).even
