"""What was dropped, pasted or scanned, read off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

from salesdesk.capture import Captured, Unreadable, read, read_text
from salesdesk.i18n import N_

LARGEST = 64 << 20
_FORMATS = ("text/vcard", "text/x-vcard", "text/directory")


def readings(mime: QMimeData) -> list[Callable[[], list[Captured]]]:
    """The work that reads what `mime` holds; each may raise Unreadable."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return [partial(read_file, path) for path in files]
    for name in _FORMATS:
        if mime.hasFormat(name):
            return [partial(read, bytes(mime.data(name).data()))]
    if mime.hasImage():
        image = mime.imageData()
        return [partial(listed, image)] if isinstance(image, QImage) else []
    text = mime.text()
    return [partial(read_text, text)] if text.strip() else []


def read_file(path: Path) -> list[Captured]:
    """What a file holds; raises Unreadable."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(N_("The file is too large to be a badge, a card or a contact."))
        return read(path.read_bytes(), path.name)
    except OSError as error:
        why = N_("{name} cannot be read: {reason}.")
        raise Unreadable(why, name=path.name, reason=error.strerror or error) from None


def png(image: QImage) -> bytes:
    """A picture from the clipboard as a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def listed(image: QImage) -> list[Captured]:
    """What a picture in memory holds; raises Unreadable."""
    return read(png(image))
