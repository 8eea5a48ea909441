"""How fields lie in a table, and what lists sort and searches look by."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.strategies import Everything, records, values

from salesdesk.domain import record as a
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds, Record, Scope, kind_of, record
from salesdesk.schema.columns import Layout, fingerprint, folded, sort_key, spelt_out

KIND = kind_of(Everything)
LAYOUT = Layout(KIND)


@given(records(KIND, "7"))
def test_a_record_is_the_same_after_its_row(record: Everything) -> None:
    row = LAYOUT.row(record)
    assert len(row) == len(LAYOUT.columns)
    assert {type(value) for value in row} <= {str, int, type(None)}
    assert LAYOUT.record([1, "7", None, 1, *row[: len(KIND.fields)]]) == record


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("MÜLLER", "muller"),
        ("Straße", "STRASSE"),
        ("İstanbul ILICA ışık", "istanbul ilica isik"),
        ("Ångström Łódź Ørsted Đorđe", "angstrom lodz orsted dorde"),
        ("Ærø Œuvre", "aero oeuvre"),
        ("ＡＢＣ１２３", "abc123"),
        ("ΑΘΗΝΑΣ", "αθηνας".replace("ς", "σ")),
        ("مُحَمَّد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("ｶﾞｽ", "ガス"),
        ("Nguyễn", "nguyen"),
        ("한국", "한국"),
    ],
)
def test_case_width_and_accents_are_folded_away(written: str, sought: str) -> None:
    assert folded(written) == folded(sought) == sought.lower()


@pytest.mark.parametrize(("one", "other"), [("ガス", "カス"), ("क़", "क"), ("क्ष", "कष"), ("上", "下")])
def test_marks_that_carry_meaning_stay(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = folded(text)
    assert folded(once) == once


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Jörg Müller", "joerg mueller"),
        ("Weißmüller", "weissmueller"),
        ("Jørgen Åse", "joergen aase"),
        ("Mu\u0308ller", "mueller"),
        ("Jane Doe", ""),
        ("José", ""),
    ],
)
def test_umlauts_are_spelt_out_beside(text: str, spelt: str) -> None:
    assert spelt_out(text) == spelt


@given(st.sampled_from(LAYOUT.sortable).flatmap(lambda x: st.tuples(st.just(x), values(x), values(x))))
def test_keys_sort_as_values_do_and_what_is_empty_last(drawn: Any) -> None:
    field, one, other = drawn
    keys = sort_key(field, one), sort_key(field, other)
    empty = one == field.empty, other == field.empty
    if any(empty):
        assert (keys[0].encode() < keys[1].encode()) == (not empty[0] and empty[1])
    elif isinstance(one, Decimal | int | date | datetime):
        assert (keys[0] < keys[1], keys[0] == keys[1]) == (one < other, one == other)


def test_a_key_knows_what_is_before_and_after_zero() -> None:
    field = KIND.field("amount")
    values = [None, Decimal("-0.5"), Decimal(10**13), Decimal("-1E13"), Decimal(0), Decimal(9)]
    ordered = sorted(values, key=lambda value: sort_key(field, value))
    assert ordered == [Decimal("-1E13"), Decimal("-0.5"), Decimal(0), Decimal(9), Decimal(10**13), None]


@pytest.mark.parametrize("first", ["😀 Smile", "𠮷野家", "\U0010fffd"])
def test_names_of_any_script_stand_before_no_name(first: str) -> None:
    field = kind_of(Lead).field("name")
    assert sort_key(field, first).encode() < sort_key(field, "").encode()


def test_a_link_to_nothing_takes_no_room_in_its_index() -> None:
    row = dict(zip(LAYOUT.columns, LAYOUT.row(Everything(id="7")), strict=True))
    assert row["other"] is None
    assert LAYOUT.record([1, "7", None, 1, *LAYOUT.row(Everything(id="7"))[: len(KIND.fields)]]) == Everything(id="7")


def _declared(**extra: Any) -> Kinds:
    body = {"name": a.text("Name", searchable=True), "__annotations__": {"name": "str"} | dict.fromkeys(extra, "str")}
    made: type[Record] = type("Thing", (Record,), body | extra)
    return Kinds.of(record(label="Thing", plural="Things", scope=Scope.OWN, title=("name",))(made))


def test_the_fingerprint_changes_with_what_a_table_is_made_of() -> None:
    plain = fingerprint(_declared())
    assert fingerprint(_declared()) == plain
    others = [
        _declared(size=a.text("Size")),
        _declared(size=a.text("Size", sortable=True)),
        _declared(size=a.text("Size", searchable=True)),
        _declared(size=a.count("Size")),
        _declared(size=a.link("Size", to="thing")),
    ]
    assert len({plain, *map(fingerprint, others)}) == 6


def test_moments_before_1970_sort_too() -> None:
    field = KIND.field("moment")
    early, late = datetime(1066, 10, 14, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert sort_key(field, early) < sort_key(field, late)
