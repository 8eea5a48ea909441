"""Lists of any length: every row has its place at once, and what is selected can be changed together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from tests import factories

from salesdesk.desk.desk import Desk
from salesdesk.store.door import Saved
from salesdesk.store.errors import DiskFull
from salesdesk.store.listing import Query
from salesdesk.ui.lists.held import MOST
from salesdesk.ui.lists.steps import Span, steps
from salesdesk.ui.widgets.row_role import RowRole

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MANY = 3_000
Show = Callable[..., Any]


@pytest.fixture
def many(desk: Desk) -> Desk:
    """A desk with 3,000 leads, of which every third is hot."""
    kind = desk.kinds["lead"]
    values = ({"name": f"Person {n:04d}", "rating": "hot" if n % 3 == 0 else ""} for n in range(MANY))
    desk.add_many("Add", [kind.make(one, id=desk.new_id()) for one in values])
    return desk


def in_sight(running: Any) -> list[str]:
    """The titles of the rows in sight."""
    view = running.window.here.list.view
    first, many = view.in_sight()
    model = view.model()
    rows = range(first, min(first + many - 1, model.rowCount()))
    return [str(model.index(row, 0).data() or "") for row in rows]


def live(desk: Desk, **where: Any) -> int:
    """How many leads there are."""
    return desk.store.lists.count(Query(desk.kinds["lead"], where))


def click(running: Any, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Clicks a row in sight."""
    view = running.window.here.list.view
    where = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, QPoint(where))


def said(running: Any) -> str:
    """What the bar of the selection says, "" where there is none."""
    label = running.window.here.list.bar.findChild(QLabel, "selected")
    return str(label.text()) if label.isVisible() else ""


def button(running: Any, name: str) -> QPushButton:
    """A button of the bar."""
    found: QPushButton | None = running.window.here.list.bar.findChild(QPushButton, name)
    assert found is not None
    assert found.isVisible()
    return found


@pytest.mark.parametrize("order", ["", "name"])
def test_end_and_home_and_the_scroll_bar_reach_any_row_at_once(show: Show, many: Desk, order: str) -> None:
    running, hands = show()
    while running.window.here.list.model.query.order != order:
        running.window.here.sort()
        hands.rest()
    names = [f"Person {n:04d}" for n in (range(MANY) if order else reversed(range(MANY)))]
    view = running.window.here.list.view
    hands.wait("the length", lambda: view.model().rowCount() == MANY)
    view.setFocus()
    hands.press(Qt.Key.Key_End)
    hands.wait("the last rows", lambda: in_sight(running)[-1] == names[-1])
    hands.wait("the last lead", lambda: hands.text("heading") == names[-1])
    hands.press(Qt.Key.Key_PageUp)
    hands.press(Qt.Key.Key_PageUp)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    first, _many = view.in_sight()
    hands.wait("the middle", lambda: in_sight(running) == names[first : first + len(in_sight(running))])
    hands.press(Qt.Key.Key_Home)
    hands.wait("the first rows", lambda: in_sight(running)[0] == names[0])


def test_however_far_she_scrolls_only_what_is_around_is_held(show: Show, many: Desk) -> None:
    running, hands = show()
    view, model = running.window.here.list.view, running.window.here.list.model
    hands.wait("the length", lambda: model.rowCount() == MANY)
    bar = view.verticalScrollBar()
    while bar.value() < bar.maximum():
        bar.setValue(bar.value() + 20 * bar.singleStep())
        hands.rest()
        assert "" not in in_sight(running)
    held = sum(1 for row in range(MANY) if model.id_at(row))
    assert held <= MOST


def test_a_change_far_down_is_seen_and_the_place_is_kept(show: Show, many: Desk) -> None:
    running, hands = show()
    view, model = running.window.here.list.view, running.window.here.list.model
    hands.wait("the length", lambda: model.rowCount() == MANY)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2 + 7)
    hands.wait("the middle", lambda: "" not in in_sight(running))
    before, top = in_sight(running), view.visualRect(view.indexAt(QPoint(5, 0))).top()
    lead = many.get("lead", model.id_at(view.in_sight()[0] + 1))
    factories.lead(many, "New one")
    many.change(lead, {"company": "Acme"})
    hands.wait("one more", lambda: model.rowCount() == MANY + 1)
    hands.wait("the rows", lambda: in_sight(running) == before)
    assert view.visualRect(view.indexAt(QPoint(5, 0))).top() == top
    model.row_of(lead.id)
    second = model.index(model.row_of(lead.id), 0)
    hands.wait("the company", lambda: "Acme" in model.data(second, Qt.ItemDataRole.AccessibleTextRole))


def test_letters_typed_in_the_list_are_searched_for(show: Show, desk: Desk) -> None:
    factories.lead(desk, "Bea")
    running, hands = show()
    running.window.here.list.view.setFocus()
    hands.press(Qt.Key.Key_B)
    hands.press(Qt.Key.Key_E)
    assert running.window.here.list.search.text() == "be"


def test_one_row_is_no_selection_and_several_are(show: Show, desk: Desk) -> None:
    made = [factories.lead(desk, f"Lead {n}") for n in range(6)]
    running, hands = show()
    assert said(running) == ""
    click(running, 1)
    click(running, 3, SHIFT)
    click(running, 5, CTRL)
    hands.rest()
    assert said(running) == "4 selected"
    assert set(running.window.here.list.selection.ids) == {made[n].id for n in (4, 3, 2, 0)}
    button(running, "clear-selected").click()
    hands.rest()
    assert said(running) == ""
    assert running.window.here.list.selection.count == 1


def test_what_is_selected_is_deleted_and_brought_back_as_one(show: Show, desk: Desk) -> None:
    for n in range(6):
        factories.lead(desk, f"Lead {n}")
    running, hands = show()
    click(running, 1)
    click(running, 3, SHIFT)
    hands.rest()
    button(running, "delete-selected").click()
    hands.wait("three fewer", lambda: live(desk) == 3)
    hands.wait("the list", lambda: running.window.here.list.model.rowCount() == 3)
    assert said(running) == "Delete 3 records"
    button(running, "undo-selected").click()
    hands.wait("all again", lambda: live(desk) == 6)


def test_all_that_a_filter_finds_is_set_though_it_is_not_here(show: Show, many: Desk) -> None:
    running, hands = show()
    list_ = running.window.here.list
    next(chip for chip in list_.filter_chips if chip.text() == "Hot").click()
    hands.wait("the hot ones", lambda: list_.model.rowCount() == MANY // 3)
    list_.view.setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    assert said(running) == "All 1,000 selected"
    assert list_.selection.all
    list_.bar.set_values({"rating": "cold"})
    hands.wait("all cold", lambda: live(many, rating="cold") == MANY // 3)
    assert live(many, rating="hot") == 0
    assert live(many) == MANY
    hands.wait("the list", lambda: list_.model.rowCount() == 0)
    many.undo()
    assert live(many, rating="hot") == MANY // 3
    assert factories.wrong(many) == {}


def only_the_hot(show: Show, desk: Desk) -> tuple[Any, Any, Any]:
    """The five hot ones of thirty leads, side by side in the whole list; with the chip that asked for them."""
    for n in range(30):
        factories.lead(desk, f"Person {n:02}", rating="hot" if n in range(10, 15) else "")
    running, hands = show()
    list_ = running.window.here.list
    hot = next(chip for chip in list_.filter_chips if chip.text() == "Hot")
    hot.click()
    hands.wait("the hot ones", lambda: list_.model.rowCount() == 5)
    return running, hands, hot


def test_all_of_a_filter_are_not_all_once_it_is_taken_off(show: Show, desk: Desk) -> None:
    running, hands, hot = only_the_hot(show, desk)
    list_ = running.window.here.list
    list_.view.setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    assert said(running) == "All 5 selected"
    hot.click()
    hands.wait("everybody", lambda: list_.model.rowCount() == 30)
    hands.rest()
    assert list_.selection.all is None
    lit = [list_.model.id_at(row) for first, last in list_.view.selected_spans() for row in range(first, last + 1)]
    assert list(list_.selection.ids) == lit
    assert list_.selection.count == len(lit) <= 5
    assert not list_.bar.isVisible() or said(running) == f"{len(lit)} selected"


def test_all_that_she_sees_is_meant_while_others_are_on_their_way(show: Show, desk: Desk) -> None:
    running, hands, hot = only_the_hot(show, desk)
    list_ = running.window.here.list
    hot.click()  # everybody is asked for, and not here yet
    list_.view.selectAll()
    button(running, "delete-selected").click()
    hands.wait("five fewer", lambda: live(desk) < 30)
    hands.rest()
    assert live(desk) == 25
    assert live(desk, rating="hot") == 0


def test_what_is_selected_is_what_is_highlighted_after_rows_go(show: Show, desk: Desk) -> None:
    for letter in "FEDCBA":
        factories.lead(desk, letter, rating="hot" if letter in "CEF" else "")
    running, hands = show()
    list_ = running.window.here.list
    hands.wait("six rows", lambda: list_.model.rowCount() == 6)
    click(running, 5)
    for row in (1, 3, 4):
        click(running, row, CTRL)
    hands.rest()
    next(chip for chip in list_.filter_chips if chip.text() == "Hot").click()
    hands.wait("three rows", lambda: list_.model.rowCount() == 3)
    hands.rest()
    model = list_.view.model()
    lit = [model.id_at(row) for first, last in list_.view.selected_spans() for row in range(first, last + 1)]
    assert list(list_.selection.ids) == lit


def test_a_long_selection_is_let_go_where_the_list_is_another_by_then(show: Show, many: Desk) -> None:
    running, hands = show()
    list_ = running.window.here.list
    hands.wait("the length", lambda: list_.model.rowCount() == MANY)
    click(running, 0)
    list_.view.verticalScrollBar().setValue(list_.view.verticalScrollBar().maximum())
    hands.wait("the end", lambda: "" not in in_sight(running))
    many.listeners.clear()  # as long as the list has not heard of it
    for n in range(7):
        factories.lead(many, f"New {n}")
    click(running, MANY - 1, SHIFT)
    hands.wait("the new length", lambda: list_.model.rowCount() == MANY + 7)
    hands.rest()
    assert not list_.selection.several


def test_no_row_is_there_twice_when_the_count_comes_after_the_end(show: Show, desk: Desk) -> None:
    kind = desk.kinds["lead"]
    desk.add_many("Add", [kind.make({"name": f"Person {n}"}, id=desk.new_id()) for n in range(120)])
    running, hands = show()
    view = running.window.here.list.view
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    hands.rest()
    assert (running.window.here.list.model.rowCount(), running.window.here.list.model.more) == (120, False)


def test_an_undo_of_many_is_stopped_and_goes_on(show: Show, many: Desk) -> None:
    kind = many.kinds["lead"]
    many.add_many("Add", [kind.make({"name": f"More {n}"}, id=many.new_id()) for n in range(3 * MANY)])
    running, hands = show()
    list_ = running.window.here.list
    hands.wait("the length", lambda: list_.model.rowCount() == 4 * MANY)
    list_.view.setFocus()
    hands.press(Qt.Key.Key_A, CTRL)
    button(running, "delete-selected").click()
    hands.wait("none", lambda: live(many) == 0)
    hands.rest()
    button(running, "undo-selected").click()
    list_.bar.strip.cancelled.emit()
    hands.rest()
    assert 0 < live(many) < 4 * MANY
    assert said(running) == "Stopped. Undo once more goes on."
    button(running, "undo-selected").click()
    hands.wait("all", lambda: live(many) == 4 * MANY)


def test_what_was_written_before_a_failure_is_told_and_can_be_undone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesdesk.desk.many import Halfway, set_many

    kind = desk.kinds["lead"]
    desk.add_many("Add", [kind.make({"name": f"Person {n}"}, id=desk.new_id()) for n in range(1_200)])
    save = desk.store.door.save
    heard: list[Saved] = []
    desk.listeners.append(heard.append)

    def full(*words: Any, **more: Any) -> Any:
        if live(desk, rating="hot"):
            raise DiskFull("the disk is full")
        return save(*words, **more)

    monkeypatch.setattr(desk.store.door, "save", full)
    with pytest.raises(Halfway) as caught:
        set_many(desk, kind, Query(kind), 1_200, {"rating": "hot"}, lambda _done: True)
    monkeypatch.undo()
    assert isinstance(caught.value.why, DiskFull)
    assert [saved.many for saved in heard] == [{"lead": 500}]
    assert live(desk, rating="hot") == 500
    desk.undo(caught.value.saved.action)
    assert live(desk, rating="hot") == 0


def test_all_that_a_search_finds_waits_for_the_index(desk: Desk) -> None:
    from salesdesk.desk.many import delete_many

    kind = desk.kinds["lead"]
    desk.add_many("Add", [kind.make({"name": f"Person {n}"}, id=desk.new_id()) for n in range(1_200)])
    factories.lead(desk, "Person of today")
    delete_many(desk, kind, Query(kind, text="person"), -1, lambda _done: True)
    assert live(desk) == 0


def test_rows_between_two_clicks_are_selected_though_they_were_never_seen(show: Show, many: Desk) -> None:
    running, hands = show()
    list_ = running.window.here.list
    hands.wait("the length", lambda: list_.model.rowCount() == MANY)
    click(running, 2)
    list_.view.verticalScrollBar().setValue(list_.view.verticalScrollBar().maximum())
    hands.wait("the end", lambda: "" not in in_sight(running))
    click(running, MANY - 3, SHIFT)
    hands.wait("the ids", lambda: len(list_.selection.ids) == MANY - 4)
    assert said(running) == "2,996 selected"
    kind = many.kinds["lead"]
    every = [record.id for record in many.records(Query(kind), MANY)]
    assert list(list_.selection.ids) == every[2:-2]


def test_it_can_be_stopped_and_what_was_done_is_one_action(desk: Desk) -> None:
    from salesdesk.desk.many import delete_many

    kind = desk.kinds["lead"]
    desk.add_many("Add", [kind.make({"name": f"Person {n}"}, id=desk.new_id()) for n in range(1_200)])
    saved = delete_many(desk, kind, Query(kind), 1_200, lambda done: done < 500)
    assert saved is not None
    assert (saved.many, live(desk)) == ({"lead": 500}, 700)
    desk.undo()
    assert live(desk) == 1_200


def test_what_belongs_to_many_deleted_ones_goes_with_them(desk: Desk) -> None:
    from salesdesk.desk.many import delete_many

    trips = [factories.trip(desk, title=f"Trip {n}") for n in range(3)]
    for trip in trips:
        factories.expense(desk, trip)
    delete_many(desk, desk.kinds["trip"], [trip.id for trip in trips[:2]], 2, lambda _done: True)
    assert len(factories.titles(desk, "expense")) == 1
    desk.undo()
    assert (len(factories.titles(desk, "expense")), len(factories.titles(desk, "trip"))) == (3, 3)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (Span(0, "abc", 3), Span(0, "xabyc", 5), "xabyc"),
        (Span(0, "abc", 3), Span(0, "c", 1), "c"),
        (Span(5, "fgh", 10), Span(7, "fghi", 12), "......." + "fghi" + "."),
        (Span(5, "fgh", 10), Span(3, "dfh", 9), "..." + "dfh" + "..."),
        (Span(0, "abc", 100), Span(0, "abcd", 90), "abcd" + 86 * "."),
    ],
)
def test_rows_that_stay_keep_their_place_among_those_out_of_sight(before: Span, now: Span, expected: str) -> None:
    rows: list[str] = [*("." * before.start), *before.ids, *("." * before.rest)]
    for at, many in steps(before, now) or ():
        if many > 0:
            rows[at:at] = ["?"] * many
        else:
            assert len(rows) >= at - many
            del rows[at : at - many]
    assert len(rows) == len(expected)
    stay = set(before.ids) & set(now.ids)
    assert {row: place for place, row in enumerate(rows) if row in stay} == {
        row: place for place, row in enumerate(expected) if row in stay
    }


def test_ages_go_on(show: Show, desk: Desk) -> None:
    factories.lead(desk, "Jane", met_at=datetime.now(UTC))
    running, _hands = show()
    model, told = running.window.here.list.model, []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    assert model.index(0).data(RowRole.TIME) == "now"
    model.tell_ages(datetime.now(UTC) + timedelta(minutes=5))
    assert model.index(0).data(RowRole.TIME) == "5m ago"
    assert told == [(0, 0)]
