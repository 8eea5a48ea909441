"""What becomes of requests and answers on bad lines, in hotels and behind odd proxies."""

from __future__ import annotations

import asyncio
import gzip
import random
from collections import Counter
from collections.abc import Callable

from tests.faults.proxy import Exchange, Fault, Hangup, Message, passed

_FOR_EVER = 600
_SEGMENT = 1_400


def _page(status: str, html: bytes = b"<html><title>Welcome</title>Room and name, please</html>", **more: str) -> Fault:
    """A page that somebody else answers with, and the server hears nothing."""

    async def fault(exchange: Exchange) -> None:
        headers = {"content_type": "text/html", "server": "portal"} | more
        await exchange.say(Message(f"HTTP/1.1 {status}", ()).but(html, **headers))

    return fault


def _changed(change: Callable[[Message], Message | bytes]) -> Fault:
    """The server's answer, changed on the way."""

    async def fault(exchange: Exchange) -> None:
        await exchange.say(change(await exchange.answer()))

    return fault


def _then(fault: Fault) -> Fault:
    """A fault after which the line ends."""

    async def ending(exchange: Exchange) -> None:
        await fault(exchange)
        raise Hangup

    return ending


def _half(answer: Message) -> bytes:
    return answer.raw[: -max(len(answer.body) // 2, 1)]


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def _chunked(answer: Message) -> bytes:
    return answer.but(content_length="", transfer_encoding="chunked").head + _chunk(answer.body)


async def _reset_at_once(exchange: Exchange) -> None:
    exchange.reset()
    raise Hangup


async def _reset_in_the_request(exchange: Exchange) -> None:
    await exchange.half()
    exchange.reset()
    raise Hangup


async def _reset_in_the_answer(exchange: Exchange) -> None:
    await exchange.say(_half(await exchange.answer()))
    await asyncio.sleep(0.02)
    exchange.reset()
    raise Hangup


async def _nothing(_exchange: Exchange) -> None:
    raise Hangup


async def _answer_lost(exchange: Exchange) -> None:
    await exchange.answer()
    raise Hangup


async def _silent(exchange: Exchange) -> None:
    await exchange.answer()
    await asyncio.sleep(_FOR_EVER)


async def _stalls(exchange: Exchange) -> None:
    await exchange.say(_half(await exchange.answer()))
    await asyncio.sleep(_FOR_EVER)


async def _drips(exchange: Exchange) -> None:
    answer = await exchange.answer()
    await exchange.say(answer.but(content_length=str(1 << 20)).head)
    while True:
        await exchange.say(b" ")
        await asyncio.sleep(0.02)


async def _drips_its_head(exchange: Exchange) -> None:
    await exchange.say(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        await exchange.say(b"x")
        await asyncio.sleep(0.02)


async def _endless(exchange: Exchange) -> None:
    answer = await exchange.answer()
    await exchange.say(answer.but(content_length="", content_encoding="", transfer_encoding="chunked").head)
    while True:
        await exchange.say(_chunk(b" " * (64 << 10)))


def _of_before(*, same_question: bool) -> Fault:
    async def fault(exchange: Exchange) -> None:
        before = exchange.before(same_question=same_question)
        answer = await exchange.answer()
        await exchange.say(before or answer.but(salesdesk_request="00000000"))

    return fault


def _foreign(answer: Message) -> Message:
    return answer.but(b'{"status": "success", "user": {"id": 7}}', content_encoding="")


# What ends a round, by the error that it is told as.
ENDING: dict[str, dict[str, Fault]] = {
    "Cut": {
        "a reset at once": _reset_at_once,
        "a reset in the request": _reset_in_the_request,
        "a reset in the answer": _reset_in_the_answer,
        "a request that is lost": _nothing,
        "an answer that is lost": _answer_lost,
        "a body that is cut": _then(_changed(_half)),
        "a chunked body that is cut": _then(_changed(_chunked)),
        "a head that is cut": _then(_changed(lambda answer: answer.head[:-9])),
    },
    "TooSlow": {
        "no answer": _silent,
        "an answer that stalls": _stalls,
        "an answer that drips": _drips,
        "a head that drips": _drips_its_head,
    },
    "Unwell": {
        "a gateway that gets nothing good": _page("502 Bad Gateway"),
        "a gateway that says not now": _page("503 Service Unavailable", retry_after="30"),
        "a gateway that waited too long": _page("504 Gateway Timeout"),
    },
    "NotOurs": {
        "a portal's page": _page("200 OK"),
        "a portal's redirect": _page("302 Found", location="http://portal.hotel.example/login"),
        "a portal that says so": _page("511 Network Authentication Required"),
        "a proxy that wants a password": _page("407 Proxy Authentication Required"),
        "somebody else's JSON": _page("200 OK", b'{"ok": true}', content_type="application/json"),
        "another protocol": lambda exchange: exchange.say(b"220 mail.example ESMTP\r\n\r\n"),
    },
    "Garbled": {
        "our type, foreign JSON": _changed(_foreign),
        "a wrong type": _changed(lambda answer: answer.but(content_type="text/plain")),
        "packed, it says, and is not": _changed(lambda answer: answer.but(answer.body + b"x", content_encoding="gzip")),
        "a packing that nobody asked for": _changed(lambda answer: answer.but(content_encoding="br")),
        "packed, and does not say so": _changed(lambda x: x.but(gzip.compress(x.body), content_encoding="")),
        "other letters": _changed(lambda x: x.but('{"epoch": 1}'.encode("utf-16"), content_encoding="")),
        "an answer to another question": _of_before(same_question=False),
        "an old answer to the same question": _of_before(same_question=True),
        "an endless answer": _endless,
    },
}  # fmt: skip


async def _twice(exchange: Exchange) -> None:
    answer = await exchange.answer()
    await exchange.say(answer.raw + answer.raw)


async def _in_chunks(exchange: Exchange) -> None:
    await exchange.say(_chunked(await exchange.answer()) + _chunk(b""))


async def _in_crumbs(exchange: Exchange) -> None:
    raw = (await exchange.answer()).raw
    for start in range(0, len(raw), 97):
        await exchange.say(raw[start : start + 97])
        await asyncio.sleep(0)


async def _after_an_interim_answer(exchange: Exchange) -> None:
    await exchange.say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    await passed(exchange)


def throttled(bytes_a_second: int) -> Fault:
    """A line of so many bytes a second, which now and then stalls for a moment."""

    async def fault(exchange: Exchange) -> None:
        await asyncio.sleep(len(exchange.request.raw) / bytes_a_second)
        raw = (await exchange.answer()).raw
        for number, start in enumerate(range(0, len(raw), _SEGMENT)):
            part = raw[start : start + _SEGMENT]
            await exchange.say(part)
            await asyncio.sleep(len(part) / bytes_a_second + (0.1 if number % 10 == 9 else 0))

    return fault


# What a round gets over.
BEARABLE: dict[str, Fault] = {
    "an answer that comes twice": _twice,
    "an answer in chunks": _in_chunks,
    "an answer in crumbs": _in_crumbs,
    "an interim answer": _after_an_interim_answer,
    "a slow line": throttled(40_000),
}


class Drawn:
    """Chooses a fault by lot for that share of the requests, and counts those that met one."""

    def __init__(self, chance: random.Random, faults: list[Fault], share: float) -> None:
        self._chance = chance
        self._faults = faults
        self._share = share
        self.requests = 0
        self.met: Counter[Fault] = Counter()

    def __call__(self, _request: Message) -> Fault:
        self.requests += 1
        if self._chance.random() >= self._share:
            return passed
        fault = self._chance.choice(self._faults)
        self.met[fault] += 1
        return fault
