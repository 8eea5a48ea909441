"""One window a profile: a second start raises the first one's, and hands it the files that it was to open."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

PATIENCE_MS = 300
# What a second start may send: so many bytes, within so long, naming so many files.
LONGEST, WAITED_FOR_MS, MOST_FILES = 1 << 16, 2_000, 100
_BETWEEN = b"\0"


def _name(profile: Path) -> str:
    return "salesdesk-" + hashlib.sha256(str(profile.resolve()).encode()).hexdigest()[:24]


def raise_first(profile: Path, files: Sequence[Path] = ()) -> bool:
    """Asks the window that has the profile open to come to the front with `files`; False where there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_name(profile))
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(_BETWEEN.join(os.fsencode(file.absolute()) for file in files))
    socket.disconnectFromServer()
    if socket.state() is not QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(WAITED_FOR_MS)  # until all of it is written
    return True


class Doorbell(QObject):
    """Listens for second starts and raises the window; `asked` gives the files that they were to open."""

    asked = Signal(list)

    def __init__(self, profile: Path, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._raise)
        # What a crash left behind is in the way; the profile's lock says that nobody listens there.
        QLocalServer.removeServer(_name(profile))
        self._server.listen(_name(profile))

    def close(self) -> None:
        """Listens no more, so that another may."""
        self._server.close()

    def _raise(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.setReadBufferSize(LONGEST + 1)
            connection.disconnected.connect(partial(self._read, connection))
            QTimer.singleShot(WAITED_FOR_MS, connection, connection.abort)
            if connection.state() is QLocalSocket.LocalSocketState.UnconnectedState:
                self._read(connection)
        self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()

    def _read(self, connection: QLocalSocket) -> None:
        if not isValid(connection):  # the window goes while somebody stands at the door
            return
        said = bytes(connection.readAll().data())
        connection.deleteLater()
        files = named(said)
        if files:
            self.asked.emit(files)


def named(said: bytes) -> list[Path]:
    """The files that a second start named; nothing of what is too long, and only what is there."""
    if not said or len(said) > LONGEST:
        return []
    names = [os.fsdecode(name) for name in said.split(_BETWEEN)[:MOST_FILES]]
    return [Path(name) for name in names if os.path.isabs(name) and os.path.isfile(name)]
