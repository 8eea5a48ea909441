"""Verbs that reckon: rates, budgets, and whether all is sound."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from salesdesk.cli.call import Call
from salesdesk.domain.figures import plain
from salesdesk.i18n import _, currency_codes, currency_digits, money
from salesdesk.shell import DONE, REFUSED, Wrong


def rate(call: Call) -> int:
    """An amount in another currency, by the ECB's reference rate of the day."""
    from salesdesk.money.rates import EcbRates

    words = call.arguments
    amount = _amount(words.amount)
    source, target = words.source.upper(), words.target.upper()
    for code in (source, target):
        if code not in currency_codes():
            raise Wrong(_("“%s” is no currency code such as EUR.") % code)
    day = _day(words.on) if words.on else date.today()
    found = EcbRates().rate(source, target, day)
    converted = found.convert(amount, currency_digits(target))
    document = {
        "amount": f"{converted:f}",
        "currency": target,
        "rate": f"{found.rate:f}",
        "rate_date": found.day.isoformat(),
        "source": found.source,
        "provisional": found.provisional,
        "explanation": found.explain(),
    }
    return call.say(document, [money(converted, target), found.explain()])


def budget(call: Call) -> int:
    """What is planned, spent, committed and left of a trip's budget."""
    found = call.desk.budget(call.arguments.trip)
    rows = [
        {
            "category": x.category,
            "planned": _money(x.planned, found.currency),
            "spent": _money(x.spent, found.currency),
            "committed": _money(x.committed, found.currency),
            "left": _money(x.left, found.currency),
            "expenses": x.expenses,
        }
        for x in (*found.categories, found.total)
    ]
    *categories, total = rows
    document = {"trip": call.arguments.trip, "currency": found.currency, **total, "categories": categories}
    document |= {"missing_rates": found.missing_rates, "unconverted": [line.id for line in found.unconverted]}
    document |= {"rates": [used.explain() for used in found.rates]}
    del document["category"]
    lines = (
        f"{x['category'] or _('total'):16}{x['planned']:>14}{x['spent']:>14}{x['committed']:>14}{x['left']:>14}"
        for x in rows
    )
    return call.say(document, lines)


def verify(call: Call) -> int:
    """Whether the database is sound and its parts agree."""
    findings = call.desk.store.verification.findings()
    sound = not any(finding.wrong for finding in findings)
    document = {"ok": sound, "checks": {finding.check: list(finding.wrong) for finding in findings}}
    lines = (f"{_(x.check):20}{'; '.join(x.wrong) or _('in order')}" for x in findings)
    call.say(document, lines)
    return DONE if sound else REFUSED


def _money(amount: Decimal, currency: str) -> str:
    """An amount with the currency's decimals, and more only where there are more."""
    exact = amount.quantize(Decimal(1).scaleb(-currency_digits(currency)))
    return f"{exact if exact == amount else plain(amount):f}"


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Wrong(_("“%s” is not an amount such as 1234.50.") % text) from None
    if not amount.is_finite() or abs(amount) > Decimal(10) ** 14:
        raise Wrong(_("“%s” is not an amount such as 1234.50.") % text)
    return amount


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong(_("“%s” is not a day such as 2026-11-23.") % text) from None
