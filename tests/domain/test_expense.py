"""How an expense comes to its amount in the trip's currency."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk import i18n
from salesdesk.domain.expense import CARD, PROVISIONAL, TYPED, Expense, explain, priced
from salesdesk.domain.record import kind_of
from salesdesk.money.rates import ECB, SAME_CURRENCY, EcbRates, Rate, RateMissing, cross, same

FRIDAY, SATURDAY = date(2026, 11, 6), date(2026, 11, 7)
LAST = date(2026, 11, 13)


class Friday:
    """Rates of one Friday: 178.31 yen, 1.15 dollars, 0.88 pounds for a euro."""

    def rate(self, source: str, target: str, day: date) -> Rate:
        if source == target:
            return same(source, day)
        units = {"EUR": "1", "JPY": "178.31", "USD": "1.15", "GBP": "0.88"}
        for currency in (source, target):
            if currency not in units:
                raise RateMissing(currency, day)
        quotes = (Decimal(units[source]), Decimal(units[target]))
        return Rate(source, target, cross(*quotes), FRIDAY, ECB, day, day > LAST, quotes)


def make(**fields: Any) -> Expense:
    return Expense(**fields)


DINNER = make(id="1", day=SATURDAY, amount=Decimal(18_400), currency="JPY")


def test_the_reference_rate_of_the_day() -> None:
    dinner = priced(DINNER, "EUR", Friday())
    assert (dinner.base_amount, dinner.rate_date, dinner.rate_source) == (Decimal("103.19"), FRIDAY, ECB)
    assert explain(dinner, "EUR") == "ECB Nov 6 (Nov 7 is a Saturday): 1 EUR = 178.31 JPY"


def test_german_words_its_day_and_figure_its_own_way(german: None) -> None:
    assert "1 EUR = 178,31 JPY" in explain(priced(DINNER, "EUR", Friday()), "EUR")


@pytest.fixture
def german() -> Iterator[None]:
    i18n.use("de")
    yield
    i18n.use("en")


@pytest.mark.parametrize(
    ("source", "target", "shown"),
    [
        ("EUR", "USD", "1 EUR = 1.15 USD"),
        ("EUR", "GBP", "1 EUR = 0.88 GBP"),
        ("GBP", "EUR", "1 EUR = 0.88 GBP"),
        ("JPY", "USD", "1 USD = 155.052 JPY"),
        ("GBP", "USD", "1 GBP = 1.30682 USD"),
    ],
)
def test_the_quote_reads_as_published(source: str, target: str, shown: str) -> None:
    found = priced(replace(DINNER, currency=source), target, Friday())
    assert explain(found, target).endswith(f": {shown}")


def test_every_published_quote_comes_back_from_the_stored_rate() -> None:
    rates = EcbRates()
    day = date(2026, 10, 30)
    for currency in ("USD", "JPY", "IDR", "KRW", "CZK", "ISK", "TRY", "ZAR", "GBP", "HUF"):
        found = priced(make(day=day, amount=Decimal(1), currency=currency), "EUR", rates)
        assert explain(found, "EUR") == rates.rate(currency, "EUR", day).explain()


def test_the_card_statement_wins() -> None:
    typed = replace(DINNER, rate=Decimal("0.006"), rate_source=TYPED)
    paid = priced(replace(typed, card_amount=Decimal("105.40"), card_currency="EUR"), "EUR", Friday())
    assert (paid.base_amount, paid.rate_source, paid.rate_date) == (Decimal("105.40"), CARD, SATURDAY)
    assert paid.rate == cross(Decimal(18_400), Decimal("105.40"))
    assert explain(paid, "EUR") == "card statement: €105.40 for ¥18,400"


def test_a_card_in_another_currency_tells_nothing() -> None:
    paid = replace(DINNER, card_amount=Decimal("120"), card_currency="USD")
    assert priced(paid, "EUR", Friday()).rate_source == ECB


def test_a_card_statement_for_nothing_has_no_rate() -> None:
    free = replace(DINNER, amount=Decimal(0), card_amount=Decimal("1.50"), card_currency="EUR")
    assert priced(free, "EUR", Friday()).base_amount == Decimal("1.50")
    assert priced(free, "EUR", Friday()).rate is None


def test_a_typed_rate_wins_over_the_reference_rate() -> None:
    typed = priced(replace(DINNER, rate=Decimal("0.0056"), rate_source=TYPED), "EUR", Friday())
    assert (typed.base_amount, typed.rate, typed.rate_source) == (Decimal("103.04"), Decimal("0.0056"), TYPED)
    assert explain(typed, "EUR") == "rate typed in: 1 JPY = 0.0056 EUR"


def test_a_typed_rate_needs_no_day_and_survives_a_missing_amount() -> None:
    typed = replace(DINNER, day=None, rate=Decimal("0.0056"), rate_source=TYPED)
    assert priced(typed, "EUR", Friday()).base_amount == Decimal("103.04")
    bare = priced(replace(typed, amount=None), "EUR", Friday())
    assert (bare.base_amount, bare.rate, bare.rate_source) == (None, Decimal("0.0056"), TYPED)


def test_the_same_currency() -> None:
    found = priced(replace(DINNER, amount=Decimal("12.345"), currency="EUR"), "EUR", Friday())
    assert (found.base_amount, found.rate, found.rate_source) == (Decimal("12.35"), Decimal(1), SAME_CURRENCY)
    assert explain(found, "EUR") == "same currency: nothing to convert"


def test_the_currency_says_how_many_digits() -> None:
    assert priced(replace(DINNER, amount=Decimal("10.01"), currency="EUR"), "JPY", Friday()).base_amount == 1785


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"amount": None}, "not converted yet: amount or currency is missing"),
        ({"currency": ""}, "not converted yet: amount or currency is missing"),
        ({"day": None}, "not converted yet: the day is missing"),
        ({"currency": "RUB"}, "no rate of the day yet: type one in or add the amount of the card statement"),
    ],
)
def test_without_a_rate_the_fields_are_empty(change: dict[str, object], why: str) -> None:
    before = priced(DINNER, "EUR", Friday())
    found = priced(before.but(**change), "EUR", Friday())
    assert (found.base_amount, found.rate, found.rate_date, found.rate_source) == (None, None, None, "")
    assert explain(found, "EUR") == why


def test_a_trip_without_currency_converts_nothing() -> None:
    assert explain(priced(DINNER, "", Friday()), "") == "not converted yet: the trip has no currency"


def test_a_rate_ahead_of_the_data_is_provisional() -> None:
    found = priced(replace(DINNER, day=date(2026, 11, 20)), "EUR", Friday())
    assert found.rate_source == PROVISIONAL
    assert explain(found, "EUR") == (
        "ECB Nov 6 (provisional: the rates on this laptop end on Nov 6, 2026): 1 EUR = 178.31 JPY"
    )


def test_an_amount_no_field_can_hold_stays_empty() -> None:
    huge = replace(DINNER, amount=Decimal(10) ** 13, rate=Decimal(10) ** 13, rate_source=TYPED)
    assert priced(huge, "EUR", Friday()).base_amount is None


amounts = st.decimals(-(10**9), 10**9, places=4)
currencies = st.sampled_from(["", "EUR", "JPY", "USD", "GBP", "RUB"])
expenses = st.builds(
    Expense,
    day=st.none() | st.dates(date(2026, 11, 6), date(2026, 11, 20)),
    amount=st.none() | amounts,
    currency=currencies,
    rate=st.none() | st.decimals("0.0001", 10**6, places=4),
    rate_source=st.sampled_from(["", TYPED, ECB, CARD, SAME_CURRENCY]),
    rate_date=st.none() | st.just(FRIDAY),
    card_amount=st.none() | amounts,
    card_currency=currencies,
)


@given(expenses, currencies)
def test_pricing_twice_changes_nothing_and_every_value_fits_its_field(expense: Expense, base: str) -> None:
    once = priced(expense, base, Friday())
    assert priced(once, base, Friday()) == once
    for field in kind_of(Expense).fields:
        value = kind_of(Expense).value(once, field)
        assert field.check(value) == value
        assert not isinstance(value, float)
    assert explain(once, base)
