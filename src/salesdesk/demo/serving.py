"""The company's server in a process of its own; it ends when whoever started it does, in whichever way."""

from __future__ import annotations

import os
import sys
import threading


def main() -> int:
    """Serves the database and the port that the command line names."""
    from salesdesk.server.cli import main as server

    threading.Thread(target=_end_with_the_demo, daemon=True).start()
    database, port = sys.argv[1:]
    return server(["--db", database, "serve", "--port", port])


def _end_with_the_demo() -> None:
    os.read(sys.stdin.fileno(), 1)  # comes back when its other end is closed
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
