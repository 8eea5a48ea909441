"""Ids that are made where the record is made."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> str:
    """A new UUIDv7 (RFC 9562, 5.7): ids of one process sort in the order they were made.

    The 12 bits behind the milliseconds hold the fraction of the millisecond (6.2, method 3).
    """
    global _last
    nanoseconds = time.time_ns()
    with _lock:
        _last = tick = max((nanoseconds // 1_000_000 << 12) + (nanoseconds % 1_000_000 << 12) // 1_000_000, _last + 1)
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=value))
