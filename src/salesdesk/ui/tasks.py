"""Work off the GUI thread: asked for here, answered in the event loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
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


class Lane:
    """One thread that may be left behind: what waits for the network does not keep the program from ending."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None
        self._waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Does `work` behind what was asked for before."""
        future: Future[T] = Future()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._waiting.put(lambda: _do(work, future))
        return future

    def shutdown(self, patience: float) -> None:
        """Takes nothing more, and waits at most `patience` seconds for what is under way."""
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        while (do := self._waiting.get()) is not None:
            do()
            do = None  # nothing of it is kept while the next one is waited for, such as a password


def _do(work: Callable[[], T], future: Future[T]) -> None:
    try:
        future.set_result(work())
    except Exception as error:
        future.set_exception(error)


class Tasks(QObject):
    """Five queues: `write` keeps its order, `read` never waits for it, `work` is for pictures and charts.

    `long` is for whole files and the index, so that no picture waits for them. `sync` is for what asks the server;
    nothing waits for it, and it can fail without a save having failed.
    """

    _done = Signal(object, object)
    _synced = Signal(object, object)

    def __init__(self, failed: Callable[[Exception], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failed = failed
        self._write = ThreadPoolExecutor(1, "write")
        self._read = ThreadPoolExecutor(1, "read")
        self._work = ThreadPoolExecutor(1, "work")
        self._long = ThreadPoolExecutor(3, "long")
        self._sync = Lane("sync")
        self._open = 0
        self.failures = 0
        self._finished = False
        self._lock = threading.Lock()
        self._done.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._synced.connect(self._answer_sync, Qt.ConnectionType.QueuedConnection)

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

    def long(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> Task[T]:
        """Takes a file in or writes one, beside all else; it stops by itself once all is `finished`."""
        return self._submit(self._long, work, then, failed)

    def sync(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None]) -> Task[T]:
        """Does `work` that asks the server, one at a time; the desk is at rest even while it runs."""
        task = Task[T](then, failed)
        if not self._finished:
            self._sync.submit(work).add_done_callback(lambda future: self._tell_synced(task, future))
        return task

    def _tell_synced(self, task: Task[Any], future: Future[Any]) -> None:
        if not self._finished:  # else this object may be gone already
            self._synced.emit(task, future)

    @Slot(object, object)
    def _answer_sync(self, task: Task[Any], future: Future[Any]) -> None:
        if not self._finished:
            task.answer(future)

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
    def finished(self) -> bool:
        """Whether the window is gone; may be asked in any thread."""
        return self._finished

    @property
    def busy(self) -> bool:
        """Whether something asked for is not answered yet."""
        return self._open > 0

    def settle(self) -> None:
        """Runs the event loop until all that was asked for is answered."""
        while self.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def finish(self) -> None:
        """Does what was asked for to its end; writes are never left undone, only the server is not waited for."""
        self._finished = True
        self._sync.shutdown(SYNC_PATIENCE)
        for pool in (self._write, self._read, self._work, self._long):
            pool.shutdown(wait=True)


# A round that was told to stop ends at its next answer from the server; sent again, nothing happens twice.
SYNC_PATIENCE = 2.0
