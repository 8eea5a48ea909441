"""The fields of an expense, in the order of the receipt."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from salesdesk.desk.desk import Desk
from salesdesk.domain.expense import TYPED, Expense
from salesdesk.domain.fields import BadValue, Field, plain
from salesdesk.domain.record import Record
from salesdesk.i18n import _
from salesdesk.money.rates import cross
from salesdesk.ui.forms.editors import FieldEditor, FigureEditor, LineEditor, LongEditor
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.trips.rows_form import RowsForm

ROWS = (
    (("day", 18), ("merchant", 34), ("category", 26), ("paid_with", 22)),
    (("amount", 18), ("currency", 12), ("country", 24), ("notes", 46)),
    (("rate", 36), ("card_amount", 38), ("card_currency", 26)),
)
WORTH_AFTER, SAVE_BESIDE = 1, 2
# What a new expense starts with is no typing of hers.
GIVEN = frozenset({"day", "currency", "country", "paid_with"})


class RateEditor(FigureEditor):
    """A rate typed in, also the other way round: 1/178.31."""

    def read(self, text: str) -> Decimal:
        """The rate as a figure."""
        one, slash, other = text.partition("/")
        if not slash:
            return super().read(text)
        over, under = super().read(one), super().read(other)
        if under <= 0:
            raise ValueError(text)
        return plain(cross(under, over))


class ExpenseForm(RowsForm):
    """An expense; the rate's field holds only a rate typed in, reference rates stand in the line below."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__(theme, desk, tasks, desk.kinds["expense"], ROWS)
        self.new = False
        self.editors["card_amount"].set_label(_("Card statement"))
        self.editors["card_currency"].set_label(_("Card's currency"))
        for editor in self.editors.values():
            if isinstance(editor, LineEditor):
                editor.line.editingFinished.connect(editor.check)

    def make_editor(self, theme: Theme, field: Field, desk: Desk, tasks: Tasks) -> FieldEditor:
        """A rate may be typed either way round; notes take one line."""
        if field.name == "rate":
            return RateEditor(theme, field)
        if field.name == "notes":
            return LongEditor(theme, field, lines=1)
        return super().make_editor(theme, field, desk, tasks)

    def name_currencies(self, base: str) -> None:
        """Says which way the rate is written."""
        currency = self.editors["currency"].raw().strip().upper() or "…"
        label = _("Rate: {base} for 1 {currency}") if currency != base else _("Rate")
        self.editors["rate"].set_label(label.format(base=base, currency=currency))

    def show_record(self, record: Record) -> None:
        """Shows an expense."""
        expense = cast(Expense, record)
        self.new = not expense.id
        typed = expense.rate_source == TYPED or self.new
        super().show_record(expense if typed else replace(expense, rate=None))

    def raw(self) -> dict[str, str]:
        """What she changed; of a new expense all that stands there, so that its draft is whole."""
        if not self.new:
            return super().raw()
        return {name: text for name, editor in self.editors.items() if (text := editor.raw())}

    def untouched(self) -> bool:
        """Whether there is nothing of hers to save."""
        return not any(editor.raw().strip() for name, editor in self.editors.items() if name not in GIVEN)

    def readable(self, names: tuple[str, ...]) -> dict[str, Any] | None:
        """The values of some fields, or None where one cannot be read yet; says nothing of it."""
        try:
            return {name: self.editors[name].value() for name in names}
        except BadValue:
            return None
