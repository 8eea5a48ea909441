"""A proxy between a laptop and a server, which passes requests on or does to them what a fault says."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

_REMEMBERED = 20
_HEAD_ENDS = b"\r\n\r\n"


@dataclass(frozen=True)
class Message:
    """A request or an answer: its first line, its headers, its body."""

    first: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @classmethod
    async def read(cls, stream: asyncio.StreamReader) -> Message | None:
        """The next message of a stream, or None at its end."""
        try:
            head = await stream.readuntil(_HEAD_ENDS)
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        made = cls(first, tuple((name.strip(), value.strip()) for name, _colon, value in pairs))
        return replace(made, body=await stream.readexactly(int(made.header("content-length") or 0)))

    @property
    def path(self) -> str:
        """Of a request: what it asks for."""
        return self.first.split(" ")[1]

    def header(self, name: str) -> str:
        """A header's value, or ""."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")

    def but(self, body: bytes | None = None, **headers: str) -> Message:
        """The message with another body, with other headers, "" taking one away."""
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        kept = tuple((name, value) for name, value in self.headers if name.lower() not in named)
        added = tuple((name, value) for name, value in named.items() if value)
        made = replace(self, headers=kept + added)
        if body is None:
            return made
        return replace(made.but(content_length=str(len(body))), body=body)

    @property
    def head(self) -> bytes:
        """All before the body."""
        lines = [self.first, *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join(lines).encode("latin-1") + _HEAD_ENDS

    @property
    def raw(self) -> bytes:
        """The message as it travels."""
        return self.head + self.body


class Exchange:
    """One request, and the way to its answer."""

    def __init__(self, proxy: Proxy, request: Message, client: asyncio.StreamWriter) -> None:
        self.request = request
        self._proxy = proxy
        self._client = client

    async def answer(self) -> Message:
        """What the server answers."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._proxy.to)
        try:
            writer.write(self.request.raw)
            answer = await Message.read(reader)
        finally:
            writer.close()
        if answer is None:
            raise ConnectionResetError
        self._proxy.told = [*self._proxy.told[-_REMEMBERED:], (self.request.path, answer)]
        return answer

    async def half(self) -> None:
        """Hands the server half of the request, and breaks off."""
        _reader, writer = await asyncio.open_connection("127.0.0.1", self._proxy.to)
        writer.write(self.request.raw[: len(self.request.raw) // 2])
        await writer.drain()
        reset(writer)

    async def say(self, content: bytes | Message) -> None:
        """Sends to the laptop."""
        self._client.write(content.raw if isinstance(content, Message) else content)
        await self._client.drain()

    def before(self, *, same_question: bool = False) -> Message | None:
        """The newest answer to an earlier request of this kind, or to just this one."""
        asked = self.request.path if same_question else self.request.path.partition("?")[0]
        return next((told for path, told in reversed(self._proxy.told) if path.startswith(asked)), None)

    def reset(self) -> None:
        """Breaks the connection to the laptop."""
        reset(self._client)


Fault: TypeAlias = Callable[[Exchange], Awaitable[None]]


async def passed(exchange: Exchange) -> None:
    """No fault."""
    await exchange.say(await exchange.answer())


class Hangup(Exception):
    """The connection is closed after what was said."""


class Proxy:
    """Listens on a port of its own for as long as it is open; `choose` says what becomes of each request."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.choose: Callable[[Message], Fault] = lambda _request: passed
        self.told: list[tuple[str, Message]] = []
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.Task[None]] = set()
        self._listening = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while (request := await Message.read(reader)) is not None:
                await self.choose(request)(Exchange(self, request, writer))
        except (Hangup, ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass  # one of the two has gone, as the fault wanted
        finally:
            self._open.discard(task)
            writer.close()

    async def _end(self) -> None:
        self._listening.close()
        for task in tuple(self._open):
            task.cancel()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.gather(*self._open, return_exceptions=True), 5)

    def close(self) -> None:
        """Ends every connection."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection by RST."""
    line: socket.socket = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
