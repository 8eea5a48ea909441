"""Epochs: a restored server begins a new one, and knows which seqs of the old ones it may have lost."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from salesdesk.protocol.wire import EPOCH_BITS
from salesdesk.server import heads
from salesdesk.server.heads import Head
from salesdesk.server.tables import Tables


@dataclass(frozen=True)
class Epochs:
    """By each epoch that a restore began the newest seq that it kept; nothing where there was none."""

    kept_by: tuple[tuple[int, int], ...]

    @classmethod
    def read(cls, connection: Connection, tables: Tables) -> Epochs:
        """The epochs of a database."""
        rows = connection.execute(select(tables.epoch.c.epoch, tables.epoch.c.kept))
        return cls(tuple((epoch, kept) for epoch, kept in rows))

    def kept(self, epoch: int, head: int) -> int:
        """The newest seq of which a laptop of that epoch and this server agree; at most the server's head."""
        return min((kept for later, kept in self.kept_by if later > epoch), default=head)

    def lost(self, seq: int) -> bool:
        """Whether a seq lies in a stretch that a restore lost."""
        return any(later > seq >> EPOCH_BITS and seq > kept for later, kept in self.kept_by)

    def untouched(self, version: int, old: int) -> bool:
        """Whether what stands under `version` is as old as what a laptop of the seq `old`'s epoch agrees on."""
        return version <= self.kept(old >> EPOCH_BITS, 0)


def begin(connection: Connection, tables: Tables, head: Head, beyond: int = 0) -> None:
    """Begins a new epoch, beyond that one too; whoever calls this has locked the head."""
    kept = head.seq
    head.epoch, head.counter = max(head.epoch, beyond) + 1, 0
    connection.execute(tables.epoch.insert(), [{"epoch": head.epoch, "kept": kept}])
    heads.store(connection, tables, head)
