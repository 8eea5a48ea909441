"""Export what she sees: the list's own rows, in its order, in the format and with the columns that she asks for."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton
from tests import factories
from tests.ui.whole import unreadable

from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.ui.exporting.panel import ExportPanel

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Show = Callable[..., Any]


@pytest.fixture
def saves(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Makes the file dialog answer with a path."""

    def to(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(path), ""))

    return to


def ask(hands: Hands) -> None:
    """Opens the panel by its key."""
    hands.press(Qt.Key.Key_E, CTRL | SHIFT)


def formats(running: Any) -> list[str]:
    """The formats on offer."""
    panel = running.window.here
    return [x.text() for x in panel.findChildren(QPushButton) if x.isVisible() and x.objectName().startswith("format.")]


def columns(hands: Hands, label: str) -> None:
    """Chooses columns."""
    box = hands.find("export-columns")
    assert isinstance(box, QComboBox)
    box.setFocus()
    while box.currentText() != label:
        before = box.currentIndex()
        hands.press(Qt.Key.Key_Down)
        assert box.currentIndex() != before, [box.itemText(n) for n in range(box.count())]


def read(path: Path) -> list[list[str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_it_writes_the_rows_of_the_list_in_its_order(
    show: Show, desk: Desk, tmp_path: Path, saves: Callable[[Path], None]
) -> None:
    fair = factories.fair(desk)
    for name, rating in (("Zoe Acme", "hot"), ("Bea Acme", "hot"), ("Ann Acme", "cold"), ("Carl Other", "hot")):
        factories.lead(desk, name, rating=rating, fair=fair.id)
    running, hands = show()
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    chips = {chip.text(): chip for chip in running.window.here.list.filter_chips}
    chips["Hot"].click()
    hands.press(Qt.Key.Key_F, CTRL)
    hands.write("acme")
    hands.wait("two leads", lambda: running.window.here.list.model.rowCount() == 2)
    ask(hands)
    assert "2 records" in hands.text("export-said")
    saves(tmp_path / "hot")
    hands.click("export-go")
    head, *rows = read(tmp_path / "hot.csv")
    assert head[:2] == ["Name", "Company"]
    assert [row[0] for row in rows] == ["Bea Acme", "Zoe Acme"]
    assert "2 records are in hot.csv" in hands.find("export-notice").accessibleName()


def test_the_selected_rows_alone_are_written(
    show: Show, desk: Desk, tmp_path: Path, saves: Callable[[Path], None]
) -> None:
    for name in ("Ann", "Bea", "Carl"):
        factories.lead(desk, name)
    running, hands = show()
    hands.press(Qt.Key.Key_Down, SHIFT)
    hands.wait("two are selected", lambda: running.window.here.list.selection.count == 2)
    hands.click("export-selected")
    assert "2 records" in hands.text("export-said")
    saves(tmp_path / "two.csv")
    hands.click("export-go")
    assert [row[0] for row in read(tmp_path / "two.csv")[1:]] == ["Carl", "Bea"]
    hands.press(Qt.Key.Key_Escape)
    hands.find("records").setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    hands.wait("all are selected", lambda: running.window.here.list.selection.all)
    ask(hands)
    saves(tmp_path / "all.csv")
    hands.click("export-go")
    assert len(read(tmp_path / "all.csv")) == 4


def test_all_fields_and_other_formats(show: Show, desk: Desk, tmp_path: Path, saves: Callable[[Path], None]) -> None:
    factories.lead(desk, "Jane Doe", company="Acme", notes="Wants a quote")
    _running, hands = show()
    ask(hands)
    columns(hands, "All that the desk knows")
    saves(tmp_path / "all.csv")
    hands.click("export-go")
    head, row = read(tmp_path / "all.csv")
    assert dict(zip(head, row, strict=True))["notes"] == "Wants a quote"
    hands.click("format.json")
    saves(tmp_path / "all.json")
    hands.click("export-go")
    assert [x["name"] for x in json.loads((tmp_path / "all.json").read_text())] == ["Jane Doe"]


@pytest.mark.parametrize(
    ("place", "also"), [("leads", "vCard"), ("accounts", "JSON"), ("fairs", "iCalendar"), ("trips", "JSON")]
)
def test_every_list_offers_the_formats_of_its_kind(show: Show, desk: Desk, place: str, also: str) -> None:
    factories.fair(desk)
    factories.trip(desk)
    factories.account(desk)
    running, hands = show(place)
    hands.click("export-here")
    assert {"CSV table", "Excel workbook", also} <= set(formats(running))
    assert ("vCard" in formats(running)) == (place in ("leads", "accounts"))
    hands.press(Qt.Key.Key_Escape)
    assert formats(running) == []


def test_stopped_it_leaves_no_file(show: Show, desk: Desk, tmp_path: Path, saves: Callable[[Path], None]) -> None:
    desk.add_many("Many", [Lead(id=desk.new_id(), name=f"N{n}") for n in range(4_000)])
    running, hands = show()
    ask(hands)
    saves(tmp_path / "many.xlsx")
    QTest.mouseClick(hands.find("format.xlsx"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(hands.find("export-go"), Qt.MouseButton.LeftButton)
    [cancel] = [x for x in running.window.here.findChildren(QPushButton) if x.text() == "Cancel" and x.isVisible()]
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    hands.rest()
    assert "Nothing was written" in hands.find("export-notice").accessibleName()
    assert not list(tmp_path.glob("*many*"))


def test_a_place_where_nothing_can_be_written_is_told(
    show: Show, desk: Desk, tmp_path: Path, saves: Callable[[Path], None]
) -> None:
    factories.lead(desk)
    _running, hands = show()
    ask(hands)
    saves(tmp_path / "nowhere" / "leads.csv")
    hands.click("export-go")
    assert hands.find("export-notice").accessibleName().startswith("Not written")


def test_the_keyboard_alone_exports(show: Show, desk: Desk, tmp_path: Path, saves: Callable[[Path], None]) -> None:
    factories.lead(desk, "Jane Doe")
    running, hands = show()
    saves(tmp_path / "jane.csv")
    ask(hands)
    for _part in range(12):
        if running.window.focusWidget().objectName() == "export-go":
            break
        hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return)
    assert len(read(tmp_path / "jane.csv")) == 2


def test_a_calendar_tells_of_trips_without_a_day(
    show: Show, desk: Desk, tmp_path: Path, saves: Callable[[Path], None]
) -> None:
    factories.trip(desk)
    factories.trip(desk, title="Some day", depart=None)
    _running, hands = show("trips")
    ask(hands)
    hands.click("format.ics")
    saves(tmp_path / "trips.ics")
    hands.click("export-go")
    said = hands.find("export-notice").accessibleName()
    assert "1 record is in trips.ics" in said.replace("\u2068", "").replace("\u2069", "")
    assert "1 was held back: it is deleted or has no day." in said


@pytest.mark.parametrize(("code", "scale"), [("de", 100), ("ar", 100), ("de", 200)])
def test_all_words_can_be_read_to_their_end(
    show: Show, desk: Desk, tmp_path: Path, saves: Callable[[Path], None], code: str, scale: int
) -> None:
    factories.lead(desk)
    running, hands = show()
    running.theme.set_scale(scale)
    running.speak(code)
    hands.rest()
    ask(hands)
    saves(tmp_path / "leads.csv")
    hands.click("export-go")
    panel = running.window.here.findChild(ExportPanel)
    assert list(unreadable(panel)) == []
    running.speak("en")
    hands.rest()
