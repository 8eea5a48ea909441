"""What was saved, told to the window: each change of a small action, of a large one its kinds, now and then."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.store.door import Saved
from salesdesk.ui.undo_words import undo_words

LARGE = 500
PAUSE_MS = 700


class Following(QObject):
    """Hears what is saved in any thread; `saved` gives a small action, `kinds` those of large ones, `said` a sentence.

    A large action is looked through where it was saved, and an import saves many in a row.
    """

    saved = Signal(object)
    kinds = Signal(object)
    said = Signal(str)
    _small = Signal(object)
    _large = Signal(object)
    _words = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._gathered: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        queued = Qt.ConnectionType.QueuedConnection
        self._small.connect(self.saved, queued)
        self._large.connect(self._gather, queued)
        self._words.connect(self.said, queued)
        desk.listeners.append(self._hear)

    def _hear(self, saved: Saved) -> None:
        if saved.many or len(saved.changes) > LARGE:
            self._large.emit(saved.kinds)
        else:
            self._small.emit(saved)
        words = undo_words(saved)
        if words:
            self._words.emit(words)

    @Slot(object)
    def _gather(self, kinds: set[str]) -> None:
        self._gathered |= kinds
        if not self._pause.isActive():
            self.flush()

    @Slot()
    def flush(self) -> None:
        """Tells what was gathered, and waits a while before it tells more."""
        if self._gathered:
            gathered, self._gathered = self._gathered, set()
            self._pause.start()
            self.kinds.emit(gathered)
