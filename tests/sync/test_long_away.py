"""A laptop that was away longer than the trash is kept fetches everything anew; what it typed meanwhile goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import factories
from tests.backends import Backend
from tests.sync.company import Company
from tests.sync.newer import NEWER


@pytest.fixture
def firm(tmp_path: Path, backend: Backend) -> Iterator[Company]:
    """A company whose server is of next year."""
    made = Company(tmp_path / "company", backend, kinds=NEWER)
    yield made
    made.close()


def round_trip(company: Company) -> None:
    for _round in range(3):
        for laptop in company.laptops:
            laptop.sync()


def test_it_fetches_everything_anew(firm: Company) -> None:
    ana, ben = firm.laptop("Ana", kinds=NEWER), firm.laptop("Ben")
    leads = [factories.lead(ana.desk, name, city="Oslo").id for name in ("Gone", "Edited", "Lives")]
    gone, kept = (ana.desk.add("sample", {"name": name, "lead": leads[2]}).id for name in ("Ball", "Hose"))
    round_trip(firm)
    asked = factories.lead(ana.desk, "Asked", city="Oslo").id
    round_trip(firm)
    ana.edit(asked, city="Rome")
    ben.edit(asked, city="Bari")
    round_trip(firm)
    ben.edit(leads[2], city="Linz")
    ben.edit(leads[1], notes="Wants a frame contract")
    fresh = factories.lead(ben.desk, "Fresh").id
    for kind, id in (("lead", leads[0]), ("lead", leads[1]), ("sample", gone)):
        ana.desk.delete(kind, id)
    ana.sync()
    [item] = [x for x in ana.desk.inbox.open() if x.record == asked]
    ana.desk.inbox.resolve(item.id, "keep")
    firm.days(92, ana)
    ana.edit(leads[2], name="Lives on")
    round_trip(firm)
    assert (ana.lead(leads[2]).city, ben.lead(leads[2]).name, ana.lead(fresh).name) == ("Linz", "Lives on", "Fresh")
    assert [ben.desk.find("lead", id) for id in leads[:2]] == [None, None]
    [item] = ben.desk.inbox.open()
    assert (item.why, item.aside) == ("long_deleted", {"notes": "Wants a frame contract"})
    ben.reopen(NEWER)
    assert ben.desk.find("sample", gone) is None
    assert ben.desk.get("sample", kept).id == kept
    sums = ben.desk.store.pulls.sums()
    ben.desk.store.pulls.forget_sums()
    assert ben.desk.store.pulls.sums() == sums
    assert ben.steps.count("repairing") == 0
