"""Expenses, and how each comes to its amount in the trip's currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Context, Decimal

from salesdesk import i18n
from salesdesk.domain import record as a
from salesdesk.domain.budget import CATEGORIES
from salesdesk.domain.fields import LARGEST, plain
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_, _, currency_digits
from salesdesk.money.rates import (
    ECB,
    EURO,
    SAME_CURRENCY,
    Rate,
    RateMissing,
    Rates,
    cross,
    explain_quote,
    quote,
    rounded,
)

PAID_WITH = {
    "own": N_("Own money"), "card_private": N_("Private card"), "card_company": N_("Company card"),
    "advance": N_("Advance"), "invoice": N_("Invoice"),
}  # fmt: skip
_CONVERTED = N_("In the trip's currency")


@record(
    label=N_("Expense"), plural=N_("Expenses"), scope=Scope.TRIP,
    title=("merchant", "category"), subtitle=("day", "amount", "currency"),
)  # fmt: skip
class Expense(Record):
    """What was paid, in the currency it was paid in; `base_amount` is in the trip's currency.

    `rate` is the units of the trip's currency for one unit of `currency`. A rate typed in or an
    amount from the card statement wins over the reference rate.
    """

    trip: str = a.link(N_("Trip"), to="trip", parent=True)
    fair: str = a.link(N_("Fair"), to="fair")
    day: date | None = a.day(N_("Day"), sortable=True, listed=True)
    merchant: str = a.text(N_("Merchant"), searchable=True, sortable=True, listed=True)
    category: str = a.choice(N_("Category"), CATEGORIES, listed=True)
    amount: Decimal | None = a.amount(N_("Amount"), listed=True, unit="amount")
    currency: str = a.currency(N_("Currency"), listed=True, unit="amount")
    country: str = a.country(N_("Country"))
    paid_with: str = a.choice(N_("Paid with"), PAID_WITH)
    base_amount: Decimal | None = a.amount(N_("Converted amount"), listed=True, section=_CONVERTED, unit="base_amount")
    rate: Decimal | None = a.rate(N_("Rate"), section=_CONVERTED, unit="base_amount")
    rate_date: date | None = a.day(N_("Day of the rate"), section=_CONVERTED, unit="base_amount")
    rate_source: str = a.text(N_("Source of the rate"), section=_CONVERTED, unit="base_amount")
    card_amount: Decimal | None = a.amount(N_("Amount on the card statement"), section=_CONVERTED, unit="card_amount")
    card_currency: str = a.currency(N_("Currency of the card"), section=_CONVERTED, unit="card_amount")
    tip: Decimal | None = a.amount(N_("Tip within"), unit="amount")
    receipt_no: str = a.text(N_("Receipt number"), searchable=True)
    picture: str = a.picture(N_("Receipt"))
    notes: str = a.long_text(N_("Notes"), searchable=True)


# What `rate_source` says, beside the name of a reference rate's source.
TYPED, CARD, PROVISIONAL = "typed", "card statement", f"{ECB} provisional"


def priced(expense: Expense, base_currency: str, rates: Rates) -> Expense:
    """The expense with its amount in `base_currency` and where that comes from; empty where nothing tells.

    The card statement wins over a rate typed in, and that over the ECB's rate of the day.
    """
    amount, currency = expense.amount, expense.currency
    if amount is None or not currency or not base_currency:
        return _unpriced(expense)
    digits = currency_digits(base_currency)
    if expense.card_amount is not None and expense.card_currency == base_currency:
        return _by_card(expense, amount, rounded(expense.card_amount, digits))
    if currency == base_currency:
        return _with(expense, rounded(amount, digits), Decimal(1), expense.day, SAME_CURRENCY)
    if expense.rate is not None and expense.rate_source in {TYPED, ""}:
        return _by_typed(expense, amount, expense.rate, base_currency)
    return _by_reference(expense, amount, base_currency, rates)


def explain(expense: Expense, base_currency: str) -> str:
    """One sentence on where the converted amount comes from, in the language in use."""
    if expense.rate_source == CARD:
        paid = i18n.isolated(i18n.money(expense.card_amount or Decimal(0), expense.card_currency))
        of = i18n.isolated(i18n.money(expense.amount or Decimal(0), expense.currency))
        return _("card statement: {paid} for {amount}").format(paid=paid, amount=of)
    if expense.rate_source == SAME_CURRENCY:
        return _("same currency: nothing to convert")
    if expense.rate is None or not base_currency:
        return _unpriced_why(expense, base_currency)
    if expense.rate_source in {TYPED, ""}:
        typed = quote(expense.currency, expense.rate, base_currency)
        return _("rate typed in: {quote}").format(quote=typed)
    return _reference(expense, expense.rate, base_currency)


def _by_card(expense: Expense, amount: Decimal, base: Decimal) -> Expense:
    rate = cross(amount, base) if amount and base / amount > 0 else None
    return _with(expense, base, rate, expense.day, CARD)


def _by_typed(expense: Expense, amount: Decimal, rate: Decimal, base_currency: str) -> Expense:
    day = expense.rate_date or expense.day
    typed = Rate(expense.currency, base_currency, rate, day or date.min, TYPED, day or date.min)
    return _with(expense, typed.convert(amount, currency_digits(base_currency)), rate, day, TYPED)


def _by_reference(expense: Expense, amount: Decimal, base_currency: str, rates: Rates) -> Expense:
    if expense.day is None:
        return _unpriced(expense)
    try:
        found = rates.rate(expense.currency, base_currency, expense.day)
    except RateMissing:
        return _unpriced(expense)
    base = found.convert(amount, currency_digits(base_currency))
    source = PROVISIONAL if found.provisional else found.source
    return _with(expense, base, found.rate, found.day, source)


def _unpriced(expense: Expense) -> Expense:
    if expense.rate_source == TYPED:
        return replace(expense, base_amount=None)
    return _with(expense, None, None, None, "")


def _with(expense: Expense, base: Decimal | None, rate: Decimal | None, day: date | None, source: str) -> Expense:
    base = base if base is None or abs(base) < LARGEST else None
    rate = rate if rate is None or rate < LARGEST else None
    return replace(expense, base_amount=base, rate=rate, rate_date=day, rate_source=source)


def _unpriced_why(expense: Expense, base_currency: str) -> str:
    if expense.amount is None or not expense.currency:
        return _("not converted yet: amount or currency is missing")
    if not base_currency:
        return _("not converted yet: the trip has no currency")
    if expense.day is None:
        return _("not converted yet: the day is missing")
    return _("no rate of the day yet: type one in or add the amount of the card statement")


def _reference(expense: Expense, rate: Decimal, base_currency: str) -> str:
    one, units, other = expense.currency, rate, base_currency
    if other == EURO or (one != EURO and rate < 1):
        one, units, other = other, cross(rate, Decimal(1)), one
    day = expense.rate_date or expense.day or date.min
    source, _space, provisional = expense.rate_source.partition(" ")
    shown = quote(one, _as_published(units), other)
    return explain_quote(source, day, expense.day or day, shown, provisional=bool(provisional))


def _as_published(units: Decimal) -> Decimal:
    """The quote of at most seven figures that `units` was derived from, or six figures of a cross rate."""
    exact = plain(Context(prec=10).plus(units))
    return exact if len(exact.as_tuple().digits) <= 7 else plain(Context(prec=6).plus(units))
