"""What she changed and the server took exactly as it was sent does not come back, and everything else does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from tests import factories
from tests.sync.company import Company, Laptop
from tests.sync.watched import Watched, once, watched

from salesdesk.protocol.wire import Push
from salesdesk.sync.errors import Offline


class Fair:
    """Ana and Ben with four leads of hers that both have, and her line, watched from then on."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.ana, self.ben = company.laptop("Ana"), company.laptop("Ben")
        self.leads = [factories.lead(self.ana.desk, f"Lead {n}", city="Oslo", notes="met").id for n in range(4)]
        company.settle()
        self.line: Watched = watched(self.ana)

    def meanwhile(self, work: Callable[[], object]) -> None:
        """Ben does it between her push and her pull."""

        def done() -> None:
            self.ben.sync()
            work()
            self.ben.sync()

        self.line.before = once(done)

    def settled(self) -> None:
        """Both have the same in the end, and her sums are right."""
        self.company.settle()
        assert self.ana.rows() == self.ben.rows()


@pytest.fixture
def fair(company: Company) -> Fair:
    return Fair(company)


def test_changes_come_back_without_their_fields(fair: Fair) -> None:
    for id in fair.leads:
        fair.ana.edit(id, city="Graz", rating="hot")
    outcome = fair.ana.sync()
    assert (sorted(fair.line.bare), fair.line.singly) == (sorted(fair.leads), [])
    assert (outcome.pushed, outcome.pulled) == (4, 4)
    assert fair.ana.desk.store.pulls.sums() == fair.line.pages[-1].sums
    assert {fair.ana.lead(id).city for id in fair.leads} == {"Graz"}
    fair.settled()
    fair.ana.sync()
    assert list(fair.line.spans[-1]) == []


def test_what_went_otherwise_comes(fair: Fair) -> None:
    first, second, third, fourth = fair.leads
    fair.ben.edit(first, city="Wien")
    fair.ben.edit(second, notes="seen")
    fair.ben.sync()
    fair.ana.edit(first, city="Graz")
    fair.ana.edit(second, city="Graz")
    fair.ana.edit(third, products=("drills",))
    fair.ana.edit(fourth, city="Graz")
    fair.ana.edit(fourth, rating="hot")
    fair.ana.sync()
    assert (fair.line.bare, sorted(fair.line.singly)) == ([], sorted(fair.leads))
    fair.settled()


def test_of_those_changed_in_two_mutations_of_a_round_nothing_is_spared(fair: Fair) -> None:
    first, second, *_others = fair.leads
    fair.ana.edit(first, city="Graz")
    fair.ana.edit(second, city="Graz")

    def type(push: Push) -> Push:
        if fair.ana.lead(first).rating != "hot":
            fair.ana.edit(first, rating="hot")
        return push

    fair.line.pushed = type
    fair.ana.sync()
    fair.ana.sync()
    fair.settled()
    assert (fair.ben.lead(first).city, fair.ben.lead(first).rating) == ("Graz", "hot")


MEANWHILE: Mapping[str, Callable[[Laptop, str], object]] = {
    "the same field": lambda ben, id: ben.edit(id, city="Linz"),
    "another field": lambda ben, id: ben.edit(id, notes="seen"),
    "it is deleted": lambda ben, id: ben.desk.delete("lead", id),
    "it goes and comes back": lambda ben, id: (ben.desk.delete("lead", id), ben.sync(), ben.desk.undo()),
    "it is given away": lambda ben, id: ben.edit(id, owner=ben.user),
}


@pytest.mark.parametrize("before", [False, True], ids=["after her push", "before her push"])
@pytest.mark.parametrize("work", MEANWHILE.values(), ids=MEANWHILE)
def test_what_a_colleague_did_comes(fair: Fair, work: Callable[[Laptop, str], object], before: bool) -> None:
    first, second, *_others = fair.leads
    if before:
        work(fair.ben, first)
        fair.ben.sync()
    else:
        fair.meanwhile(lambda: work(fair.ben, first))
    for id in (first, second):
        fair.ana.edit(id, city="Graz")
    fair.ana.sync()
    assert (fair.line.bare, fair.line.singly) == ([second], [first])
    fair.settled()


def test_values_that_the_server_writes_otherwise_come(fair: Fair) -> None:
    def otherwise(push: Push) -> Push:
        push.mutations[0].writes[0].fields["met_at"] = "2026-11-23T19:00+09:00"
        return push

    fair.line.pushed = otherwise
    fair.ana.edit(fair.leads[0], met_at=datetime(2026, 11, 23, 10, tzinfo=UTC))
    fair.ana.sync()
    assert (fair.line.bare, fair.line.singly) == ([], fair.leads[:1])
    fair.settled()


def test_what_she_types_meanwhile_waits_on_top(fair: Fair) -> None:
    first, second, third, _fourth = fair.leads
    for id in fair.leads:
        fair.ana.edit(id, city="Graz")

    def type() -> None:
        fair.ana.edit(first, city="Linz")
        fair.ana.edit(second, notes="once more")
        fair.ana.desk.delete("lead", third)

    fair.line.before = once(type)
    fair.ana.sync()
    assert sorted(fair.line.bare) == sorted(fair.leads)
    assert (fair.ana.lead(first).city, fair.ana.lead(second).notes) == ("Linz", "once more")
    for _edit in range(3):
        fair.ana.desk.undo()
    assert {fair.ana.lead(id).city for id in fair.leads} == {"Graz"}
    fair.settled()
    assert {fair.ben.lead(id).city for id in fair.leads} == {"Graz"}


def test_an_edit_of_a_round_that_was_cut_lies_under_the_next(fair: Fair) -> None:
    first, second, *_others = fair.leads
    fair.ana.edit(first, city="Graz")

    def cut() -> None:
        raise Offline("cut")

    fair.line.before = cut
    with pytest.raises(Offline):
        fair.ana.sync()
    fair.line.before = lambda: None
    fair.ana.edit(first, city="Linz")
    fair.ana.edit(second, city="Linz")
    fair.ana.sync()
    assert first in fair.line.singly
    fair.settled()
    assert fair.ben.lead(first).city == "Linz"


def test_a_laptop_that_was_put_back_has_them_fetched(fair: Fair) -> None:
    first, *_others = fair.leads
    copy = fair.ana.copied()
    fair.ana.edit(first, city="Graz")
    fair.ana.sync()
    assert fair.line.bare == [first]
    fair.ana.put_back(copy)
    fair.ana.edit(first, notes="typed again")
    fair.company.settle()
    assert fair.ben.lead(first).city == fair.ana.lead(first).city == "Graz"
