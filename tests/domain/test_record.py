"""Declaring a record and using it as a value."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from tests.domain.strategies import Everything, records

from salesdesk.domain.kinds import KINDS
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds, UnknownField, UnknownKind, kind_of
from salesdesk.domain.trip import Trip

KIND = kind_of(Everything)


def test_a_record_is_a_value() -> None:
    one, other = Lead(id="1", name="Jane", seen=4), Lead(id="1", name="Jane", seen=9)
    assert one == other
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "Jo"  # type: ignore[misc]


def test_but_changes_fields_by_their_wire_names() -> None:
    before = Trip(id="1", title="Tokyo")
    after = before.but(**{"return": date(2026, 11, 9), "title": "Osaka"})
    assert (after.id, after.title, after.return_) == ("1", "Osaka", date(2026, 11, 9))
    assert before.return_ is None
    with pytest.raises(UnknownField):
        before.but(colour="red")


def test_make_fills_what_is_named() -> None:
    made = KIND.make({"class": "a", "count": 3}, id="7", deleted=True)
    assert isinstance(made, Everything)
    assert (made.class_, made.count, made.text, made.id, made.deleted) == ("a", 3, "", "7", True)
    assert KIND.filled(made) == {"count": 3, "class": "a"}
    with pytest.raises(UnknownField, match="colour"):
        KIND.make({"colour": "red"})


@given(records(KIND, "7"))
def test_the_wire_form_names_every_field_and_reads_back(record: Everything) -> None:
    wire = KIND.wire(record)
    assert list(wire) == ["id", *KIND.by_name]
    values = {name: KIND.field(name).unwire(value) for name, value in wire.items() if name != "id"}
    assert KIND.make(values, id=wire["id"]) == record


@pytest.mark.parametrize(
    ("record", "title", "subtitle"),
    [
        (Lead(name="Jane", company="Acme", city="Linz"), "Jane", "Acme · Linz"),
        (Lead(company="Acme", city="Linz"), "Acme", "Linz"),
        (Lead(email="jane@acme.example"), "jane@acme.example", ""),
        (Lead(), "", ""),
        (Everything(count=4, words=("b", "c"), day=date(2026, 11, 23)), "4", "b, c · 2026-11-23"),
    ],
)
def test_title_and_subtitle_are_the_first_words_that_say_something(record: Lead, title: str, subtitle: str) -> None:
    kind = kind_of(type(record))
    assert (kind.title(record), kind.subtitle(record)) == (title, subtitle)


def test_a_record_names_itself_by_its_filled_fields() -> None:
    assert repr(Lead(id="7", name="Jane")) == "Lead(7, name='Jane')"


def test_only_searchable_fields_are_searched() -> None:
    record = Everything(text="one", long="two", phone="+1 2", language="xx", choice="hot", words=("three",))
    assert KIND.searched_text(record) == "one\ntwo\n+1 2 12\nthree"


def test_the_kinds_are_found_by_name_in_their_order() -> None:
    assert [kind.name for kind in Kinds.of(Trip, Lead)] == ["trip", "lead"]
    assert KINDS["budget_line"].label == "Budget line"
    with pytest.raises(UnknownKind):
        KINDS["colour"]


@pytest.mark.parametrize("name", list(KINDS.by_name))
def test_every_declaration_hangs_together(name: str) -> None:
    kind, known = KINDS[name], list(KINDS.by_name)
    names = [field.name for field in kind.fields]
    assert len(names) == len(set(names))
    assert {*kind.title_fields, *kind.subtitle_fields, *(field.unit for field in kind.fields)} <= set(names)
    assert {link.to for link in kind.links} <= set(known)
    parents = {link.to for link in kind.links if link.parent}
    assert parents <= set(known[: known.index(name)]), "parents stand before their children"
