"""Verbs that reckon: rates, budgets, and whether all is sound."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.cli.calls import Run, done, refused

from salesdesk.money.rates import EcbRates


def test_an_amount_in_another_currency_with_where_it_comes_from(run: Run) -> None:
    found = done(run("--json", "rate", "18400", "jpy", "EUR", "--on", "2024-11-09"))
    assert (found["amount"], found["rate_date"], found["source"]) == ("112.07", "2024-11-08", "ECB")
    assert found["provisional"] is False
    assert Decimal(found["amount"]) == round(18_400 * Decimal(found["rate"]), 2)
    assert "Saturday" in found["explanation"]
    assert done(run("--json", "rate", "12.345", "EUR", "EUR", "--on", "2024-11-08"))["amount"] == "12.35"
    assert done(run("--json", "rate", "1", "EUR", "JPY", "--on", "2024-11-08"))["amount"] == "164"
    assert "¥164" in run("rate", "1", "EUR", "JPY", "--on", "2024-11-08").out


def test_a_rate_without_a_day_is_todays_or_says_it_is_provisional(run: Run) -> None:
    found = done(run("--json", "rate", "1", "EUR", "USD"))
    assert found["rate_date"] <= EcbRates().last_day.isoformat() or found["provisional"] is False


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("1", "EURO", "JPY"), 2, "EURO"),
        (("much", "EUR", "JPY"), 2, "much"),
        (("NaN", "EUR", "JPY"), 2, "NaN"),
        (("1E+99", "EUR", "JPY"), 2, "1E+99"),
        (("1", "EUR", "JPY", "--on", "yesterday"), 2, "yesterday"),
        (("1", "RUB", "EUR", "--on", "2024-11-08"), 1, "RUB"),
        (("1", "USD", "EUR", "--on", "1990-01-01"), 1, "USD"),
    ],
)
def test_what_has_no_rate_is_refused(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    answer = run("rate", *words, "--json")
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1)
    assert said in answer.err


def test_a_budget_adds_up_in_strings_of_figures(desk: Run) -> None:
    trip = done(desk("add", "trip", "title=Tokyo", "currency=EUR"))["id"]
    done(desk("add", "budget_line", f"trip={trip}", "category=meals", "planned=300"))
    done(desk("add", "expense", f"trip={trip}", "category=meals", "amount=18400", "currency=JPY", "day=2024-11-08"))
    done(desk("add", "expense", f"trip={trip}", "category=ground", "amount=20.50"))
    found = done(desk("budget", trip))
    assert (found["trip"], found["currency"]) == (trip, "EUR")
    assert (found["planned"], found["spent"], found["left"]) == ("300.00", "132.57", "167.43")
    assert (found["expenses"], found["missing_rates"], found["unconverted"]) == (2, 0, [])
    assert {x["category"]: x["spent"] for x in found["categories"]} == {"meals": "112.07", "ground": "20.50"}


def test_verify_tells_what_is_broken(desk: Run, profile: Path) -> None:
    done(desk("add", "lead", "name=Jane"))
    assert done(desk("verify"))["ok"] is True
    file = profile / "salesdesk.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)
    answer = desk("verify")
    assert answer.code == 1
    assert "Traceback" not in answer.err
    if answer.out:
        assert answer.document["ok"] is False
    else:
        refused(answer, 1, "damaged")
