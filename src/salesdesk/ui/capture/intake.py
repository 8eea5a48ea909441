"""What comes in beside the keyboard: files, the clipboard, a scanner, the camera; read off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QImage

from salesdesk.capture import Captured
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.ui.capture.camera import Camera
from salesdesk.ui.capture.reading import listed, read_file, readings
from salesdesk.ui.tasks import Tasks


class Intake(QObject):
    """Reads one thing after the other; the picture is kept before anything is said of it."""

    begun = Signal()
    one = Signal(object, object, int)
    several = Signal(object)
    refused = Signal(str)
    frame = Signal(QImage)
    no_camera = Signal(str)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self.visitor = 0  # the number of the visitor that readings are for
        self.camera = Camera(self)
        self.camera.frame.connect(self._frame)
        self.camera.failed.connect(self.no_camera)

    @Slot(QMimeData)
    def take(self, mime: QMimeData) -> None:
        """Reads what was dropped or pasted."""
        for reading in readings(mime):
            self._read(reading)

    def take_text(self, text: str) -> None:
        """Reads what a scanner typed."""
        mime = QMimeData()
        mime.setText(text)
        self.take(mime)

    def take_files(self, names: list[str]) -> None:
        """Reads files by name."""
        for name in names:
            self._read(partial(read_file, Path(name)))

    def _read(self, reading: Callable[[], list[Captured]]) -> None:
        self.begun.emit()
        visitor = self.visitor
        self._tasks.work(reading, lambda found: self._was_read(found, visitor), self._refused)

    def _refused(self, error: Exception) -> None:
        self.refused.emit(sentence(error))

    def _was_read(self, found: list[Captured], visitor: int) -> None:
        if len(found) > 1:
            self.several.emit(found)
            return
        for captured in found:
            kept = partial(self._with_picture, captured)
            self._tasks.write(kept, lambda read: self.one.emit(*read, visitor), self._refused)

    def _with_picture(self, captured: Captured) -> tuple[Captured, dict[str, str]]:
        texts = dict(captured.fields)
        if captured.picture:
            texts["picture"] = self._desk.store.files.keep(captured.picture, captured.mime)
        return captured, texts

    @Slot(QImage)
    def _frame(self, image: QImage) -> None:
        self.frame.emit(image)
        self._tasks.work(partial(listed, image), self._looked, lambda _error: self.camera.next())

    def _looked(self, found: list[Captured]) -> None:
        """A frame with a code ends the scan; one without makes room for the next."""
        self.camera.next()
        if self.camera.on and found and found[0].kind != "none":
            self.camera.stop()
            self._was_read(found[:1], self.visitor)
