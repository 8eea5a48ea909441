"""Saves expenses: a new one when she says so, a saved one by itself."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.expense import Expense
from salesdesk.domain.record import Record
from salesdesk.store.drafts import Draft
from salesdesk.ui.forms.editing import Editing, draft_slot
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.trips.expense_form import ExpenseForm


class ExpenseEditing(Editing):
    """Keeps the form and its expense together; `added` and `not_added` tell what became of a new one."""

    added = Signal(object)
    not_added = Signal(str)
    restored = Signal()

    def __init__(self, desk: Desk, tasks: Tasks, form: ExpenseForm, parent: QObject | None = None) -> None:
        super().__init__(desk, tasks, form, parent)
        self._expense_form = form
        self._aside: list[tuple[Expense, Mapping[str, str]]] = []

    @Slot()
    def save(self) -> None:
        """Saves a saved expense; a new one waits in its draft until `add`."""
        if self.record is None or self.record.id:
            super().save()
        else:
            self._rest.stop()

    def add(self, next_: Expense) -> bool:
        """Saves the new expense and shows `next_`; returns whether all of it could be read."""
        values, whole = self._form.values()
        if not whole or self.record is None:
            return False
        texts, slot, before = self._form.raw(), self._keeper.slot, self.record
        values = self._form.kind.filled(before) | values
        assert isinstance(before, Expense)
        self._keeper.cut()
        self.start(next_)
        self._tasks.write(
            lambda: self._desk.add("expense", values, drops=slot),
            self.added.emit,
            lambda error: self._not_added(before, texts, error),
        )
        return True

    def start(self, expense: Expense) -> None:
        """Shows a new expense that has no draft."""
        self.record = expense
        self._touched = False
        self._keeper.slot = draft_slot(expense)
        self._form.show_record(expense)

    def _go_on(self, draft: Draft | None) -> None:
        super()._go_on(draft)
        if draft is not None and self._touched:
            self.restored.emit()

    def _not_added(self, expense: Expense, texts: Mapping[str, str], error: Exception) -> None:
        self._aside.append((expense, texts))
        self.put_back()
        self.not_added.emit(sentence(error))

    @property
    def aside(self) -> bool:
        """Whether something typed waits to be put back."""
        return bool(self._aside)

    def put_back(self) -> None:
        """Brings back what was not saved, where nothing else is being typed."""
        free = self.record is not None and not self.record.id and self._expense_form.untouched()
        if self._aside and free:
            expense, texts = self._aside.pop()
            self.start(expense)
            self._form.set_raw(texts)
            self._edited()

    def discard(self, next_: Expense) -> None:
        """Gives up what is being typed; it can be put back."""
        record, slot = self.record, self._keeper.slot
        if isinstance(record, Expense) and not record.id:
            self._aside.append((record, self._form.raw()))
            self.start(next_)
            self._tasks.write(lambda: self._desk.store.drafts.drop(slot))

    def is_new_in(self, trip: str) -> bool:
        """Whether a new expense of that trip stands in the form."""
        record: Record | None = self.record
        return isinstance(record, Expense) and not record.id and record.trip == trip
