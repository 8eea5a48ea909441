"""The company's server in a process of its own; it ends when whoever started it does, in whichever way."""

from __future__ import annotations

import os
import sys
import threading


def main(database: str, port: str) -> int:
    """Serves a database at a port."""
    from salesdesk.server.cli import main as server

    threading.Thread(target=_end_with_the_demo, daemon=True).start()
    return server(["--db", database, "serve", "--port", port])


def _end_with_the_demo() -> None:
    os.read(sys.stdin.fileno(), 1)  # comes back when its other end is closed
    os._exit(0)
