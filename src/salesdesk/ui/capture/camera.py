"""The laptop's camera: frames for the badge reader, asked for only when she scans."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from salesdesk.i18n import _
from salesdesk.system_libraries import install_line


class Camera(QObject):
    """Gives frames one at a time: the next only when the last was read."""

    frame = Signal(QImage)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Any, ...] = ()
        self._ready = True

    @property
    def on(self) -> bool:
        """Whether it is running."""
        return bool(self._parts)

    def start(self) -> None:
        """Switches it on; `failed` says in one sentence why that cannot be."""
        try:
            # QtMultimedia wants a sound server's library on Linux: only who scans by camera needs it.
            from PySide6 import QtMultimedia as multimedia
        except ImportError as error:
            self.failed.emit(lacking(str(error)))
            return
        device = multimedia.QMediaDevices.defaultVideoInput()
        if device.isNull():
            self.failed.emit(_("No camera is there: drop or paste a picture, or use a scanner."))
            return
        camera, session, sink = multimedia.QCamera(device), multimedia.QMediaCaptureSession(), multimedia.QVideoSink()
        session.setCamera(camera)
        session.setVideoSink(sink)
        sink.videoFrameChanged.connect(self.take)
        camera.errorOccurred.connect(self._error)
        self._parts = camera, session, sink
        self._ready = True
        camera.start()

    def stop(self) -> None:
        """Switches it off."""
        for part in self._parts[:1]:
            part.stop()
        self._parts = ()

    def next(self) -> None:
        """The last frame was read."""
        self._ready = True

    @Slot(object)
    def take(self, frame: Any) -> None:
        """Hands on a frame, if the one before was read."""
        if self._ready and frame.isValid():
            self._ready = False
            self.frame.emit(frame.toImage())

    @Slot(object, str)
    def _error(self, _kind: object, why: str) -> None:
        self.stop()
        self.failed.emit(_("The camera does not answer: %s") % why)


def lacking(error: str) -> str:
    """What to do where QtMultimedia cannot be loaded."""
    if "libpulse.so.0" not in error:
        return _("The camera cannot be used here: drop or paste a picture, or use a scanner.")
    return _("The camera needs a library that this system lacks: sudo %s") % install_line(["libpulse.so.0"])
