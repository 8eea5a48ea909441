"""The panel for an expense: type, see what it comes to, and go on to the next."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence

from salesdesk.desk.desk import Desk
from salesdesk.domain.expense import Expense
from salesdesk.domain.trip import Trip
from salesdesk.i18n import _, clock, money
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme, Tone
from salesdesk.ui.trips.expense_editing import ExpenseEditing
from salesdesk.ui.trips.expense_form import SAVE_BESIDE, WORTH_AFTER, ExpenseForm
from salesdesk.ui.trips.form_panel import FormPanel
from salesdesk.ui.trips.worth import WorthLine, typed_expense
from salesdesk.ui.widgets.button import Button, Role

SAVE_KEY = "Ctrl+Return"
_FOLLOWED = ("currency", "country", "paid_with")
_COUNTS = ("day", "amount", "currency", "rate", "card_amount", "card_currency")


class ExpensePanel(FormPanel):
    """A new expense or a saved one."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        form = ExpenseForm(theme, desk, tasks)
        self._entry = ExpenseEditing(desk, tasks, form)
        super().__init__(theme, desk, tasks, form, self._entry)
        self._entry.setParent(self)
        self._form = form
        self._trip: Trip | None = None
        self._last: Expense | None = None
        self.worth = WorthLine(theme, tasks, desk.rates)
        form.put_below(WORTH_AFTER, self.worth)
        form.put_beside(SAVE_BESIDE, self._make_save_button())
        form.edited.connect(self._reckon)
        self._entry.added.connect(self._added)
        self._entry.not_added.connect(self._not_added)
        self._entry.restored.connect(self._restored)
        self.notice.acted.connect(self._put_back)

    def _make_save_button(self) -> Button:
        key = QKeySequence(SAVE_KEY).toString(QKeySequence.SequenceFormat.NativeText)
        self.save_button = Button(self.theme, _("Save and next"), Role.PRIMARY, key=key)
        self.save_button.setObjectName("save-expense")
        self.save_button.clicked.connect(self.save_and_next)
        return self.save_button

    def for_trip(self, trip: Trip, last: Expense | None) -> None:
        """Whose expenses these are, and the newest of them, which a new one follows."""
        if self._trip is None or self._trip.id != trip.id:
            self._last = last
        elif last is not None:
            self._last = self._last or last
        self._trip = trip
        if self.isVisible():
            self._reckon()

    def begin(self) -> None:
        """Shows a new expense, or the one that is being typed."""
        if self._trip is None:
            return
        if not self._entry.is_new_in(self._trip.id):
            self.open(self._blank(), _("New expense"))
        else:
            self.show()
        self._reckon()

    def edit(self, expense: Expense, title: str) -> None:
        """Shows a saved expense."""
        self.open(expense, title)
        self._reckon()

    def open(self, record: object, title: str) -> None:
        """Shows an expense; a new one is discarded, not deleted."""
        expense = cast(Expense, record)
        super().open(expense, title)
        self.save_button.setVisible(not expense.id)
        words = _("Delete") if expense.id else _("Discard")
        self.delete_button.setAccessibleName(words)
        self.delete_button.setToolTip(words)
        self.delete_button.show()

    def take_focus(self) -> None:
        """The day is today's as a rule: begins with the merchant."""
        self._form.editors["merchant"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _blank(self) -> Expense:
        trip, last = self._trip, self._last
        assert trip is not None
        return Expense(
            trip=trip.id,
            day=self.desk.clock().astimezone().date(),
            currency=(last.currency if last else "") or trip.currency,
            country=last.country if last else trip.country,
            paid_with=last.paid_with if last else "",
        )

    @Slot()
    def save_and_next(self) -> None:
        """Saves a new expense and clears for the next; the cursor stands at the merchant."""
        record = self.record
        if record is None or record.id:
            self._entry.save()
            return
        if self._form.untouched():
            self.say(_("Type a merchant or an amount first"), Tone.NEUTRAL)
            self.take_focus()
            return
        self._last = cast(Expense, record).but(**self._form.readable(_FOLLOWED) or {})
        if self._entry.add(self._blank()):
            self.take_focus()
            self._reckon()
        else:
            self._go_to_wrong()

    def _go_to_wrong(self) -> None:
        self.say(_("Kept, not saved yet"), Tone.WARM)
        wrong = next((editor for editor in self._form.editors.values() if editor.error), None)
        if wrong is not None:
            wrong.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _added(self, expense: Expense) -> None:
        if self._trip is None or expense.trip != self._trip.id:
            return
        if not self._entry.aside:
            self.notice.hide()
        amount = money(expense.base_amount, self._trip.currency) if expense.base_amount is not None else ""
        at = _("Saved on this laptop %s") % clock(self.desk.clock(), seconds=True)
        self.say(" · ".join(filter(None, (expense.merchant, amount, at))), Tone.GOOD)

    @Slot(str)
    def _not_added(self, why: str) -> None:
        self.refuse(why)
        self.notice.set_action(_("Put it back") if self._entry.aside else "")
        self._reckon()

    @Slot()
    def _put_back(self) -> None:
        self._entry.put_back()
        self.notice.setVisible(self._entry.aside)
        self._reckon()

    @Slot()
    def _restored(self) -> None:
        self._reckon()
        self.say(_("Put back as you left it"), Tone.NEUTRAL)

    @Slot()
    def _ask_delete(self) -> None:
        record = self.record
        if record is not None and record.id:
            self.delete.emit("expense", record.id)
        elif not self._form.untouched():
            self._entry.discard(self._blank())
            self.state.hide()
            self.notice.tell(_("What you had typed is set aside."), Tone.NEUTRAL, lead=_("Discarded"))
            self.notice.set_action(_("Put it back"))
            self.notice.show()
            self._reckon()
        else:
            self.closed.emit()

    @Slot()
    def _reckon(self) -> None:
        record, trip = self.record, self._trip
        if not isinstance(record, Expense) or trip is None:
            return
        self._form.name_currencies(trip.currency)
        values = self._form.readable(_COUNTS)
        if values is None:
            self.worth.tell_unreadable()
        else:
            self.worth.ask(typed_expense(record, values), trip.currency)
