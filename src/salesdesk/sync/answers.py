"""What came back over HTTP: whether it is the server's, whole, an answer to what was asked, and what it says."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
import zstandard

from salesdesk.protocol.wire import PROTOCOL, PROTOCOL_HEADER, REQUEST_HEADER
from salesdesk.sync.errors import Garbled, NotOurs, Unwell

T = TypeVar("T")
# No answer of ours is longer, packed or unpacked.
LONGEST_ANSWER = 256 << 20
JSON, EVENTS = "application/json", "text/event-stream"
# Nor is a line of a stream.
LONGEST_LINE = 1 << 16
_GZIP_WINDOW = 31
_SIGN_IN_FIRST = 511
_ENDLESS = "an endless answer"


def check(response: httpx.Response, question: str, content: str = JSON) -> None:
    """Raises NotOurs for a portal's page or another's answer, Unwell where the server or its gateway is.

    `question` is what the request was called: the server repeats it, so that no cache, no doubled answer
    and no mixed-up proxy can pass off an answer to something else.
    """
    headers = response.headers
    if response.is_redirect:
        raise NotOurs(_host(headers.get("location", "")) or "a redirect")
    if headers.get(PROTOCOL_HEADER) != PROTOCOL:
        if response.status_code >= 500 and response.status_code != _SIGN_IN_FIRST:
            raise Unwell(response.status_code)
        raise NotOurs(headers.get("server") or headers.get("content-type") or str(response.status_code))
    if headers.get(REQUEST_HEADER) != question:
        raise Garbled("an answer to another question")
    if response.status_code >= 500:
        raise Unwell(response.status_code)
    expected = content if response.status_code < 400 else JSON
    if headers.get("content-type", "").partition(";")[0].strip() != expected:
        raise Garbled(headers.get("content-type", ""))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def read(response: httpx.Response) -> bytes:
    """The body, unpacked within bounds; raises Garbled."""
    parts, size = [], 0
    for part in response.iter_raw():
        size += len(part)
        if size > LONGEST_ANSWER:
            raise Garbled(_ENDLESS)
        parts.append(part)
    packed = b"".join(parts)
    try:
        plain = _unpacked(packed, response.headers.get("content-encoding", ""))
    except (zlib.error, zstandard.ZstdError) as error:
        raise Garbled(str(error)) from error
    if len(plain) > LONGEST_ANSWER:
        raise Garbled(_ENDLESS)
    return plain


def lines(response: httpx.Response) -> Iterator[bytes]:
    """The lines of a stream as they come; raises Garbled where one has no end."""
    rest = b""
    for part in response.iter_raw():
        *whole, rest = (rest + part).split(b"\n")
        if len(rest) > LONGEST_LINE:
            raise Garbled(_ENDLESS)
        yield from whole


def _unpacked(packed: bytes, encoding: str) -> bytes:
    """The body as it was packed, or one byte more than the longest."""
    match encoding.strip().lower():
        case "" | "identity":
            return packed
        case "gzip":
            return zlib.decompressobj(_GZIP_WINDOW).decompress(packed, LONGEST_ANSWER + 1)
        case "zstd":
            said = zstandard.frame_content_size(packed)
            if 0 <= said <= LONGEST_ANSWER:
                return zstandard.ZstdDecompressor().decompress(packed)
            with zstandard.ZstdDecompressor().stream_reader(BytesIO(packed)) as reader:
                return reader.read(LONGEST_ANSWER + 1)
        case other:
            raise Garbled(other)


def decoded(content: bytes, kind: type[T]) -> T:
    """What the body says; raises Garbled."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Garbled(str(error)) from error
