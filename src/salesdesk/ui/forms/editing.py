"""Edits save themselves: a draft at every key, a save after two seconds of rest or on leaving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
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
        self._newest: dict[tuple[str, int], tuple[Mapping[str, Any], str, int]] = {}
        self._round = 0
        self._lock = Lock()

    def keep(self, texts: Mapping[str, Any], record: str = "", seen: int = 0) -> None:
        """Makes `texts` durable in the slot of now, behind what is being written."""
        place = (self.slot, self._round)
        with self._lock:
            waiting = place in self._newest
            self._newest[place] = (texts, record, seen)
        if not waiting:
            self._tasks.write(lambda: self._write(place), self.kept.emit, self._refused)

    def cut(self) -> None:
        """A save that ends the draft is about to be asked for: later keys are written behind it."""
        self._round += 1

    def _write(self, place: tuple[str, int]) -> Any:
        with self._lock:
            texts, record, seen = self._newest.pop(place)
        return self._desk.store.drafts.keep(place[0], self._kind, texts, record, seen)

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
        self._saving = 0
        self._pulled = 0
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
        self._saving = self._pulled = 0
        self._keeper.slot = draft_slot(record)
        self._form.show_record(record)
        slot = self._keeper.slot
        # Behind the saves that are under way, which may end this draft.
        self._tasks.write(lambda: self._desk.store.drafts.get(slot), self._go_on)

    def _go_on(self, draft: Draft | None) -> None:
        """Puts back what was typed and not saved when the desk went down."""
        if draft is not None and self.record is not None and draft.record == self.record.id and not self._touched:
            # A pull that came between is none that she typed on.
            self.record = replace(self.record, seen=min(self.record.seen, draft.seen))
            self._form.set_raw({name: str(text) for name, text in draft.texts.items()})
            self._edited()

    def follow(self, record: Record) -> None:
        """Takes a change from elsewhere; what is being typed stays, and stays typed on what she saw then."""
        if self.record is None or record.id != self.record.id:
            return
        newest = max(record.seen, self.record.seen)
        if self._touched or self._saving:
            self._pulled = max(newest, self._pulled)
            self._go_on_from(record, self._form.raw())
            self._form.show_untyped(record)
        else:
            self.record = replace(record, seen=newest)
            self._form.show_record(record)

    def _go_on_from(self, record: Record, typed: Iterable[str]) -> None:
        """From now on this record is typed on, in the `typed` fields what stood there when she began."""
        assert self.record is not None
        self.record = replace(_but_as(record, self.record, typed), seen=self.record.seen)

    @property
    def typing(self) -> bool:
        """Whether something was typed that is not saved yet."""
        return self._touched or bool(self._saving)

    @Slot()
    def _edited(self) -> None:
        if self.record is not None:
            self._touched = True
            self.typed.emit()
            self._keeper.keep(self._form.raw(), self.record.id, self.record.seen)
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
        before, slot, texts = self.record, self._keeper.slot, self._form.raw()
        values, whole = self._form.values()
        self._touched = not whole
        sent = {name: texts[name] for name in values}
        drops = slot if whole else ""
        self._keeper.cut()
        if before.id:
            self._saving += 1
            # What she types from here on is typed on this.
            self.record = before.but(**values)
            self._tasks.write(
                lambda: self._desk.change(before, values, drops=drops),
                lambda record: self._done(record, sent),
                lambda error: self._not_saved(error, before, values),
            )
        elif values:
            self._adding = True
            started = self._form.kind.filled(before) | values
            self._tasks.write(
                lambda: self._add(started, slot, {} if whole else texts),
                lambda record: self._added(record, slot, sent),
                self._refused,
            )

    def _add(self, values: Mapping[str, Any], slot: str, unread: Mapping[str, str]) -> Record:
        """Adds the record; what could not be read is its draft from then on."""
        name = self._form.kind.name
        record = self._desk.add(name, values, drops=slot)
        if unread:
            self._desk.store.drafts.keep(draft_slot(record), name, unread, record.id, record.seen)
        return record

    def _added(self, record: Record, slot: str, sent: Mapping[str, str]) -> None:
        if self._adding:
            self._adding = False
            self.record = record
            self._form.accept(sent)
            self._keeper.slot = draft_slot(record)
            if self._touched:
                self._keeper.keep(self._form.raw(), record.id, record.seen)
            # Keys that were typed meanwhile went to the draft of the new record that it was.
            self._tasks.write(lambda: self._desk.store.drafts.drop(slot))
        self.saved.emit(record)

    def _done(self, record: Record, sent: Mapping[str, str]) -> None:
        if self.record is not None and record.id == self.record.id:
            self._saving = max(self._saving - 1, 0)
            self._form.accept(sent)
            self._settle(record, sent)
        self.saved.emit(record)

    def _settle(self, record: Record, sent: Iterable[str]) -> None:
        """What she types next is typed on all that was pulled meanwhile, unless she is typing already."""
        assert self.record is not None
        shows = self._pulled <= record.seen
        self._go_on_from(record, self._form.raw() if shows else {*self._form.raw(), *sent})
        if not self.typing:
            self.record = replace(self.record, seen=max(record.seen, self.record.seen, self._pulled))
        if shows:
            self._form.show_untyped(record)

    def _not_saved(self, error: Exception, before: Record, values: Iterable[str]) -> None:
        """The fields that were to be saved stay typed on what stood there before."""
        if self.record is not None and self.record.id == before.id:
            self.record = _but_as(self.record, before, values)
        self._refused(error)

    def _refused(self, error: Exception) -> None:
        self._touched = True
        self._adding = False
        self._saving = max(self._saving - 1, 0)
        self.failed.emit(sentence(error))


def _but_as(record: Record, other: Record, names: Iterable[str]) -> Record:
    """A record, but in these fields as the other has it."""
    kind = kind_of(type(other))
    return record.but(**{name: kind.value(other, kind.field(name)) for name in names})


def draft_slot(record: Record) -> str:
    """Where the draft of a record lies; one without an id is new, in the record that it belongs to."""
    kind = kind_of(type(record))
    parents = (str(kind.value(record, link)) for link in kind.links if link.parent)
    return f"{kind.name}:{record.id or next(filter(None, parents), 'new')}"
