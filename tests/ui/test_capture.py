"""Capture: nothing that was typed or read gets lost, and the next visitor is one key away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent
from tests import factories

from salesdesk.demo import badges
from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.store.errors import DiskFull
from salesdesk.store.listing import Query
from salesdesk.ui.capture.camera import lacking

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{0}\r\nORG:Acme\r\nEMAIL:{1}@acme.example\r\nEND:VCARD\r\n"


def leads(desk: Desk) -> list[Lead]:
    """The leads, newest first."""
    return [lead for lead in desk.records(Query(desk.kinds["lead"]), 100) if isinstance(lead, Lead)]


def save(hands: Hands) -> None:
    """Save and next."""
    hands.press(Qt.Key.Key_Return, CTRL)


def test_two_words_and_the_next(show: Show, desk: Desk) -> None:
    _running, hands = show("capture")
    hands.write("Zoë Ångström")
    hands.into("company", "Ægir Marine AS")
    hands.press(Qt.Key.Key_F1)
    save(hands)
    (lead,) = leads(desk)
    assert (lead.name, lead.company, lead.rating, lead.status) == ("Zoë Ångström", "Ægir Marine AS", "hot", "new")
    assert hands.text("name") == ""
    assert hands.text("state").startswith("Saved on this laptop")
    hands.write("李小龍")  # the cursor stands in the name again
    save(hands)
    assert [lead.name for lead in leads(desk)] == ["李小龍", "Zoë Ångström"]


def test_an_empty_form_saves_nothing(show: Show, desk: Desk) -> None:
    _running, hands = show("capture")
    save(hands)
    assert leads(desk) == []


def test_every_key_survives_a_crash(show: Show) -> None:
    _running, hands = show("capture")
    hands.write("Half a na")
    hands.press(Qt.Key.Key_F2)
    hands.into("notes", "Sample by air\nbefore March")
    running, hands = show("capture")
    assert hands.text("name") == "Half a na"
    assert hands.text("notes") == "Sample by air\nbefore March"
    assert running.window.here.ratings["warm"].isChecked()
    hands.write("me")
    save(hands)
    assert [lead.name for lead in leads(running.desk)] == ["Half a name"]
    running, hands = show("capture")
    assert hands.text("name") == ""


def test_a_rating_key_gives_and_takes(show: Show) -> None:
    running, hands = show("capture")
    hands.press(Qt.Key.Key_F3)
    assert running.window.here.visitor.typed["rating"] == "cold"
    hands.press(Qt.Key.Key_F1)
    assert running.window.here.visitor.typed["rating"] == "hot"
    hands.press(Qt.Key.Key_F1)
    assert running.window.here.visitor.typed["rating"] == ""


def test_a_badge_fills_what_is_empty_and_keeps_what_was_typed(show: Show, desk: Desk, tmp_path: Path) -> None:
    running, hands = show("capture")
    hands.write("Inga")
    hands.drop([str(badges.draw(badges.VCARD, tmp_path))], running.window.here.badge)
    hands.wait("the badge", lambda: hands.text("company") == "Nordlys Offshore AS")
    assert hands.text("name") == "Inga"
    assert "Name: Ingrid Sørensen" in hands.text("notes")
    assert hands.text("country") == "Norway"
    assert hands.text("source") == "QR · vCard"
    save(hands)
    (lead,) = leads(desk)
    assert (lead.name, lead.country, lead.city, lead.mobile) == ("Inga", "NO", "Stavanger", "+47 912 34 567")
    kept = desk.store.files.get(lead.picture)
    assert kept is not None
    assert kept[0].startswith(b"\x89PNG")


def test_an_unknown_code_is_kept_with_its_picture(show: Show, desk: Desk, tmp_path: Path) -> None:
    running, hands = show("capture")
    hands.drop([str(badges.draw(badges.UNKNOWN, tmp_path))], running.window.here.badge)
    hands.wait("the code", lambda: not running.window.here.visitor.empty())
    save(hands)
    (lead,) = leads(desk)
    assert lead.raw == badges.UNKNOWN.code
    assert lead.picture


def test_a_badge_that_was_read_survives_a_crash(show: Show, tmp_path: Path) -> None:
    running, hands = show("capture")
    hands.drop([str(badges.draw(badges.VCARD, tmp_path))], running.window.here.badge)
    hands.wait("the badge", lambda: hands.text("name") == "Ingrid Sørensen")
    running, hands = show("capture")
    save(hands)
    (lead,) = leads(running.desk)
    assert (lead.name, lead.postcode) == ("Ingrid Sørensen", "4005")
    assert lead.picture


@pytest.mark.qt_log_level_fail("CRITICAL")
def test_a_scanner_types_into_the_scan_line(show: Show, desk: Desk) -> None:
    _running, hands = show("capture")
    hands.press(Qt.Key.Key_B, CTRL)
    hands.write("MECARD:N:Kim,Seoyeon;TEL:+82212345678;;")
    hands.press(Qt.Key.Key_Return)
    hands.wait("the phone", lambda: hands.text("phone") == "+82212345678")
    save(hands)
    assert leads(desk)[0].name == "Seoyeon Kim"


def test_a_contact_is_pasted(show: Show, desk: Desk) -> None:
    _running, hands = show("capture")
    QGuiApplication.clipboard().setText(CARD.format("Ana Gómez", "ana"))
    hands.press(Qt.Key.Key_V, CTRL | Qt.KeyboardModifier.ShiftModifier)
    hands.wait("the name", lambda: hands.text("name") == "Ana Gómez")
    assert hands.text("email") == "ana@acme.example"


def test_what_a_field_cannot_take_goes_to_the_notes(show: Show, desk: Desk) -> None:
    _running, hands = show("capture")
    hands.write("Someone")
    hands.into("country", "Xanadu")
    save(hands)
    (lead,) = leads(desk)
    assert lead.country == ""
    assert "Country: Xanadu" in lead.notes


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n broken", bytes(range(256)) * 40])
def test_an_unreadable_file_says_one_sentence_and_loses_nothing(show: Show, tmp_path: Path, content: bytes) -> None:
    running, hands = show("capture")
    hands.write("Typed before")
    file = tmp_path / "badge.png"
    file.write_bytes(content)
    hands.drop([str(file)], running.window.here.badge)
    hands.wait("the notice", lambda: running.window.here.notice.isVisible())
    assert hands.text("name") == "Typed before"
    assert running.window.here.notice.accessibleName().startswith("Not read")


def test_a_file_of_many_contacts_becomes_leads_in_one_action(show: Show, desk: Desk, tmp_path: Path) -> None:
    running, hands = show("capture")
    file = tmp_path / "cards.vcf"
    file.write_text("".join(CARD.format(f"Person {n}", f"p{n}") for n in range(3)))
    hands.drop([str(file)], running.window.here.badge)
    hands.wait("the offer", lambda: running.window.here.notice.isVisible())
    running.window.here.notice.acted.emit()
    hands.wait("three leads", lambda: len(leads(desk)) == 3)
    desk.undo()
    assert leads(desk) == []


def test_a_visitor_that_could_not_be_saved_comes_back(show: Show, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    running, hands = show("capture")
    hands.write("Precious")

    def full(*_args: object, **_words: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(desk.store.door, "save", full)
        save(hands)
    assert hands.text("name") == "Precious"
    assert "disk is full" in running.window.here.notice.accessibleName()
    save(hands)
    assert [lead.name for lead in leads(desk)] == ["Precious"]


def test_the_fair_is_chosen_once(show: Show, desk: Desk) -> None:
    fair = factories.fair(desk, hall="11", booth="C42")
    running, hands = show("capture")
    box = running.window.here.fairs
    box.setCurrentIndex(box.findData(fair.id))
    box.activated.emit(box.currentIndex())
    hands.rest()
    running, hands = show("capture")
    assert hands.text("fair_title") == "Medica 2026"
    hands.write("Visitor")
    save(hands)
    assert leads(running.desk)[0].fair == fair.id


def test_undo_takes_the_last_visitor_back(show: Show, desk: Desk) -> None:
    _running, hands = show("capture")
    hands.write("Twice")
    save(hands)
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.wait("no lead", lambda: leads(desk) == [])
    hands.press(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    hands.wait("the lead again", lambda: [lead.name for lead in leads(desk)] == ["Twice"])


@pytest.mark.qt_log_level_fail("CRITICAL")  # QtMultimedia warns of each way of acceleration that it does without
def test_a_badge_held_before_the_camera(show: Show, desk: Desk, tmp_path: Path) -> None:
    multimedia = pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError)
    running, hands = show("capture")
    screen = running.window.here

    class Film:
        """A camera's switch, without a camera."""

        def stop(self) -> None:
            """Nothing to stop."""

    screen.intake.camera._parts = (Film(),)  # noqa: SLF001
    for picture in (QImage(640, 480, QImage.Format.Format_RGB32), QImage(str(badges.draw(badges.VCARD, tmp_path)))):
        screen.intake.camera.take(multimedia.QVideoFrame(picture))
        hands.rest()
    hands.wait("the badge", lambda: hands.text("name") == "Ingrid Sørensen")
    assert not screen.intake.camera.on


@pytest.mark.qt_log_level_fail("CRITICAL")
def test_without_a_camera_a_sentence_says_so_and_a_scanner_works(show: Show) -> None:
    running, hands = show("capture")
    hands.press(Qt.Key.Key_B, CTRL)
    assert "camera" in running.window.here.notice.accessibleName()
    assert running.window.here.scan_line.hasFocus()


def test_a_camera_that_lacks_a_library_names_it() -> None:
    assert "libpulse" in lacking("libpulse.so.0: cannot open shared object file")


def test_contacts_of_a_file_leave_the_visitor_being_typed_alone(show: Show, desk: Desk, tmp_path: Path) -> None:
    running, hands = show("capture")
    hands.write("Being typed")
    file = tmp_path / "cards.vcf"
    file.write_text("".join(CARD.format(f"Person {n}", f"p{n}") for n in range(2)))
    hands.drop([str(file)], running.window.here.badge)
    hands.wait("the offer", lambda: running.window.here.notice.isVisible())
    running.window.here.notice.acted.emit()
    hands.wait("two leads", lambda: len(leads(desk)) == 2)
    assert hands.text("name") == "Being typed"


def test_keys_typed_while_a_save_is_under_way_are_kept(show: Show, desk: Desk) -> None:
    running, hands = show("capture")
    gate = threading.Event()
    running.tasks.write(gate.wait)
    for text, last in (("Anna", False), ("Bert", True)):
        for character in text:
            event = QInputMethodEvent()
            event.setCommitString(character)
            QCoreApplication.sendEvent(hands.find("name"), event)
        if not last:
            running.window.here.save_and_next()
    gate.set()
    hands.rest()
    assert [lead.name for lead in leads(desk)] == ["Anna"]
    draft = desk.store.drafts.get("capture")
    assert draft is not None
    assert draft.texts["typed"]["name"] == "Bert"


def test_visitors_that_could_not_be_saved_wait_until_they_are(
    show: Show, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, hands = show("capture")

    def refuse(*_args: object, **_words: object) -> None:
        raise DiskFull

    hands.write("Carl")
    gate = threading.Event()
    running.tasks.write(gate.wait)
    monkeypatch.setattr(desk.store.door, "save", refuse)
    running.window.here.save_and_next()
    event = QInputMethodEvent()
    event.setCommitString("Dora")
    QCoreApplication.sendEvent(hands.find("name"), event)
    gate.set()
    hands.wait("the offer", lambda: running.window.here.notice.isVisible())
    monkeypatch.undo()
    running.window.here.notice.acted.emit()
    hands.wait("Carl on the screen", lambda: hands.text("name") == "Carl")
    save(hands)
    hands.wait("Dora offered", lambda: running.window.here.notice.isVisible())
    running, hands = show("capture")
    running.window.here.notice.acted.emit()
    hands.wait("Dora on the screen", lambda: hands.text("name") == "Dora")
    save(hands)
    assert sorted(lead.name for lead in leads(running.desk)) == ["Carl", "Dora"]


def test_a_badge_read_after_its_visitor_was_saved_goes_to_that_lead(show: Show, desk: Desk) -> None:
    running, hands = show("capture")
    gate = threading.Event()
    running.tasks.work(gate.wait, lambda _done: None)
    QGuiApplication.clipboard().setText(CARD.format("Zoe", "zoe"))
    running.window.here.paste()
    event = QInputMethodEvent()
    event.setCommitString("Zoe from Acme")
    QCoreApplication.sendEvent(hands.find("name"), event)
    running.window.here.save_and_next()
    gate.set()
    hands.wait("her address", lambda: [lead.email for lead in leads(desk)] == ["zoe@acme.example"])
    assert hands.text("email") == ""
    assert leads(desk)[0].name == "Zoe from Acme"


def test_a_second_picture_is_refused_in_words(show: Show, tmp_path: Path) -> None:
    running, hands = show("capture")
    hands.drop([str(badges.draw(badges.VCARD, tmp_path))], running.window.here.badge)
    hands.wait("the badge", lambda: hands.text("name") == "Ingrid Sørensen")
    hands.drop([str(badges.draw(badges.UNKNOWN, tmp_path))], running.window.here.badge)
    hands.wait("the sentence", lambda: running.window.here.notice.isVisible())
    assert "Code as read: " + badges.UNKNOWN.code in running.window.here.visitor.typed["notes"] or (
        running.window.here.visitor.read["raw"] == badges.UNKNOWN.code
    )
