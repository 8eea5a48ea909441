"""A pull lands between the reading of a record and the saving of what was typed on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests import factories
from tests.sync.company import Company, Laptop

from salesdesk.domain.changes import Change


@pytest.fixture
def ana(company: Company) -> Laptop:
    return company.laptop("Ana")


@pytest.fixture
def ben(company: Company) -> Laptop:
    return company.laptop("Ben")


def read(company: Company, laptop: Laptop, **values: Any) -> Any:
    """A lead of hers that everybody has, as it stands before her eyes."""
    made = factories.lead(laptop.desk, "Jane", **{"city": "Oslo"} | values)
    company.settle()
    return laptop.lead(made.id)


def pulled(ben: Laptop, ana: Laptop, lead: Any, **values: Any) -> None:
    """Ben writes it, and Ana's laptop pulls that."""
    ben.edit(lead.id, **values)
    ben.sync()
    ana.sync()


def save(laptop: Laptop, before: Any, after: Any) -> None:
    laptop.desk.store.door.save("Edit", [Change(before, after)])


def test_the_conflict_is_over_what_stands(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = read(company, ana)
    pulled(ben, ana, lead, city="Graz", notes="Wants pumps")
    save(ana, lead, lead.but(city="Linz"))
    assert factories.found(ana.desk, "Linz") == factories.found(ana.desk, "pumps") == ["Jane"]
    company.settle()
    assert ana.inbox() == ben.inbox() == [("conflict", "Graz", "Linz")]


def test_undo_brings_back_what_stood(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = read(company, ana)
    pulled(ben, ana, lead, city="Graz")
    save(ana, lead, lead.but(city="Linz"))
    ana.desk.undo()
    assert ana.lead(lead.id).city == "Graz"
    company.settle()


def test_the_same_value_is_no_edit(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = read(company, ana)
    pulled(ben, ana, lead, city="Graz")
    save(ana, lead, lead.but(city="Graz"))
    assert ana.desk.office.state().pending == 0
    company.settle()


@pytest.mark.parametrize("form", [True, False])
def test_of_a_set_only_what_she_did_is_saved(company: Company, ana: Laptop, ben: Laptop, form: bool) -> None:
    lead = read(company, ana, products=("drills", "saws"))
    pulled(ben, ana, lead, products=("drills", "pumps"))
    typed = ("drills", "hoses", "saws")
    if form:
        ana.desk.change(lead, {"products": typed})
    else:
        save(ana, lead, lead.but(products=typed))
    assert ana.lead(lead.id).products == ("drills", "hoses", "pumps")
    company.settle()
    assert ben.lead(lead.id).products == ("drills", "hoses", "pumps")


@pytest.mark.parametrize("deleted", [True, False])
def test_who_deletes_or_restores_what_is_so_already_changes_nothing(
    company: Company, ana: Laptop, ben: Laptop, deleted: bool
) -> None:
    lead = read(company, ana)
    if not deleted:
        ana.desk.delete("lead", lead.id)
        company.settle()
        lead = ana.lead(lead.id)
    does = ben.desk.delete if deleted else ben.desk.undelete
    does("lead", lead.id)
    ben.sync()
    ana.sync()
    save(ana, lead, replace(lead, deleted=deleted))
    assert ana.desk.office.state().pending == 0
    company.settle()
    assert ana.lead(lead.id).deleted == deleted


def test_an_amount_keeps_the_currency_that_it_was_typed_in(company: Company, ana: Laptop) -> None:
    tablet = company.laptop("Ana", "tablet")
    expense = factories.expense(ana.desk, factories.trip(ana.desk))
    company.settle()
    form, amount = ana.desk.get("expense", expense.id), ana.desk.kinds["expense"].field("amount").parse
    tablet.edit(expense.id, "expense", amount=amount("100"), currency="USD")
    tablet.sync()
    ana.sync()
    ana.desk.change(form, {"amount": amount("15")})
    company.settle()
    [aside] = [item.aside for item in ana.desk.inbox.open() if "currency" in item.aside]
    assert (aside["amount"], aside["currency"]) == ("15", expense.currency)


LINES = "one\ntwo\nthree\nfour\nfive"


def wrote(laptop: Laptop, form: Any, old: str, new: str) -> None:
    """She changes a line of the notes on a form that stands open."""
    laptop.desk.change(form, {"notes": form.notes.replace(old, new)})


@pytest.mark.parametrize("sent", [True, False])
def test_lines_that_she_wrote_elsewhere_meanwhile_stay(company: Company, ana: Laptop, ben: Laptop, sent: bool) -> None:
    form = read(company, ana, notes=LINES)
    wrote(ana, form, "one", "1")
    if sent:
        ana.sync()
    wrote(ben, ben.lead(form.id), "five", "5")
    ben.sync()
    wrote(ana, form, "three", "3")
    assert ana.lead(form.id).notes == "1\ntwo\n3\nfour\nfive"
    company.settle()
    assert ana.inbox() == []
    assert ana.lead(form.id).notes == ben.lead(form.id).notes == "1\ntwo\n3\nfour\n5"


def test_lines_of_her_own_that_are_set_aside_stay_with_what_she_types_next(
    company: Company, ana: Laptop, ben: Laptop
) -> None:
    form = read(company, ana, notes=LINES)
    wrote(ben, ben.lead(form.id), "one", "uno")
    ben.sync()
    wrote(ana, form, "one", "1")
    ana.sync()
    wrote(ana, form, "three", "3")
    company.settle()
    [item] = ana.desk.inbox.open()
    assert item.aside["notes"] == "1\ntwo\n3\nfour\nfive"


def test_of_the_same_lines_the_later_one_stands_and_the_earlier_in_the_history(company: Company, ana: Laptop) -> None:
    form = read(company, ana, notes=LINES)
    wrote(ana, form, "three", "drei")
    wrote(ana, form, "three", "trois")
    company.settle()
    assert ana.lead(form.id).notes == LINES.replace("three", "trois")
    assert [x.fields.get("notes") for x in ana.desk.history("lead", form.id)][-2:] == [
        LINES.replace("three", "drei"), LINES.replace("three", "trois"),
    ]  # fmt: skip


def test_two_texts_too_long_together_stay_as_the_later_one_has_it(company: Company, ana: Laptop) -> None:
    form = read(company, ana, notes=LINES)
    wrote(ana, form, "one", "1" * 60_000)
    wrote(ana, form, "five", "5" * 60_000)
    assert ana.lead(form.id).notes.startswith("one")
    company.settle()


def test_what_was_refused_does_not_come_in_with_what_she_types_next(company: Company, ana: Laptop) -> None:
    lea = company.laptop("Lea")
    form = read(company, ana, notes=LINES)
    home = {"owner": form.owner, "team": form.team}
    for whose in ({"owner": company.people["Eve"], "team": company.teams["Nordics"]}, home):
        lea.edit(form.id, **whose)
        lea.sync()
        if whose is home:
            ana.sync()
        else:
            wrote(ana, form, "one", "1")
            assert ana.sync().refused == 1
    wrote(ana, form, "three", "3")
    company.settle()
    assert ana.lead(form.id).notes == LINES.replace("three", "3")
