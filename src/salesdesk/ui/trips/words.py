"""What a trip's header, cards and rows say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from salesdesk.domain.budget import CATEGORIES, Budget
from salesdesk.domain.expense import Expense, explain
from salesdesk.domain.trip import LODGING, STATUSES, Stay, Trip
from salesdesk.i18n import _, clock, country, day, day_pattern, days, isolated, money, ngettext, number, percent
from salesdesk.money.rates import SAME_CURRENCY
from salesdesk.ui.theme import Tone
from salesdesk.ui.trips.figures import TripFigures

SCARCE = Decimal("0.1")
BETWEEN = "  ·  "
STATUS_TONES = {
    "planned": Tone.ACCENT, "under_way": Tone.GOOD, "submitted": Tone.COLD, "approved": Tone.GOOD, "paid": Tone.GOOD,
}  # fmt: skip


@dataclass(frozen=True)
class CardWords:
    """A card's figure, its note and its tone."""

    value: str
    note: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True)
class ExpenseWords:
    """An expense as a row: both amounts, and how one comes from the other."""

    merchant: str
    below: str
    paid: str
    base: str
    explanation: str
    missing: bool

    def sentence(self) -> str:
        """The row as a screen reader says it."""
        return ", ".join(filter(None, (self.merchant, self.below, self.paid, self.base, self.explanation)))


def trip_title(trip: Trip) -> str:
    """What a trip is called."""
    return trip.title or trip.number or (_("Unnamed trip") if trip.id else _("New trip"))


def trip_facts(trip: Trip, fair: str) -> str:
    """When, what for, and on whose account."""
    said = [
        _span(trip),
        _("for {fair}").format(fair=isolated(fair)) if fair else isolated(trip.purpose),
        _("cost centre {number}").format(number=isolated(trip.cost_center)) if trip.cost_center else "",
    ]
    return BETWEEN.join(isolated(words) for words in said if words)


def _span(trip: Trip) -> str:
    if trip.depart and trip.return_:
        return days(trip.depart, trip.return_)
    one = trip.depart or trip.return_
    return day(one) if one else ""


def status_words(trip: Trip) -> tuple[str, Tone]:
    """The trip's status and its tone."""
    return _(STATUSES.get(trip.status, "")), STATUS_TONES.get(trip.status, Tone.NEUTRAL)


# --- cards --------------------------------------------------------------------------------------


def planned_card(figures: TripFigures) -> CardWords:
    """What is planned."""
    budget = figures.budget
    planned = sum(category.planned > 0 for category in budget.categories)
    words = ngettext("%s category", "%s categories", planned) % number(planned)
    return CardWords(money(budget.planned, budget.currency), words if planned else _("no budget lines yet"))


def spent_card(figures: TripFigures) -> CardWords:
    """What is spent."""
    many, budget, invoices = len(figures.expenses), figures.budget, figures.invoices
    said = []
    if many:
        said.append(ngettext("%s expense", "%s expenses", many) % number(many))
    if figures.currencies > 1:
        said.append(ngettext("%s currency", "%s currencies", figures.currencies) % number(figures.currencies))
    if invoices:
        said.append(ngettext("%s invoice", "%s invoices", invoices) % number(invoices))
    return CardWords(money(budget.spent, budget.currency), listed(said) or _("no expenses yet"))


def committed_card(figures: TripFigures) -> CardWords:
    """What is ordered and not invoiced yet."""
    budget = figures.budget
    names = [category_name(category.category) for category in budget.categories if category.committed > 0]
    note = listed(names[:2]) if len(names) < 3 else _("{first} and {more} more").format(
        first=names[0], more=number(len(names) - 1)
    )  # fmt: skip
    return CardWords(money(budget.committed, budget.currency), note or _("nothing on order"))


def left_card(figures: TripFigures) -> CardWords:
    """What may still be spent; warm below a tenth, hot when it is over."""
    budget = figures.budget
    if budget.planned <= 0 and not budget.spent and not budget.committed:
        return CardWords(money(Decimal(0), budget.currency), _("plan first, then spend"))
    share = budget.left / budget.planned if budget.planned > 0 else Decimal(0)
    tone = Tone.HOT if budget.left < 0 else Tone.WARM if share < SCARCE else Tone.NEUTRAL
    over = _over(budget)
    said = [percent(share) if budget.planned > 0 else _("nothing planned"), over]
    return CardWords(money(budget.left, budget.currency), " · ".join(filter(None, said)), tone)


def _over(budget: Budget) -> str:
    over = [category_name(category.category) for category in budget.categories if category.left < 0]
    if len(over) == 1:
        return _("{category} is over").format(category=over[0])
    return ngettext("%s is over", "%s are over", len(over)) % number(len(over)) if over else ""


def category_name(category: str) -> str:
    """A category's label."""
    return _(CATEGORIES.get(category, CATEGORIES["other"]))


def missing_words(budget: Budget) -> str:
    """What the sums leave out, or ""."""
    missing, lines = budget.missing_rates, len(budget.unconverted)
    said = []
    if missing:
        words = ngettext(
            "%s expense has no amount in the trip's currency: open it and type the rate or the amount of the card "
            "statement.",
            "%s expenses have no amount in the trip's currency: open them and type the rate or the amount of the card "
            "statement.",
            missing,
        )
        said.append(words % number(missing))
    if lines:
        words = ngettext(
            "%s budget line is in a currency without a rate: plan it in another.",
            "%s budget lines are in a currency without a rate: plan them in another.",
            lines,
        )
        said.append(words % number(lines))
    return " ".join(said)


def chart_words(figures: TripFigures) -> str:
    """The chart's figures in words."""
    budget = figures.budget
    course = figures.course
    if not course:
        return _("Spending by day: no expenses yet")
    words = {
        "first": day(course[0][0]), "last": day(course[-1][0]),
        "spent": money(sum((amount for _day, amount in course), Decimal(0)), budget.currency),
        "planned": money(budget.planned, budget.currency),
    }  # fmt: skip
    return _("Spending by day from {first} to {last}: {spent} spent, {planned} planned").format(**words)


# --- rows ---------------------------------------------------------------------------------------


def expense_words(expense: Expense, currency: str) -> ExpenseWords:
    """An expense in a trip whose budget is in `currency`."""
    category = category_name(expense.category) if expense.category else ""
    title = expense.merchant or category or _("Expense")
    when = day_pattern(expense.day, "MMMEd") if expense.day else _("no day")
    below = " · ".join(isolated(words) for words in (category if category != title else "", when) if words)
    amount = "" if expense.amount is None else money(expense.amount, expense.currency)
    base = "—" if expense.base_amount is None else money(expense.base_amount, currency)
    same = expense.rate_source == SAME_CURRENCY
    explanation = "" if same else explain(expense, currency)
    return ExpenseWords(title, below, "" if same else amount, base, explanation, expense.base_amount is None)


def stay_times(stay: Stay) -> str:
    """From arrival to departure, by the clocks of the place."""
    if not stay.arrive and not stay.depart:
        return _("no times yet")
    return " – ".join(_moment(moment, stay.zone) if moment else "…" for moment in (stay.arrive, stay.depart))


def _moment(moment: datetime, zone: str) -> str:
    there = ZoneInfo(zone) if zone else None
    return f"{day_pattern(moment.astimezone(there).date(), 'MMMEd')}, {clock(moment, there)}"


def stay_title(stay: Stay) -> str:
    """Where she stays."""
    return listed((isolated(stay.city), country(stay.country))) or stay.region or _("Stop")


def stay_lodging(stay: Stay) -> str:
    """How the night is paid for."""
    return _(LODGING.get(stay.lodging, ""))


def line_words(supplier: str, planned: Decimal | None, currency: str) -> str:
    """A budget line on a chip."""
    amount = money(planned, currency) if planned is not None else ""
    return " · ".join(filter(None, (isolated(supplier), isolated(amount)))) or _("Line without amount")


def listed(words: Sequence[str]) -> str:
    """Words in a row."""
    return _(", ").join(filter(None, words))
