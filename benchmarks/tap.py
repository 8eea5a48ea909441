"""A tap in the line to a server: passes all bytes on, and counts requests and bytes with their headers."""

from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit

_AT_ONCE = 65_536
_REQUEST = b" HTTP/1.1\r\n"


class Tap:
    """Listens at `url` and passes on to a server; `requests`, `up` and `down` (bytes) go up."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._server = (str(parts.hostname), int(parts.port or 0))
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.requests = self.up = self.down = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def forget(self) -> None:
        """Counts from nothing."""
        self.requests = self.up = self.down = 0

    def close(self) -> None:
        """Takes no more connections."""
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _address = self._socket.accept()
            except OSError:
                return
            far = socket.create_connection(self._server)
            for side in (near, far):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pass_up, args=(near, far), daemon=True).start()
            threading.Thread(target=self._pass_down, args=(far, near), daemon=True).start()

    def _pass_up(self, near: socket.socket, far: socket.socket) -> None:
        while some := near.recv(_AT_ONCE):
            self.up += len(some)
            # A request's line comes with its first bytes; bodies are packed, or JSON without line ends.
            self.requests += some.count(_REQUEST)
            far.sendall(some)
        far.shutdown(socket.SHUT_WR)

    def _pass_down(self, far: socket.socket, near: socket.socket) -> None:
        while some := far.recv(_AT_ONCE):
            self.down += len(some)
            near.sendall(some)
        near.close()
        far.close()
