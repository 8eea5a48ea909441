"""What became of a record: who did what when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from tests import factories
from tests.ui import shared
from tests.ui.test_sync_panel import plain
from tests.ui.whole import unreadable

from salesdesk.desk.desk import Desk
from salesdesk.protocol.wire import Past
from salesdesk.sync import errors
from salesdesk.ui.history.steps import merged

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]


def said(running: Any, name: str = "history") -> list[str]:
    """What the panel says."""
    panel = running.window.findChild(QWidget, name)
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_her_own_steps_stand_there_at_once(show: Show, desk: Desk) -> None:
    fair = factories.fair(desk)
    lead = factories.lead(desk, "Jane Doe", rating="hot")
    desk.change(lead, {"rating": "", "due": factories.TODAY, "fair": fair.id})
    running, hands = show()
    hands.press(Qt.Key.Key_H, CTRL)
    hands.wait("the steps", lambda: "History of Jane Doe" in said(running))
    hands.rest()
    lines = said(running)
    assert lines.index("Rating: Hot → empty") < lines.index("Rating: Hot")
    assert "Due: empty → Nov 23, 2026" in lines
    assert "Fair: empty → Medica 2026" in lines
    assert hands.text("history-title")
    hands.press(Qt.Key.Key_Escape)
    assert not running.window.findChild(QWidget, "history").isVisible()


def test_colleagues_steps_come_from_the_server(show: Show, desk: Desk) -> None:
    shared.join(desk)
    edge = shared.Edge(desk)
    ben = factories.user(desk, name="Ben Ortiz")
    lead = factories.lead(desk, "Jane Doe")
    edge.steps = [Past(3, shared.micro(30), ben.id, "change", {"rating": "cold"}, {"rating": "warm"})]
    running, hands = show()
    running.window.open("lead", lead.id)
    hands.rest()
    hands.press(Qt.Key.Key_H, CTRL)
    hands.wait("Ben's step", lambda: "Rating: Warm → Cold" in said(running))
    lines = said(running)
    assert any(line.startswith("Changed · Ben Ortiz · ") for line in lines)
    assert lines.count("on this laptop only") == 1


def test_offline_it_says_that_more_is_to_come(show: Show, desk: Desk) -> None:
    shared.join(desk)
    edge = shared.Edge(desk)
    edge.error = errors.Offline("")
    factories.lead(desk, "Jane Doe")
    running, hands = show()
    hands.press(Qt.Key.Key_H, CTRL)
    hands.wait("the notice", lambda: "once you are online" in hands.find("history-notice").accessibleName())
    assert any(line.startswith("Made · You · ") for line in said(running))


def test_what_is_missing_is_said_to_whom_is_logged_out(show: Show, desk: Desk) -> None:
    shared.join(desk)
    desk.store.facts.put(access=None, refresh=None)
    factories.lead(desk, "Jane Doe")
    _running, hands = show()
    hands.press(Qt.Key.Key_H, CTRL)
    hands.wait("the notice", lambda: "Log in to see all of it." in hands.find("history-notice").accessibleName())
    assert "more than 30 days ago" in hands.find("history-notice").accessibleName()


def back(hands: Any, words: str) -> Any:
    """The button that puts a value back."""
    buttons = hands.find("history").findChildren(QAbstractButton)
    return next(button for button in buttons if plain(button.accessibleName()) == words and button.isVisible())


def test_an_old_value_is_put_back_as_a_change_that_can_be_undone(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe", rating="hot")
    desk.change(desk.change(lead, {"rating": "warm"}), {"rating": "cold", "city": "Linz"})
    _running, hands = show()
    hands.press(Qt.Key.Key_H, CTRL)
    hands.wait("the steps", lambda: "Rating: Warm → Cold" in said(_running))
    QTest.mouseClick(back(hands, "Put Hot back as Rating"), Qt.MouseButton.LeftButton)
    hands.wait("hot", lambda: desk.get("lead", lead.id).rating == "hot")  # type: ignore[attr-defined]
    hands.wait("the new step", lambda: "Rating: Cold → Hot" in said(_running))
    assert hands.find("history-notice").accessibleName().startswith("Rating was put back.")
    assert desk.get("lead", lead.id).city == "Linz"  # type: ignore[attr-defined]
    with pytest.raises(StopIteration):
        back(hands, "Put Hot back as Rating")
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.wait("undone", lambda: desk.get("lead", lead.id).rating == "cold")  # type: ignore[attr-defined]
    hands.wait("its step", lambda: "Rating: Hot → Cold" in said(_running))


def test_units_are_put_back_whole_and_a_colleagues_step_too(show: Show, desk: Desk) -> None:
    shared.join(desk)
    edge = shared.Edge(desk)
    ben = factories.user(desk, name="Ben Ortiz")
    trip = factories.trip(desk)
    expense = factories.expense(desk, trip)
    kind = desk.kinds["expense"]
    now = kind.wire(expense)
    old = {"amount": "12.5", "currency": "EUR"}
    edge.steps = [Past(3, shared.micro(30), ben.id, "change", {name: now[name] for name in old}, old)]
    running, hands = show()
    running.window._show_past("expense", expense.id)  # noqa: SLF001
    hands.wait("Ben's step", lambda: any(" · Ben Ortiz · " in line for line in said(running)))
    words = next(line for line in map(plain, said(running)) if "12.50" in line)
    QTest.mouseClick(
        back(hands, f"Put {words.split(': ', 1)[1].split(' →')[0]} back as Amount"), Qt.MouseButton.LeftButton
    )
    hands.wait("both", lambda: old.items() <= kind.wire(desk.get("expense", expense.id)).items())


def test_one_field_is_followed_alone(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe", rating="hot")
    desk.change(lead, {"city": "Linz"})
    desk.change(desk.get("lead", lead.id), {"rating": "cold", "city": "Graz"})
    running, hands = show()
    hands.press(Qt.Key.Key_H, CTRL)
    hands.wait("the steps", lambda: "City: Linz → Graz" in said(running))
    fields: Any = hands.find("history-field")
    assert fields.itemText(0) == "All fields"
    fields.setFocus()
    while fields.currentText() != "Rating":
        hands.press(Qt.Key.Key_Down)
    lines = said(running)
    assert "Rating: Hot → Cold" in lines
    assert not any("City" in line or "Linz" in line for line in lines)
    assert sum(" · You · " in line for line in lines) == 2
    assert list(unreadable(running.window)) == []


def test_nothing_is_put_back_into_a_deleted_record(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe", rating="hot")
    desk.change(lead, {"rating": "cold"})
    running, hands = show()
    hands.press(Qt.Key.Key_H, CTRL)
    hands.wait("the button", lambda: back(hands, "Put Hot back as Rating").isVisible())
    desk.delete("lead", lead.id)
    hands.wait("its deletion", lambda: any(line.startswith("Deleted · You") for line in said(running)))
    with pytest.raises(StopIteration):
        back(hands, "Put Hot back as Rating")


def test_without_a_record_it_says_what_to_do(show: Show) -> None:
    running, hands = show("inbox")
    hands.press(Qt.Key.Key_H, CTRL)
    assert running.window.undo_bar.accessibleName() == "Open a record first."


def test_a_step_that_both_sides_know_is_shown_once() -> None:
    own = [Past(0, 9, "a", "change"), Past(4, 3, "a", "change"), Past(6, 5, "a", "change")]
    theirs = [Past(4, 3, "a", "change"), Past(5, 4, "b", "change")]
    assert [step.seq for step in merged(own, theirs)] == [0, 6, 5, 4]
