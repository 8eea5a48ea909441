"""Lines that are cut, answers that are lost or stale, programs that end at once: nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests import factories
from tests.backends import SQLITE
from tests.simulation.laptop import AtOnce
from tests.store.raw import change
from tests.sync.company import Company, Laptop, Passing

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.service import OTHER_EPOCH, Refusal, Service, Spans
from salesdesk.protocol.wire import Listing, Page
from salesdesk.store.bulk import New
from salesdesk.store.errors import BadPull
from salesdesk.store.pulls import Pulls
from salesdesk.store.store import DATABASE
from salesdesk.sync.engine import Engine, stopping
from salesdesk.sync.errors import Differs, Offline, OtherServer, Stopped
from salesdesk.sync.progress import Progress

# What a laptop makes of it is no matter of the server's database.
pytestmark = pytest.mark.parametrize("backend_name", [SQLITE], indirect=True)


def cut(call: str, after: int = 0) -> Callable[[str], None]:
    """Fails at the call of that name once it was let through `after` times."""
    seen: list[str] = []

    def hear(name: str) -> None:
        if name == call:
            seen.append(name)
            if len(seen) > after:
                raise Offline("cut")

    return hear


def mend(laptop: Laptop) -> None:
    laptop.line.before = laptop.line.after = lambda _call: None


@pytest.mark.parametrize("restarted", [False, True])
def test_a_lost_answer_changes_nothing(company: Company, restarted: bool) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = factories.lead(ana.desk, "Jane", products=("pumps",))
    ana.line.after = cut("push")
    with pytest.raises(Offline):
        ana.sync()
    assert ana.desk.office.state().pending == 1
    if restarted:
        ana.reopen()
    ana.edit(lead.id, city="Linz")
    mend(ana)
    company.settle()
    assert (ben.lead(lead.id).city, ana.inbox(), ana.desk.office.state().pending) == ("Linz", [], 0)
    assert len(company.server.history(ana.user, "lead", lead.id)) == 2
    assert ana.rows() == ben.rows()


def test_an_edit_after_a_lost_answer_stands_on_the_one_that_was_sent(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = factories.lead(ana.desk, "Jane", city="Oslo")
    company.settle()
    ben.edit(lead.id, city="Graz")
    ben.sync()
    ana.edit(lead.id, city="Linz")
    ana.line.after = cut("push")
    with pytest.raises(Offline):
        ana.sync()
    ana.edit(lead.id, city="Wien")
    mend(ana)
    company.settle()
    assert ana.inbox() == ben.inbox() == [("conflict", "Graz", "Wien")]


@pytest.mark.parametrize("let_through", range(5))
def test_a_first_pull_goes_on_where_it_was_cut(small: Company, let_through: int) -> None:
    ana = small.laptop("Ana")
    names = [factories.lead(ana.desk, f"Visitor {n}").name for n in range(8)]
    small.settle()
    ben = Laptop(small.folder / "Ben", small.server, "Ben")
    small.laptops.append(ben)
    ben.line.after = cut("pull", let_through)
    with pytest.raises(Offline):
        ben.sync()
    state = ben.desk.office.state()
    assert state.filled == 3 * let_through or not state.filling
    ben.reopen()
    ana.edit(ana.desk.search("Visitor 3", ["lead"])[0].id, city="Linz")
    ana.sync()
    mend(ben)
    ben.sync()
    assert sorted(factories.titles(ben.desk)) == names
    assert ben.rows() == ana.rows()


def test_what_came_before_a_page_that_was_cut_is_written(small: Company) -> None:
    ana = small.laptop("Ana")
    for n in range(8):
        factories.lead(ana.desk, f"Visitor {n}")
    ana.sync()
    ben = Laptop(small.folder / "Ben", small.server, "Ben")
    small.laptops.append(ben)
    # The first page comes alone; the second one and the third are fetched together while it is written.
    ben.line.before = cut("pull", 2)
    with pytest.raises(Offline):
        Engine(ben.desk.store, ben.line, ahead=AtOnce).run()
    assert ben.desk.office.state().filled == 6
    ben.line.before = lambda _call: None
    ben.sync()
    assert ben.rows() == ana.rows()


def test_a_first_pull_can_be_stopped_and_goes_on(small: Company) -> None:
    ana = small.laptop("Ana")
    for n in range(8):
        factories.lead(ana.desk, f"Visitor {n}")
    small.settle()
    ben = Laptop(small.folder / "Ben", small.server, "Ben")
    small.laptops.append(ben)
    heard: list[Progress] = []
    engine = Engine(ben.desk.store, ben.line, stopping(lambda: len(heard) == 2, heard.append))
    with pytest.raises(Stopped):
        engine.run()
    assert [x.step for x in heard] == ["filling", "filling"]
    assert heard[1].rows > 0
    ben.sync()
    assert len(factories.titles(ben.desk)) == 8


def test_pages_that_change_while_they_are_read_are_read_again(small: Company) -> None:
    ana, ben = small.laptop("Ana"), small.laptop("Ben")
    leads = [factories.lead(ana.desk, f"Visitor {n}") for n in range(8)]
    ana.sync()
    calls: list[str] = []

    def edit_meanwhile(call: str) -> None:
        calls.append(call)
        if calls.count("pull") == 2:
            ana.edit(leads[0].id, city="Linz")
            ana.sync()

    ben.line.after = edit_meanwhile
    ben.sync()
    assert ben.lead(leads[0].id).city == "Linz"
    assert ben.rows() == ana.rows()


def test_a_crash_before_the_pull_is_laid_in_leaves_all_as_it_was(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = factories.lead(ana.desk, "Jane", city="Oslo")
    company.settle()
    ben.edit(lead.id, city="Graz")
    ben.sync()
    ana.edit(lead.id, rating="hot")
    with monkeypatch.context() as patch:
        patch.setattr(Pulls, "_apply", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ana.sync()
    ana.reopen()
    assert (ana.lead(lead.id).city, ana.lead(lead.id).rating) == ("Oslo", "hot")
    company.settle()
    assert (ana.lead(lead.id).city, ana.lead(lead.id).rating, ana.inbox()) == ("Graz", "hot", [])


class Stale(Passing):
    """A service whose pages answer an earlier question."""

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        page = self.service.pull(epoch, cursor, token, schema)
        page.cursor -= 1
        return page


def test_a_stale_page_is_thrown_away(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    factories.lead(ana.desk, "Jane")
    ana.sync()
    with pytest.raises(BadPull):
        Engine(ben.desk.store, Stale(ben.line)).run()
    assert factories.titles(ben.desk) == []
    ben.sync()
    assert factories.titles(ben.desk) == ["Jane"]


class Late(Passing):
    """A line on which a page to the same question, made before the push, comes once more after it."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.late: list[Page] = []

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        return self.late.pop() if self.late else self.service.pull(epoch, cursor, token, schema, whole, spared)


def test_a_page_from_before_her_push_is_thrown_away(company: Company) -> None:
    ana = company.laptop("Ana")
    lead = factories.lead(ana.desk, "Jane")
    ana.sync()
    late = Late(ana.line)
    facts = ana.desk.store.facts
    late.late.append(late.service.pull(facts.number("epoch"), facts.number("cursor"), "", ana.desk.kinds.schema))
    ana.edit(lead.id, city="Linz")
    Engine(ana.desk.store, late).run()
    assert not late.late
    assert ana.lead(lead.id).city == "Linz"
    assert (
        facts.number("cursor")
        == company.server.pull(ana.user, facts.number("epoch"), 0, "", ana.desk.kinds.schema).head
    )


def test_a_page_from_before_a_sweep_that_was_heard_of_is_thrown_away(company: Company) -> None:
    ana = company.laptop("Ana")
    lead = factories.lead(ana.desk, "Jane")
    ana.desk.delete("lead", lead.id)
    ana.sync()
    late, facts = Late(ana.line), ana.desk.store.facts
    late.late.append(late.service.pull(facts.number("epoch"), facts.number("cursor"), "", ana.desk.kinds.schema))
    company.days(95, ana)
    steps: list[str] = []
    Engine(ana.desk.store, late, lambda progress: steps.append(progress.step)).run()
    assert not late.late
    assert "repairing" not in steps
    assert factories.wrong(ana.desk) == {}


def test_a_row_that_was_lost_here_comes_back_by_the_sums(company: Company) -> None:
    ana = company.laptop("Ana")
    lead = factories.lead(ana.desk, "Jane")
    company.settle()
    with ana.desk.store._connections.transaction(door=True) as writer:  # noqa: SLF001 - the damage itself
        writer.execute("UPDATE scope SET count = 0, sum = 0")
        writer.execute("DELETE FROM lead")
    company.settle()
    assert ana.lead(lead.id).name == "Jane"


class Endless(Passing):
    """A server whose listing has always one page more."""

    def listing(self, scope: str, after: str) -> Listing:
        known = self.service.listing(scope, "")
        return Listing([] if after else known.rows, "further")


def test_a_listing_that_leads_nowhere_ends_the_round(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = factories.lead(ana.desk, "Jane").id
    company.settle()
    change(ben.folder, "DELETE FROM lead WHERE id = ?", (lead,))
    ben.desk.store.pulls.forget_sums()
    real, ben.line.service = ben.line.service, Endless(ben.line.service)
    with pytest.raises(BadPull):
        ben.sync()
    ben.line.service = real
    company.settle()


def test_a_row_too_many_is_told_and_not_removed(company: Company) -> None:
    ana = company.laptop("Ana")
    lead = factories.lead(ana.desk, "Jane")
    company.settle()
    with company.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM lead")
        connection.exec_driver_sql("UPDATE sync_scope_sum SET count = 0, sum = 0")
    with pytest.raises(Differs):
        ana.sync()
    assert ana.lead(lead.id).name == "Jane"


def test_a_laptop_put_back_to_before_its_first_pull_shows_what_became_of_its_records(company: Company) -> None:
    ben = company.laptop("Ben")
    ana = Laptop(company.folder / "Ana", company.server, "Ana")
    company.laptops.append(ana)
    lead = factories.lead(ana.desk, "Jane")
    ana.desk.store.close()
    copy = (ana.folder / DATABASE).read_bytes()
    ana.reopen()
    ana.sync()
    ben.sync()
    ben.edit(lead.id, name="Jane Doe")
    ben.sync()
    ana.desk.store.close()
    (ana.folder / DATABASE).write_bytes(copy)
    ana.reopen()
    company.settle()
    assert (ana.lead(lead.id).name, ana.inbox(), ben.inbox()) == ("Jane Doe", [], [])


def test_another_server_at_the_address_gets_nothing(company: Company, tmp_path: Path) -> None:
    ana = company.laptop("Ana")
    factories.lead(ana.desk, "Jane")

    def refuse(_call: str) -> None:
        raise Refusal(OTHER_EPOCH)

    ana.line.before = refuse
    with pytest.raises((OtherServer, Refusal)):
        ana.sync()
    assert ana.desk.office.state().pending == 1


def test_a_first_pull_says_of_how_many_and_goes_on_counting_after_a_stop(small: Company) -> None:
    ana = small.laptop("Ana")
    for n in range(8):
        factories.lead(ana.desk, f"Lead {n}")
    ana.sync()
    ben = Laptop(small.folder / "Ben", small.server, "Ben")
    small.laptops.append(ben)
    heard: list[Progress] = []

    def hear(progress: Progress) -> None:
        heard.append(progress)
        if progress.rows > 3:
            raise Stopped

    with pytest.raises(Stopped):
        Engine(ben.desk.store, ben.line, hear).run()
    state = ben.desk.office.state()
    total = len(small.shown(ben.user))
    filled = heard[-1].rows
    assert (state.filling, state.filled, state.fill_total) == (True, filled, total)
    assert [(x.rows, x.total) for x in heard] == [(0, 0), (3, total), (filled, total)]
    assert heard[-1].share == pytest.approx(filled / total)
    ben.reopen()
    heard.clear()
    Engine(ben.desk.store, ben.line, heard.append).run()
    assert (heard[0].rows, heard[0].total) == (filled, total)
    state = ben.desk.office.state()
    assert (state.filling, state.filled, state.fill_total) == (False, 0, 0)


def test_what_was_answered_before_a_stop_is_not_sent_again(company: Company) -> None:
    ana = company.laptop("Ana")
    ana.sync()
    ana.line.calls.clear()
    kind, notes = ana.desk.kinds["lead"], "x" * 1_500
    ana.desk.store.door.add("Import", [New(kind, uuid7(), {"notes": notes}) for _ in range(1_000)])
    waited = ana.desk.office.state().pending
    heard: list[Progress] = []
    engine = Engine(ana.desk.store, ana.line, stopping(lambda: len(heard) == 1, heard.append))
    with pytest.raises(Stopped):
        engine.run()
    assert (ana.line.calls, [x.step for x in heard]) == (["push"], ["sending"])
    assert 0 < ana.desk.office.state().pending < waited
