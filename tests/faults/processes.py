"""Real processes for tests: started in a moment, read while they run, killed and waited for."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

_ANSWERS_WITHIN_S = 30
_ROOT = Path(__file__).resolve().parents[2]


class Running:
    """A process of the nursery's; what it says goes to files, which outlive it."""

    def __init__(self, nursery: Nursery, pid: int, out: Path, err: Path, begins: tuple[int, int]) -> None:
        self._nursery = nursery
        self.pid = pid
        self._out = out
        self._err = err
        self._read, self._errors = begins
        self._code: int | None = None
        self._orders: TextIO | None = None

    def takes_orders(self, orders: TextIO) -> None:
        """From now on `ask` writes there."""
        self._orders = orders

    def ask(self, *order: Any) -> Any:
        """Gives it an order on its standard input; returns what it answers within half a minute."""
        assert self._orders is not None
        self._orders.write(json.dumps(order) + "\n")
        self._orders.flush()
        return json.loads(self.awaited()[-1])

    def awaited(self) -> list[str]:
        """What it says next; raises RuntimeError where it says nothing for half a minute."""
        until = time.monotonic() + _ANSWERS_WITHIN_S
        while time.monotonic() < until:
            if said := self.lines():
                return said
            time.sleep(0.002)
        raise RuntimeError(f"nothing was said: {self.errors}")

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
        """Its exit code, or the negative number of the signal that ended it; nobody orders it any more."""
        if self._orders is not None:
            self._orders.close()
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
        given = self._folder / f"{name}.in"
        given.write_text(said)
        with given.open("rb") as stdin:
            return self._start(name, stdin.fileno(), call, arguments, environment or {})

    def start_ordered(self, name: str, call: str, *arguments: Any) -> Running:
        """The same for a process that takes its orders on its standard input, with `ask`."""
        theirs, ours = os.pipe()
        try:
            running = self._start(name, theirs, call, arguments, {})
        finally:
            os.close(theirs)
        running.takes_orders(os.fdopen(ours, "w"))
        return running

    def _start(
        self, name: str, stdin: int, call: str, arguments: Sequence[Any], environment: Mapping[str, str]
    ) -> Running:
        out, err = (self._folder / f"{name}.{end}" for end in ("out", "err"))
        with out.open("ab") as stdout, err.open("ab") as stderr:
            begins = (stdout.tell(), stderr.tell())
            order = {"call": call, "arguments": arguments, "environment": dict(environment)}
            files = [stdin, stdout.fileno(), stderr.fileno()]
            socket.send_fds(self._asking, [json.dumps(order).encode()], files)
            return Running(self, int(self._words.readline()), out, err, begins)

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
