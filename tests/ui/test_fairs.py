"""Fairs: each with its leads, counted by rating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QListView
from tests import factories

from salesdesk.demo.hands import Hands
from salesdesk.desk.desk import Desk
from salesdesk.domain.fair import Fair

Show = Callable[..., Any]


def rows(hands: Hands) -> list[str]:
    """The names of the leads in sight."""
    view = hands.find("rows-lead")
    assert isinstance(view, QListView)
    model = view.model()
    return [str(model.index(row, 0, QModelIndex()).data()) for row in range(model.rowCount())]


def opened(show: Show, fair: Fair) -> tuple[Any, Hands]:
    """The desk with a fair in sight."""
    running, hands = show("fairs")
    running.window.open("fair", fair.id)
    hands.wait("the fair", lambda: hands.text("heading") == fair.name)
    return running, hands


def test_a_fair_shows_its_leads_and_counts_them(show: Show, desk: Desk) -> None:
    fair = factories.fair(desk)
    for name, rating in (("A", "hot"), ("B", "cold"), ("C", "hot"), ("D", "")):
        factories.lead(desk, name, rating=rating, fair=fair.id)
    factories.lead(desk, "Elsewhere", rating="hot")
    _running, hands = opened(show, fair)
    hands.wait("the counts", lambda: hands.text("count-lead") == "4")
    assert rows(hands) == ["D", "C", "B", "A"]
    assert [hands.text(f"rating-{x}") for x in ("hot", "warm", "cold")] == ["Hot 2", "Warm 0", "Cold 1"]


def test_a_rating_filters_and_says_when_it_finds_nothing(show: Show, desk: Desk) -> None:
    fair = factories.fair(desk)
    for name, rating in (("A", "hot"), ("B", "cold"), ("C", "hot")):
        factories.lead(desk, name, rating=rating, fair=fair.id)
    _running, hands = opened(show, fair)
    hands.wait("all", lambda: rows(hands) == ["C", "B", "A"])
    hands.click("rating-hot")
    hands.wait("the hot ones", lambda: rows(hands) == ["C", "A"])
    assert hands.text("count-lead") == "3"
    hands.click("rating-warm")
    hands.wait("none", lambda: hands.text("empty-lead") == "No lead of this fair has this rating.")
    hands.click("rating-warm")
    hands.wait("all again", lambda: rows(hands) == ["C", "B", "A"])


def test_an_empty_fair_says_what_belongs_there(show: Show, desk: Desk) -> None:
    _running, hands = opened(show, factories.fair(desk))
    hands.wait("the count", lambda: hands.text("count-lead") == "0")
    assert hands.text("empty-lead") == "Leads that are captured at this fair stand here, the newest first."


def test_a_lead_opens_in_leads(show: Show, desk: Desk) -> None:
    fair = factories.fair(desk)
    factories.lead(desk, "Jane Doe", fair=fair.id)
    running, hands = opened(show, fair)
    hands.wait("the row", lambda: rows(hands) == ["Jane Doe"])
    hands.find("rows-lead").setFocus()
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    hands.wait("the lead", lambda: hands.text("heading") == "Jane Doe")
    assert running.window.rail.selected() == "leads"


def test_a_new_lead_comes_in_where_she_looks(show: Show, desk: Desk) -> None:
    fair = factories.fair(desk)
    first = factories.lead(desk, "First", fair=fair.id)
    _running, hands = opened(show, fair)
    hands.wait("one", lambda: rows(hands) == ["First"])
    factories.lead(desk, "Second", fair=fair.id, rating="warm")
    hands.wait("two", lambda: rows(hands) == ["Second", "First"] and hands.text("rating-warm") == "Warm 1")
    desk.delete("lead", first.id)
    hands.wait("the other", lambda: rows(hands) == ["Second"] and hands.text("count-lead") == "1")


def test_only_the_first_page_of_many_is_read(show: Show, desk: Desk) -> None:
    fair, kind = factories.fair(desk), desk.kinds["lead"]
    names = [f"P{n:04d}" for n in range(1_000)]
    desk.add_many("Add", [kind.make({"name": name, "fair": fair.id}, id=desk.new_id()) for name in names])
    _running, hands = opened(show, fair)
    hands.wait("the count", lambda: hands.text("count-lead") == "1,000")
    assert rows(hands) == names[:-11:-1]
    hands.click("more-lead")
    hands.wait("a page more", lambda: rows(hands) == names[:-61:-1])
