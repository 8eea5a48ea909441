"""The organisation's head row: its id, its epoch and its commit counter."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import EPOCH_BITS
from salesdesk.server.many import upsert
from salesdesk.server.tables import Tables

_ONLY = 1


@dataclass
class Head:
    """The head as a transaction knows it."""

    organisation: str
    epoch: int
    counter: int
    secret: str

    @property
    def seq(self) -> int:
        """The seq of the newest commit."""
        return self.epoch << EPOCH_BITS | self.counter

    @property
    def proof(self) -> str:
        """The seq as the server signs it; its backups know the secret too."""
        return _signed(self.secret, self.seq)

    def proven(self, proof: str) -> int:
        """The seq of a proof that this server gave, before it was restored perhaps; 0 where it gave no such one."""
        seq = proof.partition(".")[0]
        known = seq.isascii() and seq.isdigit() and len(seq) < 20 and len(proof) < 200
        ours = known and hmac.compare_digest(proof.encode(), _signed(self.secret, int(seq)).encode())
        return int(seq) if ours else 0

    def advance(self) -> int:
        """The seq of one commit more."""
        self.counter += 1
        return self.seq


def _signed(secret: str, seq: int) -> str:
    return f"{seq}.{hmac.new(secret.encode(), f'head {seq}'.encode(), 'sha256').hexdigest()[:32]}"


class NoOrganisation(Exception):
    """Nobody has made a team or a user on this server yet."""


def read(connection: Connection, tables: Tables) -> Head:
    """The head as it stands; raises NoOrganisation."""
    return _head(connection.execute(_selected(tables.head)).one_or_none())


def lock(connection: Connection, tables: Tables) -> Head:
    """The head, for writing: whoever comes next waits, so that seqs are in the order of commits."""
    return _head(connection.execute(_selected(tables.head, lock=True)).one_or_none())


@lru_cache(16)
def _selected(head: Table, *, lock: bool = False) -> Select[Any]:
    return select(head).with_for_update() if lock else select(head)


def _head(row: object) -> Head:
    if row is None:
        raise NoOrganisation
    return Head(row.organisation, row.epoch, row.counter, row.secret)  # type: ignore[attr-defined]


def found(connection: Connection, tables: Tables) -> None:
    """Makes the organisation where there is none."""
    head = {"only": _ONLY, "organisation": uuid7(), "epoch": 1, "counter": 0, "secret": secrets.token_hex(32)}
    connection.execute(upsert(connection, tables.head).on_conflict_do_nothing(), [head])


def store(connection: Connection, tables: Tables, head: Head) -> None:
    """Moves the head on."""
    connection.execute(tables.head.update().values(epoch=head.epoch, counter=head.counter))
