"""Adding, editing and losing nothing of expenses."""

from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPoint, Qt
from tests.ui.trips.conftest import Meet, Person

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record


def yen_dinner(person: Person) -> None:
    person.ctrl(Qt.Key.Key_E)
    person.write("merchant", "Tsukiji Sushidai")
    person.write("category", "Entertainment")
    person.write("amount", "18400")
    person.write("currency", "JPY")


def expenses(desk: Desk, trip: Record) -> list[Any]:
    return desk.of("expense", "trip", trip.id)


def test_yen_on_a_saturday_become_euros_at_fridays_rate(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    assert person.card("left") == "Left: €2,750.00 (100%)"
    yen_dinner(person)

    assert person.part("worth").text() == "= €103.76"
    assert person.part("worth-explanation").text() == "ECB Oct 9 (Oct 10 is a Saturday): 1 EUR = 177.34 JPY"

    person.ctrl(Qt.Key.Key_Return)
    (kept,) = expenses(desk, trip)
    assert (kept.base_amount, kept.rate_date, kept.category) == (
        Decimal("103.76"), date(2026, 10, 9), "entertainment",
    )  # fmt: skip
    assert person.rows("expenses") == [
        "Tsukiji Sushidai, Entertainment · Sat, Oct 10, ¥18,400, €103.76, "
        "ECB Oct 9 (Oct 10 is a Saturday): 1 EUR = 177.34 JPY"
    ]
    assert person.part("category-entertainment").accessibleName() == (
        "Entertainment: €103.76 spent, €0.00 committed of €650.00 planned: €546.24 left"
    )
    assert person.card("spent") == "Spent: €103.76 (1 expense)"
    assert person.card("left") == "Left: €2,646.24 (96%)"


def test_after_saving_the_panel_is_ready_for_the_next_receipt(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    yen_dinner(person)
    person.ctrl(Qt.Key.Key_Return)

    assert [person.reads(name) for name in ("merchant", "amount", "currency")] == ["", "", "JPY"]
    assert person.part("merchant", "panel-expense").hasFocus()
    assert "€103.76" in person.part("panel-state").text()
    assert desk.store.drafts.all() == []

    person.ctrl(Qt.Key.Key_Return)
    assert len(expenses(desk, trip)) == 1, "nothing typed, nothing saved"


def test_what_is_typed_survives_a_kill(meet: Meet, desk: Desk, trip: Record) -> None:
    first = meet()
    first.open(trip)
    yen_dinner(first)
    first.write("day", "2026-10-09")

    second = meet()
    second.open(trip)

    typed = [second.reads(name) for name in ("day", "merchant", "category", "amount", "currency")]
    assert typed == ["2026-10-09", "Tsukiji Sushidai", "Entertainment", "18400", "JPY"]
    assert second.part("worth").text() == "= €103.76"
    assert second.sees("New expense")
    second.press("Save and next")
    assert [x.merchant for x in expenses(desk, trip)] == ["Tsukiji Sushidai"]


def test_what_is_typed_into_a_saved_expense_survives_too(meet: Meet, desk: Desk, trip: Record) -> None:
    desk.add("expense", {"trip": trip.id, "merchant": "Taxi", "amount": Decimal(30), "currency": "EUR"})
    first = meet()
    first.open(trip)
    first.click_row("expenses", 0)
    first.write("merchant", "Taxi to Narita")

    second = meet()
    second.open(trip)

    assert second.reads("merchant") == "Taxi to Narita"


def test_an_amount_that_cannot_be_read_stays_and_is_named(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    yen_dinner(person)
    person.write("amount", "18.400 yen")
    person.ctrl(Qt.Key.Key_Return)

    assert person.sees("Amount: “18.400 yen” is not a figure.")
    assert person.reads("amount") == "18.400 yen"
    assert person.part("amount", "panel-expense").hasFocus()
    assert expenses(desk, trip) == []

    person.write("amount", "18400")
    assert not person.sees("is not a figure")
    person.ctrl(Qt.Key.Key_Return)
    assert len(expenses(desk, trip)) == 1


def test_a_missing_rate_says_what_to_do_and_a_typed_one_serves(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    person.ctrl(Qt.Key.Key_E)
    person.write("merchant", "Careem")
    person.write("amount", "64")
    person.write("currency", "AED")

    assert person.part("worth").text() == "No amount in EUR"
    assert person.part("worth-explanation").text() == (
        "no rate of AED on Oct 10, 2026: type one in or add the amount of the card statement"
    )
    person.ctrl(Qt.Key.Key_Return)
    assert person.sees("1 expense has no amount in the trip's currency")

    person.press("Open the first")
    person.write("rate", "1/4.25")
    assert person.part("worth").text() == "= €15.06"
    person.ctrl(Qt.Key.Key_S)
    assert not person.sees("has no amount")
    (kept,) = expenses(desk, trip)
    assert (kept.base_amount, kept.rate_source) == (Decimal("15.06"), "typed")


def test_the_card_statement_wins(meet: Meet, trip: Record) -> None:
    person = meet()
    person.open(trip)
    yen_dinner(person)
    person.write("card_amount", "105.20")
    person.write("card_currency", "EUR")
    assert person.part("worth").text() == "= €105.20"
    assert person.part("worth-explanation").text() == "card statement: €105.20 for ¥18,400"


def test_a_saved_expense_saves_its_edits_by_itself(meet: Meet, desk: Desk, trip: Record) -> None:
    values = {"trip": trip.id, "merchant": "Taxi", "amount": Decimal(3070), "currency": "JPY", "day": date(2026, 10, 6)}
    desk.add("expense", values)
    person = meet()
    person.open(trip)
    person.click_row("expenses", 0)
    assert person.reads("rate") == "", "a reference rate is no rate typed in"
    person.write("amount", "3100")
    person.ctrl(Qt.Key.Key_S)

    (kept,) = expenses(desk, trip)
    assert (kept.amount, kept.base_amount, kept.rate_source) == (Decimal(3100), Decimal("17.40"), "ECB")
    assert person.part("panel-state").text().startswith("Saved on this laptop")


def test_undo_takes_an_expense_away_and_the_screen_follows(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    yen_dinner(person)
    person.ctrl(Qt.Key.Key_Return)
    assert len(person.rows("expenses")) == 1

    desk.undo()
    person.rest()
    assert person.sees("No expenses yet.")
    assert person.card("left") == "Left: €2,750.00 (100%)"


def test_a_deleted_expense_leaves_panel_and_list_and_comes_back(meet: Meet, desk: Desk, trip: Record) -> None:
    desk.add("expense", {"trip": trip.id, "merchant": "Taxi", "amount": Decimal(30), "currency": "EUR"})
    person = meet()
    person.open(trip)
    person.click_row("expenses", 0)
    person.press("Delete", "panel-expense")
    assert person.sees("No expenses yet.")
    assert not person.sees("Merchant")

    person.window.undo()
    person.rest()
    assert person.rows("expenses") == ["Taxi, Sat, Oct 10, €30.00"]


def test_discarding_can_be_taken_back(meet: Meet, desk: Desk, trip: Record) -> None:
    person = meet()
    person.open(trip)
    yen_dinner(person)
    person.press("Discard", "panel-expense")
    assert person.reads("merchant") == ""
    assert desk.store.drafts.all() == []

    person.press("Put it back")
    assert person.reads("merchant") == "Tsukiji Sushidai"
    assert len(desk.store.drafts.all()) == 1


def test_newest_day_first_and_a_refresh_keeps_the_place(meet: Meet, desk: Desk, trip: Record) -> None:
    for day in range(5, 17):
        values = {"merchant": f"Day {day}", "day": date(2026, 10, day), "amount": Decimal(day), "currency": "EUR"}
        desk.add("expense", values | {"trip": trip.id})
    person = meet()
    person.open(trip)
    assert person.rows("expenses")[0].startswith("Day 16,")
    person.click_row("expenses", 8)
    view = person.part("expenses")

    def place_of_row() -> QPoint:
        at: QPoint = view.visualRect(view.currentIndex()).topLeft()
        return QPoint(view.viewport().mapTo(person.window, at))

    view.setFocus()
    person.rest()
    place = place_of_row()

    desk.add("expense", {"trip": trip.id, "merchant": "From elsewhere", "day": date(2026, 10, 4)})
    person.rest()
    assert len(person.rows("expenses")) == 13
    assert (view.currentIndex().row(), view.hasFocus(), place_of_row()) == (8, True, place)
