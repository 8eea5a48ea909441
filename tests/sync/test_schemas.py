"""Old and new programs together: no field is erased, whichever of them writes, and nothing that was typed is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests import factories
from tests.backends import Backend
from tests.store.raw import change
from tests.sync.company import Company, Laptop
from tests.sync.newer import NEWER

from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import Kinds
from salesdesk.protocol.service import TOO_OLD, Refusal
from salesdesk.protocol.wire import Write
from salesdesk.store.listing import Query
from salesdesk.sync.errors import Outdated, ServerOlder

COLOURED = {"colour": "crimson", "size": 4, "mood": ("calm",), "budget": "90", "budget_currency": "JPY"}


@pytest.fixture
def firm(tmp_path: Path, backend: Backend) -> Iterator[Company]:
    """A company whose server is of next year."""
    made = Company(tmp_path / "company", backend, kinds=NEWER)
    yield made
    made.close()


@pytest.fixture
def ana(firm: Company) -> Laptop:
    """Ana's program is of next year too."""
    return firm.laptop("Ana", kinds=NEWER)


@pytest.fixture
def ben(firm: Company) -> Laptop:
    """Ben's is of today."""
    return firm.laptop("Ben")


def round_trip(company: Company) -> None:
    for _round in range(3):
        for laptop in company.laptops:
            laptop.sync()
    assert [laptop.steps.count("repairing") for laptop in company.laptops] == [0] * len(company.laptops)


def updated(company: Company, laptop: Laptop) -> None:
    """Her program is updated, and then holds what the server shows her, without having asked it."""
    laptop.reopen(NEWER)
    kept = laptop.desk.store.pulls.sums()
    laptop.desk.store.pulls.forget_sums()
    assert laptop.desk.store.pulls.sums() == kept
    assert laptop.filled() == company.shown(laptop.user)
    laptop.desk.store.indexer.catch_up()
    assert factories.wrong(laptop.desk) == {}


def coloured(company: Company, ana: Laptop, **values: Any) -> str:
    lead = factories.lead(ana.desk, "Jane", **COLOURED | values)
    round_trip(company)
    return lead.id


def new_fields(laptop: Laptop, lead: str) -> dict[str, Any]:
    return {name: getattr(laptop.lead(lead), name) for name in COLOURED}


def test_fields_of_a_newer_program_wait_until_this_one_knows_them(firm: Company, ana: Laptop, ben: Laptop) -> None:
    lead = coloured(firm, ana)
    assert ben.lead(lead).name == "Jane"
    ana.edit(lead, colour="teal", city="Linz")
    round_trip(firm)
    ana.edit(lead, size=None)
    round_trip(firm)
    updated(firm, ben)
    assert new_fields(ben, lead) == COLOURED | {"colour": "teal", "size": None}
    assert factories.found(ben.desk, "teal") == ["Jane"]


def test_an_old_program_erases_nothing(firm: Company, ana: Laptop, ben: Laptop) -> None:
    lead = coloured(firm, ana)
    ben.edit(lead, budget="120", city="Graz")
    ben.desk.delete("lead", lead)
    round_trip(firm)
    assert ana.lead(lead).deleted
    ben.desk.undo()
    round_trip(firm)
    assert new_fields(ana, lead) == COLOURED | {"budget": "120"}
    ben.desk.undo()
    round_trip(firm)
    assert (new_fields(ana, lead), ana.lead(lead).city) == (COLOURED, "")
    updated(firm, ben)
    assert new_fields(ben, lead) == COLOURED


def test_what_an_old_program_makes_has_its_new_fields_empty(firm: Company, ana: Laptop, ben: Laptop) -> None:
    lead = factories.lead(ben.desk, "Bo", budget="7")
    round_trip(firm)
    assert (new_fields(ana, lead.id)["colour"], ana.lead(lead.id).budget) == ("", "7")
    ana.edit(lead.id, colour="grey")
    ben.edit(lead.id, city="Linz")
    round_trip(firm)
    updated(firm, ben)
    assert (ben.lead(lead.id).colour, ben.lead(lead.id).city) == ("grey", "Linz")


def test_an_edit_that_waits_stays_on_top_when_the_program_is_updated(firm: Company, ana: Laptop, ben: Laptop) -> None:
    lead = coloured(firm, ana)
    ben.edit(lead, budget="120")
    ben.reopen(NEWER)
    assert (ben.lead(lead).budget, ben.lead(lead).colour) == ("120", "crimson")
    round_trip(firm)
    assert new_fields(ana, lead) == new_fields(ben, lead) == COLOURED | {"budget": "120"}
    assert ana.inbox() == ben.inbox() == []


def test_rows_of_a_new_kind_count_wait_move_and_go(firm: Company, ana: Laptop, ben: Laptop) -> None:
    lead, other = coloured(firm, ana), coloured(firm, ana)
    samples = [ana.desk.add("sample", {"name": name, "lead": lead}).id for name in ("Ball", "Valve", "Pump")]
    kept = ana.desk.add("sample", {"name": "Hose", "lead": other}).id
    round_trip(firm)
    ana.edit(samples[0], "sample", name="Ball of steel")
    ana.desk.delete("sample", samples[1])
    round_trip(firm)
    ana.edit(lead, team=firm.teams["Nordics"], owner=firm.people["Eve"])
    round_trip(firm)
    ana.edit(kept, "sample", name="Long hose")
    round_trip(firm)
    updated(firm, ben)
    assert [x.id for x in ben.desk.records(Query(ben.desk.kinds["sample"]))] == [kept]
    assert factories.found(ben.desk, "long", "sample") == ["Long hose"]


def test_an_older_program_gives_back_what_it_does_not_know_too(firm: Company, ana: Laptop, ben: Laptop) -> None:
    lead = coloured(firm, ana)
    backup = firm.back_up()
    sample = ana.desk.add("sample", {"name": "Ball", "lead": lead}).id
    round_trip(firm)
    ben.edit(lead, city="Linz")
    ben.sync()
    ben.sync()
    firm.restore(backup)
    firm.lose(ana)
    ben.sync()
    new = firm.laptop("Ana", "new", NEWER)
    assert (new.lead(lead).city, new_fields(new, lead)) == ("Linz", COLOURED)
    assert new.desk.get("sample", sample).name == "Ball"  # type: ignore[attr-defined]


def test_who_is_moved_loses_the_new_kinds_of_her_old_team(firm: Company, ana: Laptop, ben: Laptop) -> None:
    ada = firm.laptop("Ada", kinds=NEWER)
    ana.desk.add("sample", {"name": "Ball", "lead": coloured(firm, ana)})
    round_trip(firm)
    ada.edit(ben.user, "user", team=firm.teams["Nordics"])
    round_trip(firm)
    updated(firm, ben)
    assert factories.titles(ben.desk, "sample") == []


def test_a_first_sync_keeps_what_is_new_too(firm: Company, ana: Laptop) -> None:
    lead = coloured(firm, ana)
    ana.desk.add("sample", {"name": "Ball", "lead": lead})
    round_trip(firm)
    ben = firm.laptop("Ben")
    updated(firm, ben)
    assert (new_fields(ben, lead), factories.titles(ben.desk, "sample")) == (COLOURED, ["Ball"])


@pytest.mark.parametrize(
    "values", [{"colour": {}}, {"size": 1 << 70}, {"size": "many"}, {"mood": 5}, {"name": 5}], ids=str
)
def test_what_does_not_fit_once_it_is_known_is_fetched_again(
    firm: Company, ana: Laptop, ben: Laptop, values: dict[str, Any]
) -> None:
    lead = coloured(firm, ana)
    sample = ana.desk.add("sample", {"name": "Valve", "lead": lead}).id
    round_trip(firm)
    change(
        ben.folder,
        "UPDATE parked SET body = ? WHERE id = ?",
        (json.dumps(values), sample if "name" in values else lead),
    )
    ben.reopen(NEWER)
    ben.sync()
    assert new_fields(ben, lead) == COLOURED
    assert ben.desk.get("sample", sample).name == "Valve"  # type: ignore[attr-defined]
    firm.settle()


def test_an_entry_with_more_than_this_program_knows_is_read(firm: Company, ana: Laptop, ben: Laptop) -> None:
    lead = coloured(firm, ana, city="Oslo")
    ana.edit(lead, city="Linz")
    ben.edit(lead, city="Graz")
    round_trip(firm)
    change(ben.folder, "UPDATE inbox SET body = json_set(body, '$.weight', 3)")
    assert ben.inbox() == [("conflict", "Linz", "Graz")]


def test_a_conflict_over_a_new_field_waits_for_the_program_that_knows_it(firm: Company, ana: Laptop) -> None:
    tablet, old = firm.laptop("Ana", "tablet", NEWER), firm.laptop("Ana", "old")
    lead = coloured(firm, ana)
    ana.edit(lead, colour="teal")
    tablet.edit(lead, colour="olive")
    round_trip(firm)
    assert ana.inbox() == tablet.inbox() == [("conflict", "teal", "olive")]
    assert old.inbox() == []
    updated(firm, old)
    assert old.inbox() == [("conflict", "teal", "olive")]


def test_such_a_conflict_that_was_decided_while_a_laptop_was_long_away_is_open_no_more(
    firm: Company, ana: Laptop
) -> None:
    tablet, old = firm.laptop("Ana", "tablet", NEWER), firm.laptop("Ana", "old")
    lead = coloured(firm, ana)
    ana.edit(lead, colour="teal")
    tablet.edit(lead, colour="olive")
    round_trip(firm)
    [item] = ana.desk.inbox.open()
    ana.desk.inbox.resolve(item.id, "keep")
    ana.desk.delete("lead", factories.lead(ana.desk, "Joe").id)
    firm.days(95, ana, tablet)
    old.sync()
    updated(firm, old)
    assert ana.inbox() == old.inbox() == []


@pytest.mark.parametrize(("choice", "stands"), [("take", ("300", "CHF")), ("keep", ("200", "EUR"))])
def test_an_old_program_decides_a_conflict_whole(
    firm: Company, ana: Laptop, choice: str, stands: tuple[str, str]
) -> None:
    tablet, old = firm.laptop("Ana", "tablet", NEWER), firm.laptop("Ana", "old")
    lead = coloured(firm, ana)
    ana.edit(lead, budget="200", budget_currency="EUR")
    tablet.edit(lead, budget="300", budget_currency="CHF")
    round_trip(firm)
    [item] = old.desk.inbox.open()
    old.desk.inbox.resolve(item.id, choice)
    round_trip(firm)
    assert (ana.lead(lead).budget, ana.lead(lead).budget_currency) == stands
    assert ana.inbox() == tablet.inbox() == old.inbox() == []


# --- a server that is older than a laptop -----------------------------------------------------


def test_what_an_older_server_cannot_take_waits_in_its_order(company: Company) -> None:
    ben, ana = company.laptop("Ben"), company.laptop("Ana", kinds=NEWER)
    first, second = factories.lead(ana.desk, "Jane"), factories.lead(ana.desk, "Joe", colour="teal")
    ana.desk.add("sample", {"name": "Ball", "lead": second.id})
    ana.edit(first.id, city="Graz")
    other = factories.lead(ben.desk, "Bo")
    ben.sync()
    for _time in range(2):
        with pytest.raises(ServerOlder):
            ana.sync()
    assert (ana.lead(other.id).name, ana.inbox()) == ("Bo", [])
    ben.sync()
    assert [factories.titles(ben.desk), ben.lead(first.id).city] == [["Jane", "Bo"], ""]
    assert (ana.lead(first.id).city, ana.lead(second.id).colour) == ("Graz", "teal")
    company.update(NEWER)
    round_trip(company)
    assert (ben.lead(first.id).city, ben.lead(second.id).name, ana.inbox()) == ("Graz", "Joe", [])
    updated(company, ben)
    assert (ben.lead(second.id).colour, factories.titles(ben.desk, "sample")) == ("teal", ["Ball"])


# --- translators and limits -------------------------------------------------------------------


def shouted(write: Write) -> Write:
    """Names are written in capitals since schema 2."""
    name = write.fields.get("name")
    return structs.replace(write, fields=write.fields | {"name": name.upper()}) if isinstance(name, str) else write


def test_what_was_written_by_an_old_program_is_read_as_that_one_meant_it(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    waits = factories.lead(ana.desk, "Jane")
    company.update(NEWER, {1: shouted})
    ana.reopen(NEWER)
    fresh = factories.lead(ana.desk, "Joe")
    old = factories.lead(ben.desk, "Bo")
    round_trip(company)
    assert [ana.lead(x.id).name for x in (waits, fresh, old)] == ["JANE", "Joe", "BO"]


def of(schema: int) -> Kinds:
    return Kinds(KINDS.by_name, schema)


def test_three_schemas_are_served_and_what_still_older_ones_typed_goes_up(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    company.update(of(3))
    round_trip(company)
    company.update(of(4))
    lead = factories.lead(ana.desk, "Jane")
    with pytest.raises(Refusal) as refused:
        ana.sync()
    assert refused.value.code == TOO_OLD
    ben.reopen(of(2))
    ben.sync()
    assert ben.lead(lead.id).name == "Jane"


def test_an_older_program_leaves_a_newer_one_s_profile_to_it(company: Company) -> None:
    ana = company.laptop("Ana", kinds=NEWER)
    ana.reopen(KINDS)
    lead = factories.lead(ana.desk, "Jane")
    with pytest.raises(Outdated):
        ana.sync()
    company.update(NEWER, {1: shouted})
    ana.reopen(NEWER)
    ana.sync()
    assert ana.lead(lead.id).name == "JANE"
