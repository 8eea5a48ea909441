"""Real processes for tests: started in a moment, read while they run, killed and waited for."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]


class Running:
    """A process of the nursery's; what it says goes to files, which outlive it."""

    def __init__(self, nursery: Nursery, pid: int, out: Path, err: Path, begins: int) -> None:
        self._nursery = nursery
        self.pid = pid
        self._out = out
        self._err = err
        self._read = begins
        self._errors = err.stat().st_size
        self._code: int | None = None

    def lines(self) -> list[str]:
        """What it said since the last time, in whole lines."""
        with self._out.open("rb") as file:
            file.seek(self._read)
            said, _newline, _rest = file.read().rpartition(b"\n")
        if not said:
            return []
        self._read += len(said) + 1
        return said.decode().split("\n")

    @property
    def errors(self) -> str:
        """What it said on standard error."""
        return self._err.read_bytes()[self._errors :].decode()

    def signal(self, number: int) -> None:
        """Sends it a signal; where it has ended already nothing happens."""
        os.kill(self.pid, number)

    def wait(self) -> int:
        """Its exit code, or the negative number of the signal that ended it."""
        if self._code is None:
            self._code = self._nursery.wait(self.pid)
        return self._code

    def kill(self) -> int:
        """Ends it in the middle of what it does; returns what `wait` does."""
        if self._code is None:
            self.signal(signal.SIGKILL)
        return self.wait()


class Nursery:
    """Starts processes that have imported everything already."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        ours, theirs = socket.socketpair()
        self._asking = ours
        self._words = ours.makefile("r")
        environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(_ROOT / "src"), str(_ROOT)))}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery"], stdin=theirs.fileno(), env=environment, cwd=_ROOT
            )
        assert self._words.readline() == "ready\n"

    def start(
        self, name: str, call: str, *arguments: Any, said: str = "", environment: Mapping[str, str] | None = None
    ) -> Running:
        """Calls the function `call` ("module:name") in a process of its own; its output is kept under `name`."""
        out, err, given = (self._folder / f"{name}.{end}" for end in ("out", "err", "in"))
        given.write_text(said)
        with given.open("rb") as stdin, out.open("ab") as stdout, err.open("ab") as stderr:
            begins = stdout.tell()
            order = {"call": call, "arguments": arguments, "environment": dict(environment or {})}
            files = [stream.fileno() for stream in (stdin, stdout, stderr)]
            socket.send_fds(self._asking, [json.dumps(order).encode()], files)
            pid = int(self._words.readline())
            return Running(self, pid, out, err, begins)

    def wait(self, pid: int) -> int:
        """The exit code of a process."""
        self._asking.sendall(json.dumps({"wait": pid}).encode())
        return int(self._words.readline())

    def close(self) -> None:
        """Ends what still runs, and the nursery."""
        self._words.close()
        self._asking.close()
        self._process.wait()


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """A nursery for as long as it is needed; what its processes say lies in `folder`."""
    made = Nursery(folder)
    try:
        yield made
    finally:
        made.close()
