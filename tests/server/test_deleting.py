"""Deletions against edits, in either order, and what belongs together."""

from __future__ import annotations

from typing import Any

import pytest
from tests.server.laptops import Firm, Laptop, row

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import Mutation, Write


@pytest.fixture
def ana(firm: Firm) -> Laptop:
    """Ana."""
    return firm.ana


@pytest.fixture
def other(firm: Firm) -> Laptop:
    """Ana's second laptop."""
    return firm.another(firm.ana)


def trip_with_stay(ana: Laptop, other: Laptop) -> tuple[str, str]:
    """A trip and a stay that both laptops have."""
    trip = ana.create("trip", title="Tokyo")
    stay = ana.create("stay", trip=trip, city="Tokyo")
    ana.pull()
    other.pull()
    return trip, stay


def gone(*pairs: tuple[str, str], seen: int) -> list[Write]:
    """Deletions of these kinds and ids."""
    return [Write(kind, id, "delete", seen=seen) for kind, id in pairs]


def test_a_deletion_travels_and_a_restore_brings_all_back(ana: Laptop, other: Laptop) -> None:
    trip, stay = trip_with_stay(ana, other)
    assert ana.write(*gone(("stay", stay), ("trip", trip), seen=ana.cursor)).status == "ok"
    assert not other.has(trip)
    assert not other.has(stay)
    assert other.write(Write("trip", trip, "restore", seen=other.cursor)).status == "ok"
    assert ana.has(trip)
    assert ana.has(stay)


def test_a_restored_child_brings_its_parent(ana: Laptop, other: Laptop) -> None:
    trip, stay = trip_with_stay(ana, other)
    ana.write(*gone(("stay", stay), seen=ana.cursor))
    ana.write(*gone(("trip", trip), seen=ana.cursor))
    other.pull()
    other.write(Write("stay", stay, "restore", seen=other.cursor))
    assert ana.has(trip)
    assert ana.has(stay)


def test_a_row_that_a_move_brings_back_does_not_bring_the_parent_that_it_leaves(ana: Laptop, other: Laptop) -> None:
    trip, stay = trip_with_stay(ana, other)
    osaka = ana.create("trip", title="Osaka")
    other.pull()
    ana.write(*gone(("stay", stay), seen=ana.cursor))
    ana.write(*gone(("trip", trip), seen=ana.cursor))
    assert other.change(stay, "stay", trip=osaka).status == "restored"
    for laptop in (ana, other):
        assert (laptop.has(stay), laptop.has(trip), laptop.value(stay, "trip")) == (True, False, osaka)


@pytest.mark.parametrize("edit_first", [True, False])
def test_an_edit_outlives_a_deletion_in_either_order(ana: Laptop, other: Laptop, edit_first: bool) -> None:
    trip, stay = trip_with_stay(ana, other)

    def delete() -> Any:
        return ana.write(*gone(("stay", stay), ("trip", trip), seen=ana.cursor), at=77)

    def edit() -> Any:
        return other.change(stay, "stay", city="Kyoto")

    first, second = (edit, delete) if edit_first else (delete, edit)
    assert first().status == "ok"
    assert second().status == "restored"
    for laptop in (ana, other):
        assert laptop.has(trip)
        assert laptop.value(stay, "city") == "Kyoto"
        [entry] = laptop.inbox()
        assert (entry.what, entry.record) == ("kept" if edit_first else "restored", stay)


def test_the_deletes_of_a_mutation_stand_or_fall_together(ana: Laptop, other: Laptop) -> None:
    one, two = ana.create(name="One"), ana.create(name="Two")
    ana.pull()
    other.pull()
    other.change(two, name="Second")
    answer = ana.delete(one, two)
    assert [(x.status, x.why) for x in (row(answer, 0), row(answer, 1))] == [("restored", "together"), ("restored", "")]
    assert other.has(one)
    [entry] = ana.inbox()
    assert (entry.what, entry.record, entry.now_by) == ("kept", two, other.user)


def test_the_deletes_of_an_action_stand_or_fall_together_in_whichever_mutation_they_come(
    ana: Laptop, other: Laptop
) -> None:
    ids = [ana.create(name=name) for name in ("One", "Two", "Three", "Four")]
    ana.pull()
    other.pull()
    other.change(ids[1], name="Second")
    action = uuid7()
    assert [ana.delete(id, action=action).status for id in ids[:3]] == ["ok", "restored", "restored"]
    last = Mutation(uuid7(), action, 77, gone(("lead", ids[3]), seen=ana.cursor))
    ana.pull()
    own = Mutation(uuid7(), uuid7(), 77, gone(("lead", ids[0]), seen=ana.cursor))
    assert [x.status for x in ana.push(last, own)] == ["restored", "ok"]
    assert [other.has(id) for id in ids] == [False, True, True, True]
    assert [entry.record for entry in ana.inbox()] == [ids[1]]


def test_a_refused_deletion_is_no_base(ana: Laptop, other: Laptop) -> None:
    id = ana.create(name="One")
    ana.pull()
    other.pull()
    other.change(id, name="Uno")
    refused = uuid7()
    ana.write(*gone(("lead", id), seen=ana.cursor), mid=refused)
    assert ana.delete(id, bases={"": refused}).status == "restored"
    ana.pull()
    assert ana.delete(id).status == "ok"


def test_a_deletion_of_her_own_fresh_row_needs_no_pull(ana: Laptop, other: Laptop) -> None:
    id, made, changed = uuid7(), uuid7(), uuid7()
    create = Write("lead", id, "create", {"name": "J", "owner": ana.user})
    ana.push(
        Mutation(made, uuid7(), 1, [create]),
        Mutation(changed, uuid7(), 1, [Write("lead", id, "change", {"name": "K"}, bases={"": made})]),
    )
    assert ana.delete(id, bases={"": made, "name": changed}).status == "ok"
    assert not other.has(id)


def test_what_was_brought_back_unseen_stays(ana: Laptop, other: Laptop) -> None:
    id = ana.create(name="One")
    ana.pull()
    third = id
    ana.delete(id)
    other.pull()
    other.write(Write("lead", third, "restore", seen=other.cursor))
    assert ana.delete(id).status == "restored"
    assert ana.has(id)


@pytest.mark.parametrize("child_first", [True, False])
def test_a_new_child_keeps_its_parent_in_either_order(ana: Laptop, other: Laptop, child_first: bool) -> None:
    trip, stay = trip_with_stay(ana, other)
    expense = uuid7()

    def create() -> Any:
        return other.write(Write("expense", expense, "create", {"trip": trip, "merchant": "Bar"}))

    def delete() -> Any:
        return ana.write(*gone(("stay", stay), ("trip", trip), seen=ana.cursor))

    first, second = (create, delete) if child_first else (delete, create)
    assert first().status == "ok"
    assert second().status == "restored"
    for laptop in (ana, other):
        assert all(laptop.has(id) for id in (trip, stay, expense))
        assert [entry.record for entry in laptop.inbox()] == [trip]


def test_who_deleted_the_parent_of_what_an_edit_brings_back_is_told_too(ana: Laptop, other: Laptop) -> None:
    trip, stay = trip_with_stay(ana, other)
    ana.write(*gone(("stay", stay), seen=ana.cursor), at=77)
    ana.write(*gone(("trip", trip), seen=ana.cursor), at=78)
    assert other.change(stay, "stay", city="Kyoto").status == "restored"
    told = [(entry.what, entry.record, entry.aside_at) for entry in ana.inbox()]
    assert sorted(told) == sorted([("restored", stay, 77), ("restored", trip, 78)])


def test_a_deleted_row_is_pulled_by_a_new_laptop_as_deleted(firm: Firm, ana: Laptop) -> None:
    id = ana.create(name="One")
    ana.pull()
    ana.delete(id)
    new = firm.another(ana)
    assert id in new.known.deleted
    assert new.rows[id]["name"] == "One"


def test_history_tells_each_step(ana: Laptop, other: Laptop) -> None:
    id = ana.create(name="One")
    ana.pull()
    ana.change(id, name="Uno")
    ana.pull()
    ana.delete(id)
    steps = ana.door.history("lead", id)
    assert [x.op for x in steps] == ["create", "change", "delete"]
    assert (steps[1].fields, steps[1].before, steps[1].by) == ({"name": "Uno"}, {"name": "One"}, ana.user)
