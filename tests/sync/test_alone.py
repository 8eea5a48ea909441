"""What a server knows no more, though it had shown it: the laptop asks, and both then hold the same again."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text
from tests import factories
from tests.sync.company import Company, Laptop

from salesdesk.desk.alone import remove_here, send_again
from salesdesk.domain.record import Record
from salesdesk.protocol.sums import MODULUS, row_hash
from salesdesk.server import rights
from salesdesk.sync.errors import Differs


def vanish(company: Company, *records: Record) -> None:
    """The server loses records, and nothing tells of it."""
    with company.database.writing() as connection:
        for record in records:
            count_out(connection, record)
            for table in ("lead", "sync_history"):
                connection.execute(text(f"DELETE FROM {table} WHERE id = :id"), {"id": record.id})


def count_out(connection: Connection, record: Record) -> None:
    found = connection.execute(
        text("SELECT seq, scope_person, scope_team FROM lead WHERE id = :id"), {"id": record.id}
    ).all()
    [(seq, person, team)] = found
    sql = "UPDATE sync_scope_sum SET count = count - 1, sum = (sum + :less) % :most WHERE scope = :scope"
    less = MODULUS - row_hash(record.id, seq)
    for scope in rights.names(person, team):
        connection.execute(text(sql), {"less": less, "most": MODULUS, "scope": scope})


def asked(laptop: Laptop) -> list[tuple[str, str]]:
    with pytest.raises(Differs) as told:
        laptop.sync()
    assert list(told.value.alone) == laptop.desk.store.alone.all()
    return laptop.desk.store.alone.all()


@pytest.fixture
def ana(company: Company) -> Laptop:
    return company.laptop("Ana")


def test_what_is_sent_again_is_everybodys_again(company: Company, ana: Laptop) -> None:
    lead = factories.lead(ana.desk, "Jane", notes="Wants DN80")
    ana.sync()
    vanish(company, lead)
    assert asked(ana) == [("lead", lead.id)]
    assert ana.desk.office.state().alone == 1
    send_again(ana.desk)
    ana.sync()
    assert ana.desk.office.state().alone == 0
    ben = company.laptop("Ben")
    company.settle()
    assert (ben.lead(lead.id).notes, ana.inbox(), ben.inbox()) == ("Wants DN80", [], [])


def test_what_is_removed_is_here_in_the_trash_and_nobodys_else(company: Company, ana: Laptop) -> None:
    lead, kept = factories.lead(ana.desk, "Jane"), factories.lead(ana.desk, "Joe")
    ana.sync()
    vanish(company, lead)
    asked(ana)
    remove_here(ana.desk)
    ana.sync()
    ben = company.laptop("Ben")
    assert factories.titles(ana.desk) == factories.titles(ben.desk) == ["Joe"]
    assert ana.desk.store.trash.keys() == [("lead", lead.id)]
    assert ben.desk.store.trash.keys() == []
    ana.edit(kept.id, city="Graz")
    ana.sync()
    ana.desk.undelete("lead", lead.id)
    company.settle()
    assert sorted(factories.titles(ben.desk)) == ["Jane", "Joe"]


def test_a_removal_is_undone_and_both_have_it_again(company: Company, ana: Laptop) -> None:
    lead = factories.lead(ana.desk, "Jane", city="Oslo")
    ana.sync()
    vanish(company, lead)
    asked(ana)
    remove_here(ana.desk)
    ana.sync()
    ana.desk.undo()
    ben = company.laptop("Ben")
    company.settle()
    assert (ana.lead(lead.id).city, ben.lead(lead.id).city) == ("Oslo", "Oslo")


def test_a_record_that_left_her_sight_unseen_keeps_its_text_in_the_inbox(company: Company, ana: Laptop) -> None:
    lead = factories.lead(ana.desk, "Jane", notes="Wants DN80")
    ana.sync()
    eve = company.people["Eve"]
    with company.database.writing() as connection:
        count_out(connection, lead)
        connection.execute(
            text("UPDATE lead SET owner = :eve, team = :team, scope_person = :eve, scope_team = :team WHERE id = :id"),
            {"eve": eve, "team": company.teams["Nordics"], "id": lead.id},
        )
    assert asked(ana) == [("lead", lead.id)]
    send_again(ana.desk)
    ana.sync()
    assert ana.desk.find("lead", lead.id) is None
    [item] = ana.desk.inbox.open()
    assert (item.what, item.aside["notes"]) == ("refused", "Wants DN80")


def test_what_both_let_go_asks_nobody(company: Company, ana: Laptop) -> None:
    lead = factories.lead(ana.desk, "Jane")
    ana.sync()
    ana.desk.delete("lead", lead.id)
    ana.sync()
    vanish(company, lead)
    ana.sync()
    ana.sync()
    assert ana.desk.office.state().alone == 0
    assert ana.desk.store.trash.keys() == [("lead", lead.id)]
