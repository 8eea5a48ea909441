"""The bytes of pictures, inside the encrypted file, by their SHA-256."""

from __future__ import annotations

import hashlib

from salesdesk.store.connection import Connections


class Files:
    """Pictures that records name."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def keep(self, data: bytes, mime: str) -> str:
        """Keeps `data`, once; returns its SHA-256."""
        sha = hashlib.sha256(data).hexdigest()
        self._connections.write(
            lambda writer: writer.execute("INSERT INTO file VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (sha, mime, data))
        )
        return sha

    def get(self, sha: str) -> tuple[bytes, str] | None:
        """The bytes and their MIME type, or None where they are not on this laptop."""
        row = self._connections.one("SELECT bytes, mime FROM file WHERE sha256 = ?", (sha,))
        return (bytes(row[0]), str(row[1])) if row else None
