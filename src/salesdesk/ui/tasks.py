"""Work off the GUI thread: asked for here, answered in the event loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, Signal, Slot

T = TypeVar("T")


class Task(Generic[T]):
    """A piece of work under way."""

    def __init__(self, then: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        self._then = then
        self._failed = failed
        self.cancelled = False

    def cancel(self) -> None:
        """Nobody waits for the answer any more."""
        self.cancelled = True

    def answer(self, future: Future[T]) -> None:
        """Hands the result to whoever asked; called in the event loop."""
        if self.cancelled:
            return
        error = future.exception()
        if error is None:
            self._then(future.result())
        elif isinstance(error, Exception):
            self._failed(error)
        else:
            raise error


class Tasks(QObject):
    """Three queues: `write` keeps its order, `read` never waits for it, `work` is for pictures and charts."""

    _done = Signal(object, object)

    def __init__(self, failed: Callable[[Exception], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failed = failed
        self._write = ThreadPoolExecutor(1, "write")
        self._read = ThreadPoolExecutor(1, "read")
        self._work = ThreadPoolExecutor(1, "work")
        self._open = 0
        self.failures = 0
        self._finished = False
        self._lock = threading.Lock()
        self._done.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def write(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Task[T]:
        """Does `work` behind all writes asked for before."""
        return self._submit(self._write, work, then, failed)

    def read(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> Task[T]:
        """Does `work` beside the writes."""
        return self._submit(self._read, work, then, failed)

    def work(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> Task[T]:
        """Does long `work` on a thread of its own."""
        return self._submit(self._work, work, then, failed)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], T],
        then: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> Task[T]:
        task = Task[T](then or (lambda _result: None), failed or self._failed)
        if self._finished and pool is not self._write:
            return task  # the window is gone: nobody waits for what it would read
        with self._lock:
            self._open += 1
        pool.submit(work).add_done_callback(lambda future: self._done.emit(task, future))
        return task

    @Slot(object, object)
    def _answer(self, task: Task[Any], future: Future[Any]) -> None:
        with self._lock:
            self._open -= 1
        if not self._finished:  # else the window is gone, and nobody waits
            self.failures += future.exception() is not None
            task.answer(future)

    @property
    def busy(self) -> bool:
        """Whether something asked for is not answered yet."""
        return self._open > 0

    def settle(self) -> None:
        """Runs the event loop until all that was asked for is answered."""
        while self.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def finish(self) -> None:
        """Does what was asked for to its end; writes are never left undone."""
        self._finished = True
        for pool in (self._write, self._read, self._work):
            pool.shutdown(wait=True)
