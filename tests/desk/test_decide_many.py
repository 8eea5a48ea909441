"""Many entries of the inbox decided as one action."""

from __future__ import annotations

from typing import Any

import pytest
from tests import factories
from tests.ui import shared

from salesdesk.desk.decide_many import decide_many
from salesdesk.desk.desk import Desk
from salesdesk.domain.user import User
from salesdesk.store.inbox import Which
from salesdesk.store.listing import Query


@pytest.fixture
def ben(desk: Desk) -> User:
    """A colleague, at a company's server."""
    shared.join(desk)
    return factories.user(desk, name="Ben Ortiz")


def everything(desk: Desk, which: Which | None = None) -> list[str]:
    """The ids of all open entries that are meant."""
    return list(desk.inbox.which(which or Which()))


def go_on(_done: int) -> bool:
    """Nobody stops it."""
    return True


def test_all_are_taken_and_one_undo_opens_all_of_them(desk: Desk, ben: User) -> None:
    leads = [factories.lead(desk, f"Lead {n}", city="Theirs") for n in range(620)]
    for lead in leads:
        shared.conflict(desk, lead, "city", "Theirs", "Mine", now_by=ben.id)
    told: list[int] = []

    def tell(done: int) -> bool:
        told.append(done)
        return True

    decided = decide_many(desk, everything(desk), "take", tell)
    assert (decided.done, decided.left, told) == (620, 0, [500, 620])
    assert desk.inbox.count() == 0
    assert {desk.get("lead", lead.id).city for lead in leads} == {"Mine"}  # type: ignore[attr-defined]
    desk.undo()
    assert desk.inbox.count() == 620
    assert {desk.get("lead", lead.id).city for lead in leads} == {"Theirs"}  # type: ignore[attr-defined]
    desk.redo()
    assert desk.inbox.count() == 0


def test_several_entries_about_one_record_are_all_taken_and_all_opened_again(desk: Desk, ben: User) -> None:
    lead: Any = factories.lead(desk, city="Amsterdam", company="Amsterdam", notes="Amsterdam")
    for unit in ("city", "company", "notes"):
        shared.conflict(desk, lead, unit, "Amsterdam", "Berlin", now_by=ben.id)
    assert decide_many(desk, everything(desk), "take", go_on).done == 3
    found: Any = desk.get("lead", lead.id)
    assert (found.city, found.company, found.notes) == ("Berlin", "Berlin", "Berlin")
    assert [one.id for one in desk.records(Query(desk.kinds["lead"], text="Berlin"))] == [lead.id]
    desk.undo()
    found = desk.get("lead", lead.id)
    assert (found.city, found.company, found.notes) == ("Amsterdam", "Amsterdam", "Amsterdam")
    assert desk.inbox.count() == 3
    assert [one.id for one in desk.records(Query(desk.kinds["lead"], text="Amsterdam"))] == [lead.id]


def test_a_refused_text_is_not_given_up_among_others(desk: Desk, ben: User) -> None:
    account = factories.account(desk)
    refused = shared.refused(desk, account, {"notes": "Mine"})
    shared.notice(desk, "kept", account, now_by=ben.id)
    shared.conflict(desk, account, "phone", "1", "2", now_by=ben.id)
    decided = decide_many(desk, everything(desk), "keep", go_on)
    assert (decided.done, decided.left) == (2, 1)
    assert everything(desk) == [refused.id]
    assert decide_many(desk, [refused.id], "keep", go_on, refused=True).done == 1


def test_what_cannot_be_taken_is_left(desk: Desk, ben: User) -> None:
    lead = factories.lead(desk)
    shared.notice(desk, "kept", lead, now_by=ben.id)
    gone = shared.conflict(desk, lead, "city", "A", "B", now_by=ben.id)
    desk.inbox.resolve(gone.id, "keep")
    decided = decide_many(desk, [gone.id, *everything(desk), "nobody"], "take", go_on)
    assert (decided.saved, decided.done, decided.left) == (None, 0, 1)


def test_which_entries(desk: Desk, ben: User) -> None:
    eve = factories.user(desk, name="Eve Lund")
    lead, account = factories.lead(desk), factories.account(desk)
    one = shared.conflict(desk, lead, "city", "A", "B", now_by=ben.id).id
    two = shared.conflict(desk, account, "phone", "1", "2", now_by=eve.id).id
    three = shared.notice(desk, "kept", account, now_by=ben.id).id
    assert set(everything(desk)) == {one, two, three}
    assert everything(desk, Which(kind="lead")) == [one]
    assert set(everything(desk, Which(record=account.id))) == {two, three}
    assert set(everything(desk, Which(by=ben.id))) == {one, three}
    assert everything(desk, Which(whats=("kept", "moved"))) == [three]
    assert desk.inbox.counts() == {("conflict", "lead"): 1, ("conflict", "account"): 1, ("kept", "account"): 1}


def test_it_stops_between_parts_and_what_was_done_is_undone_together(desk: Desk, ben: User) -> None:
    lead = factories.lead(desk)
    for _n in range(501):
        shared.conflict(desk, lead, "city", "A", "B", now_by=ben.id)
    decided = decide_many(desk, everything(desk), "keep", lambda _done: False)
    assert (decided.done, decided.left, desk.inbox.count()) == (500, 1, 1)
    desk.undo()
    assert desk.inbox.count() == 501
