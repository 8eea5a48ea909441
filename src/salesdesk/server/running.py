"""The server on a socket: in this process's main thread, or beside a program in a thread of its own."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from uvicorn.config import Config

from salesdesk.server.app import create_app, log
from salesdesk.server.hints import Pace
from salesdesk.server.housekeeping import Housekeeping
from salesdesk.server.service import Server

_BACKLOG = 2048
_STARTS_WITHIN_S = 30
_ENDS_WITHIN_S = 5


@dataclass(frozen=True)
class Address:
    """Where to listen; port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None


class _Uvicorn(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: Config, ready: Callable[[], None], closing: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._closing = closing

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ends by the signals, where uvicorn would raise them once more when all is done."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Who only listens is let go, and not waited for."""
        self._closing()
        await super().shutdown(sockets)


class Listening:
    """A socket that is bound, and the server to answer on it; raises OSError where it can't be had."""

    def __init__(
        self, server: Server, address: Address, ready: Callable[[str], None] | None = None,
        pace: Pace = Pace(),  # noqa: B008
    ) -> None:  # fmt: skip
        app = create_app(server, pace)
        config = Config(
            app, log_config=None, access_log=False, server_header=False, lifespan="on",
            ssl_certfile=address.certificate, ssl_keyfile=address.key, timeout_graceful_shutdown=_ENDS_WITHIN_S,
        )  # fmt: skip
        config.load()
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        self._socket = socket.create_server((address.host, address.port), family=family, backlog=_BACKLOG)
        # Connections inherit it; asyncio leaves it alone on a socket that others made, and each answer waits 40 ms.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        scheme = "https" if address.certificate else "http"
        host = f"[{address.host}]" if ":" in address.host else address.host
        self.url = f"{scheme}://{host}:{self._socket.getsockname()[1]}"
        self._uvicorn = _Uvicorn(config, self._answers, app.state.hints.close)
        self._housekeeping = Housekeeping(server.sweeping, lambda said: log("housekeeping", said=said))
        self._told = ready
        self._started = threading.Event()

    def _answers(self) -> None:
        self._started.set()
        if self._told:
            self._told(self.url)

    def run(self) -> None:
        """Answers until a signal ends it."""
        self._housekeeping.start()
        try:
            self._uvicorn.run(sockets=[self._socket])
        finally:
            self._housekeeping.stop()
            self._socket.close()

    def start(self) -> None:
        """Answers in a thread of its own from now on; raises RuntimeError where it does not come up."""
        self._thread = threading.Thread(target=self.run, name="salesdesk-server", daemon=True)
        self._thread.start()
        if not self._started.wait(_STARTS_WITHIN_S):
            raise RuntimeError("the server did not start")

    def stop(self) -> None:
        """Ends what `start` began."""
        self._uvicorn.should_exit = True
        self._thread.join()
