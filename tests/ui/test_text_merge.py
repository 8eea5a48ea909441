"""Two long texts become one: difference by difference, from either side, or written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextEdit
from tests import factories
from tests.ui import shared
from tests.ui.whole import unreadable

from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.domain.user import User
from salesdesk.ui.widgets.button import Button

ALT, SHIFT, CTRL = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("Alt", "Shift", "Control"))
Show = Callable[..., Any]
BASE = "Met at the fair.\nWants valves.\nBudget open.\nCall in March.\nLikes tea."
THEIRS = "Met at the fair.\nWants pumps.\nBudget open.\nCall in March.\nLikes tea.\nSpeaks Dutch."
MINE = "Met at the fair.\nWants valves, DN 50.\nBudget open.\nLikes tea."


@pytest.fixture
def lead(desk: Desk) -> Lead:
    """A lead whose notes Ben and Ana both changed: at one place both, at one she alone, at one he alone."""
    shared.join(desk)
    ben = factories.user(desk, name="Ben Ortiz")
    lead = factories.lead(desk, notes=THEIRS)
    shared.conflict(desk, lead, "notes", THEIRS, MINE, base={"notes": BASE}, now_by=ben.id)
    return lead


@pytest.fixture
def hands(show: Show, lead: Lead) -> Hands:
    """Hands on the open view."""
    hands: Hands = show("inbox")[1]
    hands.press(Qt.Key.Key_C)
    return hands


def notes(desk: Desk, lead: Lead) -> str:
    """The notes as they stand."""
    found = desk.get("lead", lead.id)
    assert isinstance(found, Lead)
    return found.notes


def told(hands: Hands) -> str:
    """Which difference is looked at, without the marks of direction."""
    return "".join(letter for letter in hands.text("difference") if letter not in "\u2068\u2069")


def test_each_side_shows_its_lines_with_signs_and_their_surroundings(hands: Hands) -> None:
    assert hands.text("difference-base").splitlines() == [
        "·\u2002Met at the fair.", "−\u2002Wants valves.", "·\u2002Budget open.",
    ]  # fmt: skip
    assert hands.text("difference-aside").splitlines()[1] == "+\u2002Wants valves, DN 50."
    assert hands.text("difference-now").splitlines()[1] == "+\u2002Wants pumps."
    hands.press(Qt.Key.Key_F7)
    assert hands.text("difference-base").splitlines()[1] == "−\u2002Call in March."
    assert hands.text("difference-now").splitlines()[1] == " \u2002Call in March."


def test_the_proposal_has_the_changes_of_both(hands: Hands) -> None:
    assert hands.text("notes").strip() == (
        "Met at the fair.\nWants pumps.\nWants valves, DN 50.\nBudget open.\nLikes tea.\nSpeaks Dutch."
    )
    assert told(hands) == "Difference 1 of 3 · below stands: both"


def test_each_difference_is_taken_from_either_side_and_saved(hands: Hands, desk: Desk, lead: Lead) -> None:
    hands.press(Qt.Key.Key_1, ALT)
    assert told(hands) == "Difference 1 of 3 · below stands: Mine"
    hands.press(Qt.Key.Key_F7)
    assert told(hands) == "Difference 2 of 3 · below stands: Mine"
    hands.press(Qt.Key.Key_0, ALT)
    assert told(hands) == "Difference 2 of 3 · below stands: Theirs"
    hands.press(Qt.Key.Key_F7, SHIFT)
    hands.press(Qt.Key.Key_2, ALT)
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.wait("it is decided", lambda: not desk.inbox.count())
    assert notes(desk, lead) == THEIRS
    desk.undo()
    assert desk.inbox.count() == 1


def test_next_and_previous_go_round(hands: Hands) -> None:
    hands.press(Qt.Key.Key_F7, SHIFT)
    assert told(hands).startswith("Difference 3 of 3")
    hands.press(Qt.Key.Key_F7)
    assert told(hands).startswith("Difference 1 of 3")


def test_a_difference_is_found_where_it_went_when_text_was_written_before_it(hands: Hands) -> None:
    box = hands.find("notes")
    assert isinstance(box, QTextEdit)
    box.moveCursor(box.textCursor().MoveOperation.Start)
    hands.write("Told by phone: ")
    hands.press(Qt.Key.Key_F7)
    hands.press(Qt.Key.Key_F7)
    hands.press(Qt.Key.Key_0, ALT)
    hands.press(Qt.Key.Key_F7)
    hands.press(Qt.Key.Key_3, ALT)
    hands.press(Qt.Key.Key_1, ALT)
    assert hands.text("notes").strip() == f"Told by phone: {MINE}"
    hands.write("!")
    assert told(hands).endswith("below stands: written by hand")
    hands.press(Qt.Key.Key_Z, CTRL)
    assert told(hands).endswith("below stands: Mine")


def test_the_buttons_do_what_their_keys_do(hands: Hands) -> None:
    found = {part.text(): part for part in hands.find("notes").window().findChildren(Button) if part.isVisible()}
    assert {"Take mine", "Take theirs", "Take both", "Take what was before", "Next", "Previous"} <= set(found)
    found["Take theirs"].click()
    assert told(hands).endswith("below stands: Theirs")


def test_texts_from_right_to_left(show: Show, desk: Desk) -> None:
    shared.join(desk)
    ben: User = factories.user(desk, name="Ben Ortiz")
    base, theirs, mine = "التقينا.\nيريد صمامات.", "التقينا.\nيريد مضخات.", "التقينا.\nيريد صمامات DN 50."
    lead = factories.lead(desk, notes=theirs)
    shared.conflict(desk, lead, "notes", theirs, mine, base={"notes": base}, now_by=ben.id)
    _running, hands = show("inbox")
    hands.press(Qt.Key.Key_C)
    hands.press(Qt.Key.Key_1, ALT)
    assert hands.text("notes").strip() == mine
    box = hands.find("difference-aside")
    assert isinstance(box, QTextEdit)
    assert box.document().lastBlock().textDirection() == Qt.LayoutDirection.RightToLeft


@pytest.mark.parametrize("size", [(900, 600), (1280, 800)])
@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut(show: Show, lead: Lead, scale: int, size: tuple[int, int]) -> None:
    running, hands = show("inbox")
    running.window.resize(*size)
    running.theme.set_scale(scale)
    hands.press(Qt.Key.Key_C)
    for _turn in range(3):
        hands.rest()
    assert list(unreadable(running.window.here)) == []
    running.theme.set_scale(100)


def test_in_a_small_window_the_three_stand_side_by_side_from_their_beginning(show: Show, desk: Desk) -> None:
    shared.join(desk)
    ben = factories.user(desk, name="Ben Ortiz")
    around = "Met at the booth on Tuesday, with her chief engineer.\n", "Current supplier: late twice this spring.\n"
    base, mine, theirs = (
        f"{around[0]}They replace {many} a year.\n{around[1]}"
        for many in ("120 valves", "150 valves", "180 valves, 40 of them actuated")
    )
    lead = factories.lead(desk, notes=theirs)
    shared.conflict(desk, lead, "notes", theirs, mine, base={"notes": base}, now_by=ben.id)
    running, hands = show("inbox")
    running.window.resize(900, 600)
    hands.press(Qt.Key.Key_C)
    for _turn in range(3):
        hands.rest()
    boxes: list[Any] = [hands.find(f"difference-{side}") for side in ("base", "now", "aside")]
    assert len({box.mapTo(running.window, box.rect().topLeft()).y() for box in boxes}) == 1
    assert [box.verticalScrollBar().value() for box in boxes] == [0, 0, 0]
