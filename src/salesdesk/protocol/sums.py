"""The sum by which laptop and server find out that they hold the same rows."""

from __future__ import annotations

from hashlib import blake2b

MODULUS = 1 << 62


def row_hash(id: str, seq: int) -> int:
    """A number below 2^62 for a row at a version; sums of it are kept modulo 2^62."""
    return int.from_bytes(blake2b(f"{id} {seq}".encode(), digest_size=8).digest()) % MODULUS
