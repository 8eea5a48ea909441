"""The languages of the window: changed while it is open, mirrored, and nothing cut."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from tests import factories
from tests.ui.whole import unreadable

from salesdesk import app as desk_app
from salesdesk import i18n
from salesdesk.app import Running
from salesdesk.demo.company import make
from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import settings_of
from salesdesk.settings import LANGUAGE, TEXT_SCALE, THEME
from salesdesk.ui.commands import Command, commands_of
from salesdesk.ui.start import StartWindow
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]
LANGUAGES = ("en", "de", "ar")


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LANGUAGE", "LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    desk_app.speak(qapp, "en")


def end(window: QWidget) -> None:
    """Lets go of a window at once: what lives would be dressed again at each change of theme."""
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def choose(running: Any, hands: Hands, asked: str) -> None:
    """Chooses a language in the palette."""
    before = running.window.rail
    hands.press(Qt.Key.Key_K, CTRL)
    hands.write(asked)
    hands.press(Qt.Key.Key_Return)
    hands.wait("another window", lambda: running.window.rail is not before and running.window.updatesEnabled())


def labels(widget: QWidget) -> list[str]:
    """What the labels in sight say."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize("place", ["leads", "capture"])
def test_the_language_changes_while_she_types(show: Show, desk: Desk, qapp: QApplication, place: str) -> None:
    jane = factories.lead(desk)
    factories.lead(desk, "李小龍")
    running, hands = show(place)
    window, where = running.window, running.window.geometry()
    if place == "leads":
        window.open("lead", jane.id)
        hands.wait("the lead", lambda: hands.text("heading") == jane.name)
    hands.into("notes", "40 valves")
    for asked, code, fairs, company in (
        ("Deutsch", "de", "Messen", "Firma"),
        ("العربية", "ar", "المعارض", "الشركة"),
        ("English", "en", "Fairs", "Company"),
    ):
        choose(running, hands, asked)
        assert running.settings.get(LANGUAGE) == i18n.language() == code
        assert window is running.window
        assert window.geometry() == where
        assert window.rail.selected() == place
        assert window.rail.item("fairs").text() == fairs
        assert company in labels(window.here)
        assert qapp.isRightToLeft() == i18n.mirrored() == (window.rail.x() > 0)
        assert place == "capture" or hands.text("heading") == jane.name
        hands.write("!")
    assert hands.text("notes") == "40 valves!!!"


def test_every_language_is_found_by_any_word_for_language(show: Show) -> None:
    _running, hands = show()
    hands.press(Qt.Key.Key_K, CTRL)
    for word in ("language", "sprache", "اللغة"):
        hands.find("palette").setProperty("text", word)
        hands.rest()
        rows: Any = hands.find("palette-rows")
        assert [rows.model().index(row, 0).data() for row in range(3)] == ["Deutsch", "English", "العربية"]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with the made-up company, to be copied."""
    profile = tmp_path_factory.mktemp("company") / "profile"
    make(profile, factories.KEY).store.close()
    return profile


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_label_is_cut(qapp: QApplication, company: Path, tmp_path: Path, code: str, scale: int) -> None:
    profile = Path(shutil.copytree(company, tmp_path / "profile"))
    settings = settings_of(profile)
    settings.set(TEXT_SCALE, scale)
    settings.set(THEME, "light")
    desk_app.speak(qapp, code)
    running = Running(qapp, factories.open_desk(profile), settings)
    running.window.resize(1280, 800)
    running.window.show()
    hands = Hands(qapp, running.window, running.tasks)
    cut = {f"{state}: {why}" for state in states(running.window, hands) for why in unreadable(running.window)}
    running.close()
    end(running.window)
    assert not cut, "\n".join(sorted(cut))


def states(window: Window, hands: Hands) -> Iterator[str]:
    """Every place, as it opens and with each of its empty forms, and what lies over the window."""
    for place in window.rail.places():
        window.go(place)
        for _turn in range(3):
            hands.rest()
        yield place
        for name in done(commands_of(window.here), hands, ("new", "add_", "edit_")):
            yield f"{place}, {name}"
    window.go("leads")
    yield from done(window.commands(), hands, ("go_anywhere", "show_", "log_in"))


def done(commands: Iterator[Command], hands: Hands, beginnings: tuple[str, ...]) -> Iterator[str]:
    """Does the commands whose methods begin so, one by one, and gives their names."""
    for entry in list(commands):
        if getattr(entry.do, "__name__", "").startswith(beginnings):
            entry.do()
            hands.rest()
            yield entry.name


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("new", [True, False])
def test_no_label_of_the_start_window_is_cut(
    qapp: QApplication, tmp_path: Path, company: Path, new: bool, code: str, scale: int
) -> None:
    desk_app.speak(qapp, code)
    theme = Theme("light", scale)
    theme.apply(qapp)
    tasks = Tasks(lambda _error: None)
    window = StartWindow(theme, tasks, tmp_path / "profile" if new else company, lambda _desk: None)
    window.show()
    Hands(qapp, window, tasks).rest()
    assert list(unreadable(window)) == []
    tasks.finish()
    end(window)


def test_the_start_window_asks_in_the_language_that_she_chooses(qapp: QApplication, tmp_path: Path) -> None:
    theme = Theme("light")
    theme.apply(qapp)
    tasks = Tasks(lambda _error: None)
    window = StartWindow(theme, tasks, tmp_path / "profile", lambda _desk: None, partial(desk_app.speak, qapp))
    window.show()
    hands = Hands(qapp, window, tasks)
    hands.into("team", "Iberia")
    for code, title in (("de", "Willkommen bei SalesDesk"), ("ar", "مرحبًا بك في SalesDesk")):
        hands.click(f"language-{code}")
        assert title in labels(window)
        assert (window.language, window.team.text()) == (code, "Iberia")
        assert qapp.isRightToLeft() == i18n.mirrored()
    assert not (tmp_path / "profile").exists()
    tasks.finish()
    end(window)
