"""Edits save themselves: a draft at every key, a save after two seconds of rest or on leaving."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.record import Record, kind_of
from salesdesk.store.drafts import Draft
from salesdesk.ui.forms.form import Form
from salesdesk.ui.tasks import Tasks

REST_MS = 2_000


class DraftKeeper(QObject):
    """Makes what is typed durable, each time with the newest texts and never two behind."""

    kept = Signal(object)
    failed = Signal(str)

    def __init__(self, desk: Desk, tasks: Tasks, slot: str, kind: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self.slot = slot
        self._kind = kind
        self._newest: dict[str, tuple[Mapping[str, Any], str]] = {}
        self._lock = Lock()

    def keep(self, texts: Mapping[str, Any], record: str = "") -> None:
        """Makes `texts` durable in the slot of now, behind what is being written."""
        slot = self.slot
        with self._lock:
            waiting = slot in self._newest
            self._newest[slot] = (texts, record)
        if not waiting:
            self._tasks.write(lambda: self._write(slot), self.kept.emit, self._refused)

    def _write(self, slot: str) -> Any:
        with self._lock:
            texts, record = self._newest.pop(slot)
        return self._desk.store.drafts.keep(slot, self._kind, texts, record)

    def _refused(self, error: Exception) -> None:
        self.failed.emit(sentence(error))


class Editing(QObject):
    """Keeps a form and its record together."""

    saved = Signal(object)
    failed = Signal(str)
    typed = Signal()

    def __init__(self, desk: Desk, tasks: Tasks, form: Form, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._form = form
        self.record: Record | None = None
        self._touched = False
        self._adding = False
        self._keeper = DraftKeeper(desk, tasks, "", form.kind.name, self)
        self._keeper.failed.connect(self.failed)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.save)
        form.edited.connect(self._edited)

    def open(self, record: Record) -> None:
        """Shows another record; what was typed into the one before is saved first."""
        self.save()
        self.record = record
        self._touched = False
        self._adding = False
        self._keeper.slot = draft_slot(record)
        self._form.show_record(record)
        self._tasks.read(lambda: self._desk.store.drafts.get(self._keeper.slot), self._go_on)

    def _go_on(self, draft: Draft | None) -> None:
        """Puts back what was typed and not saved when the desk went down."""
        if draft is not None and self.record is not None and draft.record == self.record.id and not self._touched:
            self._form.set_raw({name: str(text) for name, text in draft.texts.items()})
            self._edited()

    def follow(self, record: Record) -> None:
        """Takes a change from elsewhere, unless something is being typed."""
        if self.record is not None and record.id == self.record.id and not self._touched:
            self.record = record
            self._form.show_record(record)

    @Slot()
    def _edited(self) -> None:
        if self.record is not None:
            self._touched = True
            self.typed.emit()
            self._keeper.keep(self._form.raw(), self.record.id)
            self._rest.start()

    @Slot()
    def save(self) -> None:
        """Saves what was typed; what cannot be read stays in its field and in the draft."""
        self._rest.stop()
        if self.record is None or not self._touched:
            return
        if self._adding:
            self._rest.start()
            return
        before, slot = self.record, self._keeper.slot
        values, whole = self._form.values()
        self._touched = not whole
        drops = slot if whole else ""
        if before.id:
            self.record = before.but(**values)
            self._tasks.write(lambda: self._desk.change(before, values, drops=drops), self._done, self._refused)
        elif values:
            self._adding = True
            values = self._form.kind.filled(before) | values
            self._tasks.write(
                lambda: self._desk.add(self._form.kind.name, values, drops=drops), self._added, self._refused
            )

    def _added(self, record: Record) -> None:
        if self._adding:
            self._adding = False
            self.record = record
            self._keeper.slot = draft_slot(record)
        self.saved.emit(record)

    def _done(self, record: Record) -> None:
        if self.record is not None and record.id == self.record.id:
            self.record = record
        self.saved.emit(record)

    def _refused(self, error: Exception) -> None:
        self._touched = True
        self._adding = False
        self.failed.emit(sentence(error))


def draft_slot(record: Record) -> str:
    """Where the draft of a record lies; one without an id is new, in the record that it belongs to."""
    kind = kind_of(type(record))
    parents = (str(kind.value(record, link)) for link in kind.links if link.parent)
    return f"{kind.name}:{record.id or next(filter(None, parents), 'new')}"
