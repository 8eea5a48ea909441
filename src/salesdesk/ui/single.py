"""One window a profile: a second start raises the first one's."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

PATIENCE_MS = 300


def _name(profile: Path) -> str:
    return "salesdesk-" + hashlib.sha256(str(profile.resolve()).encode()).hexdigest()[:24]


def raise_first(profile: Path) -> bool:
    """Asks the window that has the profile open to come to the front; False where there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_name(profile))
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.disconnectFromServer()
    return True


class Doorbell(QObject):
    """Listens for second starts and raises the window."""

    def __init__(self, profile: Path, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._raise)
        # What a crash left behind is in the way; the profile's lock says that nobody listens there.
        QLocalServer.removeServer(_name(profile))
        self._server.listen(_name(profile))

    def _raise(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.deleteLater()
        self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
