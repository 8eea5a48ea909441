"""A file on its way in: looked at, corrected, taken in, taken back; all of it off the GUI thread."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from salesdesk.desk.desk import Desk
from salesdesk.i18n import N_, _, isolated, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.ui.files import FileChanged, Stopped, why_not
from salesdesk.ui.tasks import Task, Tasks

if TYPE_CHECKING:
    from salesdesk.desk.exchanging import Imported, Preview, PreviewColumn


class Step(Enum):
    """How far a file has come."""

    READING = auto()
    REFUSED = auto()
    READY = auto()
    RUNNING = auto()
    DONE = auto()
    UNDOING = auto()
    UNDONE = auto()


@dataclass(frozen=True)
class Ended:
    """What came of an import; without `imported` it was stopped, or failed for a reason, behind `safe` records."""

    safe: int
    imported: Imported | None = None
    why: str = ""


class FileImport(QObject):
    """One file. `changed`: something is otherwise; `moved`: share and row, while it is taken in."""

    changed = Signal()
    moved = Signal(float, int)
    _undone = Signal()

    def __init__(self, desk: Desk, tasks: Tasks, path: Path) -> None:
        from salesdesk.desk.exchanging import Choices

        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.path = path
        self.choices = Choices()
        self.step = Step.READING
        self.preview: Preview | None = None
        self.why = ""
        """Why it cannot be read as she says."""
        self.looking = False
        self.ended = Ended(0)
        self._asked: Task[tuple[Preview, _Stamp]] | None = None
        self._stamp: _Stamp | None = None
        self._again = ""
        self.saved = ""
        """What came of writing the rows that were skipped."""
        self._stop = threading.Event()
        self._thread = 0
        self._actions: list[str] = []
        self._safe = 0
        self._undone.connect(self._is_undone, Qt.ConnectionType.QueuedConnection)
        self._look()

    # --- looking ------------------------------------------------------------------------------

    def choose(self, **said: object) -> None:
        """She says otherwise: kind, encoding, delimiter, header or sheet; the file is looked at again."""
        self.choices = replace(self.choices, **said)  # type: ignore[arg-type]
        self._look()

    def assign(self, column: PreviewColumn, field: str) -> None:
        """A column goes to another field, with "" to none, and with one that is not on offer to what was guessed."""
        assert self.preview is not None
        columns = {title: name for title, name in self.choices.columns.items() if title != column.title}
        if field in ("", *dict(self.preview.targets)):
            columns[column.title] = field
        self.choose(columns=columns)

    def _look(self) -> None:
        from salesdesk.desk.exchanging import preview

        if self._asked is not None:
            self._asked.cancel()
        self.looking = True
        desk, path, choices = self._desk, self.path, self.choices

        def look() -> tuple[Preview, _Stamp]:
            stamp = _stamp_of(path)
            return preview(desk, path, choices), stamp

        self._asked = self._tasks.long(look, self._seen, self._not_seen)
        self.changed.emit()

    def _seen(self, found: tuple[Preview, _Stamp]) -> None:
        self.looking, self._asked = False, None
        self.preview, self._stamp = found
        self.step, self.why, self._again = Step.READY, self._again, ""
        self.changed.emit()

    def _not_seen(self, error: Exception) -> None:
        self.looking, self._asked = False, None
        self.step = Step.REFUSED if self.preview is None else Step.READY
        self.why = why_not(error)
        self.changed.emit()

    # --- taking in ----------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether it is being taken in, or back."""
        return self.step in (Step.RUNNING, Step.UNDOING)

    def start(self) -> None:
        """Takes the file in, as it was shown."""
        if self.step is not Step.READY or self.looking:
            return
        self._stop.clear()
        self.step, self._safe, self._actions = Step.RUNNING, 0, []
        self._tasks.long(self._take, self._taken, self._not_taken)
        self.changed.emit()

    def stop(self) -> None:
        """Stops at the next row; what is safe by then stays."""
        self._stop.set()

    def _take(self) -> Imported:
        from salesdesk.desk.exchanging import import_file

        self._thread = threading.get_ident()
        try:
            if _stamp_of(self.path) != self._stamp:
                raise FileChanged
            return import_file(self._desk, self.path, self.choices, progress=self._progress)
        finally:
            self._thread = 0

    def _progress(self, share: float, row: int) -> None:
        if self._stop.is_set() or self._tasks.finished:
            raise Stopped
        self.moved.emit(share, row)

    def hear(self, saved: Saved) -> None:
        """Something was saved, in the thread that saved it: by this import, or as its undoing."""
        if threading.get_ident() == self._thread:
            self._safe += sum(saved.many.values()) + len(saved.changes)
            if saved.action not in self._actions:
                self._actions.append(saved.action)
        elif saved.undoes in self._actions and not saved.more:
            self._undone.emit()

    def _taken(self, imported: Imported) -> None:
        self.step, self.ended = Step.DONE, Ended(self._safe, imported)
        self.changed.emit()

    def _not_taken(self, error: Exception) -> None:
        if isinstance(error, FileChanged):
            self.step = Step.READY
            self._again = _(CHANGED)
            self._look()
            return
        self.step = Step.DONE
        self.ended = Ended(self._safe, None, "" if isinstance(error, Stopped) else why_not(error))
        self.changed.emit()

    # --- afterwards ---------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return self.step is Step.DONE and bool(self._actions)

    def undo(self) -> None:
        """Takes back what was taken in."""
        if self.can_undo:
            self.step = Step.UNDOING
            action = self._actions[0]
            self._stop.clear()
            self._tasks.long(
                lambda: self._desk.undo(action, self._undo_progress), lambda _saved: None, self._not_undone
            )
            self.changed.emit()

    def _undo_progress(self, rows: int) -> None:
        self._progress(rows / max(1, self._safe), 0)

    def _is_undone(self) -> None:
        self.step = Step.UNDONE
        self.changed.emit()

    def _not_undone(self, error: Exception) -> None:
        self.step = Step.DONE
        stopped = isinstance(error, Stopped)
        self.ended = replace(self.ended, why=_("Stopped. Undo once more goes on.") if stopped else why_not(error))
        self.changed.emit()

    def save_skipped(self, to: Path) -> None:
        """Writes the rows that were not taken, to be corrected and taken in."""
        from salesdesk.desk.exchanging import write_skipped

        desk, path, choices, imported = self._desk, self.path, self.choices, self.ended.imported
        assert imported is not None

        def say(count: int) -> None:
            words = ngettext("%(count)s row is in %(file)s.", "%(count)s rows are in %(file)s.", count)
            self._say(words % {"count": number(count), "file": isolated(to.name)})

        self._tasks.long(
            lambda: write_skipped(desk, path, choices, imported, to), say, lambda error: self._say(why_not(error))
        )

    def _say(self, what: str) -> None:
        self.saved = what
        self.changed.emit()


CHANGED = N_("The file was changed since it was shown: look at it again, then import.")
_Stamp = tuple[int, int]


def _stamp_of(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_size
