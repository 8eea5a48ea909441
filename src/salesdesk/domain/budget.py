"""Budget lines of a trip or a fair, and what is left of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_, currency_digits
from salesdesk.money.rates import Rate, RateMissing, Rates, same

ZERO = Decimal(0)

CATEGORIES = {
    "flights": N_("Flights"), "hotel": N_("Hotel"), "ground": N_("Ground transport"), "meals": N_("Meals"),
    "entertainment": N_("Entertainment"), "booth": N_("Booth and stand"), "freight": N_("Freight"),
    "staff": N_("Staff"), "marketing": N_("Marketing"), "per_diem": N_("Per diem"), "visa": N_("Visa and fees"),
    "communication": N_("Communication"), "other": N_("Other"),
}  # fmt: skip


@record(
    label=N_("Budget line"), plural=N_("Budget lines"), scope=Scope.TRIP,
    title=("category", "supplier"), subtitle=("supplier", "planned", "currency"),
)  # fmt: skip
class BudgetLine(Record):
    """What is planned for one category; committed is ordered, invoiced and paid are parts of it."""

    trip: str = a.link(N_("Trip"), to="trip", parent=True)
    fair: str = a.link(N_("Fair"), to="fair", parent=True)
    category: str = a.choice(N_("Category"), CATEGORIES, listed=True)
    planned: Decimal | None = a.amount(N_("Planned"), listed=True)
    committed: Decimal | None = a.amount(N_("Committed"), listed=True)
    invoiced: Decimal | None = a.amount(N_("Invoiced"))
    paid: Decimal | None = a.amount(N_("Paid"))
    currency: str = a.currency(N_("Currency"), listed=True)
    supplier: str = a.text(N_("Supplier"), searchable=True, listed=True)
    po_number: str = a.text(N_("Order number"), searchable=True)
    due: date | None = a.day(N_("Due"))
    notes: str = a.long_text(N_("Notes"), searchable=True)


@dataclass(frozen=True)
class SpentSum:
    """The expenses of one category: their total in the budget's currency, and how many they are."""

    total: Decimal
    count: int


@dataclass(frozen=True)
class CategoryBudget:
    """One category of a budget; `committed` is what is ordered and neither invoiced nor paid yet."""

    category: str
    planned: Decimal = ZERO
    spent: Decimal = ZERO
    committed: Decimal = ZERO
    expenses: int = 0

    @property
    def left(self) -> Decimal:
        """What may still be spent; below zero where the plan is overrun."""
        return self.planned - self.spent - self.committed

    def __add__(self, other: CategoryBudget) -> CategoryBudget:
        return CategoryBudget(
            self.category,
            self.planned + other.planned,
            self.spent + other.spent,
            self.committed + other.committed,
            self.expenses + other.expenses,
        )


@dataclass(frozen=True)
class Budget:
    """What is planned, spent and left in `currency`.

    `unconverted` are the lines left out for want of a rate, `missing_rates` the number of expenses left out.
    """

    currency: str
    categories: tuple[CategoryBudget, ...]
    rates: tuple[Rate, ...] = ()
    unconverted: tuple[BudgetLine, ...] = ()
    missing_rates: int = 0

    @property
    def total(self) -> CategoryBudget:
        """All categories together."""
        return sum(self.categories, CategoryBudget(""))

    @property
    def planned(self) -> Decimal:
        """What is planned in all."""
        return self.total.planned

    @property
    def spent(self) -> Decimal:
        """What is spent in all."""
        return self.total.spent

    @property
    def committed(self) -> Decimal:
        """What is ordered in all and neither invoiced nor paid yet."""
        return self.total.committed

    @property
    def left(self) -> Decimal:
        """What may still be spent in all."""
        return self.total.left


def remaining_budget(
    currency: str,
    lines: Sequence[BudgetLine],
    spent: Mapping[str, SpentSum],
    rates: Rates,
    on: date,
    missing_rates: int = 0,
) -> Budget:
    """What is left of a budget; lines in other currencies count by the rate of `on`.

    `spent` are the sums of the expenses by category, `missing_rates` the expenses that have no converted amount.
    """
    found: dict[str, CategoryBudget] = {}
    used: dict[Rate, None] = {}
    unconverted = []
    for category, sum_ in spent.items():
        _put(found, CategoryBudget(_known(category), spent=sum_.total, expenses=sum_.count))
    for line in lines:
        try:
            rate = _rate_of(line, currency, rates, on)
        except RateMissing:
            unconverted.append(line)
            continue
        _put(found, _of_line(line, rate))
        used[rate] = None
    categories = tuple(found[category] for category in CATEGORIES if category in found)
    foreign = tuple(rate for rate in used if rate.source_currency != currency)
    return Budget(currency, categories, foreign, tuple(unconverted), missing_rates)


def _rate_of(line: BudgetLine, currency: str, rates: Rates, on: date) -> Rate:
    if line.currency in {"", currency}:
        return same(currency, on)
    return rates.rate(line.currency, currency, on)


def _put(found: dict[str, CategoryBudget], more: CategoryBudget) -> None:
    found[more.category] = found.get(more.category, CategoryBudget(more.category)) + more


def _known(category: str) -> str:
    return category if category in CATEGORIES else "other"


def _of_line(line: BudgetLine, rate: Rate) -> CategoryBudget:
    planned, ordered, invoiced, paid = (
        _converted(amount, rate) for amount in (line.planned, line.committed, line.invoiced, line.paid)
    )
    spent = max(invoiced, paid)
    return CategoryBudget(_known(line.category), planned, spent, max(ordered - spent, ZERO))


def _converted(amount: Decimal | None, rate: Rate) -> Decimal:
    if amount is None:
        return ZERO
    if rate.source_currency == rate.target_currency:
        return amount
    return rate.convert(amount, currency_digits(rate.target_currency))
