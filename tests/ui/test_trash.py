"""The trash: what was deleted by whom and when, found by kind and words, and brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from tests import factories
from tests.ui import shared
from tests.ui.test_sync_panel import plain, rows, said
from tests.ui.whole import unreadable

from salesdesk.desk.desk import Desk
from salesdesk.desk.many import restore_many
from salesdesk.domain.record import Record, kind_of
from salesdesk.store.facts import CLOCK_AHEAD
from salesdesk.store.listing import Query
from salesdesk.store.pulls import Arrived
from salesdesk.ui.widgets.row_role import RowRole

Show = Callable[..., Any]


def opened(show: Show) -> tuple[Any, Any, Any]:
    """The window with the trash open."""
    running, hands = show()
    running.window.show_trash()
    hands.rest()
    return running, hands, hands.find("trash")


def titles(hands: Any) -> list[str]:
    """What the rows are called."""
    return [title for title, _below in rows(hands, "trash-rows")]


def thrown_by_a_colleague(desk: Desk, seq: int, record: Record, days_ago: float = 1, by: str = "") -> None:
    """A round brings that a colleague deleted a record that all know."""
    kind = kind_of(type(record))
    shared.pull(desk, seq - 1, record)
    wired = kind.wire(record)
    row = shared.Row(
        kind.name, wired.pop("id"), seq, wired, whole=True, deleted=shared.micro(24 * days_ago), scopes=[0], by=by
    )
    desk.store.pulls.apply(Arrived(seq - 1, seq, shared.micro(), ["own"], [row]))


def test_what_was_deleted_is_listed_newest_first_and_comes_back(show: Show, desk: Desk) -> None:
    trip = factories.trip(desk)
    expense = factories.expense(desk, trip)
    lead = factories.lead(desk, "Jane Doe")
    desk.delete("lead", lead.id)
    desk.delete("trip", trip.id)
    running, hands, panel = opened(show)
    assert titles(hands) == ["Tokyo", "Jane Doe"]
    assert "deleted by you" in rows(hands, "trash-rows")[1][1]
    assert "What the server knows is kept for 90 days." not in said(panel)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.wait("the trip", lambda: not desk.get("trip", trip.id).deleted)
    assert not desk.get("expense", expense.id).deleted
    hands.wait("one left", lambda: titles(hands) == ["Jane Doe"])
    hands.press(Qt.Key.Key_Escape)
    assert not running.window.findChild(type(panel), "trash").isVisible()


def test_a_row_names_who_deleted_it(show: Show, desk: Desk) -> None:
    me = desk.me
    assert me is not None
    shared.join(desk)
    shared.pull(desk, 3, me)
    ben = factories.user(desk, name="Ben Ortiz")
    shared.pull(desk, 5, ben)
    for number, (name, by) in enumerate((("Jane", ben.id), ("Joe", me.id), ("Jim", ""), ("Jil", "nobody-knows"))):
        thrown_by_a_colleague(desk, 10 * (number + 1), factories.lead(desk, name), 9 - number, by)
    _running, hands, _panel = opened(show)
    assert dict(rows(hands, "trash-rows")) == {
        "Jane": "lead · deleted by Ben Ortiz",
        "Joe": "lead · deleted by you",
        "Jim": "lead",
        "Jil": "lead · deleted by a colleague",
    }


def test_an_empty_trash_says_so(show: Show) -> None:
    _running, _hands, panel = opened(show)
    assert "Nothing was deleted." in said(panel)


def test_what_a_colleague_deleted_says_until_when_it_is_kept_and_comes_back(show: Show, desk: Desk) -> None:
    shared.join(desk)
    lead = factories.lead(desk, "Jane Doe")
    thrown_by_a_colleague(desk, 9, lead)
    old = factories.lead(desk, "Old Lead")
    thrown_by_a_colleague(desk, 19, old, 85)
    desk.store.facts.put(**{CLOCK_AHEAD: 0})
    _running, hands, panel = opened(show)
    assert titles(hands) == ["Jane Doe", "Old Lead"]
    model = hands.find("trash-rows").model()
    marks = [str(model.data(model.index(n), RowRole.MARK)) for n in range(2)]
    assert [plain(mark) for mark in marks] == ["kept until Feb 20, 2027", "kept until Nov 28, 2026"]
    assert [model.data(model.index(n), RowRole.MARK_TONE) for n in range(2)] == ["neutral", "warm"]
    assert not any("by you" in below for _title, below in rows(hands, "trash-rows"))
    assert "What the server knows is kept for 90 days." in said(panel)
    hands.press(Qt.Key.Key_Down)
    hands.click("trash-bring-back")
    hands.wait("Jane", lambda: not desk.get("lead", lead.id).deleted)
    assert factories.wrong(desk) == {}


def test_it_is_found_by_kind_and_by_words_in_any_script(show: Show, desk: Desk) -> None:
    for name in ("Jörg Müller", "Олена Коваль", "Jane Doe"):
        desk.delete("lead", factories.lead(desk, name).id)
    desk.delete("fair", factories.fair(desk).id)
    running, hands, panel = opened(show)
    assert hands.find("trash-kind-lead").text() == "Leads 3"
    assert list(unreadable(running.window)) == []
    hands.click("trash-kind-fair")
    assert titles(hands) == ["Medica 2026"]
    hands.click("trash-kind-all")
    for text, found in (("jorg mull", ["Jörg Müller"]), ("КОВАЛЬ", ["Олена Коваль"]), ("nobody", [])):
        hands.find("trash-search").setText(text)
        hands.wait(text, lambda found=found: titles(hands) == found)
    hands.wait("the sentence", lambda: "Nothing like it was deleted." in said(panel))


def test_many_come_back_as_one_action_that_is_undone_at_once(show: Show, desk: Desk) -> None:
    trip = factories.trip(desk)
    expense = factories.expense(desk, trip)
    desk.delete("trip", trip.id)
    leads = [factories.lead(desk, f"V {n}") for n in range(3)]
    for lead in leads:
        desk.delete("lead", lead.id)
    _running, hands, panel = opened(show)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert "4 selected" in said(panel)
    hands.click("trash-bring-back")
    hands.wait("nothing left", lambda: "Nothing was deleted." in said(panel))
    assert "4 records came back" in said(panel)
    assert not desk.get("expense", expense.id).deleted
    hands.click("trash-undo")
    hands.wait("all again", lambda: len(titles(hands)) == 4)
    assert desk.get("expense", expense.id).deleted
    assert all(desk.get("lead", lead.id).deleted for lead in leads)
    assert factories.wrong(desk) == {}


def test_a_row_leads_to_its_history(show: Show, desk: Desk) -> None:
    desk.delete("lead", factories.lead(desk, "Jane Doe").id)
    _running, hands, _panel = opened(show)
    hands.press(Qt.Key.Key_Down)
    hands.click("trash-history")
    hands.wait("its history", lambda: any(line.startswith("Deleted · You") for line in said(hands.find("history"))))


def test_thousands_are_listed_and_come_back_a_part_at_a_time(show: Show, desk: Desk) -> None:
    desk.add_many("Import", [desk.draft("lead", {"name": f"V {n}"}) for n in range(2_000)])
    lead = desk.kinds["lead"]
    ids = [str(row[1]) for row in desk.page(Query(lead), (), None, 2_000).rows]
    desk.store.door.live("Delete", lead, ids, deleted=True)
    _running, hands, _panel = opened(show)
    assert hands.find("trash-rows").model().rowCount() == 2_000
    heard: list[int] = []

    def twice(done: int) -> bool:
        heard.append(done)
        return len(heard) < 2

    restore_many(desk, desk.store.trash.keys(), twice)
    assert heard == [500, 1_000]
    hands.wait("half of them", lambda: hands.find("trash-rows").model().rowCount() == 1_000)
