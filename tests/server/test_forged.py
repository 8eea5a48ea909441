"""A device that says what is not so: it spoils nothing of others', and what it says of nonsense breaks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs
from tests.server.laptops import Firm, row

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.service import OTHER_EPOCH, Refusal
from salesdesk.protocol.wire import Claim, Entry, Known, Mutation, Offer, Write


def conflict(firm: Firm) -> tuple[str, str]:
    """A lead whose name Eva wrote as Joan while Ana wrote Jo; and Ana's mutation."""
    id, mid = firm.ana.create(name="Jane"), uuid7()
    firm.ana.pull()
    firm.eva.pull()
    firm.eva.change(id, name="Joan")
    firm.ana.write(firm.ana.changing(id, name="Jo"), mid=mid)
    return id, mid


def test_a_record_of_another_kind_with_the_same_id_is_another_record(firm: Firm) -> None:
    id, _mid = conflict(firm)
    firm.bo.write(Write("account", id, "create", {"name": "Acme", "owner": firm.bo.user, "team": firm.bo.team}))
    firm.bo.pull()
    assert firm.bo.change(id, "account", name="Planted").status == "ok"
    [entry] = firm.ana.inbox()
    assert (entry.now, entry.now_by) == ({"name": "Joan"}, firm.eva.user)


@pytest.mark.parametrize(
    "more",
    [
        {"aside": {"nonsense": [1]}}, {"aside": {"name": 5}}, {"now": {"city": "Linz"}}, {"base": {"name": [{}]}},
        {"aside": {"name": "x" * 2_001}}, {"unit": "nonsense"}, {"aside_by": "\0"}, {"by": "nobody"}, {"id": "x"},
        {"kind": "spaceship"}, {"record": "\0"}, {"what": "kept"},
    ],
)  # fmt: skip
def test_an_entry_that_no_server_made_is_not_taken_back(firm: Firm, more: dict[str, Any]) -> None:
    id = firm.ana.create(name="Jane")
    kept = firm.put_back()
    sides: dict[str, Any] = {"now": {"name": "Joan"}, "aside": {"name": "Jo"}, "base": {"name": "Jane"}}
    good = Entry(uuid7(), "conflict", "lead", id, kept + 5, unit="name", aside_by=firm.eva.user, **sides)
    bad = structs.replace(good, **{"id": uuid7()} | more)
    assert firm.ana.door.offer(Offer(2, kept + 9, [], [bad])).taken == 0
    assert firm.ana.door.offer(Offer(2, kept + 9, [], [good])).taken == 1
    [entry] = firm.eva.inbox()
    assert firm.eva.decide(entry, "take").status == "ok"
    assert firm.ana.value(id, "name") == "Jo"


def test_a_decision_of_before_closes_nothing_that_was_laid_aside_since(firm: Firm) -> None:
    id, mid = conflict(firm)
    [entry] = firm.eva.inbox()
    kept = firm.put_back()
    assert firm.ana.change(id, name="Johanna", bases={"name": mid}).status == "conflict"
    decided = structs.replace(entry, choice="keep", by=firm.eva.user, seq=kept + 3)
    assert firm.eva.door.offer(Offer(2, kept + 3, [], [decided])).taken == 0
    assert [x.aside for x in firm.ana.inbox()] == [{"name": "Johanna"}]


def test_a_mutation_handed_in_again_brings_no_nonsense(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    kept = firm.put_back()
    firm.eva.pull()
    firm.eva.change(id, name="Joan")
    again = Write(
        "lead", id, "change", {"name": "Jo"}, seen=10**30, was="conflict", aside=["name"], before={"name": [{}]}
    )
    mutations = [Mutation(uuid7(), uuid7(), 1, [again], old=kept + n) for n in (5, 6)]
    bad = Write("lead", "\0", "change", {"name": "Jo"})
    first, second, third = firm.ana.push(*mutations, Mutation(uuid7(), uuid7(), 1, [bad], old=kept + 7))
    assert (first.status, second.status) == ("conflict", "ok")
    assert row(third).why == "bad_id"
    [entry] = firm.eva.inbox()
    assert (entry.aside, entry.base) == ({"name": "Jo"}, {"name": ""})


def test_nobody_begins_an_epoch_by_saying_so(firm: Firm) -> None:
    [page] = firm.ana.pull()
    door, far = firm.ana.door, page.head + 10
    forged = ("", f"{far}.{'0' * 32}", f"{far}.{page.proof.partition('.')[2]}", "x", ".", "\u00b2.\u00e9", "9" * 30)
    for proof in forged:
        for claim in (Claim(1, far, proof), Claim(2, 0, proof)):
            with pytest.raises(Refusal) as caught:
                door.turn(claim)
            assert caught.value.code == OTHER_EPOCH
    turn = door.turn(Claim(1, page.head, page.proof))
    assert (turn.epoch, turn.kept) == (1, page.head)


def test_ids_that_are_none_name_nothing(firm: Firm) -> None:
    assert row(firm.ana.write(Write("lead", "\0", "delete"))).why == "bad_id"
    assert firm.ana.door.rows([Known("lead", "\0", 1)]).rows == []
