"""What became of a record: who did what when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from tests import factories
from tests.ui import shared

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


def test_without_a_record_it_says_what_to_do(show: Show) -> None:
    running, hands = show("inbox")
    hands.press(Qt.Key.Key_H, CTRL)
    assert running.window.undo_bar.accessibleName() == "Open a record first."


def test_a_step_that_both_sides_know_is_shown_once() -> None:
    own = [Past(0, 9, "a", "change"), Past(4, 3, "a", "change"), Past(6, 5, "a", "change")]
    theirs = [Past(4, 3, "a", "change"), Past(5, 4, "b", "change")]
    assert [step.seq for step in merged(own, theirs)] == [0, 6, 5, 4]
