"""The window: every place, every command, every direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from tests import factories

from salesdesk import i18n
from salesdesk.desk.desk import Desk
from salesdesk.ui.commands import commands_of
from salesdesk.ui.forms.form import Form

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]
PLACES = ("capture", "leads", "accounts", "fairs", "trips")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_place_opens_empty_and_filled(show: Show, desk: Desk, scheme: str) -> None:
    running, hands = show()
    running.theme.set_scheme(scheme)
    for place in PLACES:
        running.window.go(place)
        hands.rest()
    fair, trip = factories.fair(desk), factories.trip(desk)
    factories.lead(desk, fair=fair.id)
    factories.account(desk)
    factories.expense(desk, trip)
    for number in range(1, 6):
        hands.press(Qt.Key(Qt.Key.Key_0 + number), CTRL)
        hands.rest()
        assert running.window.rail.selected() == PLACES[number - 1]


class Windows(QObject):
    """Every window that is shown, be it for a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Writes down what is shown as a window."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.add(type(watched).__name__)
        return False


def test_nothing_flashes_as_a_window_of_its_own(show: Show, desk: Desk, qapp: QApplication) -> None:
    factories.lead(desk)
    factories.expense(desk, factories.trip(desk))
    windows = Windows()
    qapp.installEventFilter(windows)
    running, hands = show()
    for place in PLACES:
        running.window.go(place)
        hands.rest()
    hands.press(Qt.Key.Key_K, CTRL)
    qapp.removeEventFilter(windows)
    assert windows.seen == {"Window"}


def test_go_to_anything_finds_records_and_commands(show: Show, desk: Desk) -> None:
    account = factories.account(desk, name="Großventil GmbH")
    running, hands = show()
    hands.press(Qt.Key.Key_K, CTRL)
    hands.write("grossv")
    hands.press(Qt.Key.Key_Return)
    hands.wait("the account", lambda: hands.text("heading") == "Großventil GmbH")
    assert running.window.here.detail.editing.record.id == account.id
    hands.press(Qt.Key.Key_K, CTRL)
    hands.write("capture")
    hands.press(Qt.Key.Key_Return)
    assert running.window.rail.selected() == "capture"


def test_escape_closes_the_palette_and_gives_the_cursor_back(show: Show, desk: Desk) -> None:
    _running, hands = show("capture")
    hands.write("Typ")
    hands.press(Qt.Key.Key_K, CTRL)
    hands.write("nothing at all")
    hands.press(Qt.Key.Key_Escape)
    hands.write("ed")
    assert hands.text("name") == "Typed"


def test_every_shortcut_is_used_once(show: Show) -> None:
    running, hands = show()
    own = [entry.shortcut for entry in commands_of(running.window) if entry.shortcut]
    for place in PLACES:
        running.window.go(place)
        hands.rest()
        here = [entry.shortcut for entry in commands_of(running.window.here) if entry.shortcut]
        assert len(set(own + here)) == len(own + here), place


def test_what_was_typed_is_saved_when_the_window_closes(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe")
    running, hands = show()
    hands.into("company", "Acme")
    running.window.close()
    hands.rest()
    assert factories.found(desk, "Acme") == [lead.name]


def test_the_pill_says_where_the_data_are(show: Show, desk: Desk) -> None:
    running, hands = show()
    before = running.window.rail.pill.accessibleName()
    factories.lead(desk)
    hands.wait("one more change", lambda: running.window.rail.pill.accessibleName() != before)
    assert running.window.rail.pill.accessibleDescription() == "Ana Ruiz · Iberia"


def test_a_plain_form_forgets_no_field(show: Show, desk: Desk) -> None:
    running, _hands = show()
    for kind in desk.kinds:
        form = Form(running.theme, desk, running.tasks, kind)
        assert sorted(form.editors) == sorted(kind.by_name)
        form.deleteLater()
    detail = running.window.here.detail
    assert set(detail.form.editors) == set(detail.kind.by_name)


@pytest.fixture
def arabic(qapp: QApplication) -> Any:
    """The program in Arabic's direction."""
    i18n.use("ar")
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    i18n.use("en")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_layout_mirrors(arabic: None, show: Show, desk: Desk) -> None:
    factories.lead(desk, "محمد علي", email="m.ali@alnoor.example")
    running, hands = show()
    window = running.window
    assert window.rail.mapTo(window, window.rail.rect().center()).x() > window.width() / 2
    here: Any = window.here
    list_at = here.list.mapTo(window, here.list.rect().center()).x()
    detail_at = here.detail.mapTo(window, here.detail.rect().center()).x()
    assert detail_at < list_at
    mail = hands.find("email")
    assert mail.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_text_at_twice_the_size(show: Show, desk: Desk) -> None:
    factories.lead(desk)
    running, hands = show()
    for _step in range(10):
        running.window.larger()
    running, hands = show()
    assert running.theme.scale == 200
    window = running.window
    window.resize(1280, 800)
    for place in ("leads", "capture", "accounts"):
        window.go(place)
        hands.rest()
        fields = [field for field in window.here.findChildren(QLineEdit) if field.isVisible()]
        assert len(fields) > 5 or place == "accounts"
        for field in fields:
            left = field.mapTo(window, QPoint(0, 0)).x()
            assert left + field.width() <= window.width(), (place, field.objectName())
            assert field.width() > 200, (place, field.objectName())
