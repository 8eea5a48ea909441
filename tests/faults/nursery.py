"""Where processes come from quickly: a program that has imported everything, and forks for each that is asked for.

What it forks is a process of its own, with an id of its own, and dies of a SIGKILL like any other; it only
need not import for a second first. Run as `python -m tests.faults.nursery`, it is asked over the socket that
is its standard input.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

PRELOADED = (
    "salesdesk.cli", "salesdesk.cli.company", "salesdesk.cli.records", "salesdesk.desk.profile",
    "salesdesk.desk.words", "salesdesk.server.cli", "salesdesk.server.running", "salesdesk.server.service",
    "salesdesk.store.outbox", "salesdesk.store.pulls", "salesdesk.sync.engine", "salesdesk.sync.http",
    "salesdesk.sync.membership", "tests.faults.hands", "tests.faults.orders",
)  # fmt: skip


def serve(asked: socket.socket) -> None:
    """Forks and waits as it is told, until nobody asks any more; then it ends what is left."""
    for name in PRELOADED:
        importlib.import_module(name)
    children: set[int] = set()
    asked.sendall(b"ready\n")
    while True:
        message, files, _flags, _address = socket.recv_fds(asked, 1 << 16, 3)
        if not message:
            break
        order = json.loads(message)
        if "wait" in order:
            _pid, status = os.waitpid(order["wait"], 0)
            children.discard(order["wait"])
            asked.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
            continue
        pid = os.fork()
        if not pid:
            _become(order, files, asked)
        for file in files:
            os.close(file)
        children.add(pid)
        asked.sendall(b"%d\n" % pid)
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _become(order: dict[str, Any], files: list[int], asked: socket.socket) -> NoReturn:
    """The child's whole life."""
    asked.close()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    code = 1
    try:
        os.environ.update(order["environment"])
        module, _colon, name = order["call"].partition(":")
        code = int(getattr(importlib.import_module(module), name)(*order["arguments"]) or 0)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=os.dup(sys.stdin.fileno())))
