"""Schedules that lost, hid or stopped something once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs
from tests import factories
from tests.sync.company import PASSWORD, Company, Laptop, Passing

from salesdesk.desk.profile import settle, with_key
from salesdesk.protocol.login import Login, Session, Tokens
from salesdesk.protocol.service import OTHER_EPOCH, Refusal, Service, Spans
from salesdesk.protocol.wire import Answer, Page, Row, RowAnswer
from salesdesk.store.connection import connect
from salesdesk.store.errors import BadPull
from salesdesk.sync.engine import Engine
from salesdesk.sync.errors import Offline, OtherPerson, OtherServer
from salesdesk.sync.membership import Membership
from salesdesk.sync.staging import Staging


def shared(company: Company, laptop: Laptop) -> str:
    lead = factories.lead(laptop.desk, "Jane", city="Oslo")
    company.settle()
    return lead.id


def moved_away(company: Company, ana: Laptop, lead: str) -> None:
    """The lead goes where nobody of Iberia reads it."""
    ana.edit(lead, team=company.teams["Nordics"], owner=company.people["Eve"])
    ana.sync()


# --- deletes ----------------------------------------------------------------------------------


def test_a_large_trip_that_was_never_sent_is_deleted_whole_and_comes_back(company: Company) -> None:
    ana = company.laptop("Ana")
    trip, kind = factories.trip(ana.desk), ana.desk.kinds["stay"]
    stays = [kind.make({"trip": trip.id, "city": f"Town {n}"}, id=ana.desk.new_id()) for n in range(600)]
    ana.desk.add_many("Import", stays)
    ana.desk.delete("trip", trip.id)
    company.settle()
    assert (ana.desk.get("trip", trip.id).deleted, ana.inbox()) == (True, [])
    for step, there in ((ana.desk.undo, 600), (ana.desk.redo, 0)):
        step()
        company.settle()
        assert len(ana.desk.of("stay", "trip", trip.id)) == there
        assert ana.inbox() == []


def test_a_large_trip_that_a_colleague_edited_stays_whole(company: Company) -> None:
    ana, tablet = company.laptop("Ana"), company.laptop("Ana", "tablet")
    trip, kind = factories.trip(ana.desk), ana.desk.kinds["stay"]
    stays = [kind.make({"trip": trip.id, "city": f"Town {n}"}, id=ana.desk.new_id()) for n in range(600)]
    ana.desk.add_many("Import", stays)
    company.settle()
    tablet.edit(trip.id, "trip", title="Osaka")
    tablet.sync()
    ana.desk.delete("trip", trip.id)
    company.settle()
    assert not ana.desk.get("trip", trip.id).deleted
    assert len(ana.desk.of("stay", "trip", trip.id)) == 600


def test_undoing_a_trip_takes_along_what_the_other_laptop_added(company: Company) -> None:
    ana, tablet = company.laptop("Ana"), company.laptop("Ana", "tablet")
    trip = factories.trip(ana.desk)
    company.settle()
    stay = factories.stay(tablet.desk, trip)
    company.settle()
    ana.desk.undo()
    company.settle()
    assert (tablet.desk.get("trip", trip.id).deleted, tablet.desk.get("stay", stay.id).deleted) == (True, True)
    ana.desk.redo()
    company.settle()
    assert (tablet.desk.get("trip", trip.id).deleted, tablet.desk.get("stay", stay.id).deleted) == (False, False)


def test_a_form_that_stood_open_while_its_record_was_deleted_brings_it_back(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    read = ana.lead(lead)
    ben.desk.delete("lead", lead)
    ben.sync()
    ana.sync()
    ana.desk.change(read, {"city": "Linz"})
    company.settle()
    assert (ana.lead(lead).deleted, ana.lead(lead).city) == (False, "Linz")
    assert factories.found(ana.desk, "jane") == ["Jane"]


# --- decisions --------------------------------------------------------------------------------


def conflict(company: Company, ana: Laptop, ben: Laptop) -> str:
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    ben.edit(lead, city="Graz")
    company.settle()
    return lead


def test_a_conflict_over_what_she_reads_no_more_is_closed_everywhere(company: Company) -> None:
    ana, ben, other = company.laptop("Ana"), company.laptop("Ben"), company.laptop("Ben", "tablet")
    moved_away(company, ana, conflict(company, ana, ben))
    company.settle()
    [item] = ben.desk.inbox.open()
    ben.desk.inbox.resolve(item.id, "keep")
    company.settle()
    assert ben.inbox() == other.inbox() == []


def test_a_decision_that_was_refused_waits_again(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    moved_away(company, ana, conflict(company, ana, ben))
    [item] = ben.desk.inbox.open()
    ben.desk.inbox.resolve(item.id, "combine", {"city": "Linz and Graz"})
    company.settle()
    told = {x.what: dict(x.aside) for x in ben.desk.inbox.open()}
    assert told == {"conflict": {"city": "Graz"}, "refused": {"city": "Linz and Graz"}}


def test_a_refusal_is_told_of_the_row_that_it_is_about(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    moved_away(company, ana, lead)
    ben.edit(lead, notes="The frame contract")
    company.settle()
    [item] = ben.desk.inbox.open()
    ben.desk.inbox.resolve(item.id, "take")
    ben.sync()
    [again] = ben.desk.of("lead", "owner", ben.user)
    ben.desk.undo()
    [undo] = ben.desk.store.outbox.batch()
    ben.desk.store.outbox.answered([Answer(undo.mid, "forbidden", 1 << 41, [RowAnswer(0, "forbidden")])], 5)
    told = {x.record: x.unit for x in ben.desk.inbox.open()}
    assert told == {lead: "change", again.id: "delete"}


def test_an_answer_that_comes_twice_is_told_once(company: Company) -> None:
    ana = company.laptop("Ana")
    factories.lead(ana.desk, "Jane")
    [made] = ana.desk.store.outbox.batch()
    for _ in range(2):
        ana.desk.store.outbox.answered([Answer(made.mid, "forbidden", 1 << 41, [RowAnswer(0, "forbidden")])], 5)
    assert len(ana.inbox()) == 1


def test_an_edit_on_a_decision_that_came_too_late_overwrites_nothing_unseen(company: Company) -> None:
    ana, ben, lea = company.laptop("Ana"), company.laptop("Ben"), company.laptop("Lea")
    lead = conflict(company, ana, ben)
    [item] = ben.desk.inbox.open()
    ana.desk.inbox.resolve(item.id, "keep")
    ana.sync()
    lea.edit(lead, city="Rome")
    lea.sync()
    ben.desk.inbox.resolve(item.id, "take")
    ben.edit(lead, city="Bonn")
    company.settle()
    assert lea.lead(lead).city == "Rome"
    assert ben.inbox() == lea.inbox() == [("conflict", "Rome", "Bonn")]


# --- rights -----------------------------------------------------------------------------------


def moving(company: Company, laptop: Laptop, team: str, *, at: int) -> Callable[[str], None]:
    """Moves a person to another team behind the page of that number."""
    ada = company.laptop("Ada")
    pages: list[str] = []

    def hear(call: str) -> None:
        pages.append(call)
        if len(pages) == at:
            ada.edit(laptop.user, "user", team=company.teams[team])
            ada.sync()

    return hear


@pytest.mark.parametrize("at", range(1, 6))
def test_what_was_taken_away_between_two_pages_does_not_stay(small: Company, at: int) -> None:
    ana, ben = small.laptop("Ana"), small.laptop("Ben")
    old = factories.lead(ana.desk, "Old")
    small.settle()
    for n in range(8):
        factories.lead(ana.desk, f"Visitor {n}")
    ana.edit(old.id, city="Linz")
    ana.sync()
    ben.line.after = moving(small, ben, "Nordics", at=at)
    ben.sync()
    ben.line.after = lambda _call: None
    ben.sync()
    assert ben.desk.of("lead", "owner", ana.user) == []
    small.settle()


def test_a_grant_needs_no_repair(company: Company) -> None:
    ana, ben, ada = company.laptop("Ana"), company.laptop("Ben"), company.laptop("Ada")
    shared(company, ana)
    shared(company, ben)
    for team in ("Nordics", "Iberia"):
        ada.edit(ben.user, "user", team=company.teams[team])
        company.settle()
    assert "repairing" not in ben.steps


# --- a server that is broken, or none of ours ---------------------------------------------------


class Answering(Passing):
    """A service that changes what it passes on."""

    def __init__(self, service: Service, page: Callable[[Page], None]) -> None:
        super().__init__(service)
        self._page = page

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        page = self.service.pull(epoch, cursor, token, schema, whole, spared)
        self._page(page)
        return page


def other_epoch(page: Page) -> None:
    page.epoch += 1


def strange_scope(page: Page) -> None:
    for row in page.rows:
        row.whole, row.scopes = True, [99]


def large_number(page: Page) -> None:
    for row in page.rows:
        row.seq = 1 << 63


def swept_beyond(page: Page) -> None:
    page.swept = page.head + 1


def of_no_kind(page: Page) -> None:
    page.singly.append(Row("", "x", page.head, {"name": "Jane"}, whole=True))


@pytest.mark.parametrize("broken", [other_epoch, strange_scope, large_number, swept_beyond, of_no_kind])
def test_a_page_that_cannot_be_changes_nothing(company: Company, broken: Callable[[Page], None]) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    ana.edit(lead, city="Linz")
    ana.sync()
    before = ben.filled()
    with pytest.raises(BadPull):
        Engine(ben.desk.store, Answering(ben.line, broken)).run()
    assert ben.filled() == before
    company.settle()


def test_a_scope_is_not_counted_from_behind() -> None:
    page = Page(1, 0, "", 1, 1, [Row("lead", "x", 1, {}, whole=True, scopes=[-1])], scopes=["everybody"])
    with pytest.raises(BadPull):
        Staging().take(page)


@pytest.mark.parametrize(
    "wrong", [{"seqs": []}, {"places": [1]}, {"ids": ["x", "x"]}, {"fields": {"name": []}}, {"by": ["x"]}]
)
def test_columns_that_do_not_fit_together_end_a_first_pull(company: Company, wrong: dict[str, Any]) -> None:
    shared(company, company.laptop("Ana"))
    ben = Laptop(company.folder / "Ben", company.server, "Ben")
    company.laptops.append(ben)

    def uneven(page: Page) -> None:
        page.tables = [structs.replace(table, **wrong) for table in page.tables]
        page.next = "further"

    with pytest.raises(BadPull):
        Engine(ben.desk.store, Answering(ben.line, uneven)).run()
    assert factories.titles(ben.desk) == []
    ben.sync()
    assert factories.titles(ben.desk) == ["Jane"]


def test_another_server_is_told_when_something_waits_too(company: Company) -> None:
    ana = company.laptop("Ana")
    factories.lead(ana.desk, "Jane")

    def refuse(_call: str) -> None:
        raise Refusal(OTHER_EPOCH)

    ana.line.before = refuse
    with pytest.raises(OtherServer):
        ana.sync()


# --- logging in -------------------------------------------------------------------------------


def test_drafts_and_undo_go_over_into_the_company(company: Company) -> None:
    folder = company.folder / "alone"
    folder.mkdir()
    desk = with_key(folder, factories.KEY)
    settle(desk, "Ana at home", "Alone")
    desk.store.drafts.keep("lead", "lead", {"name": "Joe", "owner": desk.store.owner})
    lead = factories.lead(desk, "Jane", city="Oslo")
    desk.change(lead, {"city": "Linz"})
    desk.store.close()
    ana = company.laptop("Ana", "alone")
    [copy] = (folder / "backups").glob("*.db")
    with contextlib.closing(connect(copy, factories.KEY, readonly=True)) as before:
        assert before.execute("SELECT name FROM user").fetchall() == [("Ana at home",)]
    [draft] = ana.desk.store.drafts.all()
    assert draft.texts == {"name": "Joe", "owner": ana.user}
    ana.desk.undo()
    company.settle()
    assert ana.lead(lead.id).city == "Oslo"
    ana.desk.undo()
    company.settle()
    assert ana.lead(lead.id).deleted


def test_a_log_in_that_is_cut_short_is_none(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = company.folder / "alone"
    folder.mkdir()
    desk = with_key(folder, factories.KEY)
    settle(desk, "Ana at home", "Alone")
    her = desk.store.owner

    def crash(_writer: Any, **facts: object) -> None:
        raise RuntimeError(", ".join(facts))

    for module in ("joining", "facts"):
        session = company.server.login(Login("Ana", PASSWORD, "alone", ""))
        with monkeypatch.context() as patched:
            patched.setattr(f"salesdesk.store.{module}.put_facts", crash)
            with contextlib.suppress(RuntimeError):
                Membership(desk.store).enter("https://desk.example", session, lambda: None)
        state = desk.office.state()
        assert (state.joined, state.user, desk.store.owner) in {(False, "", her), (True, session.user, session.user)}
    desk.store.close()


def test_tokens_that_come_after_she_logged_out_let_nobody_in(company: Company) -> None:
    hers = Membership(company.laptop("Ana").desk.store)
    before = hers.tokens()
    hers.keep(Tokens("second", "second"), before)
    hers.keep(Tokens("late", "late"), before)
    assert hers.tokens() == Tokens("second", "second")
    hers.leave()
    hers.keep(Tokens("third", "third"), Tokens("second", "second"))
    assert not hers.logged_in


def test_another_person_is_refused_also_where_the_server_is_gone_again(company: Company) -> None:
    ana = company.laptop("Ana")
    organisation = ana.desk.store.facts.get("organisation")

    def gone() -> None:
        raise Offline("cut")

    session = Session(Tokens("a", "r"), "d", company.people["Ben"], "Ben", "", "manager", organisation, 1)
    with pytest.raises(OtherPerson):
        Membership(ana.desk.store).enter("https://desk.example", session, gone)
    assert ana.desk.store.owner == ana.user
