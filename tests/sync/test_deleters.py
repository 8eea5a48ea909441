"""Whoever pulls a deleted record is told who deleted it, on a laptop that knew it and on a new one."""

from __future__ import annotations

from tests import factories
from tests.sync.company import Company, Laptop

from salesdesk.store.listing import Query


def by(laptop: Laptop) -> dict[str, str]:
    """Who deleted what lies in the trash, by title; "she" is whose laptop it is."""
    users = laptop.desk.records(Query(laptop.desk.kinds["user"]), 100)
    people = {user.id: laptop.desk.kinds["user"].title(user) for user in users}
    found = laptop.desk.store.trash.several(laptop.desk.store.trash.keys())
    return {
        laptop.desk.kinds[kind].title(gone.record): "she" if gone.hers else people.get(gone.by, gone.by)
        for (kind, _id), gone in found.items()
    }


def test_a_colleagues_deletion_bears_his_name(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    leads = [factories.lead(ana.desk, name) for name in ("Jane", "Joe", "Jim")]
    company.settle()
    ana.desk.delete("lead", leads[0].id)
    ben.desk.delete("lead", leads[1].id)
    company.settle()
    assert by(ana) == {"Jane": "she", "Joe": "Ben"}
    assert by(ben) == {"Jane": "Ana", "Joe": "she"}
    other = company.laptop("Ana", "second")
    assert by(other) == {"Jane": "Ana", "Joe": "Ben"}


def test_who_deleted_it_last_counts(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = factories.lead(ana.desk, "Jane")
    company.settle()
    ben.desk.delete("lead", lead.id)
    company.settle()
    ana.desk.undelete("lead", lead.id)
    company.settle()
    assert by(ana) == by(ben) == {}
    ana.desk.delete("lead", lead.id)
    company.settle()
    assert (by(ana), by(ben)) == ({"Jane": "she"}, {"Jane": "Ana"})


def test_who_deleted_what_was_changed_before_in_the_same_pull(small: Company) -> None:
    ana, ben = small.laptop("Ana"), small.laptop("Ben")
    leads = [factories.lead(ana.desk, f"Jane {n}").id for n in range(9)]
    small.settle()
    for lead in leads:
        ben.edit(lead, city="Linz")
    ben.sync()

    def between(call: str) -> None:
        if call == "pull":
            ana.line.after = lambda _call: None
            ben.desk.delete("lead", leads[0])
            ben.sync()

    ana.line.after = between
    ana.sync()
    assert by(ana) == {"Jane 0": "Ben"}


def test_what_nobody_knows_has_no_name(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = factories.lead(ana.desk, "Jane")
    company.settle()
    ben.desk.delete("lead", lead.id)
    ben.sync()
    with company.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM sync_history")
    ana.sync()
    assert by(ana) == {"Jane": ""}
    assert by(company.laptop("Ben", "second")) == {"Jane": ""}


def test_a_restored_server_takes_nobodys_name_from_what_is_deleted(company: Company) -> None:
    ana, ben, other = company.laptop("Ana"), company.laptop("Ben"), company.laptop("Ana", "second")
    lead = factories.lead(ana.desk, "Jane")
    company.settle()
    backup = company.back_up()
    ben.desk.delete("lead", lead.id)
    company.settle()
    company.restore(backup)
    company.lose(ben)
    company.settle()
    assert by(ana) == by(other) == {"Jane": "Ben"}
