"""Stored answers, limits, and input that no laptop of ours would send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Index
from tests.server.laptops import Firm, row

from salesdesk.domain.ids import uuid7
from salesdesk.domain.kinds import KINDS
from salesdesk.protocol.service import OTHER_EPOCH, TOO_LARGE, Refusal
from salesdesk.protocol.wire import Mutation, Push, Write


def lead(firm: Firm, **fields: Any) -> Write:
    """A new lead of Ana's."""
    return Write("lead", uuid7(), "create", {"name": "Jane", "owner": firm.ana.user} | fields)


def test_a_known_mutation_gets_its_stored_answer_and_does_nothing(firm: Firm) -> None:
    mutation = Mutation(uuid7(), uuid7(), 1, [lead(firm)])
    [first] = firm.ana.push(mutation)
    firm.ana.pull()
    again = firm.ana.push(mutation, mutation)
    assert again == [first, first]
    assert firm.ana.pages()[0].head == firm.ana.cursor


def test_somebody_elses_mutation_is_none_of_hers(firm: Firm) -> None:
    mutation = Mutation(uuid7(), uuid7(), 1, [lead(firm)])
    firm.ana.push(mutation)
    assert firm.bo.push(mutation)[0].status == "forbidden"


def test_the_same_mutation_twice_in_one_push_takes_effect_once(firm: Firm) -> None:
    mutation = Mutation(uuid7(), uuid7(), 1, [lead(firm)])
    one, two = firm.ana.push(mutation, mutation)
    assert one == two
    assert one.status == "ok"


def test_each_mutation_has_a_seq_of_its_own_in_order(firm: Firm) -> None:
    answers = firm.ana.push(*(Mutation(uuid7(), uuid7(), 1, [lead(firm)]) for _ in range(3)))
    seqs = [x.seq for x in answers]
    assert seqs == [seqs[0], seqs[0] + 1, seqs[0] + 2]
    assert seqs[0] >> 40 == 1


@pytest.fixture
def one_of_a_name(firm: Firm) -> Iterator[None]:
    """A database that holds each lead's name once."""
    table = firm.server.database.tables.metadata.tables["lead"]
    index = Index("one_name", table.c.name, unique=True)
    table.indexes.discard(index)
    with firm.server.database.writing() as connection:
        index.create(connection)
    yield
    with firm.server.database.writing() as connection:
        index.drop(connection)


@pytest.mark.usefixtures("one_of_a_name")
def test_what_the_database_will_not_hold_is_refused_and_the_rest_goes_on(firm: Firm) -> None:
    names = ["Jane", "Jane", "Joe", "Eve", "Eve", "Ann"]
    mutations = [Mutation(uuid7(), uuid7(), 1, [lead(firm, name=name)]) for name in names]
    statuses = [x.status for x in firm.ana.push(*mutations)]
    assert statuses == ["ok", "invalid", "ok", "ok", "invalid", "ok"]
    firm.ana.pull()
    assert sorted(x["name"] for x in firm.ana.rows.values() if x.get("name") in names) == ["Ann", "Eve", "Jane", "Joe"]
    assert [x.status for x in firm.ana.push(*mutations)] == statuses


def test_a_push_is_neither_too_long_nor_of_another_epoch(firm: Firm) -> None:
    def refused(push: Push) -> str:
        with pytest.raises(Refusal) as caught:
            firm.ana.door.push(push)
        return caught.value.code

    many = [Mutation(uuid7(), uuid7(), 1, [lead(firm)]) for _ in range(1_001)]
    assert refused(Push(1, 1, many)) == TOO_LARGE
    assert refused(Push(1, 1, [Mutation(uuid7(), uuid7(), 1, [lead(firm)] * 5_001)])) == TOO_LARGE
    assert refused(Push(2, 1, many[:1])) == OTHER_EPOCH


BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "colour"}, "unknown_kind"),
    ({"id": "nobody"}, "bad_id"),
    ({"id": uuid7().upper()}, "bad_id"),
    ({"fields": {"colour": "red"}}, "unknown_field"),
    ({"fields": {"due": "soon"}}, "bad_value"),
    ({"fields": {"due": 7}}, "bad_value"),
    ({"fields": {"name": None}}, "bad_value"),
    ({"fields": {"name": "x" * 2_001}}, "too_long"),
    ({"fields": {"name": ["x"]}}, "bad_value"),
    ({"fields": {"rating": "boiling"}}, "bad_value"),
    ({"fields": {"country": "Atlantis"}}, "bad_value"),
    ({"fields": {"products": "pumps"}}, "bad_value"),
    ({"fields": {"products": [1]}}, "bad_value"),
    ({"fields": {"fair": "nowhere"}}, "bad_value"),
    ({"fields": {"fair": uuid7()}}, "no_such_record"),
    ({"fields": {"met_at": "2026-11-23T09:30"}}, "bad_value"),
    ({"sets": {"name": (["x"], [])}}, "bad_value"),
    ({"sets": {"colour": (["x"], [])}}, "unknown_field"),
    ({"entry": "x", "choice": "keep"}, "bad_entry"),
    ({"kind": "expense", "fields": {"amount": "12,50"}}, "bad_value"),
    ({"kind": "expense", "fields": {"amount": 12.5}}, "bad_value"),
    ({"kind": "expense", "fields": {"amount": "1E999999999"}}, "bad_value"),
    ({"kind": "expense", "fields": {"amount": "NaN"}}, "bad_value"),
    ({"kind": "expense", "fields": {"rate": "sNaN"}}, "bad_value"),
    ({"kind": "fair", "fields": {"goal_leads": True}}, "bad_value"),
    ({"kind": "fair", "fields": {"goal_leads": 1 << 60}}, "bad_value"),
    ({"kind": "fair", "fields": {"zone": "../../x"}}, "bad_value"),
    ({"kind": "activity", "fields": {"done": "yes"}}, "bad_value"),
    ({"kind": "stay", "fields": {}}, "required"),
]


@pytest.mark.parametrize(("given", "why"), BAD, ids=[f"{n}-{why}" for n, (_given, why) in enumerate(BAD)])
def test_what_cannot_be_is_invalid_and_the_rest_goes_on(firm: Firm, given: dict[str, Any], why: str) -> None:
    bad = Write(**{"kind": "lead", "id": uuid7(), "op": "create"} | given)
    good, later = lead(firm), lead(firm)
    first, second = firm.ana.push(Mutation(uuid7(), uuid7(), 1, [bad, good]), Mutation(uuid7(), uuid7(), 1, [later]))
    assert (first.status, row(first).status, row(first).why, row(first, 1).status) == ("invalid", "invalid", why, "ok")
    assert second.status == "ok"
    assert firm.ana.has(good.id)
    assert firm.ana.has(later.id)


@pytest.mark.parametrize("which", ["mid", "action"])
def test_a_mutation_without_a_proper_id_is_refused_and_not_kept(firm: Firm, which: str) -> None:
    named = {"mid": uuid7(), "action": uuid7()} | {which: "x"}
    answer = firm.ana.push(Mutation(named["mid"], named["action"], 1, [lead(firm)]))[0]
    assert (answer.status, row(answer).why) == ("invalid", "bad_id")


def test_a_wild_clock_is_held_in_bounds(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    firm.ana.write(Write("lead", id, "delete", seen=firm.ana.cursor), at=0)
    firm.ana.pull()
    assert id in firm.ana.known.deleted
    firm.ana.write(Write("lead", id, "restore"), at=1 << 200)
    assert firm.ana.has(id)


def test_values_are_kept_in_one_form(firm: Firm) -> None:
    id = uuid7()
    fields = {"amount": "15.00", "currency": "eur", "country": "Germany", "day": "20261123"}
    firm.ana.write(Write("expense", id, "create", fields))
    firm.ana.pull()
    kept = firm.ana.rows[id]
    assert [kept[name] for name in fields] == ["15", "EUR", "DE", "2026-11-23"]


def test_a_link_may_name_what_the_same_push_makes_later(firm: Firm) -> None:
    contact = Write("contact", uuid7(), "create", {"name": "J", "owner": firm.ana.user})
    first = Mutation(uuid7(), uuid7(), 1, [lead(firm, contact=contact.id)])
    assert [x.status for x in firm.ana.push(first, Mutation(uuid7(), uuid7(), 1, [contact]))] == ["ok", "ok"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), lambda x: st.lists(x, max_size=3)
)
_FIELDS = st.sampled_from(sorted({(kind.name, field.name) for kind in KINDS for field in kind.fields}))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    _FIELDS,
    _JSON,
    st.sampled_from(["create", "change", "delete", "restore"]),
    st.integers(),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)
def test_no_value_at_all_breaks_the_server(
    firm: Firm, named: tuple[str, str], value: Any, op: Any, seen: int, bases: dict[str, str]
) -> None:
    kind, field = named
    id = uuid7()
    write = Write(kind, id, op, {field: value}, seen=seen, bases=bases)
    sets = Write(kind, id, op, sets={field: ([str(value)], ["x"])}, seen=seen, bases=bases)
    assert len(firm.ada.push(Mutation(uuid7(), uuid7(), seen, [write, sets, write]))) == 1
