"""A trip to Tokyo and the person who looks at it; her hands reach the screen by visible text and object name."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QListView, QTextEdit, QWidget

from salesdesk import i18n
from salesdesk.desk import profile
from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record
from salesdesk.ui.place import Place
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.trips.screen import TripsScreen
from salesdesk.ui.window import Window

SATURDAY = datetime(2026, 10, 10, 12, tzinfo=UTC)


class Person:
    """Someone at the trips, who sees and does what can be seen and done."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        self.desk = desk
        self.failures: list[Exception] = []
        self.tasks = Tasks(self.failures.append)
        make = lambda: TripsScreen(theme, desk, self.tasks)  # noqa: E731
        self.window = Window(theme, desk, self.tasks, [Place("trips", "Trips", "trips", make)], "trips")
        self.window.show()
        self.window.activateWindow()
        self.rest()

    @property
    def screen(self) -> TripsScreen:
        here = self.window.here
        assert isinstance(here, TripsScreen)
        return here

    def rest(self) -> None:
        """Waits until all is answered."""
        for _turn in range(4):
            self.tasks.settle()
            QApplication.sendPostedEvents(None, 0)
            QApplication.processEvents()

    def open(self, record: Record) -> None:
        self.window.open("trip", record.id)
        self.rest()

    def part(self, name: str, within: str = "") -> Any:
        """The visible part of that name."""
        root: QWidget = self.part(within) if within else self.window
        found = [part for part in root.findChildren(QWidget, name) if part.isVisible()]
        assert found, f"nothing called {name} is in sight"
        return found[0]

    def sees(self, text: str) -> bool:
        """Whether a text in sight says so; a notice's text is rich, so its plain one counts."""
        labels = [label for label in self.window.findChildren(QLabel) if label.isVisible()]
        return any(text in said for label in labels for said in (label.text(), label.accessibleName()))

    def button(self, words: str, within: str = "") -> QAbstractButton:
        root: QWidget = self.part(within) if within else self.window
        found = [
            button
            for button in root.findChildren(QAbstractButton)
            if button.isVisible() and words in (button.text().replace("&&", "&"), button.accessibleName())
        ]
        assert found, f"no button says {words}"
        return found[0]

    def press(self, words: str, within: str = "") -> None:
        QTest.mouseClick(self.button(words, within), Qt.MouseButton.LeftButton)
        self.rest()

    def key(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.focusWidget() or self.window, key, with_)
        self.rest()

    def ctrl(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def write(self, name: str, text: str, panel: str = "panel-expense") -> None:
        """Types into a field in place of what stands there."""
        editor = self.part(name, panel)
        if isinstance(editor, QComboBox):
            row = editor.findText(text)
            editor.setCurrentIndex(row)
            editor.activated.emit(row)
        else:
            assert isinstance(editor, QLineEdit | QTextEdit)
            editor.setFocus()
            editor.selectAll()
            QTest.keyClick(editor, Qt.Key.Key_Delete)
            QTest.keyClicks(editor, text)
        self.rest()

    def reads(self, name: str, panel: str = "panel-expense") -> str:
        """What stands in a field."""
        editor = self.part(name, panel)
        return str(editor.currentText() if isinstance(editor, QComboBox) else editor.text())

    def rows(self, name: str) -> list[str]:
        """A list as a screen reader says it."""
        view: QListView = self.part(name)
        model = view.model()
        said = Qt.ItemDataRole.AccessibleTextRole
        return [str(model.index(row, 0).data(said)) for row in range(model.rowCount(QModelIndex()))]

    def click_row(self, name: str, row: int) -> None:
        view: QListView = self.part(name)
        at = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        self.rest()

    def card(self, name: str) -> str:
        card = self.part(f"card-{name}")
        return f"{card.accessibleName()} ({card.accessibleDescription()})"

    def leave(self) -> None:
        self.window.close()
        self.tasks.finish()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.rest()


@pytest.fixture(autouse=True)
def _saves_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, a pause in a test is not the pause after which edits save themselves."""
    monkeypatch.setattr("salesdesk.ui.forms.editing.REST_MS", 600_000)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new profile on a Saturday in October."""
    folder = tmp_path / "profile"
    folder.mkdir()
    made = profile.with_key(folder, os.urandom(32))
    profile.settle(made, "Ana Ruiz", "Iberia")
    made.clock = lambda: SATURDAY
    yield made
    made.store.close()


@pytest.fixture
def trip(desk: Desk) -> Record:
    """A trip with a budget for entertainment and hotel, and no expenses."""
    fair = desk.add("fair", {"name": "SEMICON Japan", "city": "Tokyo"})
    values = {
        "title": "Tokyo – Seoul", "fair": fair.id, "depart": date(2026, 10, 5), "return": date(2026, 10, 18),
        "currency": "EUR", "cost_center": "4410",
    }  # fmt: skip
    made = desk.add("trip", values)
    for category, planned in (("entertainment", "650"), ("hotel", "2100")):
        desk.add("budget_line", {"trip": made.id, "category": category, "planned": Decimal(planned), "currency": "EUR"})
    return made


Meet = Callable[..., Person]


@pytest.fixture
def meet(qapp: QApplication, desk: Desk) -> Iterator[Meet]:
    """Sits someone down at the trips: meet(rtl=True, scale=200)."""
    there: list[Person] = []
    before = qapp.palette(), qapp.font()

    def sit(*, scheme: str = "light", rtl: bool = False, scale: int = 100) -> Person:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        theme = Theme(scheme, scale)
        theme.apply(qapp)
        there.append(Person(desk, theme))
        return there[-1]

    yield sit
    for person in there:
        person.leave()
        assert not person.failures
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    qapp.setStyleSheet("")
    qapp.setPalette(before[0])
    qapp.setFont(before[1])
