"""Syncing in the background: when it runs, what the pill says, and that nothing she types is disturbed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from tests import factories
from tests.ui import shared

from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.store.errors import StoreError
from salesdesk.store.rows import INDEXED_AT_ONCE
from salesdesk.sync import errors
from salesdesk.sync.progress import Progress
from salesdesk.ui.commands import commands_of
from salesdesk.ui.lists.model import RecordModel
from salesdesk.ui.pill_words import pill_words
from salesdesk.ui.syncing import EVERY_MS, HINT_MS, OFFLINE_MS, SAVED_MS, Syncing
from salesdesk.ui.widgets.row_role import RowRole

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]
COARSE = 1.06  # Qt's timers may be late by a twentieth


@pytest.fixture
def edge(desk: Desk) -> shared.Edge:
    """The desk of a company, with nothing behind the network's edge."""
    shared.join(desk)
    return shared.Edge(desk)


def pill(running: Any) -> str:
    """What the pill says."""
    return str(running.window.rail.pill.accessibleName())


def syncing(running: Any) -> Syncing:
    """The background sync of a window."""
    found = running.window.office.syncing
    assert isinstance(found, Syncing)
    return found


def rest_after(running: Any, hands: Any, edge: shared.Edge, rounds: int) -> None:
    """Waits until so many rounds were run."""
    hands.wait(f"round {rounds}", lambda: edge.rounds == rounds and not syncing(running).standing.running)


# --- hints ------------------------------------------------------------------------------------


def test_a_hint_brings_a_round_and_one_of_what_is_here_does_not(show: Show, desk: Desk, edge: shared.Edge) -> None:
    running, hands = show()
    syncing(running).begin()
    rest_after(running, hands, edge, 1)
    desk.store.facts.put(cursor=7)
    syncing(running).look()
    hands.rest()
    edge.listener.heard(7)
    hands.rest()
    assert syncing(running).waits_ms > HINT_MS * COARSE
    edge.listener.heard(8)
    edge.listener.heard(9)
    rest_after(running, hands, edge, 2)
    assert syncing(running).waits_ms > HINT_MS * COARSE


def test_a_hint_in_a_round_is_followed_after_it_unless_the_round_brought_it(
    show: Show, desk: Desk, edge: shared.Edge
) -> None:
    running, hands = show()
    brought = [5, 9]

    def work(_say: Any) -> None:
        if brought:
            edge.listener.heard(9)
            desk.store.facts.put(cursor=brought.pop(0))

    edge.work = work
    syncing(running).begin()
    rest_after(running, hands, edge, 2)
    hands.rest()
    assert (edge.rounds, syncing(running).waits_ms > HINT_MS * COARSE) == (2, True)


def test_nobody_listens_after_logging_out_or_at_the_end(show: Show, desk: Desk, edge: shared.Edge) -> None:
    running, hands = show()
    syncing(running).begin()
    rest_after(running, hands, edge, 1)
    first = edge.listener
    assert first.alive
    syncing(running).log_out()
    hands.wait("logged out", lambda: not desk.office.state().logged_in)
    assert not first.alive
    first.heard(99)
    hands.rest()
    assert edge.rounds == 1
    shared.join(desk)
    syncing(running).let_in()
    rest_after(running, hands, edge, 2)
    assert edge.listener.alive
    syncing(running).close()
    assert not edge.listener.alive


# --- when a round runs ------------------------------------------------------------------------


def test_nothing_is_asked_where_nobody_is_logged_in(show: Show, desk: Desk) -> None:
    edge = shared.Edge(desk)
    running, hands = show()
    syncing(running).begin()
    hands.rest()
    factories.lead(desk)
    hands.rest()
    hands.press(Qt.Key.Key_F5)
    assert edge.rounds == 0
    assert pill(running).startswith("On this laptop · ")


def test_a_round_at_start_and_two_seconds_after_the_last_save(show: Show, desk: Desk, edge: shared.Edge) -> None:
    running, hands = show()
    syncing(running).begin()
    rest_after(running, hands, edge, 1)
    assert SAVED_MS < syncing(running).waits_ms < EVERY_MS * COARSE
    factories.lead(desk)
    hands.wait("soon", lambda: 0 < syncing(running).waits_ms < SAVED_MS * COARSE)
    assert edge.rounds == 1
    hands.press(Qt.Key.Key_F5)
    rest_after(running, hands, edge, 2)


def test_never_two_rounds_at_once(show: Show, desk: Desk, edge: shared.Edge) -> None:
    gate = threading.Event()
    edge.work = shared.waits_for(gate)
    running, hands = show()
    syncing(running).begin()
    hands.wait("a round", lambda: edge.rounds == 1)
    assert pill(running) == "Syncing…"
    factories.lead(desk, "Saved meanwhile")
    hands.press(Qt.Key.Key_F5)
    hands.wait("the list, beside the round", lambda: running.window.here.list.model.rowCount() == 1)
    assert edge.rounds == 1
    gate.set()
    hands.wait("the end", lambda: not syncing(running).standing.running)
    assert 0 <= syncing(running).waits_ms < SAVED_MS * COARSE


def test_offline_it_waits_longer_each_time(qapp: Any, desk: Desk, show: Show, edge: shared.Edge) -> None:
    edge.error = errors.Offline("no route")
    running, hands = show()
    here = syncing(running)
    here.jitter = lambda _low, _high: 1.0
    here.begin()
    for number, pause in enumerate((OFFLINE_MS, 2 * OFFLINE_MS, 4 * OFFLINE_MS, 8 * OFFLINE_MS, EVERY_MS), start=1):
        rest_after(running, hands, edge, number)
        assert pause - 2_000 < here.waits_ms < pause * COARSE
        here.round()
    rest_after(running, hands, edge, 6)
    factories.lead(desk)
    hands.rest()
    assert here.waits_ms > SAVED_MS  # a save does not make it ask in vain
    assert pill(running).startswith("Offline · ")
    assert "does not answer" in running.window.rail.pill.toolTip()
    edge.error = None
    hands.press(Qt.Key.Key_F5)
    rest_after(running, hands, edge, 7)
    assert not pill(running).startswith("Offline")


def test_only_being_logged_out_asks_to_log_in(show: Show, desk: Desk, edge: shared.Edge) -> None:
    edge.error = errors.LoggedOut()
    running, hands = show()
    syncing(running).begin()
    rest_after(running, hands, edge, 1)
    assert pill(running).startswith("Log in again")
    assert syncing(running).waits_ms == -1
    running.window.rail.pill.click()
    assert hands.find("server-password").isVisible()


@pytest.mark.parametrize("error", [errors.NotOurs("hotel.example"), StoreError("odd"), errors.Untrusted()])
def test_other_trouble_is_said_in_words(show: Show, edge: shared.Edge, error: Exception) -> None:
    edge.error = error
    running, hands = show()
    syncing(running).begin()
    rest_after(running, hands, edge, 1)
    assert pill(running).startswith("Not synced")
    assert len(running.window.rail.pill.accessibleDescription()) > 20
    assert not running.window.undo_bar.isVisible()


def test_the_first_filling_is_shown_and_can_be_stopped(show: Show, desk: Desk, edge: shared.Edge) -> None:
    gate = threading.Event()

    def fill(say: Callable[[Progress], None]) -> None:
        desk.store.facts.put(fill_rows=12_000, fill_total=40_000, fill="token")
        say(Progress("filling", 12_000, 40_000, 0.3))
        gate.wait(10)
        say(Progress("filling", 17_000, 40_000, 0.4))

    edge.work = fill
    running, hands = show()
    syncing(running).begin()
    hands.wait("filling", lambda: pill(running) == "Filling · 12,000 of 40,000")
    bar: Any = hands.find("filling")
    assert bar.accessibleName() == "Filling: 12,000 of about 40,000 records. You can work meanwhile."
    bar.cancelled.emit()
    gate.set()
    hands.wait("the end", lambda: not syncing(running).standing.running)
    assert hands.text("filling-stopped") == "Filling stopped at 12,000 of about 40,000 records."
    running.window.office.show_panel()
    assert not bar.isVisible()  # the panel says the same
    hands.press(Qt.Key.Key_Escape)
    assert bar.isVisible()
    assert pill(running) == "Filling stopped · 12,000 of 40,000"
    assert syncing(running).standing.error is None
    factories.lead(desk)
    hands.rest()
    assert syncing(running).waits_ms == -1  # it goes on when she says so
    edge.work = lambda _say: desk.store.facts.put(fill_rows=None, fill_total=None, fill=None, cursor=9)
    hands.click("filling-go-on")
    rest_after(running, hands, edge, 2)
    hands.wait("no bar", lambda: not bar.isVisible())
    assert syncing(running).waits_ms > 0


def test_after_a_crash_in_mid_filling_it_goes_on_by_itself(show: Show, desk: Desk, edge: shared.Edge) -> None:
    desk.store.facts.put(fill_rows=12_000, fill_total=40_000, fill="token")
    running, hands = show()
    hands.wait("where it stood", lambda: pill(running) == "Filling stopped · 12,000 of 40,000")
    syncing(running).begin()
    rest_after(running, hands, edge, 1)


def test_screens_follow_a_first_filling_and_keep_their_place(show: Show, desk: Desk, edge: shared.Edge) -> None:
    for number in range(40):
        factories.lead(desk, f"Lead {number:02}")
    gate = threading.Event()

    def fill(say: Callable[[Progress], None]) -> None:
        say(Progress("filling", 0))
        factories_lead(desk)
        say(Progress("filling", 1, kinds=frozenset({"lead"})))
        gate.wait(20)

    def factories_lead(desk: Desk) -> None:
        row = shared.Row("lead", "00000000-0000-7000-8000-00000000ffff", 9, {"name": "From far"}, True, scopes=[0])
        desk.store.pulls.fill([shared.Arrived(1, 9, shared.micro(), ["own"], [row], total=2, more="token")])

    edge.work = fill
    running, hands = show()
    view, model = running.window.here.list.view, running.window.here.list.model
    view.verticalScrollBar().setValue(333)
    top = view.indexAt(view.viewport().rect().topLeft())
    name, place = top.data(), view.visualRect(top).top()
    syncing(running).begin()
    hands.wait("the row, while it fills", lambda: model.rowCount() == 41)
    assert syncing(running).standing.running
    now = view.indexAt(view.viewport().rect().topLeft())
    assert (now.data(), view.visualRect(now).top()) == (name, place)
    gate.set()
    hands.wait("the end", lambda: not syncing(running).standing.running)


def test_what_a_large_pull_brought_is_found_without_a_new_start(show: Show, desk: Desk, edge: shared.Edge) -> None:
    ids = factories.counted_ids()
    rows = [
        shared.Row("lead", ids(), 9, {"name": f"Visitor {n}"}, True, scopes=[0]) for n in range(INDEXED_AT_ONCE + 1)
    ]

    def fill(_say: Callable[[Progress], None]) -> None:
        desk.store.pulls.fill([shared.Arrived(1, 9, shared.micro(), ["own"], rows)])

    edge.work = fill
    running, hands = show()
    syncing(running).begin()
    rest_after(running, hands, edge, 1)
    hands.wait("the index", lambda: factories.found(desk, "Visitor 77") == ["Visitor 77"])


def test_closing_does_not_wait_for_the_server(show: Show, edge: shared.Edge) -> None:
    gate = threading.Event()
    edge.work = shared.waits_for(gate)
    running, hands = show()
    syncing(running).begin()
    hands.wait("a round", lambda: edge.rounds == 1)
    running.tasks.finish()  # waits two seconds at most
    assert not gate.is_set()
    gate.set()


# --- the pill ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "said"),
    [(5, "Synced just now"), (130, "Synced 2 min ago"), (3 * 3_600, "Synced ")],
)
def test_the_pill_ages(desk: Desk, edge: shared.Edge, ago: int, said: str, show: Show) -> None:
    desk.store.facts.put(last_sync=shared.micro(ago / 3_600))
    for mutation in desk.store.outbox.batch():
        desk.store.outbox.answered([shared.Answer(mutation.mid, "ok", 1)], 0)
    running, hands = show()
    hands.wait("the age", lambda: pill(running).startswith(said))
    later = pill_words(syncing(running).standing, factories.NOW + timedelta(minutes=7))
    assert later.first != pill(running) or ago > 3_600


def test_the_pill_counts_what_waits(show: Show, desk: Desk, edge: shared.Edge) -> None:
    desk.store.facts.put(last_sync=shared.micro())
    waiting = desk.office.state().pending
    running, hands = show()
    hands.wait("the count", lambda: pill(running) == f"{waiting} changes wait")
    assert running.window.rail.pill.accessibleDescription() == "Ana Ruiz · Iberia"


def test_shortcuts_are_used_once(show: Show, edge: shared.Edge) -> None:
    running, _hands = show()
    owners = (running.window, running.window.office, running.window.here)
    shortcuts = [entry.shortcut for owner in owners for entry in commands_of(owner) if entry.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)


# --- what comes ------------------------------------------------------------------------------


def test_what_a_colleague_did_stands_in_list_and_form(show: Show, desk: Desk, edge: shared.Edge) -> None:
    lead = factories.lead(desk, "Jane Doe", company="Acme")
    running, hands = show()
    hands.wait("the lead", lambda: hands.text("heading") == "Jane Doe")
    synced = shared.pull(desk, 7, lead, company="Beta")
    shared.tell(desk, synced)
    hands.wait("Beta", lambda: hands.text("company") == "Beta")
    model = running.window.here.list.model
    hands.wait("the row", lambda: "Beta" in model.data(model.index(0), RowRole.SUBTITLE))
    hands.wait("the state", lambda: running.window.here.detail.state.text() == "Synced")


def seen_of_newest(desk: Desk) -> int:
    """The cursor at which the newest written row was read."""
    return desk.store.outbox.batch()[-1].writes[0].seen


def test_what_is_pulled_while_she_types_does_not_become_its_base(show: Show, desk: Desk, edge: shared.Edge) -> None:
    lead = factories.lead(desk, "Jane Doe", company="Acme")
    shared.pull(desk, 5, lead)
    running, hands = show()
    hands.wait("the lead", lambda: hands.text("heading") == "Jane Doe")
    hands.into("company", "North ")
    synced = shared.pull(desk, 9, lead, company="Beta", city="Köln")
    shared.tell(desk, synced)
    hands.wait("the other field", lambda: hands.text("city") == "Köln")
    assert hands.text("company") == "North Acme"
    assert running.window.focusWidget().objectName() == "company"
    running.window.here.save()
    hands.wait("saved", lambda: company(desk, lead) == "North Acme")
    hands.rest()
    assert seen_of_newest(desk) == 5  # typed on what stood there before Beta: a conflict, not an overwrite
    hands.into("city", "!")
    running.window.here.save()
    hands.rest()
    assert seen_of_newest(desk) == 9


def test_what_was_typed_before_a_crash_keeps_its_base(show: Show, desk: Desk, edge: shared.Edge) -> None:
    lead = factories.lead(desk, "Jane Doe", company="Acme")
    shared.pull(desk, 5, lead)
    running, hands = show()
    hands.wait("the lead", lambda: hands.text("heading") == "Jane Doe")
    hands.into("company", "North ")
    hands.wait("the draft", lambda: bool(desk.store.drafts.all()))
    shared.pull(desk, 9, lead, company="Beta")
    running, hands = show()
    running.desk.store.facts.put(refresh=None)  # no round of its own
    hands.wait("what was typed", lambda: hands.text("company") == "North Acme")
    running.window.here.save()
    hands.wait("saved", lambda: company(running.desk, lead) == "North Acme")
    assert seen_of_newest(running.desk) == 5


def company(desk: Desk, lead: Lead) -> str:
    """The company as it stands."""
    found = desk.get("lead", lead.id)
    assert isinstance(found, Lead)
    return found.company


def test_a_record_that_went_away_is_shown_no_longer(show: Show, desk: Desk, edge: shared.Edge) -> None:
    lead = factories.lead(desk)
    shared.pull(desk, 5, lead)
    running, hands = show()
    hands.wait("the lead", lambda: running.window.here.opened == lead.id)
    gone = shared.Arrived(1, 6, shared.micro(), ["own"], [], [shared.Gone("lead", lead.id)])
    desk.store.pulls.apply(gone)
    shared.tell(desk, shared.Synced(shared.Outcome(kinds={"lead"}), 0, 0))
    hands.wait("nothing", lambda: running.window.here.opened is None)


def test_every_screen_takes_what_comes_without_taking_the_cursor(show: Show, desk: Desk, edge: shared.Edge) -> None:
    trip = factories.trip(desk)
    factories.expense(desk, trip)
    factories.lead(desk, fair=factories.fair(desk).id)
    factories.contact(desk, account=factories.account(desk).id)
    running, hands = show()
    for place in ("capture", "accounts", "fairs", "trips", "inbox", "leads"):
        running.window.go(place)
        hands.rest()
    hands.into("notes", "typing")
    shared.tell(desk, shared.Synced(shared.Outcome(kinds=set(desk.kinds.by_name)), 0, 0))
    for _turn in range(3):
        hands.rest()
    assert running.window.focusWidget().objectName() == "notes"
    assert hands.text("notes") == "typing"


# --- what is on this laptop only --------------------------------------------------------------


def dots(running: Any) -> list[bool]:
    """Which rows carry the dot."""
    model: RecordModel = running.window.here.list.model
    return [bool(model.data(model.index(row), RowRole.DOT)) for row in range(model.rowCount())]


def test_rows_that_wait_carry_a_dot_and_say_so(show: Show, desk: Desk, edge: shared.Edge) -> None:
    there = factories.lead(desk, "There")
    shared.pull(desk, 5, there)
    factories.lead(desk, "Here")
    running, hands = show()
    assert dots(running) == [True, False]
    model = running.window.here.list.model
    assert "on this laptop only" in model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "on this laptop only" not in model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    hands.wait("the state", lambda: running.window.here.detail.state.text() == "On this laptop only")


def test_a_save_says_when_until_it_is_synced(show: Show, desk: Desk, edge: shared.Edge) -> None:
    lead = factories.lead(desk, "Jane Doe")
    shared.pull(desk, 5, lead)
    running, hands = show()
    state = running.window.here.detail.state
    hands.wait("synced", lambda: state.text() == "Synced")
    hands.into("company", "Acme")
    running.window.here.save()
    hands.wait("saved", lambda: state.text().startswith("Saved on this laptop"))
    hands.rest()
    assert state.text().startswith("Saved on this laptop")
    shared.tell(desk, shared.pull(desk, 6, lead))
    hands.wait("synced again", lambda: state.text() == "Synced")


def test_alone_no_row_carries_a_dot(show: Show, desk: Desk) -> None:
    factories.lead(desk)
    running, hands = show()
    hands.rest()
    assert dots(running) == [False]
    assert not running.window.here.detail.state.isVisible()


def test_the_list_keeps_its_place(show: Show, desk: Desk, edge: shared.Edge) -> None:
    for number in range(40):
        factories.lead(desk, f"Lead {number:02}")
    running, hands = show()
    view, model = running.window.here.list.view, running.window.here.list.model
    view.verticalScrollBar().setValue(333)
    top = view.indexAt(view.viewport().rect().topLeft())
    name, place = top.data(), view.visualRect(top).top()
    factories.lead(desk, "New one")
    factories.lead(desk, "New two")
    shared.tell(desk, shared.Synced(shared.Outcome(kinds={"lead"}), 0, 0))
    hands.wait("the new ones", lambda: model.rowCount() == 42)
    hands.rest()
    now = view.indexAt(view.viewport().rect().topLeft())
    assert (now.data(), view.visualRect(now).top()) == (name, place)


@pytest.mark.parametrize(
    ("before", "after"),
    [("abc", "xabyc"), ("abc", "c"), ("abc", "cba"), ("", "ab"), ("abcdef", "zacdxfy"), ("ab", "")],
)
def test_rows_come_and_go_singly(show: Show, desk: Desk, before: str, after: str) -> None:
    running, hands = show()
    model = running.window.here.list.model
    hands.rest()

    def page(names: str) -> Any:
        rows = [(n, name, None, 0, *([""] * 6), None, None) for n, name in enumerate(names)]
        return type("Page", (), {"rows": rows, "after": None})()

    model.put(page(before))
    model.put(page(after))
    assert [model.id_at(row) for row in range(model.rowCount())] == list(after)
