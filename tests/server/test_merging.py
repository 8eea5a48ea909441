"""Every outcome of the merge, from one laptop through the server to another."""

from __future__ import annotations

import pytest
from tests.server.laptops import Firm, Laptop, row

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import Mutation, Write


@pytest.fixture
def eva(firm: Firm) -> Laptop:
    """Ana's lead, who sees her records."""
    return firm.eva


@pytest.fixture
def ana(firm: Firm) -> Laptop:
    """Ana."""
    return firm.ana


def shared(ana: Laptop, eva: Laptop, kind: str = "lead", **fields: object) -> str:
    """A record that both have before them."""
    id = ana.create(kind, **fields)
    ana.pull()
    eva.pull()
    return id


def test_different_fields_merge_and_only_they_travel(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane", city="Linz")
    assert ana.change(id, name="Joan").status == "ok"
    assert eva.change(id, city="Graz").status == "ok"
    [page] = ana.pages()
    assert [(x.fields, x.whole) for x in page.rows] == [({"name": "Joan", "city": "Graz"}, False)]


def test_the_late_value_stands_aside_and_both_are_asked(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane")
    eva.write(eva.changing(id, name="Joan"), at=11)
    answer = ana.write(ana.changing(id, name="Joanne"), at=9)
    assert (answer.status, row(answer).units) == ("conflict", ["name"])
    assert ana.value(id, "name") == eva.value(id, "name") == "Joan"
    for laptop in (ana, eva):
        [entry] = laptop.inbox()
        assert (entry.now, entry.aside, entry.base) == ({"name": "Joan"}, {"name": "Joanne"}, {"name": "Jane"})
        assert (entry.now_by, entry.now_at, entry.aside_by, entry.aside_at) == (eva.user, 11, ana.user, 9)


def test_the_same_value_is_no_conflict_and_makes_nothing_new(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane")
    eva.change(id, name="Joan")
    eva.pull()
    assert ana.change(id, name="Joan").status == "ok"
    assert [page.rows for page in eva.pages()] == [[]]


def test_a_unit_is_whole_where_only_half_of_it_was_written(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, "account", name="Acme", country="AT", region="Tirol")
    assert ana.change(id, "account", country="DE").status == "ok"
    assert (eva.value(id, "country"), eva.value(id, "region")) == ("DE", "Tirol")
    assert ana.change(id, "account", region="Bayern").status == "conflict"
    assert ana.inbox()[0].aside == {"country": "DE", "region": "Bayern"}


def test_sets_merge_and_an_add_wins(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, products=["pumps", "seals"])
    ana.write(Write("lead", id, "change", sets={"products": (["valves"], ["seals"])}, seen=ana.cursor))
    answer = eva.write(Write("lead", id, "change", sets={"products": (["seals", "taps"], [])}, seen=eva.cursor))
    assert answer.status == "merged"
    assert ana.value(id, "products") == ["pumps", "seals", "taps", "valves"]


def test_long_texts_merge_by_lines_and_the_next_edit_goes_on_from_there(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, notes="one\ntwo\nthree\nfour\nfive\n")
    eva.change(id, notes="ONE\ntwo\nthree\nfour\nfive\n")
    first, second = uuid7(), uuid7()
    changing = ana.changing(id, notes="one\ntwo\nthree\nfour\nFIVE\n")
    assert ana.write(changing, mid=first).status == "merged"
    again = ana.changing(id, notes="one\ntwo\nthree\nfour\nFIVE\nsix\n", bases={"notes": first})
    assert ana.write(again, mid=second).status == "merged"
    assert eva.value(id, "notes") == ana.value(id, "notes") == "ONE\ntwo\nthree\nfour\nFIVE\nsix\n"


def test_overlapping_texts_are_left_to_people(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, notes="one\n")
    eva.change(id, notes="ONE\n")
    assert ana.change(id, notes="uno\n").status == "conflict"
    assert ana.inbox()[0].base == {"notes": "one\n"}


def test_an_own_newer_edit_is_no_conflict_with_the_older(firm: Firm, ana: Laptop) -> None:
    id, made, first = uuid7(), uuid7(), uuid7()
    create = Write("lead", id, "create", {"name": "J", "owner": ana.user, "team": ana.team})
    change = Write("lead", id, "change", {"name": "Ja"}, bases={"": made})
    again = Write("lead", id, "change", {"name": "Jane"}, bases={"": made, "name": first})
    answers = ana.push(
        Mutation(made, uuid7(), 1, [create]),
        Mutation(first, uuid7(), 2, [change]),
        Mutation(uuid7(), uuid7(), 3, [again]),
    )
    assert [x.status for x in answers] == ["ok"] * 3
    assert ana.value(id, "name") == "Jane"


def test_typing_on_replaces_the_value_set_aside(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane")
    eva.change(id, name="Joan")
    first = uuid7()
    ana.write(ana.changing(id, name="Jo"), mid=first)
    assert ana.change(id, name="Joanne", bases={"name": first}).status == "conflict"
    [entry] = eva.inbox()
    assert (entry.aside, entry.base) == ({"name": "Joanne"}, {"name": "Jane"})


def test_typing_on_after_the_decision_is_a_new_conflict(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane")
    eva.change(id, name="Joan")
    first = uuid7()
    ana.write(ana.changing(id, name="Jo"), mid=first)
    eva.decide(eva.inbox()[0], "keep")
    assert ana.change(id, name="Joanne", bases={"name": first}).status == "conflict"
    [entry] = eva.inbox()
    assert (entry.now, entry.aside) == ({"name": "Joan"}, {"name": "Joanne"})


def test_two_edits_of_one_that_stands_aside_are_both_kept(ana: Laptop, eva: Laptop) -> None:
    # A laptop that was put back to an older copy types once more over the same edit.
    id = shared(ana, eva, name="Jane")
    eva.change(id, name="Joan")
    first = uuid7()
    ana.write(ana.changing(id, name="Jo"), mid=first)
    assert ana.change(id, name="Joanne", bases={"name": first}).status == "conflict"
    assert ana.change(id, name="Johanna", bases={"name": first}).status == "conflict"
    assert {entry.aside["name"] for entry in eva.inbox()} == {"Joanne", "Johanna"}


def test_one_person_on_two_laptops_is_asked_too(firm: Firm, ana: Laptop) -> None:
    id = ana.create(name="Jane")
    ana.pull()
    other = firm.another(ana)
    ana.change(id, name="Joan")
    assert other.change(id, name="Jo").status == "conflict"
    assert len(ana.inbox()) == 1


def test_a_refused_edit_is_no_base_for_the_next(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane", due="2026-12-01")
    first = uuid7()
    assert ana.write(ana.changing(id, name="Jo", due="soon"), mid=first).status == "invalid"
    eva.change(id, name="Joan")
    assert ana.change(id, name="Joanne", bases={"name": first}).status == "conflict"


def test_bringing_a_row_back_is_no_base_for_what_others_wrote(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane")
    eva.change(id, name="Joan")
    back = uuid7()
    ana.write(Write("lead", id, "restore", seen=ana.cursor), mid=back)
    assert ana.change(id, name="Jo", bases={"": back}).status == "conflict"


def test_a_create_of_what_is_there_is_a_change(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane")
    assert ana.write(Write("lead", id, "create", {"name": "Jo", "city": "Linz"}, seen=ana.cursor)).status == "ok"
    assert (eva.value(id, "name"), eva.value(id, "city")) == ("Jo", "Linz")


def test_an_open_conflict_shows_the_value_in_use_as_it_moves_on(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane")
    eva.change(id, name="Joan")
    ana.change(id, name="Jo")
    eva.pull()
    eva.write(eva.changing(id, name="Johanna"), at=99)
    [entry] = ana.inbox()
    assert (entry.now, entry.now_at, entry.aside) == ({"name": "Johanna"}, 99, {"name": "Jo"})


def test_the_seen_of_a_cursor_that_never_was_is_the_head(ana: Laptop, eva: Laptop) -> None:
    id = shared(ana, eva, name="Jane")
    far = Write("lead", id, "change", {"name": "Jo"}, seen=1 << 62)
    first, second = Mutation(uuid7(), uuid7(), 1, [far]), Mutation(uuid7(), uuid7(), 1, [far])
    assert [x.status for x in ana.push(first, second)] == ["ok", "ok"]


# --- decisions --------------------------------------------------------------------------------


@pytest.fixture
def conflict(ana: Laptop, eva: Laptop) -> str:
    """The id of a lead whose name Eva wrote as Joan while Ana wrote Jo."""
    id = shared(ana, eva, name="Jane")
    eva.change(id, name="Joan")
    ana.change(id, name="Jo")
    ana.pull()
    eva.pull()
    return id


def test_keep_closes_for_both_and_the_first_decision_counts(ana: Laptop, eva: Laptop, conflict: str) -> None:
    [entry] = ana.inbox()
    assert ana.decide(entry, "keep").status == "ok"
    assert eva.decide(entry, "take", name="Jo").status == "merged"
    assert eva.inbox() == []
    assert (eva.known.entries[entry.id].choice, eva.known.entries[entry.id].by) == ("keep", ana.user)
    assert eva.value(conflict, "name") == "Joan"


@pytest.mark.parametrize("fields", [{"name": "Jo"}, {}])
def test_take_writes_the_value_aside(ana: Laptop, eva: Laptop, conflict: str, fields: dict[str, str]) -> None:
    assert eva.decide(eva.inbox()[0], "take", **fields).status == "ok"
    assert ana.inbox() == []
    assert ana.value(conflict, "name") == "Jo"


def test_combine_writes_a_third_value_even_after_another_decision(ana: Laptop, eva: Laptop, conflict: str) -> None:
    [entry] = ana.inbox()
    ana.decide(entry, "keep")
    assert eva.decide(entry, "combine", name="Joan Jo").status == "ok"
    assert ana.value(conflict, "name") == "Joan Jo"


def test_a_decision_on_what_moved_on_meanwhile_is_a_conflict_of_its_own(
    firm: Firm, ana: Laptop, eva: Laptop, conflict: str
) -> None:
    [entry] = ana.inbox()
    eva.change(conflict, name="Johanna")
    assert ana.decide(entry, "combine", name="Jo Joan").status == "conflict"
    [still] = ana.inbox()
    assert (still.now, still.aside, still.aside_by) == ({"name": "Johanna"}, {"name": "Jo Joan"}, ana.user)
    assert still.id != entry.id


def test_reopen_lays_it_open_again_and_may_put_the_value_back(ana: Laptop, eva: Laptop, conflict: str) -> None:
    [entry] = eva.inbox()
    eva.decide(entry, "take", name="Jo")
    eva.pull()
    assert eva.decide(entry, "reopen", name="Joan").status == "ok"
    assert ana.value(conflict, "name") == "Joan"
    [again] = ana.inbox()
    assert (again.id, again.now, again.aside) == (entry.id, {"name": "Joan"}, {"name": "Jo"})


def test_only_whom_it_is_for_decides(firm: Firm, ana: Laptop, conflict: str) -> None:
    [entry] = ana.inbox()
    answer = firm.bo.decide(entry, "keep")
    assert (answer.status, row(answer).why) == ("forbidden", "not_yours")
    assert len(ana.inbox()) == 1
    other = ana.create(name="Other")
    wrong = Write("lead", other, "change", {}, entry=entry.id, choice="keep")
    assert row(ana.write(wrong)).why == "bad_entry"
