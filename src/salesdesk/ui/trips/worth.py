"""What an expense comes to in the trip's currency while it is being typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.expense import TYPED, Expense, explain, priced
from salesdesk.i18n import _, money
from salesdesk.money.rates import SAME_CURRENCY, RateMissing, Rates
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.text import Text


@dataclass(frozen=True)
class Worth:
    """The amount in the trip's currency, where it comes from, and whether it is to be had at all."""

    amount: str
    explanation: str
    missing: bool = False


def worth_of(expense: Expense, currency: str, rates: Rates) -> Worth:
    """What `expense` comes to in `currency`; reads the rates at the first call."""
    done = priced(expense, currency, rates)
    if done.base_amount is not None:
        same = done.rate_source == SAME_CURRENCY
        return Worth(money(done.base_amount, currency), _("same currency") if same else explain(done, currency))
    if done.amount is None or not done.currency:
        return Worth("", _("Type amount and currency: what it comes to in {currency} stands here.").format(
            currency=currency
        ))  # fmt: skip
    return Worth(_("No amount in {currency}").format(currency=currency), _why(done, currency, rates), missing=True)


def _why(expense: Expense, currency: str, rates: Rates) -> str:
    if expense.day is not None:
        try:
            rates.rate(expense.currency, currency, expense.day)
        except RateMissing as error:
            return error.explain()
    return explain(expense, currency)


def typed_expense(before: Expense, values: Mapping[str, Any]) -> Expense:
    """The expense as it stands in the fields; a rate in its field is one typed in."""
    known = {name: value for name, value in values.items() if name in _COUNTS}
    rate = known.get("rate")
    return before.but(**known, rate_source=TYPED if rate is not None else "")


_COUNTS = ("day", "amount", "currency", "rate", "card_amount", "card_currency")


class WorthLine(QWidget):
    """Says it, latest answer only."""

    def __init__(self, theme: Theme, tasks: Tasks, rates: Rates) -> None:
        super().__init__()
        self._tasks = tasks
        self._rates = rates
        self._asked: Task[Worth] | None = None
        self._amount = Text(theme, "", Size.SECTION, Weight.SEMI, tabular=True)
        self._amount.setObjectName("worth")
        self._why = Text(theme, "", Size.SECOND, ink="soft", wrap=True)
        self._why.setObjectName("worth-explanation")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, Space.M)
        column.setSpacing(1)
        column.addWidget(self._amount)
        column.addWidget(self._why)

    def ask(self, expense: Expense, currency: str) -> None:
        """Reckons `expense` off the GUI thread and shows the answer."""
        self.stop()
        rates = self._rates
        self._asked = self._tasks.read(lambda: worth_of(expense, currency, rates), self._show)

    def stop(self) -> None:
        """Waits for no answer any more."""
        if self._asked is not None:
            self._asked.cancel()

    def tell_unreadable(self) -> None:
        """A field that counts cannot be read yet."""
        self.stop()
        self._show(Worth("", _("This cannot be read yet; it is kept as you typed it.")))

    def _show(self, worth: Worth) -> None:
        self._amount.setText(f"= {worth.amount}" if worth.amount and not worth.missing else worth.amount or "= …")
        self._amount.set_ink("warm" if worth.missing else "text" if worth.amount else "soft")
        self._why.setText(worth.explanation)
        self._why.set_ink("warm" if worth.missing else "soft")
        self.setAccessibleName(f"{worth.amount} {worth.explanation}".strip())
