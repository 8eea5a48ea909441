"""The import of files: looked at, corrected, taken in, stopped, taken back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QListView, QPushButton, QTableView, QWidget
from tests import factories
from tests.store import raw
from tests.ui.whole import unreadable

from salesdesk import i18n
from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.store.listing import Query
from salesdesk.ui.importing.drop_hint import DropHint

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Show = Callable[..., Any]
Importing = Callable[..., tuple[Any, Hands]]
HEAD = ("First Name", "Last Name", "Company", "Email", "Country")
PEOPLE = (
    ("Jane", "Doe", "Acme GmbH", "jane@acme.example", "Germany"),
    ("Aiko", "Tanaka", "Sakura K.K.", "aiko@sakura.example", "Japan"),
    ("Nemo", "", "Nautilus", "nemo@sea.example", "Atlantis"),
)


def table(folder: Path, name: str = "leads.csv", rows: Sequence[Sequence[str]] = PEOPLE, **how: Any) -> Path:
    """A table of leads as another system writes it."""
    path = folder / name
    with path.open("w", newline="", encoding=how.pop("encoding", "utf-8")) as file:
        csv.writer(file, **how).writerows([HEAD, *rows])
    return path


def many(folder: Path, count: int) -> Path:
    """A table of many leads."""
    return table(folder, rows=[(f"N{i}", "Doe", "Acme", f"n{i}@acme.example", "Japan") for i in range(count)])


@pytest.fixture
def importing(show: Show) -> Importing:
    """The window with files that were handed over to it."""

    def begin(*paths: Path) -> tuple[Any, Hands]:
        running, hands = show()
        running.window.importing.take(list(paths))
        hands.rest()
        return running, hands

    return begin


def choice(hands: Hands, name: str) -> QComboBox:
    """A combo box in sight."""
    found = hands.find(name)
    assert isinstance(found, QComboBox)
    return found


def choose(hands: Hands, name: str, label: str) -> None:
    """Chooses by the keyboard, as the label begins."""
    box = choice(hands, name)
    box.setFocus()
    row = box.findText(label)
    assert row >= 0, [box.itemText(n) for n in range(box.count())]
    while box.currentIndex() != row:
        hands.press(Qt.Key.Key_Down if box.currentIndex() < row else Qt.Key.Key_Up)


def refused(hands: Hands) -> list[str]:
    """The rows that are told to be skipped, as a screen reader says them."""
    view = hands.find("refused")
    assert isinstance(view, QListView)
    model = view.model()
    return [str(model.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for n in range(model.rowCount())]


def figures(running: Any) -> dict[str, str]:
    """What the cards of the result say."""
    cards = [x for x in running.window.findChildren(QWidget) if x.objectName().startswith("count-") and x.isVisible()]
    return {card.objectName().removeprefix("count-"): card.accessibleName().rpartition(": ")[2] for card in cards}


def leads(desk: Desk) -> list[str]:
    """The names of all leads, in order of the alphabet."""
    return sorted(factories.titles(desk))


# --- what a file holds, and corrections ---------------------------------------------------------


def test_what_a_file_holds_is_shown_before_anything_is_written(
    importing: Importing, desk: Desk, tmp_path: Path
) -> None:
    _running, hands = importing(table(tmp_path))
    assert hands.text("heading") == "leads.csv"
    assert choice(hands, "file-kind").currentText() == "Leads"
    assert choice(hands, "file-encoding").currentText() == "Unicode (UTF-8)"
    assert choice(hands, "file-delimiter").currentText() == "Comma"
    assert [choice(hands, f"column-{n}").currentText() for n in (1, 2, 3, 4)] == ["Name", "Name", "Company", "E-mail"]
    assert "Email" in choice(hands, "column-4").accessibleName()
    preview = hands.find("preview")
    assert isinstance(preview, QTableView)
    assert preview.model().index(1, 2).data() == "Sakura K.K."
    assert refused(hands) == ["Row 4, Country: no country is called “Atlantis”."]
    assert leads(desk) == []


def test_what_she_corrects_is_what_is_taken_in(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    _running, hands = importing(table(tmp_path))
    choose(hands, "column-5", "Leave out")
    assert choice(hands, "column-5").hasFocus()
    choose(hands, "column-3", "City")
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.rest()
    [nemo] = [x for x in desk.records(Query(desk.kinds["lead"])) if desk.kinds["lead"].title(x) == "Nemo"]
    assert (nemo.city, nemo.company, nemo.country) == ("Nautilus", "", "")  # type: ignore[attr-defined]


def test_what_she_said_of_a_source_is_remembered_and_marked(importing: Importing, tmp_path: Path) -> None:
    running, hands = importing(table(tmp_path))
    choose(hands, "column-3", "City")
    hands.click("go")
    hands.press(Qt.Key.Key_Escape)
    running.window.importing.take([table(tmp_path, "leads of May.csv", PEOPLE[:1])])
    hands.rest()
    assert choice(hands, "column-3").currentText() == "City"
    assert "before" in choice(hands, "column-3").accessibleDescription()
    assert "before" not in choice(hands, "column-4").accessibleDescription()
    assert "last time" in hands.find("preview-notice").accessibleName()


def test_encoding_delimiter_first_row_and_kind_are_read_again(importing: Importing, tmp_path: Path) -> None:
    rows = [("Zoë", "Dvořák", "Škoda", "zoe@skoda.example", "Japan")]
    running, hands = importing(table(tmp_path, rows=rows, encoding="cp1250", delimiter=";"))
    choose(hands, "file-encoding", "Central European (Windows-1250)")
    preview = running.window.findChild(QTableView, "preview")
    assert preview.model().index(0, 1).data() == "Dvořák"
    choose(hands, "file-header", "is a record already")
    assert preview.model().rowCount() == 2
    choose(hands, "file-kind", "Accounts")
    assert choice(hands, "file-kind").currentText() == "Accounts"
    choose(hands, "file-delimiter", "Tab")
    assert preview.model().columnCount() == 1


def test_the_keyboard_goes_along_the_columns(importing: Importing, tmp_path: Path) -> None:
    running, hands = importing(table(tmp_path))
    hands.find("file-header").setFocus()
    hands.press(Qt.Key.Key_Tab)
    assert running.window.focusWidget().objectName() == "column-1"
    hands.press(Qt.Key.Key_Right)
    assert running.window.focusWidget().objectName() == "column-2"
    for _column in range(4):
        hands.press(Qt.Key.Key_Tab)
    assert running.window.focusWidget().objectName() == "preview"


def test_thousands_of_columns_make_no_thousands_of_fields(importing: Importing, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["Name", "Email", *(f"C{n}" for n in range(1998))], ["Ann", "a@b.example"]])
    running, hands = importing(path)
    choose(hands, "file-kind", "Leads")
    assert len(running.window.findChildren(QComboBox)) < 60
    preview = running.window.findChild(QTableView, "preview")
    preview.horizontalScrollBar().setValue(preview.horizontalScrollBar().maximum())
    hands.rest()
    choose(hands, "column-2000", "City")
    assert "C1997" in choice(hands, "column-2000").accessibleName()


def test_a_cell_of_a_megabyte_is_shown_by_its_beginning(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    _running, hands = importing(table(tmp_path, rows=[("Jane", "Doe", "long " * 200_000, "j@x.example", "Japan")]))
    preview = hands.find("preview")
    assert isinstance(preview, QTableView)
    assert len(preview.model().index(0, 2).data()) < 200


# --- taking in ----------------------------------------------------------------------------------


def test_the_result_says_how_many_and_undo_takes_all_back(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    factories.lead(desk, "Jane Doe", email="jane@acme.example")
    running, hands = importing(table(tmp_path))
    hands.click("go")
    assert figures(running) == {"added": "1", "updated": "1", "skipped": "1"}
    assert refused(hands) == ["Row 4, Country: no country is called “Atlantis”."]
    assert leads(desk) == ["Aiko Tanaka", "Jane Doe"]
    hands.click("undo-import")
    hands.wait("taken back", lambda: "Taken back" in hands.find("result").accessibleName())
    assert leads(desk) == ["Jane Doe"]
    assert factories.wrong(desk) == {}


def test_ctrl_z_takes_an_import_back_and_the_page_knows(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    _running, hands = importing(table(tmp_path))
    hands.click("go")
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.wait("taken back", lambda: "Taken back" in hands.find("result").accessibleName())
    assert leads(desk) == []


def test_show_them_leads_to_the_list(importing: Importing, tmp_path: Path) -> None:
    running, hands = importing(table(tmp_path))
    running.window.go("accounts")
    hands.press(Qt.Key.Key_I, CTRL | SHIFT)
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.click("go")
    assert running.window.rail.selected() == "leads"
    model = running.window.here.list.model
    hands.wait("the new leads", lambda: model.rowCount() == 2)


def test_accounts_that_rows_name_are_counted(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    running, hands = importing(table(tmp_path))
    choose(hands, "file-kind", "Contacts")
    hands.click("go")
    assert figures(running) == {"added": "2", "linked": "2", "skipped": "1"}
    assert sorted(factories.titles(desk, "account")) == ["Acme GmbH", "Sakura K.K."]


def test_the_skipped_rows_are_saved_to_be_corrected(
    importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _running, hands = importing(table(tmp_path))
    hands.click("go")
    to = tmp_path / "skipped.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(to), ""))
    hands.click("save-skipped")
    hands.wait("it says so", lambda: "skipped.csv" in hands.find("result").accessibleName())
    with to.open(encoding="utf-8-sig", newline="") as file:
        _head, row = csv.reader(file)
    assert row[:5] == list(PEOPLE[2])
    assert "Atlantis" in row[5]


def test_stopped_it_keeps_what_is_safe_as_one_action(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    running, hands = importing(many(tmp_path, 30_000))
    QTest.mouseClick(hands.find("go"), Qt.MouseButton.LeftButton)
    strip = hands.find("progress")
    while "safe" not in strip.accessibleName():
        QTest.qWait(2)
    [cancel] = strip.findChildren(QPushButton)
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    hands.rest()
    said = hands.find("result").accessibleName()
    count = desk.store.lists.count(Query(desk.kinds["lead"]))
    assert 0 < count < 30_000
    assert i18n.number(count) in said
    assert "Stopped" in said
    hands.click("undo-import")
    hands.wait("taken back", lambda: "Taken back" in hands.find("result").accessibleName())
    assert desk.store.lists.count(Query(desk.kinds["lead"])) == 0
    assert running.window.here.isVisible()


def test_it_goes_on_while_she_is_elsewhere_and_says_when_it_is_done(
    importing: Importing, desk: Desk, profile: Path, tmp_path: Path
) -> None:
    running, hands = importing(many(tmp_path, 12_000))
    QTest.mouseClick(hands.find("go"), Qt.MouseButton.LeftButton)
    QTest.keyClick(running.window, Qt.Key.Key_2, CTRL)
    assert running.window.here.objectName() != "import"
    hands.wait("the sentence", lambda: "12,000" in running.window.undo_bar.accessibleName())
    hands.wait(
        "the count in the list", lambda: "12,000" in {x.text() for x in running.window.here.findChildren(QLabel)}
    )
    assert desk.store.lists.count(Query(desk.kinds["lead"])) == 12_000
    hands.rest()
    # The index in two pieces would be joined within one of the next saves.
    assert raw.rows(profile, "SELECT count(DISTINCT segid) FROM lead_words_idx") == [(1,)]


def test_the_window_stays_for_a_file_until_it_is_closed_again(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    running, hands = importing(many(tmp_path, 30_000))
    QTest.mouseClick(hands.find("go"), Qt.MouseButton.LeftButton)
    running.window.close()
    assert running.window.isVisible()
    assert "again" in running.window.undo_bar.accessibleName()
    running.window.close()
    running.close()
    assert not running.window.isVisible()


# --- files that are none ------------------------------------------------------------------------


def empty(folder: Path) -> Path:
    """A file without contents."""
    path = folder / "empty.csv"
    path.write_bytes(b"")
    return path


def picture(folder: Path) -> Path:
    """A file that is no table."""
    path = folder / "badge.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    return path


def lying(folder: Path) -> Path:
    """A picture that calls itself a table."""
    return picture(folder).rename(folder / "badge.csv")


def folder_of(folder: Path) -> Path:
    """A folder."""
    path = folder / "folder.csv"
    path.mkdir()
    return path


def gone(folder: Path) -> Path:
    """A file that is not there."""
    return folder / "gone.csv"


@pytest.mark.parametrize(
    ("make", "why"),
    [(empty, "nothing"), (picture, ".png"), (lying, "text"), (folder_of, "directory"), (gone, "no longer")],
)
def test_what_is_no_table_is_refused_in_one_sentence(
    importing: Importing, tmp_path: Path, make: Callable[[Path], Path], why: str
) -> None:
    running, hands = importing(make(tmp_path))
    said = [x.text() for x in running.window.here.findChildren(QLabel) if x.isVisible()]
    assert any(why in words for words in said), said
    hands.press(Qt.Key.Key_Escape)
    assert running.window.here.objectName() != "import"


def test_a_file_that_was_changed_is_shown_again(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    running, hands = importing(table(tmp_path))
    table(tmp_path, rows=[*PEOPLE, ("Ann", "New", "Acme", "ann@acme.example", "Japan")])
    hands.click("go")
    hands.rest()
    assert "changed" in hands.find("preview-notice").accessibleName()
    assert leads(desk) == []
    hands.click("go")
    assert figures(running)["added"] == "3"


def test_a_file_that_vanished_is_told(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    _running, hands = importing(table(tmp_path))
    (tmp_path / "leads.csv").unlink()
    hands.click("go")
    assert "no longer" in hands.find("result").accessibleName()
    assert leads(desk) == []


# --- several, chosen and dropped ----------------------------------------------------------------


def test_several_files_come_one_after_the_other(importing: Importing, desk: Desk, tmp_path: Path) -> None:
    other = table(tmp_path, "more leads.csv", [("Ann", "New", "Acme", "ann@acme.example", "Japan")])
    running, hands = importing(table(tmp_path), picture(tmp_path), other)
    assert "2 more files wait" in [x.text() for x in running.window.here.findChildren(QLabel)]
    hands.click("go")
    hands.click("go")
    assert hands.text("heading") == "badge.png"
    hands.click("go")
    assert hands.text("heading") == "more leads.csv"
    hands.click("go")
    assert leads(desk) == ["Aiko Tanaka", "Ann New", "Jane Doe"]


def test_a_file_is_chosen_by_the_palette(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _running, hands = show()
    path = str(table(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_words: ([path], ""))
    hands.press(Qt.Key.Key_K, CTRL)
    hands.write("import a file")
    hands.press(Qt.Key.Key_Return)
    assert hands.text("heading") == "leads.csv"


def test_an_empty_list_offers_to_import(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _running, hands = show()
    path = str(table(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_words: ([path], ""))
    hands.click("import-first")
    assert hands.text("heading") == "leads.csv"


def dragged(path: Path) -> QMimeData:
    """A file as another program drags it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def drag(window: QWidget, mime: QMimeData, at: QPoint) -> None:
    """Drags over the window as the system tells it."""
    event = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NONE)
    QCoreApplication.sendEvent(window.windowHandle(), event)


def drop(window: QWidget, mime: QMimeData, at: QPoint) -> None:
    """Drops what was dragged."""
    event = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NONE)
    QCoreApplication.sendEvent(window.windowHandle(), event)


def test_a_file_is_dropped_even_on_a_field(show: Show, desk: Desk, tmp_path: Path) -> None:
    factories.lead(desk)
    running, hands = show()
    window, mime = running.window, dragged(table(tmp_path))
    field = hands.find("company")
    at = field.mapTo(window, field.rect().center())
    hint = window.findChild(DropHint)
    drag(window, mime, at)
    assert hint.isVisible()
    QCoreApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())
    assert not hint.isVisible()
    drag(window, mime, at)
    drop(window, mime, at)
    hands.rest()
    assert not hint.isVisible()
    assert hands.text("heading") == "leads.csv"


def test_the_badge_of_capture_keeps_taking_cards(show: Show, tmp_path: Path) -> None:
    card = tmp_path / "jane.vcf"
    card.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Jane Doe\nEND:VCARD\n")
    running, hands = show("capture")
    window, mime = running.window, dragged(card)
    badge = window.here.badge
    at = badge.mapTo(window, badge.rect().center())
    drag(window, mime, at)
    drop(window, mime, at)
    hands.wait("the card is read", lambda: hands.text("name") == "Jane Doe")
    assert window.here.objectName() != "import"
    drag(window, mime, QPoint(400, 600))
    drop(window, mime, QPoint(400, 600))
    hands.rest()
    assert hands.text("heading") == "jane.vcf"


# --- every language and size --------------------------------------------------------------------


@pytest.mark.parametrize(("code", "scale"), [("de", 100), ("ar", 100), ("en", 200), ("de", 200)])
def test_all_words_can_be_read_to_their_end(
    importing: Importing, desk: Desk, tmp_path: Path, code: str, scale: int
) -> None:
    running, hands = importing(table(tmp_path), picture(tmp_path))
    running.theme.set_scale(scale)
    running.speak(code)
    hands.rest()
    hands.rest()
    assert hands.text("heading") == "leads.csv"
    assert list(unreadable(running.window.here)) == []
    hands.click("go")
    hands.rest()
    assert list(unreadable(running.window.here)) == []
    running.speak("en")
    hands.rest()
