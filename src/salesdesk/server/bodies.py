"""Bodies of requests and responses: JSON, smaller on the way where both ends can."""

from __future__ import annotations

import gzip
import zlib
from typing import Any, TypeVar

import msgspec
import zstandard

from salesdesk.protocol.service import MALFORMED, TOO_LARGE, Refusal
from salesdesk.protocol.wire import BYTES_A_PUSH

# What a push may hold, and a little for what stands around its mutations.
LARGEST = BYTES_A_PUSH + (64 << 10)
# Below this nothing is gained.
_SMALLEST = 1_024
_ZSTD_LEVEL, _GZIP_LEVEL = 3, 5
_GZIP_WINDOW = 31
T = TypeVar("T")


def decoded(body: bytes, encoding: str, type: type[T]) -> T:
    """What a request says; raises Refusal."""
    try:
        return msgspec.json.decode(unpacked(body, encoding), type=type)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(MALFORMED, str(error)[:200]) from None


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body as it was before it was packed; raises Refusal, also where it would grow beyond all bounds."""
    if len(body) > LARGEST:
        raise Refusal(TOO_LARGE, f"{len(body)} bytes")
    try:
        plain = _plain(body, encoding)
    except (zlib.error, zstandard.ZstdError):
        raise Refusal(MALFORMED, f"no {encoding}") from None
    if len(plain) > LARGEST:
        raise Refusal(TOO_LARGE, "unpacked")
    return plain


def _plain(body: bytes, encoding: str) -> bytes:
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "zstd":
            # One byte more than allowed tells that there is more.
            return zstandard.ZstdDecompressor().stream_reader(body).read(LARGEST + 1)
        case "gzip":
            return zlib.decompressobj(_GZIP_WINDOW).decompress(body, LARGEST + 1)
        case _:
            raise Refusal(MALFORMED, "content-encoding")


def packed(body: bytes, accepted: str) -> tuple[bytes, str]:
    """The body as the asker takes it, and the name of the encoding."""
    names = {word.partition(";")[0].strip().lower() for word in accepted.split(",")}
    if len(body) > _SMALLEST and "zstd" in names:
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body), "zstd"
    if len(body) > _SMALLEST and "gzip" in names:
        return gzip.compress(body, _GZIP_LEVEL, mtime=0), "gzip"
    return body, ""


def encoded(value: Any) -> bytes:
    """A message as JSON."""
    return msgspec.json.encode(value)
