"""What is left of a budget."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.budget import CATEGORIES, Budget, BudgetLine, CategoryBudget, SpentSum, remaining_budget
from salesdesk.money.rates import ECB, Rate, RateMissing

DAY = date(2026, 11, 6)


class Yen:
    """178.31 yen for a euro, and no other rate."""

    def rate(self, source: str, target: str, day: date) -> Rate:
        if (source, target) != ("JPY", "EUR"):
            raise RateMissing(source, day)
        quotes = (Decimal("178.31"), Decimal(1))
        return Rate(source, target, Decimal("0.00560821"), day, ECB, day, quotes=quotes)


def left(lines: list[BudgetLine], spent: dict[str, SpentSum] | None = None, missing: int = 0) -> Budget:
    return remaining_budget("EUR", lines, spent or {}, Yen(), DAY, missing)


def line(category: str, planned: str = "0", currency: str = "EUR", **amounts: str) -> BudgetLine:
    named: dict[str, Any] = {name: Decimal(amount) for name, amount in amounts.items()}
    return BudgetLine(category=category, planned=Decimal(planned), currency=currency, **named)


def figures(budget: Budget) -> list[Decimal]:
    return [budget.planned, budget.spent, budget.committed, budget.left]


def test_a_plan_and_its_expenses() -> None:
    budget = left([line("hotel", "1000")], {"hotel": SpentSum(Decimal("350.71"), 2)}, missing=1)
    assert budget.categories == (CategoryBudget("hotel", Decimal(1000), Decimal("350.71"), expenses=2),)
    assert (budget.left, budget.missing_rates, budget.total.expenses) == (Decimal("649.29"), 1, 2)


def test_an_order_counts_until_it_is_invoiced_or_paid() -> None:
    booth = line("booth", "9000", committed="8000", invoiced="3000", paid="5000")
    budget = left([booth])
    assert figures(budget) == [9000, 5000, 3000, 1000]


def test_an_invoice_above_the_order_leaves_nothing_open() -> None:
    budget = left([line("freight", "800", committed="700", invoiced="950")])
    assert figures(budget) == [800, 950, 0, -150]


def test_a_line_in_yen_counts_in_euros() -> None:
    budget = left([line("hotel", "62500", currency="JPY")])
    assert budget.planned == Decimal("350.51")
    assert [rate.source_currency for rate in budget.rates] == ["JPY"]


def test_a_line_without_a_rate_is_named_and_left_out() -> None:
    lost = line("visa", "5000", currency="RUB")
    budget = left([line("hotel", "100"), lost])
    assert (budget.unconverted, budget.planned) == ((lost,), Decimal(100))


def test_a_line_without_a_currency_is_in_the_budgets_own() -> None:
    assert left([line("hotel", "100", currency="")]).planned == 100


def test_categories_come_in_their_order_and_nameless_ones_as_other() -> None:
    budget = left([line(""), line("per_diem"), line("later")], {"flights": SpentSum(Decimal(1), 1)})
    assert [found.category for found in budget.categories] == ["flights", "per_diem", "other"]


def test_nothing_planned_and_nothing_spent() -> None:
    budget = left([])
    assert budget.categories == ()
    assert figures(budget) == [0, 0, 0, 0]


money = st.none() | st.decimals(0, 10**9, places=2)
lines = st.builds(
    BudgetLine,
    category=st.sampled_from([*CATEGORIES, ""]),
    planned=money,
    committed=money,
    invoiced=money,
    paid=money,
    currency=st.sampled_from(["EUR", "JPY", "RUB", ""]),
)
sums = st.builds(SpentSum, st.decimals(0, 10**9, places=2), st.integers(1, 99))


@given(st.lists(lines), st.dictionaries(st.sampled_from([*CATEGORIES, ""]), sums))
def test_the_categories_add_up(lines: list[BudgetLine], spent: dict[str, SpentSum]) -> None:
    budget = left(lines, spent)
    for name in ("planned", "spent", "committed", "left", "expenses"):
        each = [getattr(found, name) for found in (*budget.categories, budget.total)]
        assert sum(each[:-1]) == each[-1]
        assert not any(isinstance(figure, float) for figure in each)
    assert budget.left == budget.planned - budget.spent - budget.committed
    assert budget.total.expenses == sum(found.count for found in spent.values())
    names = [found.category for found in budget.categories]
    assert names == [name for name in CATEGORIES if name in names]
    assert set(budget.unconverted) == {found for found in lines if found.currency == "RUB"}
    assert all(found.committed >= 0 for found in budget.categories)
