"""The inbox: both values side by side, one key decides, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from tests import factories
from tests.ui import shared
from tests.ui.whole import unreadable

from salesdesk import app as desk_app
from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.domain.account import Account
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Record
from salesdesk.domain.user import User
from salesdesk.ui.inbox.entries import read_entries

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]


@pytest.fixture
def ben(desk: Desk) -> User:
    """A colleague, at a company's server."""
    shared.join(desk)
    return factories.user(desk, name="Ben Ortiz")


@pytest.fixture
def account(desk: Desk, ben: User) -> Account:
    """An account whose phone Ben and Ana both changed."""
    account = factories.account(desk, name="Großventil GmbH", phone="+49 17")
    shared.conflict(desk, account, "phone", "+49 17", "+49 0", base="+49 100", now_by=ben.id)
    return account


def phone(desk: Desk, account: Account) -> str:
    """The phone as it stands."""
    found = desk.get("account", account.id)
    assert isinstance(found, Account)
    return found.phone


def words(part: QWidget) -> list[str]:
    """What the labels in sight say."""
    return [label.text() for label in part.findChildren(QLabel) if label.isVisible()]


def buttons(part: Any) -> list[str]:
    """What can be pressed on the first card."""
    return [button.text() for button in part.cards[0].buttons]


def badge(running: Any) -> int:
    """How much the rail says is waiting."""
    return int(running.window.rail.item("inbox").badge)


def until_decided(running: Any, hands: Hands, many: int = 0) -> None:
    """Waits until so many entries are left."""
    hands.wait(f"{many} entries", lambda: badge(running) == many and len(running.window.here.cards) == many)


def test_hers_and_theirs_side_by_side(show: Show, account: Account) -> None:
    running, hands = show("leads")
    hands.wait("the badge", lambda: badge(running) == 1)
    hands.press(Qt.Key.Key_6, CTRL)
    hands.rest()
    here = running.window.here
    assert running.window.rail.selected() == "inbox"
    assert buttons(here) == ["Take mine", "Keep theirs", "Combine…"]
    said = words(here)
    for text in (
        "1 conflict. Nothing is lost: decide when you like.", "Großventil GmbH", "Phone", "+49 0", "+49 17",
        "before: +49 100", "What Ben Ortiz wrote is in use until you decide.",
    ):  # fmt: skip
        assert text in said
    assert any(text.startswith("In use · Ben Ortiz") for text in said)
    assert any(text.startswith("Set aside · Yours") for text in said)
    assert said.index("+49 0") < said.index("+49 17")


@pytest.mark.parametrize(("key", "kept"), [(Qt.Key.Key_M, "+49 0"), (Qt.Key.Key_T, "+49 17")])
def test_one_key_decides_and_undo_takes_it_back(
    show: Show, desk: Desk, account: Account, key: Qt.Key, kept: str
) -> None:
    running, hands = show("inbox")
    hands.press(key)
    until_decided(running, hands)
    assert phone(desk, account) == kept
    assert running.window.here.empty.isVisible()
    assert running.window.undo_bar.isVisible()
    hands.press(Qt.Key.Key_Z, CTRL)
    until_decided(running, hands, 1)
    assert phone(desk, account) == "+49 17"


def test_mine_is_in_use_and_theirs_set_aside(show: Show, desk: Desk, ben: User) -> None:
    me = desk.me
    assert me is not None
    lead = factories.lead(desk, rating="hot")
    shared.conflict(desk, lead, "rating", "hot", "cold", now_by=me.id, aside_by=ben.id)
    running, hands = show("inbox")
    assert buttons(running.window.here) == ["Keep mine", "Take theirs", "Combine…"]
    assert {"Hot", "Cold"} < set(words(running.window.here))
    hands.press(Qt.Key.Key_T)
    until_decided(running, hands)
    found = desk.get("lead", lead.id)
    assert isinstance(found, Lead)
    assert found.rating == "cold"


def test_two_laptops_of_hers_are_told_apart(show: Show, desk: Desk, ben: User) -> None:
    me = desk.me
    assert me is not None
    lead = factories.lead(desk)
    lead = desk.change(lead, {"company": "Acme"})  # type: ignore[assignment]
    here = desk.history("lead", lead.id)[-1].at
    # By the server's clock, which is never quite this one's.
    shared.conflict(desk, lead, "company", "Other", "Acme", now_by=me.id, aside_by=me.id, aside_at=here - 1_700)
    running, _hands = show("inbox")
    assert buttons(running.window.here)[:2] == ["Take this laptop's", "Keep the other's"]


def test_two_values_that_she_wrote_here_are_of_no_other_laptop(show: Show, desk: Desk, ben: User) -> None:
    me = desk.me
    assert me is not None
    lead: Record = factories.lead(desk, company="Other")
    lead = desk.change(lead, {"company": "Acme"})
    shared.conflict(desk, lead, "company", "Other", "Acme", now_by=me.id, aside_by=me.id)
    running, _hands = show("inbox")
    assert buttons(running.window.here)[:2] == ["Keep the one in use", "Take the other one"]
    assert not [text for text in words(running.window.here) if "another laptop" in text]


def test_two_colleagues_of_whom_she_is_neither(show: Show, desk: Desk, ben: User) -> None:
    eve = factories.user(desk, name="Eve Lund")
    shared.conflict(desk, factories.lead(desk), "company", "One", "Other", now_by=ben.id, aside_by=eve.id)
    running, hands = show("inbox")
    assert buttons(running.window.here)[:2] == ["Keep the one in use", "Take the other one"]
    hands.press(Qt.Key.Key_K)
    until_decided(running, hands)


def test_long_texts_are_combined_in_the_card(show: Show, desk: Desk, ben: User) -> None:
    lead = factories.lead(desk, notes="Theirs")
    shared.conflict(desk, lead, "notes", "Theirs", "Mine", now_by=ben.id)
    running, hands = show("inbox")
    hands.press(Qt.Key.Key_C)
    assert hands.text("notes").strip() == "Theirs\nMine"
    hands.press(Qt.Key.Key_Escape)
    assert running.window.here.cards[0].hasFocus()
    hands.press(Qt.Key.Key_C)
    hands.write("Both. ")
    hands.press(Qt.Key.Key_Return, CTRL)
    until_decided(running, hands)
    found = desk.get("lead", lead.id)
    assert isinstance(found, Lead)
    assert found.notes == "Both. Theirs\nMine"


def test_what_cannot_be_read_is_not_combined(show: Show, desk: Desk, ben: User) -> None:
    lead = factories.lead(desk)
    shared.conflict(desk, lead, "due", "2026-11-24", "2026-11-25", now_by=ben.id)
    running, hands = show("inbox")
    assert {"Nov 24, 2026", "Nov 25, 2026"} < set(words(running.window.here))
    hands.press(Qt.Key.Key_C)
    editor: Any = hands.find("due")
    editor.clear()
    hands.write("some day")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert badge(running) == 1
    assert running.window.here.cards[0].typing


def test_a_unit_is_shown_and_decided_whole(show: Show, desk: Desk, ben: User) -> None:
    expense = factories.expense(desk, factories.trip(desk))
    now, aside = {"amount": "18400", "currency": "JPY", "tip": None}, {"amount": "15", "currency": "EUR", "tip": None}
    shared.conflict(desk, expense, "amount", now, aside, now_by=ben.id)
    running, hands = show("inbox")
    said = words(running.window.here)
    assert "€15.00" in said or "€ 15.00" in " ".join(said).replace("\xa0", " ")
    hands.press(Qt.Key.Key_M)
    until_decided(running, hands)
    found: Any = desk.get("expense", expense.id)
    assert (str(found.amount), found.currency) == ("15", "EUR")


def test_a_refused_change_keeps_its_text_and_can_be_sent_again(show: Show, desk: Desk, ben: User) -> None:
    account = factories.account(desk, name="Costa & Filhos", owner=ben.id)
    text = "Pedro wants the frame contract by March."
    shared.refused(desk, account, {"name": "Costa & Filhos", "notes": text})
    running, hands = show("inbox")
    said = words(running.window.here)
    assert "It belongs to Ben Ortiz now, and is no longer yours to change. What you wrote is kept here:" in said
    assert text in said
    hands.press(Qt.Key.Key_Y)
    assert text in QApplication.clipboard().text()
    hands.press(Qt.Key.Key_S)
    until_decided(running, hands)
    accounts = [x for x in desk.of("account", "owner", getattr(desk.me, "id", "")) if isinstance(x, Account)]
    assert [x.notes for x in accounts] == [text]


@pytest.mark.parametrize(("what", "told"), [("restored", "it is back"), ("kept", "it stays"), ("moved", "your team")])
def test_a_notice_is_read_and_put_away(show: Show, desk: Desk, ben: User, what: str, told: str) -> None:
    me = desk.me
    assert me is not None
    shared.notice(desk, what, factories.lead(desk), now_by=ben.id, aside_by=me.id)
    running, hands = show("inbox")
    assert any(told in text for text in words(running.window.here))
    hands.press(Qt.Key.Key_K)
    until_decided(running, hands)


def test_the_focus_goes_on_to_the_next_card(show: Show, desk: Desk, ben: User) -> None:
    names = ["One", "Two", "Three"]
    for hours, name in enumerate(names):
        shared.conflict(
            desk, factories.lead(desk, name), "city", "A", "B", now_by=ben.id, aside_at=shared.micro(hours + 1)
        )
    running, hands = show("inbox")
    here = running.window.here
    assert [card.entry.title for card in here.cards] == names
    assert here.cards[0].hasFocus()
    hands.press(Qt.Key.Key_Down)
    assert here.cards[1].hasFocus()
    hands.press(Qt.Key.Key_T)
    until_decided(running, hands, 2)
    assert here.cards[1].hasFocus()
    assert here.cards[1].entry.title == "Three"
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Return)
    hands.wait("the lead", lambda: hands.text("heading") == "One")


def test_an_expense_is_opened_on_its_trip(show: Show, desk: Desk, ben: User) -> None:
    trip = factories.trip(desk)
    shared.conflict(desk, factories.expense(desk, trip), "merchant", "A", "B", now_by=ben.id)
    running, hands = show("inbox")
    hands.press(Qt.Key.Key_Return)
    hands.wait("the trip", lambda: running.window.rail.selected() == "trips" and running.window.here.opened == trip.id)


def test_a_thousand_entries_make_fifty_cards(show: Show, desk: Desk, ben: User) -> None:
    lead = factories.lead(desk)
    for number in range(1_000):
        shared.conflict(desk, lead, "city", "A", f"B{number}", now_by=ben.id)
    running, hands = show("inbox")
    here = running.window.here
    assert len(here.cards) == 50
    assert here.said.text().startswith("1,000 conflicts") or here.said.text().startswith("1000 conflicts")
    hands.click("inbox-more")
    hands.wait("more", lambda: len(here.cards) == 100)


def test_what_she_writes_stays_while_entries_come(show: Show, desk: Desk, account: Account, ben: User) -> None:
    running, hands = show("inbox")
    hands.press(Qt.Key.Key_C)
    hands.write("0")
    before = hands.text("phone")
    shared.conflict(desk, account, "city", "A", "B", now_by=ben.id, aside_at=shared.micro(1))
    running.window.here.refresh({"account"})
    hands.wait("another card", lambda: len(running.window.here.cards) == 2)
    assert hands.text("phone") == before
    assert running.window.focusWidget().objectName() == "phone"


def test_an_entry_of_a_record_that_is_not_here(desk: Desk, ben: User) -> None:
    lead = Lead(id="00000000-0000-7000-8000-000000000001")
    shared.refused(desk, lead, {"name": "Somebody", "gone_field": "x"}, unit="create")
    (entry,) = read_entries(desk, 10).shown
    assert entry.title == "Somebody"
    assert entry.lost == (("Name", "Somebody"),)


@pytest.mark.parametrize("size", [(900, 600), (1280, 800)])
@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut(show: Show, desk: Desk, account: Account, ben: User, scale: int, size: tuple[int, int]) -> None:
    shared.refused(desk, account, {"notes": "A word " * 200})
    running, hands = show("inbox")
    running.window.resize(*size)
    running.theme.set_scale(scale)
    for _turn in range(3):
        hands.rest()
    assert list(unreadable(running.window.here)) == []
    running.theme.set_scale(100)


@pytest.fixture
def _english_again(qapp: QApplication) -> Iterator[None]:
    yield
    desk_app.speak(qapp, "en")


@pytest.mark.usefixtures("_english_again")
@pytest.mark.parametrize("code", ["de", "ar"])
def test_nothing_is_cut_in_other_languages(
    show: Show, desk: Desk, account: Account, ben: User, qapp: QApplication, code: str
) -> None:
    shared.refused(desk, account, {"notes": "Pedro"})
    shared.notice(desk, "kept", account, now_by=ben.id)
    desk_app.speak(qapp, code)
    running, hands = show("inbox")
    running.window.resize(900, 600)
    running.theme.set_scale(150)
    for _turn in range(3):
        hands.rest()
    assert list(unreadable(running.window)) == []
    hands.press(Qt.Key.Key_C)
    assert list(unreadable(running.window)) == []
    for appear in (running.window.show_trash, running.window.office.log_in):
        appear()
        hands.rest()
        assert list(unreadable(running.window)) == []
    running.theme.set_scale(100)


@pytest.mark.usefixtures("_english_again")
def test_values_keep_their_direction_in_arabic(
    show: Show, desk: Desk, account: Account, ben: User, qapp: QApplication
) -> None:
    shared.conflict(desk, account, "notes", "One.\nTwo.", "One!\nThree.", now_by=ben.id, base={"notes": "One,\nZero."})
    shared.refused(desk, account, {"phone": "+49 221 4455-0"})
    desk_app.speak(qapp, "ar")
    running, _hands = show("inbox")
    said = {label.text() for label in running.window.here.findChildren(QLabel) if label.isVisible()}
    for text in ("\u2068One.\u2069\n\u2068Two.\u2069", "\u2068+49 17\u2069", "\u2068+49 221 4455-0\u2069"):
        assert text in said
    assert any("\u2068One,\u2069\n\u2068Zero.\u2069" in text for text in said)


@pytest.mark.parametrize("size", [(900, 600), (1280, 800)])
def test_two_texts_that_become_one_are_shown_once_and_in_sight(
    show: Show, desk: Desk, account: Account, ben: User, size: tuple[int, int]
) -> None:
    for number in range(3):
        base, mine, theirs = ("\n".join(f"{word} {n}" for n in range(12)) for word in ("Line", "Mine", "Theirs"))
        lead = factories.lead(desk, f"Lead {number}")
        shared.conflict(desk, lead, "notes", theirs, mine, base={"notes": base}, now_by=ben.id)
    running, hands = show("inbox")
    running.window.resize(*size)
    hands.rest()
    here = running.window.here
    card = next(card for card in here.cards if card.entry.title == "Lead 1")
    card.setFocus()
    hands.press(Qt.Key.Key_C)
    hands.wait("the differences", lambda: hands.find("difference").isVisible())
    hands.rest()
    assert not any(value.isVisible() for value in card.findChildren(QWidget, "value-in-use"))
    first = hands.find("difference")
    top = first.mapTo(here.page.viewport(), QPoint()).y()
    assert 0 <= top < here.page.viewport().height() // 2
    hands.press(Qt.Key.Key_Escape)
    assert all(value.isVisible() for value in card.findChildren(QWidget, "value-in-use"))
