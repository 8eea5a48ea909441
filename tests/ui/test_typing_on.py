"""A form is being typed on while the same field is written elsewhere: both stand."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit
from tests import factories
from tests.ui import shared

from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.store.errors import DiskFull

Show = Callable[..., Any]
LINES = "one\ntwo\nthree\nfour\nfive"


@pytest.fixture
def edge(desk: Desk) -> shared.Edge:
    """The desk of a company, with nothing behind the network's edge."""
    shared.join(desk)
    return shared.Edge(desk)


@pytest.fixture
def lead(desk: Desk) -> Lead:
    return factories.lead(desk, "Jane Doe", notes=LINES, products=("drills",))


@pytest.fixture
def window(show: Show, lead: Lead, edge: shared.Edge) -> tuple[Any, Any]:
    """The window with the lead open."""
    running, hands = show()
    hands.wait("the lead", lambda: hands.text("heading") == lead.name)
    return running, hands


def at_the_end(hands: Any, text: str) -> None:
    """She types behind the notes."""
    notes = hands.find("notes")
    notes.setFocus()
    notes.moveCursor(QTextCursor.MoveOperation.End)
    hands.write(text)


def elsewhere(desk: Desk, lead: Lead, old: str, new: str) -> None:
    """She saves another line of the notes from another place."""
    desk.change(standing(desk, lead), {"notes": notes(desk, lead).replace(old, new)})


def standing(desk: Desk, lead: Lead) -> Lead:
    """The lead as it stands."""
    found = desk.get("lead", lead.id)
    assert isinstance(found, Lead)
    return found


def notes(desk: Desk, lead: Lead) -> str:
    return standing(desk, lead).notes


def saved(running: Any, hands: Any, desk: Desk, lead: Lead, text: str) -> None:
    """It is saved, and the form shows what stands."""
    running.window.here.save()
    hands.wait("what was saved", lambda: notes(desk, lead) == text)
    hands.wait("the form", lambda: hands.text("notes") == text)


def test_what_she_saves_elsewhere_while_she_types_stays(window: Any, desk: Desk, lead: Lead) -> None:
    running, hands = window
    at_the_end(hands, "!")
    elsewhere(desk, lead, "one", "1")
    hands.rest()
    assert hands.text("notes") == f"{LINES}!"
    saved(running, hands, desk, lead, "1\ntwo\nthree\nfour\nfive!")
    at_the_end(hands, "!")
    saved(running, hands, desk, lead, "1\ntwo\nthree\nfour\nfive!!")


def test_and_so_it_does_when_she_types_on_while_it_is_being_saved(window: Any, desk: Desk, lead: Lead) -> None:
    running, hands = window
    at_the_end(hands, "!")
    elsewhere(desk, lead, "one", "1")
    running.window.here.save()
    at_the_end(hands, "!")
    hands.wait("the first save", lambda: notes(desk, lead) == "1\ntwo\nthree\nfour\nfive!")
    assert hands.text("notes") == f"{LINES}!!"
    saved(running, hands, desk, lead, "1\ntwo\nthree\nfour\nfive!!")


def test_two_saves_under_way_at_once_lose_nothing_either(window: Any, desk: Desk, lead: Lead) -> None:
    running, hands = window
    at_the_end(hands, "!")
    elsewhere(desk, lead, "one", "1")
    gate = Event()
    running.tasks.write(lambda: gate.wait(30))
    box = hands.find("notes")
    assert isinstance(box, QTextEdit)
    for _save in range(2):
        running.window.here.save()
        box.insertPlainText("!")
    gate.set()
    saved(running, hands, desk, lead, "1\ntwo\nthree\nfour\nfive!!!")


def test_a_word_that_came_while_she_put_one_in_stays(window: Any, desk: Desk, lead: Lead) -> None:
    running, hands = window
    hands.into("products", "saws, ")
    shared.tell(desk, shared.pull(desk, 9, lead, products=("drills", "pumps")))
    hands.rest()
    running.window.here.save()
    hands.wait("both words", lambda: standing(desk, lead).products == ("drills", "pumps", "saws"))


def test_a_save_that_fails_leaves_it_typed_on_what_stood_there(
    window: Any, desk: Desk, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, hands = window
    at_the_end(hands, "!")

    def full(*_args: Any, **_named: Any) -> None:
        raise DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(desk.store.door, "save", full)
        running.window.here.save()
        hands.rest()
    elsewhere(desk, lead, "one", "1")
    at_the_end(hands, "!")
    saved(running, hands, desk, lead, "1\ntwo\nthree\nfour\nfive!!")
