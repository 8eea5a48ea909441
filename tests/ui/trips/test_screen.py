"""The trip beside the list: header, figures, budget lines, stops, other languages and sizes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QListView, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.trips.conftest import Meet

from salesdesk import i18n
from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record


def test_without_trips_it_says_what_to_do_first(meet: Meet, desk: Desk) -> None:
    person = meet()
    assert person.sees("No trips yet")
    assert person.sees("Plan the first trip: a title and its days, then what each category may cost.")

    person.ctrl(Qt.Key.Key_N)
    person.write("title", "Porto", "panel-trip")
    person.ctrl(Qt.Key.Key_S)
    assert person.part("title", "").text() == "Porto"
    assert person.sees("No budget yet.")
    assert person.sees("No expenses yet.")
    assert person.sees("No stops yet.")


def test_the_header_says_when_and_what_for(meet: Meet, trip: Record) -> None:
    person = meet()
    person.open(trip)
    facts = person.part("facts").text().replace("\u2009", " ")
    assert facts == "Oct 5 – 18, 2026  ·  for SEMICON Japan  ·  cost centre 4410"
    assert person.part("status").text() == "Planned"
    assert person.card("planned") == "Planned: €2,750.00 (2 categories)"


def test_the_trip_is_edited_in_place(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    person.press("Edit trip")
    person.write("title", "Tokyo alone", "panel-trip")
    person.ctrl(Qt.Key.Key_S)
    assert desk.kinds["trip"].title(desk.get("trip", trip.id)) == "Tokyo alone"
    assert person.sees("Tokyo alone")
    person.key(Qt.Key.Key_Escape)
    assert not person.sees("The trip")


def test_a_budget_line_is_edited_where_its_bar_stands(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    row = person.part("category-hotel")
    row.setFocus()
    person.key(Qt.Key.Key_Return)
    assert person.reads("planned", "panel-budget_line") == "2,100"
    person.write("invoiced", "2200", "panel-budget_line")
    person.ctrl(Qt.Key.Key_S)

    assert row.accessibleName().endswith("€100.00 over")
    assert person.card("left") == "Left: €550.00 (20% · Hotel is over)"
    person.key(Qt.Key.Key_Escape)
    assert row.hasFocus(), "the focus goes back to where the panel was opened"


def test_a_category_may_have_several_lines(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    QTest.mouseClick(person.part("category-hotel"), Qt.MouseButton.LeftButton)
    person.rest()
    person.press("Another line")
    person.write("supplier", "Rove", "panel-budget_line")
    person.write("planned", "800", "panel-budget_line")
    person.ctrl(Qt.Key.Key_S)
    lines = [line for line in desk.of("budget_line", "trip", trip.id) if getattr(line, "category", "") == "hotel"]
    assert len(lines) == 2
    assert person.button("Rove · €800.00").isChecked()
    assert person.card("planned") == "Planned: €3,550.00 (2 categories)"


def test_little_left_is_warm_and_over_is_hot(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    values = {"trip": trip.id, "category": "hotel", "amount": Decimal(2600), "currency": "EUR"}
    desk.add("expense", values)
    person.rest()
    assert person.card("left") == "Left: €150.00 (5% · Hotel is over)"
    desk.add("expense", values)
    person.rest()
    assert person.card("left") == "Left: -€2,450.00 (-89% · Hotel is over)"


def test_stops_stand_in_order_by_their_own_clocks(meet: Meet, desk: Desk, trip: Record) -> None:
    seoul = {"trip": trip.id, "city": "Seoul", "country": "KR", "zone": "Asia/Seoul"}
    desk.add("stay", seoul | {"arrive": datetime(2026, 10, 12, 3, 5, tzinfo=UTC), "lodging": "receipt"})
    person = meet()
    person.open(trip)
    person.press("Add stop")
    for name, text in (("city", "Tokyo"), ("country", "Japan"), ("arrive", "2026-10-06 14:20")):
        person.write(name, text, "panel-stay")
    assert person.reads("zone", "panel-stay") == "Asia/Tokyo", "a country of one zone brings it along"
    person.ctrl(Qt.Key.Key_S)

    tokyo, seoul_row = person.rows("stays")
    assert tokyo.replace("\u202f", " ") == "Tokyo, Japan, Tue, Oct 6, 2:20 PM – …"
    assert seoul_row.replace("\u202f", " ") == "Seoul, South Korea, Mon, Oct 12, 12:05 PM – …, By receipt"


def test_another_zone_makes_the_same_clock_another_moment(meet: Meet, desk: Desk, trip: Record) -> None:
    stay = desk.add("stay", {"trip": trip.id, "zone": "Asia/Tokyo", "arrive": datetime(2026, 10, 6, 5, 20, tzinfo=UTC)})
    person = meet()
    person.open(trip)
    person.click_row("stays", 0)
    assert person.reads("arrive", "panel-stay") == "2026-10-06 14:20"
    person.write("zone", "Asia/Dubai", "panel-stay")
    person.ctrl(Qt.Key.Key_S)
    assert getattr(desk.get("stay", stay.id), "arrive", None) == datetime(2026, 10, 6, 10, 20, tzinfo=UTC)


def test_the_chart_is_drawn_and_says_its_figures(meet: Meet, desk: Desk, trip: Record, qtbot: QtBot) -> None:
    values = {"category": "hotel", "amount": Decimal(600), "currency": "EUR", "day": date(2026, 10, 7)}
    desk.add("expense", values | {"trip": trip.id})
    person = meet()
    person.open(trip)
    chart = person.part("spending")
    assert chart.accessibleName() == (
        "Spending by day from Oct 7, 2026 to Oct 7, 2026: €600.00 spent, €2,750.00 planned"
    )
    qtbot.waitUntil(lambda: chart.picture is not None, timeout=20_000)
    light = chart.picture
    person.window.other_scheme()
    qtbot.waitUntil(lambda: chart.picture is not light, timeout=20_000)


def test_another_trip_brings_its_own_figures(meet: Meet, desk: Desk, trip: Record) -> None:
    other = desk.add("trip", {"title": "Porto", "currency": "USD"})
    person = meet()
    person.open(trip)
    person.ctrl(Qt.Key.Key_E)
    person.write("merchant", "Kept for later")
    person.open(other)
    assert person.card("planned") == "Planned: $0.00 (no budget lines yet)"
    assert not person.sees("New expense")

    person.open(trip)
    assert person.reads("merchant") == "Kept for later"


def test_arabic_runs_from_the_right(meet: Meet, trip: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    i18n.use("ar")
    person = meet(rtl=True)
    person.open(trip)
    left = person.part("title").mapTo(person.window, QPoint(0, 0)).x()
    delete = person.part("delete-trip").mapTo(person.window, QPoint(0, 0)).x()
    list_ = person.part("records").mapTo(person.window, QPoint(0, 0)).x()
    assert delete < left < list_
    planned, left_card = (person.part(f"card-{name}").x() for name in ("planned", "left"))
    assert left_card < planned


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_wider_than_the_window(meet: Meet, desk: Desk, trip: Record, scale: int) -> None:
    desk.add("expense", {"trip": trip.id, "merchant": "Taxi", "amount": Decimal(30), "currency": "JPY"})
    person = meet(scale=scale)
    person.open(trip)
    person.ctrl(Qt.Key.Key_E)
    detail = person.screen.trip
    assert detail is not None
    for page in (detail.body, detail.panels):
        assert page.inner.width() <= page.viewport().width()
    assert person.window.width() == 1280


def test_the_keyboard_reaches_everything_and_all_has_a_name(meet: Meet, desk: Desk, trip: Record) -> None:
    desk.add("expense", {"trip": trip.id, "merchant": "Taxi", "amount": Decimal(30), "currency": "EUR"})
    desk.add("stay", {"trip": trip.id, "city": "Tokyo"})
    person = meet()
    person.open(trip)
    person.ctrl(Qt.Key.Key_E)
    kinds = (QAbstractButton, QLineEdit, QTextEdit, QComboBox, QListView)
    live = [
        part
        for kind in kinds
        for part in person.screen.trip.findChildren(kind)  # type: ignore[union-attr]
        if part.isVisible() and part.isEnabled() and part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(part.parent(), QComboBox)
    ]  # fmt: skip
    assert [part for part in live if not part.accessibleName()] == []
    reached: set[QWidget | None] = set()
    for _step in range(100):
        QTest.keyClick(QApplication.focusWidget() or person.window, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert [part.objectName() or part.accessibleName() for part in live if part not in reached] == []
