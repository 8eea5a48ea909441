"""What is over goes: the trash after 90 days, on server and laptops alike; a laptop's own answered changes after 30."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests import factories
from tests.store.raw import rows
from tests.sync.company import Company, Laptop

from salesdesk.store.errors import NothingToUndo
from salesdesk.sync.errors import Offline


@pytest.fixture
def ana(company: Company) -> Laptop:
    return company.laptop("Ana")


@pytest.fixture
def ben(company: Company) -> Laptop:
    return company.laptop("Ben")


def shared(company: Company, ana: Laptop, name: str = "Jane") -> str:
    lead = factories.lead(ana.desk, name, city="Oslo")
    company.settle()
    return lead.id


def in_trash(laptop: Laptop) -> list[str]:
    return factories.titles(laptop.desk, deleted=True)


def count(laptop: Laptop, table: str) -> int:
    return int(rows(laptop.folder, f"SELECT count(*) FROM {table}")[0][0])


def same(company: Company) -> None:
    company.settle()
    assert [laptop.steps.count("repairing") for laptop in company.laptops] == [0] * len(company.laptops)
    for laptop in company.laptops:
        assert factories.wrong(laptop.desk) == {}


def test_the_trash_is_emptied_everywhere(company: Company, ana: Laptop, ben: Laptop) -> None:
    old, lives = shared(company, ana, "Jane"), shared(company, ana, "Bo")
    ana.desk.delete("lead", old)
    company.settle()
    company.days(50, ana, ben)
    newer = shared(company, ana, "Cy")
    ben.desk.delete("lead", newer)
    company.settle()
    assert sorted(in_trash(ana)) == ["Cy", "Jane"]
    company.days(45, ana, ben)
    same(company)
    assert in_trash(ana) == in_trash(ben) == ["Cy"]
    ben.desk.undelete("lead", newer)
    company.laptop("Lea")
    same(company)
    assert sorted(factories.titles(ana.desk)) == ["Bo", "Cy"]
    assert ana.lead(lives).city == "Oslo"


def test_what_a_restore_brought_back_into_the_trash_is_swept_again(company: Company, ana: Laptop, ben: Laptop) -> None:
    old, _lives = shared(company, ana, "Jane"), shared(company, ana, "Bo")
    ana.desk.delete("lead", old)
    company.settle()
    company.days(20, ana, ben)
    backup = company.back_up()
    company.days(75, ana, ben)
    company.restore(backup)
    company.settle()
    assert in_trash(ana) == in_trash(ben) == ["Jane"]
    company.days(95, ana, ben)
    company.settle()
    assert in_trash(ana) == in_trash(ben) == []
    assert factories.wrong(ana.desk) == factories.wrong(ben.desk) == {}


def late(ben: Laptop, do: Callable[[], object]) -> None:
    """Does it while a pull is on its way."""
    done: list[str] = []

    def hear(call: str) -> None:
        if call == "pull" and not done:
            done.append(call)
            do()

    ben.line.before = hear


@pytest.mark.parametrize("what", ["restore", "edit", "delete another"])
def test_what_is_done_while_the_trash_is_emptied_comes_to_its_end(
    company: Company, ana: Laptop, ben: Laptop, what: str
) -> None:
    old, lives = shared(company, ana, "Jane"), shared(company, ana, "Bo")
    read = ben.lead(old)
    ana.desk.delete("lead", old)
    company.settle()
    company.days(89, ana, ben)
    does: dict[str, Callable[[], object]] = {
        "restore": lambda: ben.desk.undelete("lead", old),
        "edit": lambda: ben.desk.change(read, {"city": "Linz"}),
        "delete another": lambda: ben.desk.delete("lead", lives),
    }
    company.days(3, ana)
    late(ben, does[what])
    ben.sync()
    same(company)
    assert ben.desk.find("lead", old) is None
    assert (ben.desk.find("lead", lives) is None or ben.lead(lives).deleted) is (what == "delete another")
    told = [(item.what, item.why, dict(item.aside)) for item in ben.desk.inbox.open()]
    if what == "edit":
        assert told == [("refused", "long_deleted", {"city": "Linz"})]
        ben.desk.inbox.resolve(ben.desk.inbox.open()[0].id, "take")
        same(company)
        assert [x.city for x in ana.desk.of("lead", "owner", ben.user)] == ["Linz"]  # type: ignore[attr-defined]
    else:
        assert told == ([("refused", "long_deleted", {})] if what == "restore" else [])


def cut(laptop: Laptop) -> None:
    """The next answer to a push is lost."""

    def lose(call: str) -> None:
        if call == "push":
            laptop.line.after = lambda _call: None
            raise Offline

    laptop.line.after = lose
    with pytest.raises(Offline):
        laptop.sync()


def test_who_was_away_for_long_goes_on_from_what_she_never_heard_of(company: Company, ana: Laptop, ben: Laptop) -> None:
    plain, other = shared(company, ana, "Jane"), shared(company, ana, "Bo")
    ana.edit(plain, city="Linz")
    cut(ana)
    ben.edit(other, city="Graz")
    ben.sync()
    ana.edit(other, city="Wien")
    cut(ana)
    company.days(95, ben)
    ana.edit(plain, city="Linz on Danube")
    ana.edit(other, city="Vienna")
    same(company)
    assert ana.lead(plain).city == "Linz on Danube"
    assert ana.inbox() == ben.inbox() == [("conflict", "Graz", "Vienna")]


def test_a_first_pull_goes_on_after_a_sweep(small: Company) -> None:
    ana = small.laptop("Ana")
    for name in ("Jane", "Bo", "Cy"):
        shared(small, ana, name)
    ben = Laptop(small.folder / "Ben", small.server, "Ben")

    def cut_off(call: str) -> None:
        if call == "pull" and len(ben.line.calls) == 3:
            raise Offline

    ben.line.before = cut_off
    with pytest.raises(Offline):
        ben.sync()
    shared(small, ana, "Di")
    small.days(95, ana)
    ben.line.before = lambda _call: None
    small.laptops.append(ben)
    same(small)
    assert sorted(factories.titles(ben.desk)) == ["Bo", "Cy", "Di", "Jane"]


def test_own_changes_can_be_undone_for_30_days(company: Company, ana: Laptop) -> None:
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    company.days(29, ana)
    ana.edit(lead, name="Jane Doe")
    company.settle()
    before = count(ana, "outbox")
    company.days(3, ana)
    assert 0 < count(ana, "outbox") < before
    assert count(ana, "outbox") == count(ana, "answer") == count(ana, "action")
    ana.desk.undo()
    assert ana.lead(lead).name == "Jane"
    with pytest.raises(NothingToUndo):
        ana.desk.undo()
    company.days(40, ana)
    assert count(ana, "outbox") == count(ana, "action") == 1
    ana.edit(lead, city="Graz")
    same(company)
    assert ana.inbox() == []


def test_what_still_waits_is_never_forgotten(company: Company, ana: Laptop) -> None:
    lead = shared(company, ana)
    company.days(20, ana)
    ana.edit(lead, city="Linz")
    for _day in range(40):
        company.days(1)
        ana.desk.store.journal.forget()
    assert ana.desk.office.state().pending == 1
    same(company)
    assert company.shown(ana.user)[lead]["city"] == "Linz"


def test_a_laptop_s_clock_forgets_nothing(company: Company, ana: Laptop) -> None:
    lead = shared(company, ana)
    ana.desk.clock = lambda: factories.NOW.replace(year=2036)
    ana.edit(lead, city="Linz")
    company.days(3, ana)
    ana.desk.undo()
    assert ana.lead(lead).city == "Oslo"


def test_what_was_decided_long_ago_leaves_the_inbox(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    ben.edit(lead, city="Graz")
    company.settle()
    company.days(35, ana, ben)
    ben.desk.inbox.resolve(ben.desk.inbox.open()[0].id, "take")
    company.settle()
    company.days(5, ana, ben)
    ben.desk.undo()
    company.settle()
    assert ana.inbox() == ben.inbox() == [("conflict", "Linz", "Graz")]
    ana.desk.inbox.resolve(ana.desk.inbox.open()[0].id, "keep")
    for laptop in (ana, ben):
        shared(company, laptop, "Cy")
    company.days(35, ana, ben)
    assert count(ana, "inbox") == count(ben, "inbox") == 0
