"""Logging in: over the window and at the first start; errors in words, the password kept nowhere."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from tests import factories
from tests.ui import shared
from tests.ui.test_start import Asking
from tests.ui.whole import unreadable

from salesdesk.desk import profile as profiles
from salesdesk.desk.desk import Desk
from salesdesk.desk.office import Office
from salesdesk.protocol.service import WRONG_PASSWORD, Refusal
from salesdesk.sync import errors
from salesdesk.sync.address import BadAddress

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]
SECRET = "correct horse battery"


def by_palette(hands: Any, words: str) -> None:
    """Does what a command says."""
    hands.press(Qt.Key.Key_K, CTRL)
    hands.write(words)
    hands.press(Qt.Key.Key_Return)


def login(running: Any) -> Any:
    """The panel."""
    return running.window.findChild(QWidget, "login")


def type_all(hands: Any, address: str = "desk.example.com") -> None:
    """Fills the panel."""
    hands.into("server-address", address)
    hands.find("server-name").clear()
    hands.into("server-name", "ana")
    hands.into("server-password", SECRET)


def test_she_logs_in_and_the_first_round_runs(show: Show, desk: Desk) -> None:
    edge = shared.Edge(desk)
    running, hands = show()
    by_palette(hands, "log in to the company")
    assert running.window.focusWidget().objectName() == "server-address"
    type_all(hands)
    hands.press(Qt.Key.Key_Return)
    hands.wait("the round", lambda: edge.rounds == 1)
    assert edge.asked == [("desk.example.com", "ana")]
    assert not login(running).isVisible()
    hands.wait("the pill", lambda: not running.window.rail.pill.accessibleName().startswith("On this laptop"))
    names = [entry.name for entry in running.window.commands()]
    assert "Sync now" in names
    assert "Log in to the company's server…" not in names
    by_palette(hands, "log out")
    hands.wait("logged out", lambda: running.window.rail.pill.accessibleName().startswith("Log in again"))


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (BadAddress("plain"), "server-address"),
        (Refusal(WRONG_PASSWORD), "server-password"),
        (errors.Offline(""), "server-password"),
        (errors.NotOurs("hotel.example"), "server-password"),
        (errors.OtherPerson(), "server-password"),
    ],
)
def test_what_went_wrong_stands_in_the_panel(show: Show, desk: Desk, error: Exception, field: str) -> None:
    edge = shared.Edge(desk)
    edge.error = error
    running, hands = show()
    running.window.rail.pill.click()
    type_all(hands)
    hands.click("log-in")
    hands.wait("the sentence", lambda: hands.find("login-notice").isVisible())
    assert len(hands.find("login-notice").accessibleName()) > 10
    assert running.window.focusWidget().objectName() == field
    assert hands.text("server-address") == "desk.example.com"


def test_the_password_is_kept_nowhere(show: Show, desk: Desk, tmp_path: Path) -> None:
    shared.Edge(desk)
    running, hands = show()
    running.window.rail.pill.click()
    type_all(hands)
    hands.press(Qt.Key.Key_Return)
    hands.wait("the end", lambda: not login(running).isVisible())
    hands.rest()
    assert login(running).password.text() == ""
    gc.collect()
    for path in (tmp_path / "profile").rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


def test_escape_closes_the_panel_on_any_screen_and_gives_the_cursor_back(show: Show, desk: Desk) -> None:
    factories.trip(desk)
    running, hands = show("capture")
    hands.write("Typ")
    running.window.office.log_in()
    hands.write("desk.example")
    for _step in range(8):
        hands.press(Qt.Key.Key_Tab)
        panel = login(running)
        assert panel.isAncestorOf(running.window.focusWidget())
    hands.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    hands.write("ed")
    assert hands.text("name") == "Typed"
    running.window.go("trips")
    hands.rest()
    running.window.office.log_in()
    hands.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut(show: Show, desk: Desk, scale: int) -> None:
    edge = shared.Edge(desk)
    edge.error = errors.NotOurs("hotel.example")
    running, hands = show()
    running.window.resize(900, 600)
    running.theme.set_scale(scale)
    hands.rest()
    running.window.office.log_in()
    hands.rest()
    panel = login(running)
    assert list(unreadable(panel)) == []
    running.theme.set_scale(100)


# --- the first start --------------------------------------------------------------------------


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> list[Exception | None]:
    """What the server says to each log-in in turn; None lets her in."""
    answers: list[Exception | None] = []

    def log_in(self: Office, _url: str, _name: str, password: str) -> None:
        assert password == SECRET
        error = answers.pop(0)
        if error is not None:
            raise error
        self._store.facts.put(organisation="o", refresh="r")

    monkeypatch.setattr(Office, "log_in", log_in)
    return answers


def begin(app: QApplication, profile: Path) -> Asking:
    """A first start that has a company's server."""
    asking = Asking(app, profile)
    asking.hands.click("way-server")
    asking.hands.into("address", "desk.example.com")
    asking.hands.into("password", SECRET)
    asking.hands.into("passphrase", "open sesame")
    return asking


def test_the_first_start_at_a_companys_server(qapp: QApplication, tmp_path: Path, door: list[Exception | None]) -> None:
    door[:] = [Refusal(WRONG_PASSWORD), None]
    asking = begin(qapp, tmp_path / "profile")
    asking.hands.click("go")
    asking.hands.wait("the sentence", lambda: asking.window.notice.isVisible())
    assert asking.answers == []
    assert asking.window.password.hasFocus()
    asking.hands.press(Qt.Key.Key_Return)
    asking.hands.wait("a desk", lambda: bool(asking.answers))
    desk = asking.answers[0]
    assert desk is not None
    assert desk.office.state().logged_in
    asking.end()


def test_where_the_server_does_not_answer_she_starts_alone(
    qapp: QApplication, tmp_path: Path, door: list[Exception | None]
) -> None:
    door[:] = [errors.Offline("")]
    asking = begin(qapp, tmp_path / "profile")
    asking.hands.click("go")
    asking.hands.wait("the sentence", lambda: asking.window.notice.isVisible())
    asking.hands.click("way-here")
    asking.hands.click("go")
    asking.hands.wait("a desk", lambda: bool(asking.answers))
    assert not (asking.answers[0] and asking.answers[0].office.state().joined)
    asking.end()


def test_given_up_after_the_profile_was_made(qapp: QApplication, tmp_path: Path, door: list[Exception | None]) -> None:
    door[:] = [errors.Offline("")]
    asking = begin(qapp, tmp_path / "profile")
    asking.hands.click("go")
    asking.hands.wait("the sentence", lambda: asking.window.notice.isVisible())
    asking.window.close()
    assert asking.answers == [None]
    asking.end()
    profiles.open_profile(tmp_path / "profile", "open sesame").store.close()
