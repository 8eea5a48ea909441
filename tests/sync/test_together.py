"""Two laptops and a server: what each person typed ends in the shared data, in a conflict, or in an inbox."""

from __future__ import annotations

import pytest
from tests import factories
from tests.backends import SQLITE
from tests.sync.company import Company, Laptop

from salesdesk.domain.changes import Change
from salesdesk.store.bulk import New
from salesdesk.store.errors import NotFound


@pytest.fixture
def ana(company: Company) -> Laptop:
    return company.laptop("Ana")


@pytest.fixture
def ben(company: Company) -> Laptop:
    return company.laptop("Ben")


def test_a_lead_goes_round(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = factories.lead(ana.desk, "Jane Doe", company="Acme")
    company.settle()
    assert (ben.lead(lead.id).name, ben.lead(lead.id).owner) == ("Jane Doe", ana.user)
    assert ben.rows().keys() >= {lead.id}
    assert ana.rows() == ben.rows()


@pytest.mark.parametrize("backend_name", [SQLITE], indirect=True)
def test_an_import_of_thousands_goes_round_and_so_does_its_undo(company: Company, ana: Laptop, ben: Laptop) -> None:
    kind = ana.desk.kinds["lead"]
    whose = {"owner": ana.user, "team": ben.lead(shared(company, ana)).team}
    made = [New(kind, ana.desk.new_id(), {"name": f"Visitor {n}", **whose}) for n in range(6_000)]
    ana.desk.store.door.add("Import", made)
    company.settle()
    assert {row.id for row in made} <= ben.rows().keys()
    ben.edit(made[7].id, city="Linz")
    company.settle()
    ana.desk.undo()
    company.settle()
    assert not {row.id for row in made if not ben.lead(row.id).deleted} - {made[7].id}
    assert ana.rows() == ben.rows()


def test_edits_of_different_fields_merge(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    ben.edit(lead, rating="hot")
    company.settle()
    for laptop in (ana, ben):
        assert (laptop.lead(lead).city, laptop.lead(lead).rating) == ("Linz", "hot")
        assert laptop.inbox() == []
    assert ana.rows() == ben.rows()


def test_edits_of_one_field_stand_in_both_inboxes(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    ben.edit(lead, city="Graz")
    company.settle()
    for laptop in (ana, ben):
        assert laptop.lead(lead).city == "Linz"
        assert laptop.inbox() == [("conflict", "Linz", "Graz")]
    [item] = ben.desk.inbox.open()
    assert (item.now_by, item.aside_by, item.base) == (ana.user, ben.user, {"city": "Oslo"})


@pytest.mark.parametrize(("choice", "stands"), [("keep", "Linz"), ("take", "Graz"), ("combine", "Linz/Graz")])
def test_a_conflict_is_decided_once_for_all(
    company: Company, ana: Laptop, ben: Laptop, choice: str, stands: str
) -> None:
    lead = conflict(company, ana, ben)
    [item] = ben.desk.inbox.open()
    ben.desk.inbox.resolve(item.id, choice, {"city": "Linz/Graz"} if choice == "combine" else None)
    assert ben.inbox() == []
    company.settle()
    for laptop in (ana, ben):
        assert (laptop.lead(lead).city, laptop.inbox()) == (stands, [])


def test_the_first_decision_wins(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = conflict(company, ana, ben)
    [item] = ben.desk.inbox.open()
    ana.desk.inbox.resolve(item.id, "keep")
    ben.desk.inbox.resolve(item.id, "take")
    company.settle()
    for laptop in (ana, ben):
        assert (laptop.lead(lead).city, laptop.inbox()) == ("Linz", [])


def test_a_decision_is_undone(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = conflict(company, ana, ben)
    [item] = ben.desk.inbox.open()
    ben.desk.inbox.resolve(item.id, "take")
    company.settle()
    ben.desk.undo()
    company.settle()
    for laptop in (ana, ben):
        assert (laptop.lead(lead).city, laptop.inbox()) == ("Linz", [("conflict", "Linz", "Graz")])


def test_an_edit_on_top_of_one_s_own_pending_edit_is_no_conflict(company: Company, ana: Laptop) -> None:
    lead = shared(company, ana)
    for city in ("Linz", "Graz", "Wien"):
        ana.edit(lead, city=city)
    company.settle()
    assert (ana.lead(lead).city, ana.inbox()) == ("Wien", [])
    ana.edit(lead, city="Bonn")
    company.settle()
    assert (ana.lead(lead).city, ana.inbox()) == ("Bonn", [])


def test_a_later_edit_replaces_the_value_set_aside(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    ana.sync()
    ben.edit(lead, city="Graz")
    ben.edit(lead, city="Wien")
    company.settle()
    assert ben.inbox() == ana.inbox() == [("conflict", "Linz", "Wien")]


def test_a_decision_that_is_undone_and_done_again_stands_aside_once(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead, tablet = shared(company, ana), company.laptop("Ana", "tablet")
    ben.edit(lead, city="Graz")
    ben.sync()
    tablet.edit(lead, city="Linz")
    company.settle()
    tablet.edit(lead, city="Rom")
    tablet.sync()
    [item] = ana.desk.inbox.open()
    ana.desk.inbox.resolve(item.id, "take")
    ana.desk.undo()
    ana.desk.redo()
    company.settle()
    for laptop in (ana, tablet):
        assert laptop.inbox() == [("conflict", "Rom", "Linz")]


def test_a_form_that_stood_open_while_a_colleague_wrote(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    read = ana.lead(lead)
    ben.edit(lead, city="Graz")
    company.settle()
    ana.desk.change(read, {"city": "Linz"})
    company.settle()
    assert ana.inbox() == ben.inbox() == [("conflict", "Graz", "Linz")]


def test_the_same_person_on_two_laptops_is_asked(company: Company, ana: Laptop) -> None:
    other = company.laptop("Ana", "tablet")
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    other.edit(lead, city="Graz")
    company.settle()
    assert ana.inbox() == other.inbox() == [("conflict", "Linz", "Graz")]


def test_amount_and_currency_are_one(company: Company, ana: Laptop) -> None:
    trip = factories.trip(ana.desk)
    expense = factories.expense(ana.desk, trip)
    other = company.laptop("Ana", "tablet")
    company.settle()
    ana.edit(expense.id, "expense", amount=ana.desk.kinds["expense"].field("amount").parse("100"))
    other.edit(expense.id, "expense", currency="USD")
    company.settle()
    assert {x[0] for x in ana.inbox()} == {"conflict"}
    for laptop in (ana, other):
        stands = laptop.desk.get("expense", expense.id)
        assert (str(stands.amount), stands.currency) == ("100", "JPY")  # type: ignore[attr-defined]


def test_sets_of_two_people_are_joined(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana, products=("pumps",))
    ana.edit(lead, products=("pumps", "valves"))
    ben.edit(lead, products=("hoses",))
    company.settle()
    assert ana.lead(lead).products == ben.lead(lead).products == ("hoses", "valves")
    assert ana.inbox() == ben.inbox() == []


def test_words_that_come_while_a_form_stands_open_stay(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana, products=("drills", "saws"))
    form = ben.lead(lead)
    ana.edit(lead, products=("drills", "saws", "pumps"))
    ana.sync()
    ben.sync()
    ben.desk.change(form, {"products": ("drills", "hoses")})
    assert ben.lead(lead).products == ("drills", "hoses", "pumps")
    company.settle()
    assert ana.lead(lead).products == ("drills", "hoses", "pumps")


def test_long_notes_are_merged_by_lines(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana, notes="one\ntwo\nthree\nfour")
    ana.edit(lead, notes="ONE\ntwo\nthree\nfour")
    ben.edit(lead, notes="one\ntwo\nthree\nFOUR")
    ben.edit(lead, notes="one\ntwo\nthree\nFOUR!")
    company.settle()
    assert ana.lead(lead).notes == ben.lead(lead).notes == "ONE\ntwo\nthree\nFOUR!"
    assert ana.inbox() == ben.inbox() == []


@pytest.mark.parametrize("first", ["edit", "deletion"])
def test_an_edit_beats_a_deletion_in_either_order(company: Company, ana: Laptop, ben: Laptop, first: str) -> None:
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    ben.desk.delete("lead", lead)
    for laptop in (ana, ben) if first == "edit" else (ben, ana):
        laptop.sync()
    company.settle()
    for laptop in (ana, ben):
        assert (laptop.lead(lead).city, laptop.lead(lead).deleted) == ("Linz", False)
    assert ben.inbox() != []
    assert ana.rows() == ben.rows()


def test_a_deletion_reaches_everybody_and_can_be_taken_back(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    ben.desk.delete("lead", lead)
    company.settle()
    assert ana.lead(lead).deleted
    ana.desk.undelete("lead", lead)
    company.settle()
    assert not ben.lead(lead).deleted
    assert ana.inbox() == ben.inbox() == []


def test_a_trip_comes_back_with_what_went_with_it(company: Company, ana: Laptop) -> None:
    other = company.laptop("Ana", "tablet")
    trip = factories.trip(ana.desk)
    expense = factories.expense(ana.desk, trip)
    company.settle()
    ana.desk.delete("trip", trip.id)
    other.edit(trip.id, "trip", title="Osaka")
    company.settle()
    for laptop in (ana, other):
        assert not laptop.desk.get("trip", trip.id).deleted
        assert not laptop.desk.get("expense", expense.id).deleted


def test_a_foreign_team_sees_nothing_and_a_lead_of_both_sees_all(company: Company, ana: Laptop) -> None:
    eve, lea = company.laptop("Eve"), company.laptop("Lea")
    lead = shared(company, ana)
    trip = factories.trip(ana.desk)
    fair = factories.fair(ana.desk)
    company.settle()
    with pytest.raises(NotFound):
        eve.lead(lead)
    assert lea.lead(lead).name == "Jane"
    for laptop in (eve, lea):
        assert laptop.desk.find("trip", trip.id) is None
        assert laptop.desk.get("fair", fair.id).id == fair.id


def test_a_lead_that_moves_leaves_and_arrives(company: Company, ana: Laptop, ben: Laptop) -> None:
    eve = company.laptop("Eve")
    lead = shared(company, ana)
    ana.edit(lead, team=company.teams["Nordics"], owner=eve.user)
    company.settle()
    assert eve.lead(lead).name == "Jane"
    for laptop in (ana, ben):
        assert laptop.desk.find("lead", lead) is None
        assert factories.found(laptop.desk, "jane") == []


def test_an_edit_of_what_moved_away_keeps_its_text(company: Company, ana: Laptop, ben: Laptop) -> None:
    eve = company.laptop("Eve")
    lead = shared(company, ana)
    ana.edit(lead, team=company.teams["Nordics"], owner=eve.user)
    ana.sync()
    ben.edit(lead, notes="Pedro wants the frame contract")
    company.settle()
    [item] = ben.desk.inbox.open()
    assert (item.what, item.aside) == ("refused", {"notes": "Pedro wants the frame contract"})
    ben.desk.inbox.resolve(item.id, "take")
    company.settle()
    assert ben.inbox() == []
    assert [getattr(x, "notes") for x in ana.desk.of("lead", "owner", ben.user)] == ["Pedro wants the frame contract"]  # noqa: B009


def test_a_new_lead_for_another_team_stays_with_its_maker_and_she_is_told(company: Company, ana: Laptop) -> None:
    eve = company.laptop("Eve")
    lead = factories.lead(ana.desk, "Jane", team=company.teams["Nordics"], owner=eve.user)
    company.settle()
    assert (ana.lead(lead.id).owner, ana.lead(lead.id).team) == (ana.user, company.teams["Iberia"])
    assert eve.desk.find("lead", lead.id) is None
    [item] = ana.desk.inbox.open()
    assert (item.what, item.record, item.aside["team"]) == ("moved", lead.id, company.teams["Nordics"])
    ana.desk.inbox.resolve(item.id, "keep")
    company.settle()
    assert ana.inbox() == []


def test_a_person_who_changes_teams(company: Company, ana: Laptop, ben: Laptop) -> None:
    ada, eve = company.laptop("Ada"), company.laptop("Eve")
    lead, theirs = shared(company, ana), shared(company, eve)
    ada.edit(ben.user, "user", team=company.teams["Nordics"])
    company.settle()
    assert ben.desk.find("lead", lead) is None
    assert ben.lead(theirs).name == "Jane"
    assert [item.what for item in ben.desk.inbox.open()] == []


def test_what_was_made_before_the_first_log_in_is_hers(company: Company, tmp_path: object) -> None:
    from salesdesk.desk.profile import settle, with_key

    folder = company.folder / "alone"
    folder.mkdir()
    desk = with_key(folder, factories.KEY)
    settle(desk, "Ana at home", "Alone")
    lead = factories.lead(desk, "Jane")
    desk.change(lead, {"city": "Linz"})
    desk.store.close()
    ana, ben = company.laptop("Ana", "alone"), company.laptop("Ben")
    company.settle()
    assert (ben.lead(lead.id).city, ben.lead(lead.id).owner, ben.lead(lead.id).met_by) == ("Linz", ana.user, ana.user)
    assert ana.inbox() == []
    assert ana.desk.me is not None
    assert (ana.desk.me.id, ana.desk.me.name) == (ana.user, "Ana")
    assert factories.wrong(ana.desk) == {}
    assert ana.rows() == ben.rows()


def test_a_long_mutation_that_waits_lies_over_what_arrives(company: Company, ana: Laptop, ben: Laptop) -> None:
    leads = [shared(company, ana), shared(company, ana)]
    many = [factories.lead(ana.desk, f"Visitor {n}", notes="x" * 200) for n in range(30)]
    company.settle()
    ben.edit(leads[0], city="Graz")
    ben.edit(leads[1], street="Hafen 1")
    ben.sync()

    def typing(call: str) -> None:
        if call == "pull":
            ana.line.before = lambda _call: None
            records = [ana.lead(id) for id in (*leads, *(lead.id for lead in many))]
            ana.desk.store.door.save("Moved", [Change(x, x.but(city="Linz", notes="y" * 200)) for x in records])

    ana.line.before = typing
    ana.sync()
    shown = [(ana.lead(id).city, ana.lead(id).street) for id in leads]
    assert shown == [("Linz", ""), ("Linz", "Hafen 1")]
    company.settle()
    assert ana.inbox() == [("conflict", "Graz", "Linz")]
    assert (ana.lead(leads[0]).city, ben.lead(many[-1].id).city) == ("Graz", "Linz")
    assert ana.rows() == ben.rows()


def shared(company: Company, ana: Laptop, **values: object) -> str:
    """A lead that everybody of the team has."""
    lead = factories.lead(ana.desk, "Jane", **{"city": "Oslo"} | values)
    company.settle()
    return lead.id


def conflict(company: Company, ana: Laptop, ben: Laptop) -> str:
    """A lead whose city Ana and Ben wrote differently; Ana's stands."""
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    ben.edit(lead, city="Graz")
    company.settle()
    return lead
