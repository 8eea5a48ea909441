"""The panel for a contact or an activity of an account, with all its fields."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind, Record, kind_of
from salesdesk.i18n import _
from salesdesk.ui.forms.editing import Editing
from salesdesk.ui.forms.form import Form
from salesdesk.ui.records.related_words import called
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.trips.form_panel import FormPanel

FIRST: Mapping[str, tuple[str, ...]] = {
    "contact": ("name", "title", "email", "mobile", "phone", "department", "account"),
    "activity": ("title", "kind", "due", "done", "contact", "place", "account"),
}


def new_slot(record: Record) -> str:
    """Where the draft of a new record of an account lies."""
    return f"{kind_of(type(record)).name}:{getattr(record, 'account', '')}"


class ChildEditing(Editing):
    """Keeps form and record together; what is new is drafted in its account."""

    def open(self, record: Record) -> None:
        """Shows another record."""
        if record.id:
            super().open(record)
            return
        self.save()
        self.record = record
        self._touched = False
        self._adding = False
        self._keeper.slot = slot = new_slot(record)
        self._form.show_record(record)
        self._tasks.write(lambda: self._desk.store.drafts.get(slot), self._go_on)


class ChildPanel(FormPanel):
    """A contact or an activity."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, kind: Kind) -> None:
        form = Form(theme, desk, tasks, kind, first=FIRST[kind.name])
        super().__init__(theme, desk, tasks, form, ChildEditing(desk, tasks, form))
        self.editing.setParent(self)

    def edit(self, record: Record) -> None:
        """Shows a record; without an id it is a new one."""
        self.open(record, called(record) if record.id else _NEW[self.form.kind.name]())

    def named(self, record: Record) -> None:
        """Takes the name that the record has now."""
        self.title.setText(called(record))
        self.setAccessibleName(called(record))

    @Slot(object)
    def _saved(self, record: Record) -> None:
        super()._saved(record)
        if self.record is not None and self.record.id == record.id:
            self.named(record)


_NEW = {"contact": lambda: _("New contact"), "activity": lambda: _("New activity")}
