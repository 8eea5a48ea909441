"""What each field can hold, how it is written and read, and what it refuses."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.strategies import Everything, values

from salesdesk.desk.words import sentence
from salesdesk.domain.fields import BadValue, Choice, Field, Moment
from salesdesk.domain.record import kind_of

KIND = kind_of(Everything)
FIELDS = [pytest.param(field, id=field.name) for field in KIND.fields]
field_and_value = st.sampled_from(KIND.fields).flatmap(lambda field: st.tuples(st.just(field), values(field)))


def parse(name: str, text: str) -> Any:
    return KIND.field(name).parse(text)


@given(field_and_value)
def test_a_value_survives_text_wire_and_column(pair: Any) -> None:
    field, value = pair
    assert field.check(value) == value
    assert field.parse(field.text(value)) == value
    assert field.unwire(json.loads(json.dumps(field.wire(value)))) == value
    kept = field.stored(value)
    assert kept is None or isinstance(kept, str | int)
    assert field.loaded(kept) == value
    assert "\0" not in field.search_text(value)


def read(field: Field, text: str) -> Any:
    """The value of a text, or the error that refuses it."""
    try:
        return field.parse(text)
    except BadValue as error:
        return error


@given(st.sampled_from(KIND.fields), st.text())
def test_any_text_is_read_or_refused_in_words(field: Field, text: str) -> None:
    value = read(field, text)
    if isinstance(value, BadValue):
        said = sentence(value)
        assert field.label in said
        assert "{" not in said.replace(value.text, "")
    else:
        assert field.parse(field.text(value)) == value
        assert field.loaded(field.stored(value)) == value


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_typed_is_the_empty_value(field: Any) -> None:
    assert field.parse("  ") == field.empty
    assert field.parse(field.text(field.empty)) == field.empty


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("text", "  Jane\0 Doe ", "Jane Doe"),
        ("number", "1234.5", Decimal("1234.5")),
        ("number", "-0.0001", Decimal("-0.0001")),
        ("amount", "12.5000", Decimal("12.5")),
        ("amount", "1E+2", Decimal(100)),
        ("rate", "178.31", Decimal("178.31")),
        ("count", " 40 ", 40),
        ("count", "-3", -3),
        ("yes_no", "Yes", True),
        ("yes_no", "0", False),
        ("country", "Germany", "DE"),
        ("country", "uk", "GB"),
        ("country", "台灣", "TW"),
        ("currency", "jpy", "JPY"),
        ("zone", "Asia/Tokyo", "Asia/Tokyo"),
        ("day", "2026-11-23", date(2026, 11, 23)),
        ("moment", "2026-11-23T09:30+09:00", datetime(2026, 11, 23, 0, 30, tzinfo=UTC)),
        ("moment", "2026-11-23T09:30:00Z", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("choice", "hot", "hot"),
        ("words", "pumps, , valves,pumps", ("pumps", "valves")),
    ],
)
def test_typed_texts(name: str, text: str, value: Any) -> None:
    assert parse(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", "x" * 2_001),
        ("long", "x" * 100_001),
        ("number", "twelve"),
        ("number", "1,5"),
        ("number", "NaN"),
        ("number", "-Infinity"),
        ("number", "0.00001"),
        ("number", "1E+999999"),
        ("amount", "100000000000000"),
        ("rate", "abc"),
        ("rate", "0"),
        ("rate", "-1"),
        ("rate", "sNaN"),
        ("rate", "1E-999999"),
        ("count", "4.5"),
        ("count", "9" * 20),
        ("count", "9" * 5_000),
        ("yes_no", "perhaps"),
        ("country", "Atlantis"),
        ("currency", "EURO"),
        ("currency", "é"),
        ("zone", "Mars/Base"),
        ("zone", "../../etc/passwd"),
        ("zone", "Europe"),
        ("zone", "a\0b"),
        ("day", "23.11.2026"),
        ("day", "2026-02-30"),
        ("moment", "yesterday"),
        ("moment", "2026-11-23T09:30"),
        ("moment", "0001-01-01T00:00+09:00"),
        ("choice", "lukewarm"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_with_its_label(name: str, text: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse(name, text)
    assert refused.value.field.name == name
    assert KIND.field(name).label in sentence(refused.value)


def test_a_refused_choice_names_the_choices() -> None:
    with pytest.raises(BadValue, match="none of: hot, cold"):
        parse("choice", "lukewarm")


def test_half_a_character_pair_does_not_reach_the_disk() -> None:
    assert ascii(parse("text", "a\ud83db")) == ascii("a\ufffdb")
    assert ascii(parse("text", "\ud83d\ude00")) == ascii("😀")
    assert ascii(parse("words", "a\udfffb, c")) == ascii(("a\ufffdb", "c"))


def test_a_choice_of_a_newer_program_shows_as_its_word() -> None:
    field = KIND.field("choice")
    assert isinstance(field, Choice)
    assert (field.label_of("hot"), field.label_of("boiling")) == ("Hot", "boiling")


def test_a_moment_is_kept_to_the_microsecond_in_utc() -> None:
    field = KIND.field("moment")
    moment = datetime(2301, 5, 6, 7, 8, 9, 123_457, tzinfo=timezone(timedelta(hours=-3)))
    assert field.loaded(field.stored(moment)) == moment
    assert field.wire(parse("moment", "2026-11-23T09:30:00.000001+01:00")) == "2026-11-23T08:30:00.000001Z"


def test_an_amount_is_kept_exactly() -> None:
    field = KIND.field("amount")
    exact = Decimal("12345678901234.5678")
    assert (field.stored(exact), field.loaded(123456789012345678)) == (123456789012345678, exact)
    assert field.wire(field.loaded(10_000_000)) == "1000"


def test_a_phone_is_searched_by_its_digits() -> None:
    assert KIND.field("phone").search_text("+49 (170) 123-45") == "+49 (170) 123-45 4917012345"


@pytest.mark.parametrize(
    "text",
    ["2026-11-23T09:30:00Z", "2026-11-23T09:30Z", "2026-11-23T09:30:00.5Z", "2026-11-23T09:30:00+00:00",
     "2026-11-23 09:30:00Z", "2026-02-30T09:30:00Z", "0000-01-01T00:00:00Z", "2026-11-23T24:00:00Z", "now", "",
     "2026-11-23T09:30:00Z ", "٢٠٢٦-11-23T09:30:00Z"],
)  # fmt: skip
def test_a_moment_is_plain_where_it_travels_as_it_is_written(text: str) -> None:
    field = Moment(label="At")
    try:
        travels = field.wire(field.unwire(text))
    except BadValue:
        travels = None
    assert field.is_plain(text) == (travels == text)
