"""Expenses, and how each comes to its amount in the trip's currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salesdesk.domain import record as a
from salesdesk.domain.budget import CATEGORIES
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

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
