"""The inbox in bulk: several entries, or all of a sort, are decided at once, and one undo takes it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from tests import factories
from tests.ui import shared
from tests.ui.whole import unreadable

from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.domain.user import User

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]


@pytest.fixture
def ben(desk: Desk) -> User:
    """A colleague, at a company's server."""
    shared.join(desk)
    return factories.user(desk, name="Ben Ortiz")


@pytest.fixture
def entries(desk: Desk, ben: User) -> None:
    """Three conflicts about leads, one about an account, and a refused text."""
    for hours, name in enumerate(("One", "Two", "Three")):
        lead = factories.lead(desk, name, city="A")
        shared.conflict(desk, lead, "city", "A", "B", now_by=ben.id, aside_at=shared.micro(hours + 1))
    account = factories.account(desk, name="Acme")
    shared.conflict(desk, account, "phone", "1", "2", now_by=ben.id)
    shared.refused(desk, account, {"notes": "Mine"})


def said(hands: Hands) -> str:
    """What the bar says, without the marks of direction."""
    return "".join(letter for letter in hands.text("bulk-said") if letter not in "\u2068\u2069")


def choose(running: Any, hands: Hands, words: str) -> None:
    """Chooses from the menu of what can be selected."""
    actions = running.window.here.bar.groups().actions()
    next(action for action in actions if action.text() == words).trigger()
    hands.rest()


@pytest.mark.usefixtures("entries")
def test_all_are_selected_and_kept_by_keys_and_a_refused_text_is_left(show: Show, desk: Desk) -> None:
    running, hands = show("inbox")
    hands.press(Qt.Key.Key_A, CTRL)
    assert said(hands) == "5 selected"
    assert all(card.tick.isChecked() for card in running.window.here.cards)
    hands.find("bulk-keep").setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.wait("the summary", lambda: said(hands) == "4 kept · 1 left to you")
    hands.wait("one card", lambda: len(running.window.here.cards) == 1)
    assert not running.window.here.cards[0].tick.isChecked()
    assert desk.store.actions.last().label == "Decide 4 entries"
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.wait("all are back", lambda: len(running.window.here.cards) == 5)
    hands.wait("what was done is told no longer", lambda: not running.window.here.bar.words.text())
    assert running.window.here.page.verticalScrollBar().value() == 0


@pytest.mark.usefixtures("entries")
def test_several_are_ticked_with_space_and_taken(show: Show, desk: Desk) -> None:
    _running, hands = show("inbox")
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Space)
    assert said(hands) == "2 selected"
    hands.click("bulk-take")
    hands.wait("the summary", lambda: said(hands) == "2 taken")
    assert sorted(lead.city for lead in desk.of("lead", "owner", getattr(desk.me, "id", ""))) == ["A", "B", "B"]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("All", 5), ("All conflicts", 4), ("All refused changes", 1), ("All about: Leads", 3),
        ("All about: Accounts", 2), ("All about: One", 1), ("All with Ben Ortiz", 4),
    ],
)  # fmt: skip
def test_what_can_be_selected(show: Show, words: str, many: int) -> None:
    running, hands = show("inbox")
    choose(running, hands, words)
    assert said(hands) == f"{many} selected"
    hands.click("bulk-clear")
    assert not any(card.tick.isChecked() for card in running.window.here.cards)


@pytest.mark.usefixtures("entries")
def test_refused_texts_alone_are_dismissed_or_sent_again(show: Show, desk: Desk) -> None:
    running, hands = show("inbox")
    choose(running, hands, "All refused changes")
    assert (hands.text("bulk-keep"), hands.text("bulk-take")) == ("Dismiss", "Send again as new records")
    hands.click("bulk-keep")
    hands.wait("the summary", lambda: said(hands) == "1 dismissed")
    assert desk.inbox.count() == 4


def test_entries_that_are_not_shown_yet_are_selected_too(show: Show, desk: Desk, ben: User) -> None:
    for number in range(60):
        shared.conflict(desk, factories.lead(desk, f"Lead {number}"), "city", "A", "B", now_by=ben.id)
    running, hands = show("inbox")
    hands.press(Qt.Key.Key_A, CTRL)
    assert said(hands) == "60 selected"
    hands.click("inbox-more")
    hands.wait("more", lambda: len(running.window.here.cards) == 60)
    assert running.window.here.cards[-1].tick.isChecked()


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut(show: Show, scale: int) -> None:
    running, hands = show("inbox")
    running.window.resize(900, 600)
    running.theme.set_scale(scale)
    hands.press(Qt.Key.Key_A, CTRL)
    for _turn in range(3):
        hands.rest()
    assert list(unreadable(running.window.here)) == []
    running.theme.set_scale(100)


def test_the_first_ones_are_in_sight_when_all_of_many_come_back(show: Show, desk: Desk, ben: User) -> None:
    for n in range(12):
        shared.conflict(desk, factories.lead(desk, f"Visitor {n}", city="A"), "city", "A", "B", now_by=ben.id)
    running, hands = show("inbox")
    hands.press(Qt.Key.Key_A, CTRL)
    hands.click("bulk-keep")
    hands.wait("no card", lambda: not running.window.here.cards)
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.wait("all are back", lambda: len(running.window.here.cards) == 12)
    assert running.window.here.cards[0].hasFocus()
    assert running.window.here.page.verticalScrollBar().value() == 0
