"""Expenses come to the trip's currency by the rate of their day, until the claim is handed in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.factories import budget_line, expense, trip

from salesdesk.desk.desk import Desk
from salesdesk.desk.rules import CurrencyFrozen
from salesdesk.domain.expense import CARD, TYPED, Expense
from salesdesk.money.rates import ECB
from salesdesk.store.door import Saved

YEN = Decimal(18_400)
DAY = date(2026, 10, 30)


@pytest.fixture
def tokyo(desk: Desk) -> Any:
    return trip(desk, currency="EUR", depart=DAY)


def of_the_day(desk: Desk, amount: Decimal, source: str, target: str, day: date = DAY) -> Decimal:
    return desk.rates.rate(source, target, day).convert(amount, 2)


def saved(desk: Desk, record: Any) -> Expense:
    found = desk.get("expense", record.id)
    assert isinstance(found, Expense)
    return found


def test_yen_come_to_euros_when_they_are_added(desk: Desk, tokyo: Any) -> None:
    dinner = expense(desk, tokyo, amount=YEN, day=DAY)
    rate = desk.rates.rate("JPY", "EUR", DAY)
    assert dinner.base_amount == of_the_day(desk, YEN, "JPY", "EUR")
    assert (dinner.rate, dinner.rate_date, dinner.rate_source) == (rate.rate, rate.day, ECB)
    assert saved(desk, dinner) == dinner


def test_a_change_of_amount_day_or_currency_reckons_anew(desk: Desk, tokyo: Any) -> None:
    dinner: Any = expense(desk, tokyo, amount=YEN, day=DAY)
    dinner = desk.change(dinner, {"amount": Decimal(1_000)})
    assert dinner.base_amount == of_the_day(desk, Decimal(1_000), "JPY", "EUR")
    dinner = desk.change(dinner, {"day": date(2026, 9, 1)})
    assert dinner.base_amount == of_the_day(desk, Decimal(1_000), "JPY", "EUR", date(2026, 9, 1))
    dinner = desk.change(dinner, {"currency": "EUR"})
    assert dinner.base_amount == Decimal(1_000)
    dinner = desk.change(dinner, {"amount": None})
    assert (dinner.base_amount, dinner.rate, dinner.rate_source) == (None, None, "")
    desk.undo()
    assert saved(desk, dinner).base_amount == Decimal(1_000)


def test_other_edits_leave_the_figures_alone(desk: Desk, tokyo: Any) -> None:
    dinner: Any = expense(desk, tokyo)
    edited: Any = desk.change(dinner, {"merchant": "Sushi", "category": "entertainment", "notes": "with Jane"})
    assert (edited.base_amount, edited.rate, edited.rate_date) == (dinner.base_amount, dinner.rate, dinner.rate_date)


def test_a_rate_typed_in_wins_until_it_is_taken_out(desk: Desk, tokyo: Any) -> None:
    dinner: Any = expense(desk, tokyo, amount=YEN, day=DAY)
    typed: Any = desk.change(dinner, {"rate": Decimal("0.006")})
    assert (typed.base_amount, typed.rate_source) == (Decimal("110.40"), TYPED)
    more: Any = desk.change(typed, {"amount": Decimal(1_000)})
    assert (more.base_amount, more.rate_source) == (Decimal("6.00"), TYPED)
    back: Any = desk.change(more, {"rate": None})
    assert (back.base_amount, back.rate_source) == (of_the_day(desk, Decimal(1_000), "JPY", "EUR"), ECB)


def test_the_card_statement_wins(desk: Desk, tokyo: Any) -> None:
    dinner: Any = desk.change(expense(desk, tokyo, day=DAY), {"card_amount": Decimal("105.40"), "card_currency": "EUR"})
    assert (dinner.base_amount, dinner.rate_source) == (Decimal("105.40"), CARD)
    without: Any = desk.change(dinner, {"card_amount": None})
    assert without.rate_source == ECB


def test_another_currency_of_the_trip_reprices_its_expenses_in_one_action(desk: Desk, tokyo: Any) -> None:
    dinner = expense(desk, tokyo, amount=YEN, day=DAY)
    taxi = expense(desk, tokyo, amount=Decimal(20), currency="USD", day=DAY)
    elsewhere = expense(desk, trip(desk, title="Oslo"))
    told: list[Any] = []
    desk.listeners.append(told.append)
    changed: Any = desk.change(tokyo, {"currency": "USD"})
    assert (len(told), len(told[0].changes)) == (1, 3)
    assert saved(desk, dinner).base_amount == of_the_day(desk, YEN, "JPY", "USD")
    assert (saved(desk, taxi).base_amount, saved(desk, taxi).rate) == (Decimal(20), Decimal(1))
    assert saved(desk, elsewhere) == elsewhere
    desk.undo()
    assert (saved(desk, dinner), saved(desk, taxi)) == (dinner, taxi)
    desk.change(changed, {"title": "Kyoto"})
    assert len(told[-1].changes) == 1


def test_a_rate_typed_in_for_the_old_currency_does_not_count_for_the_new(desk: Desk, tokyo: Any) -> None:
    dinner: Any = desk.change(expense(desk, tokyo, amount=YEN, day=DAY), {"rate": Decimal("0.006")})
    desk.change(tokyo, {"currency": "USD"})
    found = saved(desk, dinner)
    assert (found.base_amount, found.rate_source) == (of_the_day(desk, YEN, "JPY", "USD"), ECB)
    desk.undo()
    assert saved(desk, dinner).rate == Decimal("0.006")


def test_an_expense_that_goes_to_another_trip_takes_that_trips_currency(desk: Desk, tokyo: Any) -> None:
    boston = trip(desk, title="Boston", currency="USD")
    dinner: Any = expense(desk, tokyo, amount=YEN, day=DAY)
    moved: Any = desk.change(dinner, {"trip": boston.id})
    assert moved.base_amount == of_the_day(desk, YEN, "JPY", "USD")
    typed: Any = desk.change(dinner, {"rate": Decimal("0.006"), "trip": tokyo.id})
    moved = desk.change(typed, {"trip": boston.id})
    assert (moved.base_amount, moved.rate_source) == (of_the_day(desk, YEN, "JPY", "USD"), ECB)
    moved = desk.change(typed, {"trip": boston.id, "rate": Decimal("0.007")})
    assert (moved.base_amount, moved.rate_source) == (Decimal("128.80"), TYPED)


@pytest.mark.parametrize("status", ["submitted", "approved", "paid"])
def test_once_the_claim_is_handed_in_the_rates_are_frozen(desk: Desk, tokyo: Any, status: str) -> None:
    dinner: Any = expense(desk, tokyo, amount=YEN, day=DAY)
    desk.change(tokyo, {"status": status})
    edited: Any = desk.change(dinner, {"day": date(2026, 9, 1)})
    assert (edited.base_amount, edited.rate, edited.rate_date) == (dinner.base_amount, dinner.rate, dinner.rate_date)
    with pytest.raises(CurrencyFrozen):
        desk.change(desk.get("trip", tokyo.id), {"currency": "USD"})
    assert saved(desk, dinner).base_amount == dinner.base_amount
    late: Any = expense(desk, tokyo, amount=YEN, day=DAY)
    assert late.base_amount is not None, "what is added later has its rate all the same"


def test_what_no_rate_tells_is_counted_apart(desk: Desk, tokyo: Any) -> None:
    rouble: Any = expense(desk, tokyo, currency="RUB", day=DAY)
    assert (rouble.base_amount, rouble.rate) == (None, None)
    assert desk.budget(tokyo.id).missing_rates == 1


def test_the_budget_adds_up_plans_and_expenses(desk: Desk, tokyo: Any) -> None:
    budget_line(desk, tokyo, category="meals", planned=Decimal(300))
    budget_line(desk, tokyo, category="hotel", planned=Decimal(1_000), committed=Decimal(800), currency="USD")
    budget_line(desk, trip(desk, title="Oslo"), planned=Decimal(9_999))
    dinner = expense(desk, tokyo, amount=YEN, day=DAY)
    taxi = expense(desk, tokyo, amount=Decimal(20), currency="EUR", category="ground", day=DAY)
    gone = expense(desk, tokyo, amount=Decimal(500), currency="EUR", day=DAY)
    desk.delete("expense", gone.id)
    found = desk.budget(tokyo.id)
    assert dinner.base_amount is not None
    hotel, committed = (of_the_day(desk, Decimal(x), "USD", "EUR") for x in (1_000, 800))
    assert (found.currency, found.planned) == ("EUR", 300 + hotel)
    assert (found.spent, found.committed) == (dinner.base_amount + 20, committed)
    assert found.left == found.planned - found.spent - found.committed
    assert [(x.category, x.spent, x.expenses) for x in found.categories] == [
        ("hotel", 0, 0), ("ground", 20, 1), ("meals", dinner.base_amount, 1),
    ]  # fmt: skip
    assert [rate.source_currency for rate in found.rates] == ["USD"]
    assert taxi.rate == 1


def test_what_was_spent_on_each_day(desk: Desk, tokyo: Any) -> None:
    for day, amount in ((DAY, 10), (DAY, 5), (date(2026, 11, 2), 7)):
        expense(desk, tokyo, amount=Decimal(amount), currency="EUR", day=day)
    expense(desk, tokyo, currency="RUB", day=DAY)
    assert desk.store.sums.spent_by_day(tokyo.id) == [
        (DAY, Decimal(15)), (date(2026, 11, 2), Decimal(7)),
    ]  # fmt: skip


def test_what_is_restored_or_undone_is_reckoned_in_the_trips_currency_of_now(desk: Desk, tokyo: Any) -> None:
    dinner: Any = expense(desk, tokyo, amount=YEN, day=DAY)
    desk.delete("expense", dinner.id)
    edited: list[Saved] = []
    desk.listeners.append(edited.append)
    change: Any = desk.change(desk.get("trip", tokyo.id), {"currency": "USD"})
    desk.undelete("expense", dinner.id)
    assert saved(desk, dinner).base_amount == of_the_day(desk, YEN, "JPY", "USD")
    later: Any = expense(desk, change, amount=Decimal(100), currency="USD", day=DAY)
    desk.undo(edited[0].action)
    assert saved(desk, later).base_amount == of_the_day(desk, Decimal(100), "USD", "EUR")
    assert saved(desk, dinner).base_amount == of_the_day(desk, YEN, "JPY", "EUR")
