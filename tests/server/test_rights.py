"""Who sees and changes what, and what happens when that changes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.server.laptops import Firm, row

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.service import UNAUTHORISED, Refusal
from salesdesk.protocol.wire import Mutation, Write


def test_a_foreign_team_sees_nothing_and_the_lead_above_sees_all(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    assert firm.eva.has(id)
    assert not firm.bo.has(id)
    assert firm.bo.door.history("lead", id) == []
    assert firm.eva.door.history("lead", id) != []


def test_the_team_above_is_not_seen_from_below(firm: Firm) -> None:
    assert not firm.ana.has(firm.eva.create(name="Jane"))


def test_what_is_unknown_and_what_is_not_hers_answer_alike(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    answers = [firm.bo.change(id, name="x"), firm.bo.change(uuid7(), name="x")]
    answers += [firm.bo.delete(id), firm.bo.delete(uuid7())]
    assert {(x.status, row(x).why) for x in answers} == {("forbidden", "not_yours")}
    assert firm.ana.value(id, "name") == "Jane"


def test_a_fair_is_everybodys(firm: Firm) -> None:
    id = firm.ana.create("fair", name="Medica")
    assert firm.bo.has(id)
    assert firm.bo.change(id, "fair", city="Düsseldorf").status == "ok"


def test_a_trip_and_what_belongs_to_it_is_the_travellers(firm: Firm) -> None:
    trip = firm.ana.create("trip", title="Tokyo")
    stay = firm.ana.create("stay", trip=trip)
    expense = firm.ana.create("expense", trip=trip)
    line = firm.ana.create("budget_line", trip=trip)
    assert not any(firm.eva.has(id) for id in (trip, stay, expense, line))
    assert all(firm.another(firm.ana).has(id) for id in (trip, stay, expense, line))


def test_a_budget_line_of_a_fair_is_everybodys_and_a_loose_expense_its_makers(firm: Firm) -> None:
    fair = firm.ana.create("fair", name="Medica")
    assert firm.bo.has(firm.ana.create("budget_line", fair=fair))
    loose = firm.ana.create("expense", merchant="Bar")
    assert firm.ana.has(loose)
    assert not firm.eva.has(loose)


def test_nobody_hangs_things_on_what_she_may_not_see(firm: Firm) -> None:
    trip = firm.ana.create("trip", title="Tokyo")
    for parent in (trip, uuid7()):
        answer = firm.bo.write(Write("stay", uuid7(), "create", {"trip": parent}))
        assert (answer.status, row(answer).why) == ("forbidden", "not_yours")
    mine = firm.bo.create("trip", title="Oslo")
    stay = firm.bo.create("stay", trip=mine)
    assert firm.bo.change(stay, "stay", trip=trip).status == "forbidden"


@pytest.mark.parametrize("given", ["foreign", "nobody", "unknown"])
def test_a_create_that_she_could_not_read_comes_home(firm: Firm, given: str) -> None:
    owners = {
        "foreign": {"owner": firm.bo.user, "team": firm.nordics},
        "nobody": {},
        "unknown": {"owner": uuid7(), "team": uuid7()},
    }
    id = uuid7()
    answer = firm.ana.write(Write("lead", id, "create", {"name": "Jane"} | owners[given]))
    assert (answer.status, row(answer).why) == ("merged", "rehomed")
    assert (firm.ana.value(id, "owner"), firm.ana.value(id, "team")) == (firm.ana.user, firm.iberia)
    assert firm.eva.has(id)
    assert not firm.bo.has(id)


def test_only_who_keeps_the_records_changes_people_and_teams(firm: Firm) -> None:
    firm.ana.pull()
    assert firm.ana.change(firm.ana.user, "user", role="admin").status == "forbidden"
    assert firm.ana.write(Write("team", uuid7(), "create", {"name": "Mine"})).status == "forbidden"
    assert firm.ada.change(firm.ana.user, "user", role="lead").status == "ok"
    assert firm.ana.value(firm.ana.user, "role") == "lead"


# --- moves ------------------------------------------------------------------------------------


def test_a_lead_that_is_handed_over_leaves_here_and_comes_there(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    firm.bo.pull()
    assert firm.ana.change(id, owner=firm.bo.user, team=firm.nordics).status == "ok"
    [page] = firm.ana.pages()
    assert [x.id for x in page.gone] == [id]
    assert firm.bo.value(id, "name") == "Jane"
    assert firm.eva.has(id)
    assert not firm.ana.has(id)


def test_a_trip_takes_along_what_belongs_to_it(firm: Firm) -> None:
    trip = firm.ana.create("trip", title="Tokyo")
    below = [firm.ana.create("stay", trip=trip), firm.ana.create("expense", trip=trip)]
    firm.ana.pull()
    firm.ana.change(trip, "trip", traveller=firm.bo.user)
    [page] = firm.ana.pages()
    assert {x.id for x in page.gone} == {trip, *below}
    assert all(firm.bo.has(id) for id in (trip, *below))


def test_a_row_that_leaves_and_returns_between_two_pulls_is_not_gone(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    firm.eva.pull()
    firm.ana.change(id, owner=firm.bo.user, team=firm.nordics)
    firm.eva.pull()
    firm.eva.change(id, owner=firm.ana.user, team=firm.iberia)
    [page] = firm.ana.pages()
    assert (page.gone, [(x.id, x.whole) for x in page.rows]) == ([], [(id, True)])


def test_what_hangs_on_a_new_trip_moves_with_it_in_the_same_push(firm: Firm) -> None:
    trip, stay, made = uuid7(), uuid7(), uuid7()
    new = Write("trip", trip, "create", {"title": "Tokyo", "traveller": firm.ana.user})
    moved = Write("trip", trip, "change", {"traveller": firm.bo.user}, bases={"": made, "traveller": made})
    firm.ana.push(
        Mutation(made, uuid7(), 1, [new, Write("stay", stay, "create", {"trip": trip})]),
        Mutation(uuid7(), uuid7(), 2, [moved]),
    )
    assert firm.bo.has(trip)
    assert firm.bo.has(stay)
    assert not firm.ana.has(stay)


# --- grants -----------------------------------------------------------------------------------


def move(firm: Firm, user: str, team: str) -> None:
    """Ada moves a person to another team."""
    firm.ada.pull()
    assert firm.ada.change(user, "user", team=team).status == "ok"


def test_who_changes_teams_loses_one_scope_and_gets_the_other_whole(firm: Firm) -> None:
    old = firm.eva.create(name="Old", owner=firm.eva.user, team=firm.iberia)
    new = firm.bo.create(name="New")
    firm.ana.pull()
    assert firm.ana.has(old)
    move(firm, firm.ana.user, firm.nordics)
    [page] = firm.ana.pages()
    assert page.lost == [f"team:{firm.iberia}"]
    assert (f"team:{firm.nordics}" in page.scopes, f"team:{firm.iberia}" in page.scopes) == (True, False)
    assert firm.ana.value(new, "name") == "New"
    assert not firm.ana.has(old)


def test_a_row_that_stays_hers_by_another_scope_stays(firm: Firm) -> None:
    mine = firm.ana.create(name="Mine")
    firm.ana.pull()
    move(firm, firm.ana.user, firm.nordics)
    assert firm.ana.has(mine)


def test_a_team_that_moves_below_another_is_seen_from_there(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.bo.pull()
    firm.ada.pull()
    firm.ada.change(firm.iberia, "team", parent=firm.nordics)
    assert firm.bo.has(id)
    firm.ada.pull()
    firm.ada.change(firm.iberia, "team", parent="")
    assert not firm.bo.has(id)
    assert not firm.eva.has(id)


def test_teams_in_a_circle_harm_nobody(firm: Firm) -> None:
    firm.ada.pull()
    assert firm.ada.change(firm.europe, "team", parent=firm.iberia).status == "ok"
    assert firm.ana.has(firm.bo.create(name="Jane"))


def test_an_edit_after_the_right_was_lost_is_forbidden(firm: Firm) -> None:
    id = firm.bo.create(name="Jane")
    firm.eva.pull()
    move(firm, firm.eva.user, firm.iberia)
    assert firm.eva.change(id, name="x").status == "forbidden"


def test_a_conflict_is_shown_to_those_only_who_may_read_the_row(firm: Firm) -> None:
    id = firm.eva.create(name="Jane", owner=firm.eva.user, team=firm.iberia)
    firm.ana.pull()
    firm.eva.pull()
    firm.ana.change(id, name="Joan")
    move(firm, firm.ana.user, firm.nordics)
    assert firm.eva.change(id, name="Jo").status == "conflict"
    assert len(firm.eva.inbox()) == 1
    assert firm.ana.inbox() == []


def test_who_lost_the_right_neither_decides_about_others_values_nor_learns_more(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    firm.eva.pull()
    firm.eva.change(id, name="Joan")
    firm.ana.change(id, name="Jo")
    [entry] = firm.eva.inbox()
    move(firm, firm.eva.user, firm.nordics)
    assert firm.eva.decide(entry, "keep").status == "forbidden"
    assert len(firm.ana.inbox()) == 1
    firm.ana.change(id, name="Johanna")
    [veiled] = firm.eva.inbox()
    assert (veiled.now, veiled.base, veiled.aside) == ({}, {}, {})
    assert (veiled.now_by, veiled.now_at, veiled.aside_by, veiled.aside_at) == ("", 0, "", 0)


def test_what_she_laid_aside_herself_is_hers_to_close_when_the_right_is_lost(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.eva.pull()
    firm.ana.pull()
    firm.ana.change(id, name="Joan")
    firm.eva.change(id, name="Jo")
    move(firm, firm.eva.user, firm.nordics)
    [entry] = firm.eva.inbox()
    assert (entry.now, entry.aside, entry.aside_by) == ({}, {"name": "Jo"}, firm.eva.user)
    assert firm.eva.decide(entry, "keep").status == "ok"
    assert firm.ana.inbox() == []


def test_an_edit_brings_no_person_back_who_was_deleted_along_with_the_record(firm: Firm) -> None:
    id = firm.bo.create(name="Jane")
    firm.eva.pull()
    firm.ada.pull()
    gone = (Write(kind, x, "delete", seen=firm.ada.cursor) for kind, x in (("lead", id), ("user", firm.bo.user)))
    assert firm.ada.write(*gone).status == "ok"
    assert firm.eva.change(id, name="Joan").status == "restored"
    assert firm.eva.has(id)
    with pytest.raises(Refusal):
        firm.bo.pull()


def test_who_is_brought_back_with_an_action_that_falls_has_her_scopes_again(firm: Firm) -> None:
    id, lead, action = firm.bo.create(name="Jane"), firm.eva.create(name="Joe"), uuid7()
    firm.ada.pull()
    firm.eva.pull()
    assert firm.ada.delete(firm.bo.user, kind="user", action=action).status == "ok"
    firm.eva.change(id, name="Joan")
    assert firm.ada.delete(id, action=action).status == "restored"
    assert firm.bo.has(id)
    assert f"team:{firm.nordics}" in firm.bo.known.scopes
    assert not firm.bo.has(lead)


def test_who_was_taken_off_the_list_is_let_in_no_more(firm: Firm) -> None:
    firm.ada.pull()
    firm.ada.delete(firm.bo.user, kind="user")

    def refused(call: Any) -> str:
        with pytest.raises(Refusal) as caught:
            call()
        return caught.value.code

    assert refused(firm.bo.pull) == refused(lambda: firm.bo.create(name="x")) == UNAUTHORISED
