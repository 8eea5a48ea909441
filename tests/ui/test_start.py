"""The first start, the passphrase, and the second start of an open profile."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.demo.hands import Hands
from salesdesk.desk import profile as profiles
from salesdesk.desk.desk import Desk
from salesdesk.system_libraries import has_display
from salesdesk.ui.single import Doorbell, raise_first
from salesdesk.ui.start import StartWindow
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme


class Asking:
    """The start window over a profile, and what came of it."""

    def __init__(self, app: QApplication, profile: Path) -> None:
        theme = Theme("light")
        theme.apply(app)
        self.tasks = Tasks(self._raise)
        self.answers: list[Desk | None] = []
        self.window = StartWindow(theme, self.tasks, profile, self.answers.append)
        self.window.show()
        self.hands = Hands(app, self.window, self.tasks)

    def _raise(self, error: Exception) -> None:
        raise error

    def end(self) -> None:
        """Clears up."""
        for desk in self.answers:
            if desk is not None:
                desk.store.close()
        self.tasks.finish()
        self.window.deleteLater()


def test_a_new_profile_and_its_passphrase(qapp: QApplication, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    asking = Asking(qapp, profile)
    asking.hands.find("name").setFocus()
    asking.window.name.clear()
    asking.hands.write("Ana Ruiz")
    asking.hands.into("team", "Iberia")
    asking.hands.into("passphrase", "correct horse")
    asking.hands.press(Qt.Key.Key_Return)
    asking.hands.wait("a desk", lambda: bool(asking.answers))
    desk = asking.answers[0]
    assert desk is not None
    assert desk.me is not None
    assert desk.me.name == "Ana Ruiz"
    asking.end()

    again = Asking(qapp, profile)
    again.hands.into("passphrase", "wrong")
    again.hands.press(Qt.Key.Key_Return)
    again.hands.wait("the sentence", lambda: again.window.notice.isVisible())
    assert again.answers == []
    again.window.passphrase.clear()
    again.hands.into("passphrase", "correct horse")
    again.hands.click("go")
    again.hands.wait("a desk", lambda: bool(again.answers))
    again.end()


def test_no_keyring_and_no_passphrase_says_what_to_do(qapp: QApplication, tmp_path: Path) -> None:
    asking = Asking(qapp, tmp_path / "profile")
    asking.hands.click("go")
    asking.hands.wait("the sentence", lambda: asking.window.notice.isVisible())
    assert "passphrase" in asking.window.notice.accessibleName()
    assert not profiles.exists(tmp_path / "profile")
    asking.window.close()
    assert asking.answers == [None]
    asking.end()


def test_a_second_start_raises_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert not raise_first(tmp_path)
    bell = Doorbell(tmp_path, window)
    assert not window.isVisible()
    assert raise_first(tmp_path)
    qtbot.waitUntil(window.isVisible)
    assert bell.parent() is window


@pytest.mark.parametrize("display", ["", ":99"])
def test_the_demo_knows_whether_there_is_a_display(display: str) -> None:
    assert has_display({"DISPLAY": display}, "linux") is bool(display)
    assert has_display({}, "darwin")
