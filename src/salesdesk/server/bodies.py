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
# What RFC 8878 asks every reader to take; a frame may claim gigabytes.
_LARGEST_WINDOW = 8 << 20
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
        return _plain(body, encoding)
    except (zlib.error, zstandard.ZstdError):
        raise Refusal(MALFORMED, f"no {encoding}") from None


def _plain(body: bytes, encoding: str) -> bytes:
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "zstd":
            return _from_zstd(body)
        case "gzip":
            return _from_gzip(body)
        case _:
            raise Refusal(MALFORMED, "content-encoding")


def _from_zstd(body: bytes) -> bytes:
    """One whole frame; raises ZstdError, Refusal."""
    size = zstandard.frame_content_size(body)
    unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    # One byte more than allowed tells that there is more; where a frame was cut, only the second look tells.
    if size < 0:
        size = len(unpacker.stream_reader(body).read(LARGEST + 1))
    if size > LARGEST:
        raise Refusal(TOO_LARGE, "unpacked")
    return unpacker.decompress(body, max_output_size=LARGEST, allow_extra_data=False)


def _from_gzip(body: bytes) -> bytes:
    """One whole member; raises zlib.error, Refusal."""
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    plain = unpacker.decompress(body, LARGEST + 1)
    if len(plain) > LARGEST:
        raise Refusal(TOO_LARGE, "unpacked")
    if not unpacker.eof or unpacker.unused_data:
        raise zlib.error("cut off, or more than one")
    return plain


def packed(body: bytes, accepted: str) -> tuple[bytes, str]:
    """The body as the asker takes it, and the name of the encoding."""
    names = {name.strip().lower() for name, weight in map(_weighed, accepted.split(",")) if weight}
    if len(body) > _SMALLEST and "zstd" in names:
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body), "zstd"
    if len(body) > _SMALLEST and "gzip" in names:
        return gzip.compress(body, _GZIP_LEVEL, mtime=0), "gzip"
    return body, ""


def _weighed(word: str) -> tuple[str, float]:
    """An encoding and how welcome it is."""
    name, _semicolon, weight = word.partition(";")
    try:
        return name, float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return name, 0


def encoded(value: Any) -> bytes:
    """A message as JSON."""
    return msgspec.json.encode(value)
