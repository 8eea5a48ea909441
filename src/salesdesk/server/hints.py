"""Hints that there is something to fetch: whoever listens is told her own newest seq. No thread waits for anybody."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from anyio import to_thread

from salesdesk.protocol.service import Refusal
from salesdesk.protocol.wire import EPOCH_BITS
from salesdesk.server.devices import Device
from salesdesk.server.news import Moved, News
from salesdesk.server.unavailable import Unavailable


@dataclass(frozen=True)
class Pace:
    """In seconds: how often the head is looked at, how long a hint waits for more of them, how often a stream says
    that it lives and when it ends, and how long a question is held open."""

    every: float = 1
    debounce: float = 2
    beat: float = 15
    life: float = 600
    longest: float = 25


@dataclass(eq=False)
class Listener:
    """A device that listens: its scopes, and the newest seq in them."""

    device: Device
    scopes: frozenset[str] = frozenset()
    newest: int = 0
    cut: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Hints:
    """Those who listen on this process; its head is looked at only while there are any."""

    def __init__(
        self, news: News, pace: Pace = Pace(), jitter: Callable[[float, float], float] = random.uniform
    ) -> None:  # fmt: skip
        self._news = news
        self.pace = pace
        self._jitter = jitter
        self._listeners: set[Listener] = set()
        self._joining = asyncio.Lock()
        self._looking: asyncio.Task[None] | None = None
        self._last = 0
        self._closed = False

    @property
    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def close(self) -> None:
        """Lets everybody go; to be called in the event loop."""
        self._closed = True
        for listener in self._listeners:
            self._cut(listener)

    @asynccontextmanager
    async def listening(self, device: Device) -> AsyncIterator[Listener]:
        """A listener, which knows the newest seq of now. Raises Refusal."""
        listener = Listener(device, cut=self._closed)
        async with self._joining:
            # What is committed after this look is either in what the listener reads below, or in the next look.
            if self._looking is None:
                self._last = await to_thread.run_sync(self._news.head)
            self._listeners.add(listener)
            if self._looking is None:
                self._looking = asyncio.create_task(self._look())
        try:
            await self._learn(listener)
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def after(self, listener: Listener, seq: int, within: float) -> int:
        """The listener's newest seq, once it is beyond `seq`, or after so many seconds."""
        ends = time.monotonic() + within
        waited = False
        while listener.newest <= seq and not listener.cut and (left := ends - time.monotonic()) > 0:
            listener.woken.clear()
            waited = True
            try:
                await asyncio.wait_for(listener.woken.wait(), left)
            except TimeoutError:
                break
        if waited and listener.newest > seq:
            # More will follow, and thousands of laptops need not come at once.
            await asyncio.sleep(self.pace.debounce * self._jitter(0.5, 1.5))
        return listener.newest

    # --- looking ------------------------------------------------------------------------------

    async def _look(self) -> None:
        try:
            while self._listeners:
                await asyncio.sleep(self.pace.every)
                with suppress(Unavailable):  # a database that is away tells its news when it is back
                    await self._tell(await to_thread.run_sync(self._news.since, self._last))
        finally:
            if self._looking is asyncio.current_task():
                self._looking = None

    async def _tell(self, moved: Moved) -> None:
        before = self._last
        # A restored server's epoch is new to everybody.
        everybody = moved.head if moved.head < before or _epoch(moved.head) != _epoch(before) else 0
        for listener in list(self._listeners):
            if listener.device.id in moved.ended:
                self._cut(listener)
                continue
            if listener.device.user in moved.people:
                with suppress(Refusal):  # she is nobody here any more, and was cut
                    await self._learn(listener)
            hers = moved.scopes.keys() & listener.scopes
            newest = max((moved.scopes[scope] for scope in hers), default=0)
            self._wake(listener, max(newest, moved.people.get(listener.device.user, 0), everybody))
        # Who was told before something failed here is told it once more, and it is not news.
        self._last = moved.head

    async def _learn(self, listener: Listener) -> None:
        try:
            listener.scopes, newest = await to_thread.run_sync(self._news.of, listener.device.user)
        except Refusal:
            self._cut(listener)
            raise
        self._wake(listener, newest)

    def _wake(self, listener: Listener, seq: int) -> None:
        if seq > listener.newest:
            listener.newest = seq
            listener.woken.set()

    def _cut(self, listener: Listener) -> None:
        listener.cut = True
        listener.woken.set()


def _epoch(seq: int) -> int:
    return seq >> EPOCH_BITS
