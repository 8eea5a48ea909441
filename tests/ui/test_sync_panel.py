"""The sync panel: what waits, goes and came, what is in the way, and what she can do about it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from tests import factories
from tests.ui import shared
from tests.ui.whole import unreadable

from salesdesk import app as desk_app
from salesdesk.desk.desk import Desk
from salesdesk.protocol.service import TOO_OLD, Refusal
from salesdesk.store.errors import DiskFull
from salesdesk.store.rounds import Round
from salesdesk.store.waiting import Told
from salesdesk.sync import errors
from salesdesk.sync.progress import Progress
from salesdesk.ui.widgets.row_role import RowRole

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Show = Callable[..., Any]


@pytest.fixture
def edge(desk: Desk) -> shared.Edge:
    """The desk of a company, with nothing behind the network's edge."""
    shared.join(desk, last_sync=shared.micro(0.5))
    desk.store.facts.put(cursor=1)
    for mutation in desk.store.outbox.batch():
        desk.store.outbox.answered([shared.Answer(mutation.mid, "ok", 1)], 0)
    return shared.Edge(desk)


def opened(show: Show) -> tuple[Any, Any, Any]:
    """The window with the panel open."""
    running, hands = show()
    hands.rest()
    running.window.rail.pill.click()
    hands.rest()
    return running, hands, hands.find("sync")


def said(panel: Any) -> list[str]:
    """What its labels in sight say, without marks of direction."""
    return [plain(label.text()) for label in panel.findChildren(QLabel) if label.isVisible()]


def plain(text: str) -> str:
    """A text without marks of direction."""
    return "".join(x for x in text if x not in "\u2066\u2067\u2068\u2069\u200e\u200f")


def rows(hands: Any, name: str) -> list[tuple[str, str]]:
    """What the rows of a list say: title and subtitle."""
    view: Any = hands.find(name)
    model = view.model()
    for row in range(model.rowCount()):
        model.data(model.index(row), RowRole.TITLE)
    hands.rest()
    hands.rest()
    shown = (model.index(row) for row in range(model.rowCount()))
    return [(str(model.data(at, RowRole.TITLE)), plain(str(model.data(at, RowRole.SUBTITLE) or ""))) for at in shown]


# --- what waits -------------------------------------------------------------------------------


def test_what_waits_is_told_in_words_newest_last(show: Show, desk: Desk, edge: shared.Edge) -> None:
    lead = factories.lead(desk, "Jane Doe")
    desk.change(lead, {"city": "Linz"})
    desk.add_many("Import visitors.csv", [desk.draft("lead", {"name": f"V {n}"}) for n in range(1_200)])
    _running, hands, panel = opened(show)
    assert rows(hands, "sync-waiting") == [
        ("Add lead", "Jane Doe"), ("Edit Jane Doe", ""), ("Import visitors.csv", "V 0 · in 3 parts"),
    ]  # fmt: skip
    chip: Any = hands.find("sync-show-waiting")
    assert plain(chip.text()) == "3 actions wait · in 5 parts"
    assert any("Ana Ruiz" in text and "desk.example.com" in text for text in said(panel))
    assert any(text.startswith("Synced 30 min ago") for text in said(panel))


def test_a_row_leads_to_its_record(show: Show, desk: Desk, edge: shared.Edge) -> None:
    factories.lead(desk, "First")
    factories.account(desk, name="Acme GmbH")
    running, hands, _panel = opened(show)
    view: Any = hands.find("sync-waiting")
    view.setFocus()
    view.setCurrentIndex(view.model().index(1, 0))
    hands.press(Qt.Key.Key_Return)
    hands.wait("the account", lambda: running.window.rail.selected() == "accounts")
    assert hands.find("sync").isVisible()  # it stands beside her work


def test_a_hundred_thousand_waiting_rows_cost_what_is_seen(
    show: Show, desk: Desk, edge: shared.Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = 100_000
    with desk.store._connections.transaction() as writer:  # noqa: SLF001
        told = [(f"a{n}", f"Edit {n}", shared.micro()) for n in range(many)]
        writer.executemany("INSERT INTO action (id, label, at) VALUES (?, ?, ?)", told)
        body = '[{"kind": "lead", "id": "x", "op": "change", "seen": 0, "fields": {}, "before": {}}]'
        writer.executemany(
            "INSERT INTO outbox (mid, action, body) VALUES (?, ?, ?)", [(f"m{n}", f"a{n}", body) for n in range(many)]
        )
    asked: list[int] = []
    told_of = desk.store.waiting.told

    def counting(actions: Sequence[int]) -> dict[int, Told]:
        asked.append(len(actions))
        return told_of(actions)

    monkeypatch.setattr(desk.store.waiting, "told", counting)
    _running, hands, _panel = opened(show)
    view: Any = hands.find("sync-waiting")
    hands.wait("the rows", lambda: view.model().rowCount() == many)
    view.scrollToBottom()
    last = view.model().index(many - 1, 0)
    hands.wait("the last", lambda: view.model().data(last, RowRole.TITLE) == f"Edit {many - 1}")
    assert sum(asked) < 1_000


def test_what_is_sent_leaves_the_list_and_the_rest_stays_in_place(show: Show, desk: Desk, edge: shared.Edge) -> None:
    for number in range(60):
        factories.lead(desk, f"Lead {number}")
    _running, hands, _panel = opened(show)
    view: Any = hands.find("sync-waiting")
    view.verticalScrollBar().setValue(1_000)
    hands.rest()
    top = view.indexAt(view.viewport().rect().topLeft())
    where, key = view.visualRect(top).top(), view.model().key(top.row())
    batch = desk.store.outbox.batch()[:10]
    desk.store.outbox.answered([shared.Answer(mutation.mid, "ok", 5) for mutation in batch], 0)
    shared.tell(desk, shared.Synced(shared.Outcome(), 0, 0))
    hands.wait("the rest", lambda: view.model().rowCount() == 50)
    hands.rest()
    now = view.indexAt(view.viewport().rect().topLeft())
    assert (view.model().key(now.row()), view.visualRect(now).top()) == (key, where)


def test_nothing_waits_and_nothing_came(show: Show, desk: Desk, edge: shared.Edge) -> None:
    _running, hands, panel = opened(show)
    assert "Nothing waits here: all that you did was sent to the server." in said(panel)
    hands.click("sync-show-rounds")
    assert "Nothing was synced on this laptop yet." in said(panel)


# --- what goes, what came ---------------------------------------------------------------------


def test_a_round_shows_how_far_it_is_and_can_be_stopped(show: Show, desk: Desk, edge: shared.Edge) -> None:
    gate, stopped = threading.Event(), threading.Event()

    def send(say: Callable[[Progress], None]) -> None:
        say(Progress("sending", 12_000, share=0.25))
        gate.wait(20)
        try:
            say(Progress("sending", 13_000))
        except errors.Stopped:
            stopped.set()
            raise

    edge.work = send
    running, hands, panel = opened(show)
    hands.click("sync-now")
    hands.wait("the bar", lambda: hands.find("sync-strip").isVisible())
    strip: Any = hands.find("sync-strip")
    assert "Sending: 12,000 records so far" in said(panel)
    strip.cancelled.emit()
    gate.set()
    hands.wait("the end", lambda: not running.window.office.syncing.standing.running)
    assert stopped.is_set()
    assert not panel.notice.isVisible()
    assert hands.find("sync-now").isVisible()


def test_the_last_rounds_are_told(show: Show, desk: Desk, edge: shared.Edge) -> None:
    at = shared.micro(1)
    desk.store.rounds.put(Round(at, at, sent=12, came=3, merged=1, conflicts=1, refused=1, up=4_100, down=12_600))
    for _round in range(3):
        desk.store.rounds.put(Round(at, shared.micro(), trouble="Offline"))
    _running, hands, _panel = opened(show)
    hands.click("sync-show-rounds")
    (newest, _), (older, below) = rows(hands, "sync-rounds")
    assert newest == "Nothing new"
    view: Any = hands.find("sync-rounds")
    assert view.model().data(view.model().index(0), RowRole.MARK) == "Offline"
    assert plain(older) == "12 sent · 3 came · 1 merged · 1 conflict · 1 refused"
    assert below == "4 kB up, 13 kB down"


# --- what is in the way -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words", "button"),
    [
        (errors.Offline("x"), "does not answer", "Try again"),
        (errors.NotOurs("hotel.example"), "wifi's log-in page", "Open the browser"),
        (errors.WrongClock("x"), "clock", "Try again"),
        (errors.LoggedOut(), "not logged in", "Log in"),
        (Refusal(TOO_OLD), "too old", "Copy for IT"),
        (errors.OtherServer(), "another company", "Copy for IT"),
        (DiskFull("x"), "disk is full", "Try again"),
    ],
)
def test_each_trouble_says_what_to_do(
    show: Show, desk: Desk, edge: shared.Edge, error: Exception, words: str, button: str
) -> None:
    edge.error = error
    _running, hands, panel = opened(show)
    hands.click("sync-now")
    hands.wait("the notice", lambda: panel.notice.isVisible())
    assert words in panel.notice.accessibleName()
    assert button in [part.text() for part in panel.notice.findChildren(QWidget) if hasattr(part, "text")]


def test_the_hotels_page_is_opened_in_the_browser(show: Show, desk: Desk, edge: shared.Edge) -> None:
    edge.error = errors.NotOurs("hotel.example")
    pages: list[str] = []
    _running, hands, panel = opened(show)
    panel.browse = lambda url: pages.append(url.toString())
    hands.click("sync-now")
    hands.wait("the notice", lambda: panel.notice.isVisible())
    panel.notice.acted.emit()
    assert pages == ["http://desk.example.com/"]


def test_it_gets_a_report_without_any_records_text(show: Show, desk: Desk, edge: shared.Edge) -> None:
    factories.lead(desk, "Secret Name")
    edge.error = Refusal(TOO_OLD, "schema 9")
    _running, hands, panel = opened(show)
    hands.click("sync-now")
    hands.wait("the notice", lambda: panel.notice.isVisible())
    panel.notice.acted.emit()
    copied = QApplication.clipboard().text()
    assert "Refusal.too_old" in copied
    assert "desk.example.com" in copied
    assert "Secret" not in copied


def test_without_a_company_it_says_so_and_leads_to_the_log_in(show: Show, desk: Desk) -> None:
    running, hands = show()
    running.window.office.show_panel()
    hands.rest()
    panel: Any = hands.find("sync")
    assert "on this laptop only" in panel.notice.accessibleName()
    panel.notice.acted.emit()
    hands.wait("the log-in", lambda: hands.find("server-password").isVisible())


def test_a_restored_server_is_told_at_once_and_for_a_day(show: Show, desk: Desk, edge: shared.Edge) -> None:
    words = "The server was restored from a backup: 14 records and changes went back to it from here."
    edge.outcome = shared.Outcome(turned=True, returned=14)
    running, hands = show()
    hands.press(Qt.Key.Key_F5)
    hands.wait("the sentence", lambda: running.window.undo_bar.accessibleName() == words)
    at = shared.micro(3)
    desk.store.rounds.put(Round(at, at, sent=1, up=4_100, down=12_600, turned=True, returned=14))
    running.window.rail.pill.click()
    panel: Any = hands.find("sync")
    hands.wait("the notice", lambda: panel.notice.accessibleName() == words)
    hands.click("sync-show-rounds")
    [(brought, below)] = rows(hands, "sync-rounds")
    assert (plain(brought), below) == ("14 given back · 1 sent", "The server was restored from a backup")
    edge.error = errors.Offline("x")
    hands.press(Qt.Key.Key_F5)
    hands.wait("what is in the way now", lambda: "does not answer" in panel.notice.accessibleName())


def test_what_was_restored_the_day_before_yesterday_is_no_news(show: Show, desk: Desk, edge: shared.Edge) -> None:
    at = shared.micro(30)
    desk.store.rounds.put(Round(at, at, turned=True))
    assert not opened(show)[2].notice.isVisible()


# --- as a part of the window ------------------------------------------------------------------


def test_it_opens_and_closes_by_the_keyboard_and_leaves_her_to_work(show: Show, desk: Desk, edge: shared.Edge) -> None:
    factories.lead(desk, "Jane Doe")
    running, hands = show()
    hands.wait("the lead", lambda: hands.text("heading") == "Jane Doe")
    hands.find("company").setFocus()
    hands.press(Qt.Key.Key_Y, CTRL | SHIFT)
    panel = hands.find("sync")
    assert panel.isAncestorOf(running.window.focusWidget())
    hands.into("company", "Acme")  # beneath it
    assert hands.text("company") == "Acme"
    hands.find("sync-now").setFocus()
    hands.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert running.window.focusWidget().objectName() == "company"


@pytest.mark.parametrize("code", ["en", "de", "ar"])
@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut(show: Show, desk: Desk, edge: shared.Edge, qapp: QApplication, code: str, scale: int) -> None:
    factories.lead(desk, "Jane Doe")
    edge.error = errors.NotOurs("hotel.example")
    desk_app.speak(qapp, code)
    try:
        running, hands, panel = opened(show)
        running.window.resize(900, 600)
        running.theme.set_scale(scale)
        hands.click("sync-now")
        hands.wait("the notice", lambda: panel.notice.isVisible())
        for _turn in range(3):
            hands.rest()
        assert list(unreadable(panel)) == []
        running.theme.set_scale(100)
    finally:
        desk_app.speak(qapp, "en")
