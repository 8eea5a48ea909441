"""Undo and redo: forward changes of the touched fields only."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.factories import budget_line, expense, lead, reopened, stay, titles, trip, wrong
from tests.store.raw import rows

from salesdesk.desk.desk import Desk
from salesdesk.domain.expense import Expense
from salesdesk.domain.lead import Lead
from salesdesk.store.errors import NothingToUndo


def now(desk: Desk, id: str, kind: str = "lead") -> Lead:
    record = desk.get(kind, id)
    assert isinstance(record, Lead)
    return record


def test_an_addition_is_taken_back_and_done_again(desk: Desk) -> None:
    made = lead(desk, "Jane", products=("pumps",))
    undone = desk.undo()
    assert undone is not None
    assert undone.label == "Undo: Add lead"
    assert (now(desk, made.id).deleted, titles(desk)) == (True, [])
    redone = desk.redo()
    assert redone is not None
    assert redone.label == "Redo: Add lead"
    assert now(desk, made.id) == made


def test_an_edit_is_taken_back_and_done_again(desk: Desk) -> None:
    made = lead(desk, "Jane", products=("pumps",), due=date(2026, 12, 1))
    desk.change(made, {"name": "Joan", "products": ("valves",), "due": None})
    desk.undo()
    assert now(desk, made.id) == made
    desk.redo()
    assert now(desk, made.id) == made.but(name="Joan", products=("valves",), due=None)


def test_an_amount_with_zeros_at_its_end_goes_back_too(desk: Desk) -> None:
    made = expense(desk, trip(desk), amount=Decimal("12.50"), currency="EUR")
    desk.change(made, {"amount": Decimal("15.00")})
    desk.undo()
    found = desk.get("expense", made.id)
    assert isinstance(found, Expense)
    assert (found.amount, found.base_amount) == (Decimal("12.5"), Decimal("12.5"))


def test_a_deletion_is_taken_back_with_its_children(desk: Desk) -> None:
    tokyo = trip(desk)
    children = [stay(desk, tokyo), budget_line(desk, tokyo), expense(desk, tokyo)]
    desk.delete("trip", tokyo.id)
    desk.undo()
    assert desk.get("trip", tokyo.id) == tokyo
    assert [desk.get(kind, x.id) for kind, x in zip(("stay", "budget_line", "expense"), children, strict=True)] == (
        children
    )
    desk.redo()
    assert desk.get("trip", tokyo.id).deleted
    assert desk.of("stay", "trip", tokyo.id) == []


def test_a_restoration_is_taken_back(desk: Desk) -> None:
    made = lead(desk, "Jane")
    desk.delete("lead", made.id)
    desk.undelete("lead", made.id)
    desk.undo()
    assert now(desk, made.id).deleted


def test_fields_that_were_edited_since_stay_as_they_are(desk: Desk) -> None:
    made = lead(desk, "Jane", company="Acme", city="Linz")
    saved: list[str] = []
    desk.listeners.append(lambda done: saved.append(done.action))
    first = desk.change(made, {"company": "Zeta", "city": "Graz"})
    desk.change(first, {"city": "Wien"})
    desk.undo(saved[0])
    assert (now(desk, made.id).company, now(desk, made.id).city) == ("Acme", "Wien")


def test_an_action_edited_over_entirely_counts_as_undone_and_writes_nothing(desk: Desk, profile: Path) -> None:
    made = lead(desk, "Jane")
    saved: list[str] = []
    desk.listeners.append(lambda done: saved.append(done.action))
    desk.change(desk.change(made, {"name": "Joan"}), {"name": "June"})
    waiting = rows(profile, "SELECT count(*) FROM outbox")
    undone = desk.undo(saved[0])
    assert undone is not None
    assert undone.changes == ()
    assert rows(profile, "SELECT count(*) FROM outbox") == waiting
    with pytest.raises(NothingToUndo):
        desk.undo(saved[0])
    desk.undo()
    assert now(desk, made.id).name == "Joan"


def test_an_undo_goes_forward_as_a_mutation_of_the_touched_fields(desk: Desk, profile: Path) -> None:
    made = lead(desk, "Jane", company="Acme")
    desk.change(made, {"company": "Zeta"})
    desk.undo()
    (entry,) = json.loads(rows(profile, "SELECT body FROM outbox ORDER BY n DESC LIMIT 1")[0][0])
    assert (entry["op"], entry["fields"], entry["before"]) == ("change", {"company": "Acme"}, {"company": "Zeta"})


def test_several_steps_back_and_forth(desk: Desk) -> None:
    made = lead(desk, "0")
    for name in ("1", "2", "3"):
        desk.change(now(desk, made.id), {"name": name})
    seen = []
    for step in (desk.undo, desk.undo, desk.redo, desk.undo, desk.undo, desk.redo, desk.redo, desk.redo):
        step()
        seen.append(now(desk, made.id).name)
    assert seen == ["2", "1", "2", "1", "0", "1", "2", "3"]
    with pytest.raises(NothingToUndo):
        desk.redo()
    assert now(desk, made.id).name == "3"


def test_a_new_action_ends_what_could_be_done_again(desk: Desk) -> None:
    made = lead(desk, "0")
    desk.change(made, {"name": "1"})
    desk.undo()
    desk.change(made, {"city": "Linz"})
    with pytest.raises(NothingToUndo):
        desk.redo()
    desk.undo()
    assert (now(desk, made.id).name, now(desk, made.id).city) == ("0", "")


def test_a_redo_may_be_undone_again_and_again(desk: Desk) -> None:
    made = lead(desk, "0")
    desk.change(made, {"name": "1"})
    for _ in range(3):
        desk.undo()
        assert now(desk, made.id).name == "0"
        desk.redo()
        assert now(desk, made.id).name == "1"


def test_an_undo_and_a_redo_can_be_named_like_any_action(desk: Desk) -> None:
    made = lead(desk, "0")
    desk.change(made, {"name": "1"})
    undone = desk.undo()
    assert undone is not None
    redone = desk.undo(undone.action)
    assert redone is not None
    assert now(desk, made.id).name == "1"
    desk.undo(redone.action)
    assert now(desk, made.id).name == "0"
    desk.undo()
    assert now(desk, made.id).deleted, "the edit is undone already: next is the addition"


def test_all_of_it_works_after_the_program_was_closed(desk: Desk, profile: Path) -> None:
    made = lead(desk, "0")
    desk.change(made, {"name": "1"})
    again = reopened(desk, profile)
    again.undo()
    assert now(again, made.id).name == "0"
    again = reopened(again, profile)
    again.redo()
    assert now(again, made.id).name == "1"
    assert wrong(again) == {}
    again.store.close()


def test_a_fresh_profile_has_nothing_to_undo(desk: Desk) -> None:
    with pytest.raises(NothingToUndo):
        desk.undo()
    with pytest.raises(NothingToUndo):
        desk.redo()
    assert desk.me is not None
    assert not desk.me.deleted


@pytest.mark.parametrize("twice", [True, False])
def test_an_action_is_undone_once(desk: Desk, twice: bool) -> None:
    made = lead(desk, "Jane")
    saved = desk.delete("lead", made.id)
    assert saved is not None
    desk.undo(saved.action)
    with pytest.raises(NothingToUndo):
        desk.undo(saved.action if twice else "no such action")
