"""A desk in a real window on a real profile, and hands to use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from tests.factories import open_desk

from salesdesk import i18n
from salesdesk.app import Running
from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import settings_of

Show = Callable[..., tuple[Running, Hands]]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Whatever language a test ends in, the next one begins in English."""
    yield
    i18n.use("en")


@pytest.fixture
def show(qapp: QApplication, tmp_path: Path, desk: Desk) -> Iterator[Show]:
    """Shows the desk at a place; called again, it is the desk after a crash."""
    shown: list[Running] = []

    def crash(running: Running) -> None:
        """Nothing is saved on the way out, as under SIGKILL."""
        running.tasks.finish()
        running.window.hide()
        running.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # its timers end with it
        running.desk.store.close()

    def show(place: str = "leads") -> tuple[Running, Hands]:
        profile = tmp_path / "profile"
        if shown:
            crash(shown[-1])
        current = open_desk(profile) if shown else desk
        running = Running(qapp, current, settings_of(profile), place)
        shown.append(running)
        running.window.show()
        hands = Hands(qapp, running.window, running.tasks)
        for _turn in range(3):
            hands.rest()
        return running, hands

    yield show
    for running in shown[-1:]:
        crash(running)
    qapp.processEvents()
