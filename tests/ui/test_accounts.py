"""Accounts: each with its people, its leads, and what is to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QScrollArea
from tests import factories
from tests.factories import TODAY

from salesdesk import i18n
from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.domain.account import Account
from salesdesk.domain.activity import Activity
from salesdesk.domain.contact import Contact
from salesdesk.store.listing import Query
from salesdesk.ui.unfinished import unfinished
from salesdesk.ui.widgets.row_role import RowRole

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TICK = Qt.ItemDataRole.CheckStateRole
Show = Callable[..., Any]


def view_of(hands: Hands, kind: str) -> QListView:
    """The rows of a section."""
    view = hands.find(f"rows-{kind}")
    assert isinstance(view, QListView)
    return view


def rows(hands: Hands, kind: str, role: int = Qt.ItemDataRole.DisplayRole) -> list[str]:
    """What the rows of a section say."""
    model = view_of(hands, kind).model()
    return [str(model.index(row, 0, QModelIndex()).data(role)) for row in range(model.rowCount())]


def opened(show: Show, account: Account, place: str = "accounts") -> tuple[Any, Hands]:
    """The desk with an account in sight."""
    running, hands = show(place)
    running.window.open("account", account.id)
    hands.wait("the account", lambda: hands.text("heading") == account.name)
    return running, hands


def enter(hands: Hands, kind: str, row: int = 0) -> None:
    """Opens a row of a section by keyboard."""
    view = view_of(hands, kind)
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, 0, QModelIndex()))
    hands.press(Qt.Key.Key_Return)


def activity(desk: Desk, id: str) -> Activity:
    """An activity as it stands in the store."""
    found = desk.get("activity", id)
    assert isinstance(found, Activity)
    return found


@pytest.fixture
def acme(desk: Desk) -> Account:
    """Acme, beside another account with people of its own."""
    other = factories.account(desk, name="Zulu Ltd")
    factories.contact(desk, name="Not hers", account=other.id)
    return factories.account(desk)


def test_an_account_shows_its_people_leads_and_activities(show: Show, desk: Desk, acme: Account) -> None:
    factories.contact(desk, name="Zoe", account=acme.id)
    factories.contact(desk, name="Abel", account=acme.id, title="Buyer")
    factories.lead(desk, "Older", account=acme.id)
    factories.lead(desk, "Newer", account=acme.id, rating="hot")
    factories.activity(desk, account=acme.id)
    _running, hands = opened(show, acme)
    hands.wait("the contacts", lambda: rows(hands, "contact") == ["Abel", "Zoe"])
    assert rows(hands, "lead") == ["Newer", "Older"]
    assert rows(hands, "lead", RowRole.MARK) == ["Hot", ""]
    assert rows(hands, "activity") == ["Send the quote"]
    assert [hands.text(f"count-{kind}") for kind in ("contact", "lead", "activity")] == ["2", "2", "1"]
    assert "Buyer" in rows(hands, "contact", RowRole.SUBTITLE)[0]


def test_an_empty_section_says_what_belongs_there(show: Show, acme: Account) -> None:
    _running, hands = opened(show, acme)
    hands.wait("the counts", lambda: hands.text("count-activity") == "0")
    assert hands.text("empty-contact") == "The people you know at this company stand here."
    assert hands.text("empty-lead")
    assert hands.text("empty-activity")


def test_open_activities_come_first_by_day_and_overdue_is_a_word(show: Show, desk: Desk, acme: Account) -> None:
    for title, due, done in (
        ("Some day", None, False), ("Done last", TODAY, True), ("Next week", TODAY + timedelta(7), False),
        ("Late", TODAY - timedelta(1), False), ("Now", TODAY, False),
    ):  # fmt: skip
        factories.activity(desk, account=acme.id, title=title, due=due, done=done)
    _running, hands = opened(show, acme)
    hands.wait("all", lambda: hands.text("count-activity") == "5")
    assert rows(hands, "activity") == ["Late", "Now", "Next week", "Some day", "Done last"]
    assert rows(hands, "activity", RowRole.MARK) == ["Overdue", "Today", "", "", "Done"]


def test_space_ticks_an_activity_and_nothing_moves(show: Show, desk: Desk, acme: Account) -> None:
    first = factories.activity(desk, account=acme.id, title="First", due=TODAY)
    factories.activity(desk, account=acme.id, title="Second", due=TODAY + timedelta(1))
    _running, hands = opened(show, acme)
    hands.wait("both", lambda: rows(hands, "activity") == ["First", "Second"])
    view = view_of(hands, "activity")
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0, QModelIndex()))
    hands.press(Qt.Key.Key_Space)
    hands.wait("the word", lambda: rows(hands, "activity", RowRole.MARK)[0] == "Done")
    assert activity(desk, first.id).done
    assert rows(hands, "activity") == ["First", "Second"]
    assert view.hasFocus()
    assert view.currentIndex().row() == 0
    hands.press(Qt.Key.Key_Space)
    hands.wait("taken back", lambda: not activity(desk, first.id).done)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_press_on_the_box_ticks_and_does_not_open(
    show: Show, desk: Desk, acme: Account, qapp: QApplication, language: str
) -> None:
    task = factories.activity(desk, account=acme.id)
    i18n.use(language)
    mirrored = i18n.mirrored()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    try:
        _running, hands = opened(show, acme)
        hands.wait("the row", lambda: rows(hands, "activity") == ["Send the quote"])
        view = view_of(hands, "activity")
        at = QPoint(view.width() - 26 if mirrored else 26, view.visualRect(view.model().index(0, 0)).center().y())
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        hands.wait("done", lambda: activity(desk, task.id).done)
        assert view.isVisible()
    finally:
        i18n.use("en")
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_contact_is_added_in_place(show: Show, desk: Desk, acme: Account) -> None:
    _running, hands = opened(show, acme)
    hands.click("add-contact")
    hands.write("Nova Person")
    hands.press(Qt.Key.Key_Escape)
    hands.wait("the row", lambda: rows(hands, "contact") == ["Nova Person"])
    made = desk.records(Query(desk.kinds["contact"], {"account": acme.id}))[0]
    assert isinstance(made, Contact)
    assert desk.me is not None
    assert (made.account, made.owner, made.team) == (acme.id, desk.me.id, desk.me.team)
    assert hands.text("count-contact") == "1"


def test_nothing_typed_makes_no_record(show: Show, desk: Desk, acme: Account) -> None:
    _running, hands = opened(show, acme)
    hands.press(Qt.Key.Key_A, CTRL | SHIFT)
    assert hands.text("panel-title") == "New activity"
    hands.press(Qt.Key.Key_Escape)
    hands.wait("the section", lambda: hands.text("count-activity") == "0")
    assert factories.titles(desk, "activity") == []


def test_an_activity_is_edited_in_place_and_sorted_when_it_is_closed(show: Show, desk: Desk, acme: Account) -> None:
    early = factories.activity(desk, account=acme.id, title="Early", due=TODAY)
    factories.activity(desk, account=acme.id, title="Late", due=TODAY + timedelta(1))
    running, hands = opened(show, acme)
    hands.wait("both", lambda: rows(hands, "activity") == ["Early", "Late"])
    enter(hands, "activity")
    hands.wait("the panel", lambda: hands.text("panel-title") == "Early")
    hands.find("due").clear()  # type: ignore[attr-defined]
    hands.into("due", "2026-12-24")
    running.window.here.save()
    hands.wait("saved", lambda: str(activity(desk, early.id).due) == "2026-12-24")
    hands.press(Qt.Key.Key_Escape)
    hands.wait("its new place", lambda: rows(hands, "activity") == ["Late", "Early"])
    assert view_of(hands, "activity").hasFocus()


def test_a_contact_is_deleted_from_its_panel_and_comes_back(show: Show, desk: Desk, acme: Account) -> None:
    factories.contact(desk, name="Gone", account=acme.id)
    running, hands = opened(show, acme)
    hands.wait("the row", lambda: rows(hands, "contact") == ["Gone"])
    enter(hands, "contact")
    hands.wait("the panel", lambda: hands.text("panel-title") == "Gone")
    panel = running.window.here.panels.panel
    panel.delete_button.click()
    hands.wait("the empty section", lambda: hands.text("count-contact") == "0")
    assert running.window.undo_bar.isVisible()
    running.window.undo()
    hands.wait("it is back", lambda: rows(hands, "contact") == ["Gone"])


def test_another_account_saves_and_closes_the_panel(show: Show, desk: Desk, acme: Account) -> None:
    contact = factories.contact(desk, name="Jo", account=acme.id)
    running, hands = opened(show, acme)
    running.window.here.open_child("contact", contact.id)
    hands.wait("the panel", lambda: hands.text("panel-title") == "Jo")
    hands.into("title", "Buyer")
    running.window.here.list.view.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.wait("the other account", lambda: hands.text("heading") == "Zulu Ltd")
    assert rows(hands, "contact") == ["Not hers"]
    hands.wait("saved", lambda: getattr(desk.get("contact", contact.id), "title", "") == "Buyer")


def test_a_lead_opens_in_leads(show: Show, desk: Desk, acme: Account) -> None:
    factories.lead(desk, "Jane Doe", account=acme.id)
    running, hands = opened(show, acme)
    hands.wait("the row", lambda: rows(hands, "lead") == ["Jane Doe"])
    enter(hands, "lead")
    hands.wait("the lead", lambda: hands.text("heading") == "Jane Doe")
    assert running.window.rail.selected() == "leads"


@pytest.mark.parametrize("link", ["account", "contact"])
def test_go_to_anything_opens_an_activity_on_its_account(show: Show, desk: Desk, acme: Account, link: str) -> None:
    contact = factories.contact(desk, name="Jo", account=acme.id)
    factories.activity(desk, title="Visit the plant", **{link: acme.id if link == "account" else contact.id})
    running, hands = show()
    hands.press(Qt.Key.Key_K, CTRL)
    hands.write("visit the")
    hands.press(Qt.Key.Key_Return)
    hands.wait("the panel", lambda: hands.text("panel-title") == "Visit the plant")
    assert running.window.rail.selected() == "accounts"
    assert running.window.here.opened == acme.id
    hands.press(Qt.Key.Key_Escape)
    hands.wait("its account", lambda: hands.text("heading") == acme.name)


def test_a_contact_without_an_account_opens_too(show: Show, desk: Desk) -> None:
    contact = factories.contact(desk, name="Nobody's")
    running, hands = show("accounts")
    running.window.here.open_child("contact", contact.id)
    hands.wait("the panel", lambda: hands.text("panel-title") == "Nobody's")
    hands.press(Qt.Key.Key_Escape)
    assert running.window.here.list.empty.isVisible()


def test_what_is_saved_elsewhere_appears_and_takes_no_focus(show: Show, desk: Desk, acme: Account) -> None:
    jo = factories.contact(desk, name="Jo", account=acme.id)
    running, hands = opened(show, acme)
    hands.wait("Jo", lambda: rows(hands, "contact") == ["Jo"])
    hands.find("name").setFocus()
    area = running.window.here.detail.findChild(QScrollArea)
    hands.rest()
    before = hands.find("name").mapTo(area, QPoint()).y()
    factories.contact(desk, name="Al", account=acme.id)
    hands.wait("Al", lambda: rows(hands, "contact") == ["Al", "Jo"])
    assert hands.find("name").hasFocus()
    assert hands.find("name").mapTo(area, QPoint()).y() == before
    desk.change(jo, {"account": ""})
    hands.wait("Jo left", lambda: rows(hands, "contact") == ["Al"])
    assert hands.text("count-contact") == "1"


def test_what_is_saved_while_it_is_out_of_sight_is_there_afterwards(show: Show, desk: Desk, acme: Account) -> None:
    running, hands = opened(show, acme)
    running.window.go("leads")
    factories.lead(desk, "Jane Doe", account=acme.id)
    hands.rest()
    running.window.go("accounts")
    hands.wait("the lead", lambda: rows(hands, "lead") == ["Jane Doe"])


def test_a_long_section_comes_a_page_at_a_time(show: Show, desk: Desk, acme: Account) -> None:
    kind = desk.kinds["contact"]
    made = [kind.make({"name": f"C{n:02d}", "account": acme.id}, id=desk.new_id()) for n in range(30)]
    desk.add_many("Add", made)
    _running, hands = opened(show, acme)
    hands.wait("the count", lambda: hands.text("count-contact") == "30")
    assert rows(hands, "contact") == ["C00", "C01", "C02", "C03", "C04"]
    hands.click("more-contact")
    hands.wait("all", lambda: len(rows(hands, "contact")) == 30)


def test_a_new_account_gets_its_sections_and_the_form_stays_where_it_is(show: Show, desk: Desk) -> None:
    running, hands = show("accounts")
    hands.press(Qt.Key.Key_N, CTRL)
    hands.write("Brand New")
    area = running.window.here.detail.findChild(QScrollArea)
    before = hands.find("name").mapTo(area, QPoint()).y()
    running.window.here.save()
    hands.wait("the sections", lambda: hands.text("count-activity") == "0")
    assert abs(hands.find("name").mapTo(area, QPoint()).y() - before) <= 1
    assert hands.find("name").hasFocus()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_twice_the_size_fits(show: Show, desk: Desk, acme: Account, scheme: str) -> None:
    factories.activity(desk, account=acme.id)
    running, hands = opened(show, acme)
    running.theme.set_scheme(scheme)
    running.theme.set_scale(200)
    running, hands = opened(show, acme)
    window = running.window
    for width, height in ((1280, 800), (1150, 600)):
        window.resize(width, height)
        hands.wait("the row", lambda: rows(hands, "activity") == ["Send the quote"])
        for name in ("rows-activity", "add-contact", "add-activity", "empty-lead", "name"):
            part = hands.find(name)
            assert part.mapTo(window, QPoint(part.width(), 0)).x() <= window.width(), (name, width)


def test_tab_goes_from_the_name_through_the_sections_to_the_form(show: Show, desk: Desk, acme: Account) -> None:
    factories.contact(desk, name="Jo", account=acme.id)
    factories.activity(desk, account=acme.id)
    running, hands = opened(show, acme)
    hands.wait("the row", lambda: rows(hands, "activity") == ["Send the quote"])
    hands.find("add-contact").setFocus()
    passed = []
    for _step in range(4):
        hands.press(Qt.Key.Key_Tab)
        passed.append(running.window.focusWidget().objectName())
    assert passed == ["rows-contact", "add-activity", "rows-activity", "name"]


def test_a_new_contact_is_gone_on_with_after_a_crash(show: Show, desk: Desk, acme: Account) -> None:
    _running, hands = opened(show, acme)
    hands.click("add-contact")
    hands.write("Half a na")
    running, hands = show("leads")
    running.window.go_on(unfinished(running.desk))
    hands.wait("the draft", lambda: hands.text("panel-title") == "New contact" and hands.text("name") == "Half a na")
    assert running.window.rail.selected() == "accounts"
    hands.write("me")
    running.window.here.save()
    hands.wait("saved", lambda: factories.found(running.desk, "half", "contact", account=acme.id) != [])
    assert running.desk.store.drafts.all() == []


def test_a_new_account_shows_nothing_of_the_one_before(show: Show, desk: Desk, acme: Account) -> None:
    factories.contact(desk, name="Jo", account=acme.id)
    running, hands = opened(show, acme)
    hands.wait("the row", lambda: rows(hands, "contact") == ["Jo"])
    hands.press(Qt.Key.Key_N, CTRL)
    hands.write("Brand New")
    running.window.here.save()
    hands.wait("the section", lambda: hands.text("empty-contact") != "")
    assert hands.text("count-contact") == "0"
