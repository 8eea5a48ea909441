"""What is being typed is safe before it is saved."""

from pathlib import Path

from tests.factories import lead, reopened
from tests.store.raw import rows

from salesdesk.desk.desk import Desk

TEXTS = {"name": "Jö", "products": "pumps, val", "notes": "line\nline"}


def test_a_draft_outlives_the_program(desk: Desk, profile: Path) -> None:
    at = desk.store.drafts.keep("lead:new", "lead", TEXTS)
    desk.store.drafts.keep("trip:7", "trip", {"title": "Tok"}, record="7")
    again = reopened(desk, profile)
    first, second = again.store.drafts.all()
    assert (first.slot, first.kind, first.record, first.texts, first.at) == ("lead:new", "lead", "", TEXTS, at)
    assert (second.slot, second.record) == ("trip:7", "7")
    again.store.close()


def test_each_key_replaces_the_draft_of_its_slot(desk: Desk) -> None:
    for end in range(1, 9):
        desk.store.drafts.keep("lead:new", "lead", {"name": "Jane Doe"[:end]})
    [draft] = desk.store.drafts.all()
    assert draft.texts == {"name": "Jane Doe"}


def test_a_save_ends_the_draft_it_came_from_and_no_other(desk: Desk) -> None:
    desk.store.drafts.keep("lead:new", "lead", TEXTS)
    desk.store.drafts.keep("lead:other", "lead", TEXTS)
    made = desk.add("lead", {"name": "Jö"}, drops="lead:new")
    assert [draft.slot for draft in desk.store.drafts.all()] == ["lead:other"]
    desk.change(made, {"name": "Jö"}, drops="lead:other")
    assert desk.store.drafts.all() == []


def test_a_draft_is_not_sent_and_can_be_given_up(desk: Desk, profile: Path) -> None:
    lead(desk)
    waiting = rows(profile, "SELECT count(*) FROM outbox")
    desk.store.drafts.keep("lead:new", "lead", TEXTS)
    assert rows(profile, "SELECT count(*) FROM outbox") == waiting
    desk.store.drafts.drop("lead:new")
    desk.store.drafts.drop("lead:new")
    assert desk.store.drafts.get("lead:new") is None
