"""What is asked, as it goes over the wire: JSON, smaller where that is worth it; a push beforehand."""

from __future__ import annotations

from typing import Any

import msgspec
import zstandard

from salesdesk.protocol.wire import Push

# Below so many bytes nothing is gained.
WORTH_PACKING = 1_000


class Ready(Push):
    """A push that is packed already."""

    content: bytes
    headers: dict[str, str]


def ready(push: Push) -> Ready:
    """The push, packed: so that it goes at once when its turn has come."""
    return Ready(push.epoch, push.schema, push.mutations, *packed(push))


def packed(body: Any) -> tuple[bytes, dict[str, str]]:
    """The bytes of what is asked (None: nothing is said), and the headers that tell how to read them."""
    if body is None:
        return b"", {}
    if isinstance(body, Ready):
        return body.content, dict(body.headers)
    content = msgspec.json.encode(body)
    headers = {"Content-Type": "application/json"}
    if len(content) > WORTH_PACKING:
        content = zstandard.compress(content)
        headers["Content-Encoding"] = "zstd"
    return content, headers
