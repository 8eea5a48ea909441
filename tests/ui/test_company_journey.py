"""Ana's window and Ben's laptop at a real server: log in, fill, a conflict, a decision, a server that goes away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from tests import factories
from tests.sync.company import PASSWORD, Company

from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.server.hints import Pace
from salesdesk.server.running import Address, Listening
from salesdesk.store.listing import Query

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Listening]:
    """A company's server that listens."""
    company = Company(tmp_path / "company")
    # Nothing comes by itself: who is sooner is told by the journey.
    listening = Listening(company.server, Address(), pace=Pace(every=3_600))
    listening.start()
    yield listening
    listening.stop()
    company.close()


@pytest.fixture
def ben(tmp_path: Path, server: Listening) -> Iterator[Desk]:
    """Ben's desk, on a laptop of his own."""
    desk = factories.new_desk(tmp_path / "ben")
    desk.office.log_in(server.url, "Ben", PASSWORD)
    desk.office.sync()
    yield desk
    desk.store.close()


def lead_of(desk: Desk, name: str) -> Lead:
    """The lead of that name."""
    (found,) = (x for x in desk.records(Query(desk.kinds["lead"]), 100) if isinstance(x, Lead) and x.name == name)
    return found


def sync(running: Any, hands: Any) -> None:
    """A round that she asks for, to its end."""
    syncing = running.window.office.syncing
    before = running.desk.store.facts.get("last_sync")
    hands.press(Qt.Key.Key_F5)
    hands.wait("the round", lambda: syncing.standing.running or running.desk.store.facts.get("last_sync") != before)
    hands.wait("its end", lambda: not syncing.standing.running)


def test_two_people_and_a_server(show: Show, desk: Desk, ben: Desk, server: Listening) -> None:
    factories.lead(desk, "Jane Doe", company="Acme", phone="+49 100")
    running, hands = show()
    running.window.rail.pill.click()
    hands.into("server-address", server.url)
    hands.find("server-name").clear()
    hands.into("server-name", "Ana")
    hands.into("server-password", PASSWORD)
    hands.press(Qt.Key.Key_Return)
    pill = running.window.rail.pill
    hands.wait("the first round", lambda: pill.accessibleName() == "Synced just now")
    assert pill.accessibleDescription() == "Ana · Iberia"
    hands.wait("the state", lambda: running.window.here.detail.state.text() == "Synced")

    ben.office.sync()
    ben.change(lead_of(ben, "Jane Doe"), {"phone": "+49 17", "city": "Köln"})
    ben.office.sync()
    hands.find("phone").clear()
    hands.into("phone", "+49 0")
    sync(running, hands)
    running.window.here.save()
    hands.rest()
    sync(running, hands)
    sync(running, hands)
    hands.wait("the badge", lambda: running.window.rail.item("inbox").badge == 1)
    assert lead_of(desk, "Jane Doe").phone == "+49 17"
    hands.wait("his other field", lambda: hands.text("city") == "Köln")

    hands.press(Qt.Key.Key_6, CTRL)
    hands.wait("the card", lambda: len(running.window.here.cards) == 1)
    assert [button.text() for button in running.window.here.cards[0].buttons][:2] == ["Take mine", "Keep theirs"]
    hands.press(Qt.Key.Key_M)
    hands.wait("decided", lambda: running.window.here.empty.isVisible())
    sync(running, hands)
    ben.office.sync()
    assert lead_of(ben, "Jane Doe").phone == "+49 0"
    assert ben.inbox.count() == 0

    running.window.open("lead", lead_of(desk, "Jane Doe").id)
    hands.press(Qt.Key.Key_H, CTRL)
    history = running.window.findChild(QWidget, "history")
    hands.wait("Ben's step", lambda: any("Ben" in step.accessibleName() for step in steps(history)))
    hands.press(Qt.Key.Key_Escape)

    server.stop()
    hands.press(Qt.Key.Key_F5)
    hands.wait("offline", lambda: pill.accessibleName().startswith("Offline"))


def steps(history: Any) -> list[Any]:
    """The steps that the history shows."""
    return list(history.findChildren(QWidget, "history-step"))
