"""Leads: found, edited where they stand, never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from tests import factories

from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.store.bulk import New
from salesdesk.store.errors import DiskFull
from salesdesk.store.listing import Query
from salesdesk.ui.unfinished import unfinished

CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[..., Any]


def rows(running: Any) -> list[str]:
    """The titles in the list."""
    model = running.window.here.list.model
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


def open_lead(running: Any, hands: Hands, lead: Lead) -> None:
    """Shows a lead beside the list."""
    running.window.open("lead", lead.id)
    hands.wait("the lead", lambda: hands.text("heading") == lead.name)


def stored(desk: Desk, lead: Lead) -> Lead:
    """The lead as it stands in the store."""
    found = desk.get("lead", lead.id)
    assert isinstance(found, Lead)
    return found


def test_the_newest_stand_first_and_one_is_open(show: Show, desk: Desk) -> None:
    factories.lead(desk, "First")
    factories.lead(desk, "Second", company="Acme")
    running, hands = show()
    assert rows(running) == ["Second", "First"]
    assert hands.text("heading") == "Second"


def test_an_empty_list_says_what_to_do(show: Show) -> None:
    running, _hands = show()
    assert running.window.here.list.empty.isVisible()


def test_search_as_she_types(show: Show, desk: Desk) -> None:
    factories.lead(desk, "東方上海機械")
    factories.lead(desk, "Jürgen Groß")
    running, hands = show()
    hands.press(Qt.Key.Key_F, CTRL)
    hands.write("上海")
    hands.wait("the Chinese lead", lambda: rows(running) == ["東方上海機械"])
    running.window.here.list.search.clear()
    hands.write("gross")
    hands.wait("the German lead", lambda: rows(running) == ["Jürgen Groß"])
    hands.write("xyz")
    hands.wait("nothing", lambda: rows(running) == [])
    assert running.window.here.list.empty.isVisible()


def test_return_opens_the_first_that_is_found_when_another_was_open(show: Show, desk: Desk) -> None:
    for name in ("Wang Fang", "Jane Doe", "Ottmar"):
        factories.lead(desk, name)
    _running, hands = show()
    hands.wait("the newest", lambda: hands.text("heading") == "Ottmar")
    hands.press(Qt.Key.Key_F, CTRL)
    hands.write("fang")
    hands.rest()
    assert hands.text("heading") == "Ottmar"
    hands.press(Qt.Key.Key_Return)
    hands.wait("the one that was found", lambda: hands.text("heading") == "Wang Fang")


def test_filters_by_rating_and_fair_together(show: Show, desk: Desk) -> None:
    fair = factories.fair(desk)
    factories.lead(desk, "Hot there", rating="hot", fair=fair.id)
    factories.lead(desk, "Cold there", rating="cold", fair=fair.id)
    factories.lead(desk, "Hot elsewhere", rating="hot")
    running, hands = show()
    chips = {chip.text(): chip for chip in running.window.here.list.filter_chips}
    chips["Hot"].click()
    hands.wait("the hot ones", lambda: rows(running) == ["Hot elsewhere", "Hot there"])
    chips["Medica 2026"].click()
    hands.wait("the hot one of the fair", lambda: rows(running) == ["Hot there"])
    chips["Cold"].click()
    hands.wait("the cold one of the fair", lambda: rows(running) == ["Cold there"])


def test_an_edit_saves_itself_on_leaving(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe")
    running, hands = show()
    open_lead(running, hands, lead)
    hands.into("company", "Acme")
    hands.press(Qt.Key.Key_1, CTRL)
    hands.wait("saved", lambda: stored(desk, lead).company == "Acme")
    desk.undo()
    assert stored(desk, lead).company == ""


def test_an_edit_survives_a_crash_and_then_saves_itself(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe")
    running, hands = show()
    open_lead(running, hands, lead)
    hands.into("next_step", "Call on Mon")
    running, hands = show("fairs")
    assert stored(running.desk, lead).next_step == ""
    running.window.go_on(unfinished(running.desk))
    hands.wait("the draft", lambda: hands.text("next_step") == "Call on Mon")
    running.window.here.save()
    hands.wait("saved", lambda: stored(running.desk, lead).next_step == "Call on Mon")
    assert running.desk.store.drafts.all() == []


def test_what_cannot_be_read_stays_and_the_rest_is_saved(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe")
    running, hands = show()
    open_lead(running, hands, lead)
    hands.into("company", "Acme")
    hands.into("due", "next week or so")
    running.window.here.save()
    hands.wait("the company", lambda: stored(desk, lead).company == "Acme")
    assert stored(desk, lead).due is None
    editor = running.window.here.detail.form.editors["due"]
    assert "next week or so" in editor.error
    assert hands.text("due") == "next week or so"
    editor.line.clear()
    hands.into("due", "2026-12-01")
    running.window.here.save()
    hands.wait("the day", lambda: stored(desk, lead).due == date(2026, 12, 1))


def test_a_new_lead_is_made_by_its_first_word(show: Show, desk: Desk) -> None:
    running, hands = show()
    hands.press(Qt.Key.Key_N, CTRL)
    assert rows(running) == []
    hands.write("New Person")
    running.window.here.save()
    hands.wait("the new row", lambda: rows(running) == ["New Person"])
    hands.into("company", "Later")
    running.window.here.save()
    hands.wait("one lead", lambda: desk.store.lists.count(running.window.here.list.model.query) == 1)
    assert factories.found(desk, "Later") == ["New Person"]


def test_delete_and_undo(show: Show, desk: Desk) -> None:
    factories.lead(desk, "Keep")
    factories.lead(desk, "Gone")
    running, hands = show()
    running.window.here.detail.delete.emit(running.window.here.detail.editing.record.id)
    hands.wait("one row", lambda: rows(running) == ["Keep"])
    assert running.window.undo_bar.isVisible()
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.wait("two rows", lambda: rows(running) == ["Gone", "Keep"])


def test_two_quick_undos_take_two_back(show: Show, desk: Desk) -> None:
    factories.lead(desk, "First")
    factories.lead(desk, "Second")
    factories.lead(desk, "Third")
    running, hands = show()
    hands.wait("three rows", lambda: len(rows(running)) == 3)
    running.window.undo()
    running.window.undo()
    hands.wait("one row", lambda: rows(running) == ["First"])


def test_a_long_undo_says_how_far_it_is_and_can_be_stopped(
    show: Show, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = desk.kinds["lead"]
    desk.store.door.add("Import", [New(kind, desk.new_id(), {"name": f"Visitor {n}"}) for n in range(9_000)])
    running, hands = show()
    said: list[str] = []
    bar = running.window.undo_bar
    monkeypatch.setattr(bar, "setAccessibleName", said.append)
    bar.stopped.emit()  # before anything is under way: it means nothing
    running.window.undo()
    hands.wait("how far it is", lambda: any("so far" in words for words in said))
    bar.stopped.emit()
    hands.wait("the end", lambda: not running.tasks.busy)
    left = desk.store.lists.count(Query(kind))
    running.window.undo()
    hands.wait("all of it", lambda: desk.store.lists.count(Query(kind)) == 0)
    assert left in range(9_000)


@pytest.mark.parametrize(("order", "expected"), [("name", ["Ábel", "Zoe"]), ("company", ["Zoe", "Ábel"])])
def test_sorting(show: Show, desk: Desk, order: str, expected: list[str]) -> None:
    factories.lead(desk, "Zoe", company="Alpha")
    factories.lead(desk, "Ábel", company="Omega")
    running, hands = show()
    while running.window.here.list.model.query.order != order:
        running.window.here.sort()
        hands.rest()
    assert rows(running) == expected


def test_rating_by_key(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe")
    _running, hands = show()
    hands.press(Qt.Key.Key_F1)
    hands.wait("hot", lambda: stored(desk, lead).rating == "hot")


def test_a_change_from_elsewhere_is_seen_and_typing_is_not_disturbed(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe")
    running, hands = show()
    open_lead(running, hands, lead)
    desk.change(lead, {"company": "Elsewhere Ltd"})
    hands.wait("the other's company", lambda: hands.text("company") == "Elsewhere Ltd")
    hands.into("title", "Buy")
    desk.change(stored(desk, lead), {"city": "Oslo"})
    hands.rest()
    hands.write("er")
    running.window.here.save()
    hands.wait("both", lambda: (stored(desk, lead).title, stored(desk, lead).city) == ("Buyer", "Oslo"))


def full(*_args: object, **_words: object) -> None:
    """A disk without room."""
    raise DiskFull


def test_a_refused_save_is_saved_the_next_time(show: Show, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = factories.lead(desk, "Jane Doe")
    running, hands = show()
    open_lead(running, hands, lead)
    with monkeypatch.context() as patch:
        patch.setattr(desk.store.door, "save", full)
        hands.into("notes", "Precious")
        running.window.here.save()
        hands.wait("the refusal", running.window.here.detail.notice.isVisible)
    running.window.here.save()
    hands.wait("the notes", lambda: stored(desk, lead).notes == "Precious")
    assert desk.store.drafts.all() == []


def test_a_pause_does_not_move_the_cursor(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe")
    running, hands = show()
    open_lead(running, hands, lead)
    hands.into("notes", "Hello ")
    running.window.here.save()
    hands.wait("the first word", lambda: stored(desk, lead).notes == "Hello")
    hands.write("world")
    running.window.here.save()
    hands.wait("both words", lambda: stored(desk, lead).notes == "Hello world")


def test_a_new_record_is_made_once(show: Show, desk: Desk) -> None:
    running, hands = show("accounts")
    hands.press(Qt.Key.Key_N, CTRL)
    hands.write("Once")
    hands.press(Qt.Key.Key_N, CTRL)
    hands.rest()
    hands.write("Twice")
    running.window.here.save()
    hands.wait("two accounts", lambda: len(factories.titles(desk, "account")) == 2)
    assert sorted(factories.titles(desk, "account")) == ["Once", "Twice"]


def test_a_new_record_with_something_unreadable_is_made_once(show: Show, desk: Desk) -> None:
    running, hands = show("accounts")
    hands.press(Qt.Key.Key_N, CTRL)
    hands.write("Acme")
    hands.into("last_visit", "foo")
    running.window.here.save()
    hands.wait("Acme", lambda: factories.titles(desk, "account") == ["Acme"])
    assert [draft.texts for draft in desk.store.drafts.all()] == [{"last_visit": "foo"}]
    hands.press(Qt.Key.Key_N, CTRL)
    hands.rest()
    assert hands.text("name") == ""


def test_an_undo_beside_an_unreadable_field_shows_what_is_stored(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Orig")
    running, hands = show()
    open_lead(running, hands, lead)
    running.window.here.detail.form.editors["name"].line.clear()
    hands.into("name", "X")
    hands.into("due", "foo")
    running.window.here.save()
    hands.wait("the name", lambda: stored(desk, lead).name == "X")
    desk.undo()
    hands.wait("the old name", lambda: hands.text("name") == "Orig")
    assert hands.text("due") == "foo"


def test_a_day_beyond_all_days_is_said_to_be_none(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe")
    running, hands = show()
    open_lead(running, hands, lead)
    hands.into("due", "Oct 7 99999999999999999999")
    hands.into("company", "Acme")
    running.window.here.save()
    hands.wait("the rest", lambda: stored(desk, lead).company == "Acme")
    assert running.window.here.detail.form.editors["due"].error


def test_a_window_does_not_close_over_what_could_not_be_saved(
    show: Show, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, hands = show()
    hands.press(Qt.Key.Key_N, CTRL)
    monkeypatch.setattr(desk.store.door, "save", full)
    hands.write("Precious")
    running.window.close()
    hands.rest()
    assert running.window.isVisible()
    assert hands.text("name") == "Precious"
    running.window.close()
    assert not running.window.isVisible()


def test_a_new_lead_that_was_being_typed_comes_back(show: Show) -> None:
    _running, hands = show("fairs")
    hands.press(Qt.Key.Key_N, CTRL)
    hands.write("Fair of fai")
    running, hands = show("leads")
    running.window.go_on(unfinished(running.desk))
    hands.wait("the draft", lambda: hands.text("name") == "Fair of fai")
    assert running.window.rail.selected() == "fairs"


def test_line_ends_of_another_system_are_no_edit(show: Show, desk: Desk) -> None:
    lead = factories.lead(desk, "Jane Doe", raw="BEGIN:VCARD\r\nN:Doe\r\nEND:VCARD")
    running, hands = show()
    open_lead(running, hands, lead)
    hands.rest()
    assert not running.window.here.detail.editing.typing
    assert desk.store.drafts.all() == []
