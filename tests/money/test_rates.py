"""Rates as the ECB published them, and what stands in on days without."""

import importlib
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from salesdesk import i18n
from salesdesk.money.rates import ECB, SAME_CURRENCY, EcbRates, Rate, RateMissing


@pytest.fixture(scope="module")
def rates() -> EcbRates:
    return EcbRates()


def test_a_published_figure(rates: EcbRates) -> None:
    found = rates.rate("EUR", "USD", date(2014, 3, 28))
    assert (found.rate, found.day, found.source) == (Decimal("1.3759"), date(2014, 3, 28), ECB)
    assert not found.provisional


def test_the_first_day_of_the_euro(rates: EcbRates) -> None:
    assert rates.rate("EUR", "USD", date(1999, 1, 4)).rate == Decimal("1.1789")


def test_the_inverse_divides_by_the_quote(rates: EcbRates) -> None:
    found = rates.rate("JPY", "EUR", date(2014, 3, 28))
    assert found.convert(Decimal("140.9"), 2) == Decimal("1.00")
    assert found.rate == Decimal("0.00709723207948900")


def test_a_cross_rate_uses_both_quotes_of_one_day(rates: EcbRates) -> None:
    found = rates.rate("JPY", "USD", date(2014, 3, 28))
    assert found.convert(Decimal(1_409_000), 2) == Decimal("13759.00")
    assert found.explain() == "ECB Mar 28: 1 EUR = 140.9 JPY and 1 EUR = 1.3759 USD"


def test_a_saturday_takes_the_friday(rates: EcbRates) -> None:
    found = rates.rate("EUR", "JPY", date(2014, 3, 29))
    assert found.day == date(2014, 3, 28)
    assert found.explain() == "ECB Mar 28 (Mar 29 is a Saturday): 1 EUR = 140.9 JPY"


def test_easter_goes_back_to_maundy_thursday(rates: EcbRates) -> None:
    for day in (date(2025, 4, 18), date(2025, 4, 20), date(2025, 4, 21)):
        assert rates.rate("EUR", "USD", day).day == date(2025, 4, 17)
    assert rates.rate("EUR", "USD", date(2025, 4, 18)).explain() == "ECB Apr 17 (no rates on Apr 18): 1 EUR = 1.136 USD"


def test_half_a_cent_is_rounded_up_by_the_quotes(rates: EcbRates) -> None:
    found = Rate("USD", "EUR", Decimal("0.5"), date(2026, 1, 2), ECB, date(2026, 1, 2), quotes=(Decimal(2), Decimal(1)))
    assert found.convert(Decimal("0.01"), 2) == Decimal("0.01")
    assert found.convert(Decimal("-0.01"), 2) == Decimal("-0.01")
    assert found.convert(Decimal("0.0099"), 2) == Decimal("0.00")
    assert rates.rate("EUR", "JPY", date(2014, 3, 28)).convert(Decimal("0.005"), 0) == Decimal(1)


@pytest.mark.parametrize(
    ("currency", "day"),
    [
        ("RUB", date(2022, 3, 2)),
        ("HRK", date(2023, 1, 2)),
        ("BGN", date(2026, 1, 2)),
        ("BGN", date(2027, 6, 1)),
        ("XAU", date(2020, 1, 2)),
        ("", date(2020, 1, 2)),
        ("USD", date(1999, 1, 3)),
        ("USD", date(1970, 1, 1)),
    ],
)
def test_a_currency_that_is_not_quoted_is_missing(rates: EcbRates, currency: str, day: date) -> None:
    for source, target in ((currency, "EUR"), ("EUR", currency), (currency, "CHF")):
        with pytest.raises(RateMissing) as missing:
            rates.rate(source, target, day)
        assert (missing.value.currency, missing.value.day) == (currency, day)
    assert missing.value.explain().startswith("no rate of ")


def test_the_last_quote_of_a_currency_still_counts(rates: EcbRates) -> None:
    assert rates.rate("EUR", "RUB", date(2022, 3, 1)).rate == Decimal("117.201")


def test_after_the_last_day_the_rate_is_provisional(rates: EcbRates) -> None:
    last = rates.last_day
    found = rates.rate("EUR", "USD", last + timedelta(days=400))
    assert found.provisional
    assert found.day == last
    assert found.quotes == rates.rate("EUR", "USD", last).quotes
    assert f"provisional: the rates on this laptop end on {i18n.day(last)}" in found.explain()
    assert not rates.rate("EUR", "USD", last).provisional


def test_a_currency_is_worth_itself(rates: EcbRates) -> None:
    found = rates.rate("VND", "VND", date(1980, 1, 1))
    assert (found.rate, found.source, found.day) == (Decimal(1), SAME_CURRENCY, date(1980, 1, 1))
    assert found.convert(Decimal("12.5"), 0) == 13
    assert found.explain() == "same currency: nothing to convert"


def test_a_gap_of_more_than_a_week_is_missing(tmp_path: Path) -> None:
    rates = EcbRates(archive(tmp_path, "Date,USD,\n2020-01-20,1.2,\n2020-01-02,1.1,\n"))
    assert rates.rate("EUR", "USD", date(2020, 1, 9)).rate == Decimal("1.1")
    with pytest.raises(RateMissing):
        rates.rate("EUR", "USD", date(2020, 1, 10))
    assert rates.rate("EUR", "USD", date(2020, 1, 20)).rate == Decimal("1.2")


def test_a_file_of_one_day(tmp_path: Path) -> None:
    rates = EcbRates(archive(tmp_path, "Date, USD,JPY\r\n2020-01-02,1.1,"))
    assert rates.rate("EUR", "USD", date(2020, 1, 2)).rate == Decimal("1.1")
    for currency, day in (("USD", date(2020, 1, 1)), ("JPY", date(2020, 1, 2))):
        with pytest.raises(RateMissing):
            rates.rate("EUR", currency, day)


def archive(folder: Path, text: str) -> Path:
    from zipfile import ZipFile

    file = folder / "rates.zip"
    with ZipFile(file, "w") as made:
        made.writestr("rates.csv", text)
    return file


def test_a_hundred_rates_agree_with_the_library_itself(rates: EcbRates) -> None:
    library_module = importlib.import_module("currency_converter")
    library = library_module.CurrencyConverter(decimal=True)
    chance = random.Random(1999)
    first, last = library.bounds["USD"]
    compared = 0
    while compared < 100:
        source, target = chance.choices(sorted(library.currencies), k=2)
        day = first + timedelta(days=chance.randrange((last - first).days + 1))
        try:
            theirs = library.convert(Decimal(1000), source, target, date=day)
        except library_module.RateNotFoundError:
            continue
        ours = rates.rate(source, target, day)
        assert ours.day == day
        assert abs(ours.rate * 1000 - theirs) <= abs(theirs) * Decimal("1e-14")
        compared += 1


def test_threads_share_one_table() -> None:
    rates = EcbRates()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: rates.rate("EUR", "USD", date(2014, 3, 1 + n % 28)), range(64)))
    assert found[27].rate == Decimal("1.3759")


def test_in_arabic_the_quote_keeps_its_direction(rates: EcbRates, arabic: None) -> None:
    assert "\u20681 EUR = 140.9 JPY\u2069" in rates.rate("EUR", "JPY", date(2014, 3, 29)).explain()


@pytest.fixture
def arabic() -> Iterator[None]:
    i18n.use("ar")
    yield
    i18n.use("en")
