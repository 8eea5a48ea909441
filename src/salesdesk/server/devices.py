"""Devices and their tokens: opaque, kept as digests only, and renewed in a chain that shows a thief."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.login import Tokens
from salesdesk.protocol.service import UNAUTHORISED, Refusal
from salesdesk.server import heads
from salesdesk.server.database import Database

_SECOND = 1_000_000
ACCESS_LASTS = 15 * 60 * _SECOND
# The answer to a renewal may be lost on the way, and the laptop be shut for the night: the same question gets
# the same answer until the new pair was used, and for so long afterwards.
GRACE = 60 * _SECOND
# Stands for when a pair was first used.
_NOT_USED = 0


@dataclass(frozen=True)
class Device:
    """One person's device."""

    id: str
    user: str
    name: str = ""
    revoked: bool = False


class Devices:
    """The devices that were let in; `now` is the clock in microseconds."""

    def __init__(self, database: Database, now: Callable[[], int]) -> None:
        self._database = database
        self._table = database.tables.device
        self._refused = database.tables.refused
        self._now = now

    def admit(self, connection: Connection, user: str, device: str, name: str) -> tuple[str, Tokens]:
        """Tokens for a person's device, the one she had if it may go on, else a new one; and its id.

        To a new one goes what was refused to those of hers that were shut out: none of them will ever ask for it.
        """
        tokens = Tokens(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        row = self._fresh(tokens) | {"user": user, "name": name[:200], "previous": "", "revoked": False}
        known = connection.execute(select(self._table).where(self._table.c.id == device)).first() if device else None
        if known is not None and known.user == user and not known.revoked:
            connection.execute(self._table.update().where(self._table.c.id == device).values(**row))
            return device, tokens
        id = uuid7()
        connection.execute(self._table.insert(), [{"id": id, **row}])
        shut_out = select(self._table.c.id).where((self._table.c.user == user) & self._table.c.revoked)
        theirs = (self._refused.c.user == user) & self._refused.c.device.in_(shut_out)
        connection.execute(self._refused.update().where(theirs).values(device=id))
        return id, tokens

    def device(self, access: str) -> Device:
        """Whose request it is; raises Refusal."""
        hers = (self._table.c.access == digest(access)) & self._table.c.revoked.is_(False)
        with self._database.reading() as connection:
            row = connection.execute(select(self._table).where(hers)).first()
        if row is None or row.access_until <= self._now():
            raise Refusal(UNAUTHORISED)
        if row.rotated_at == _NOT_USED:
            self._used(row.access)
        return Device(row.id, row.user, row.name)

    def _used(self, access: str) -> None:
        """The new pair has arrived: from now on the one before it runs out."""
        unused = (self._table.c.access == access) & (self._table.c.rotated_at == _NOT_USED)
        with self._database.writing() as connection:
            connection.execute(self._table.update().where(unused).values(rotated_at=self._now()))

    def renew(self, refresh: str) -> Tokens:
        """The next pair of tokens; raises Refusal. An old one that turns up again ends the device's log-in."""
        tokens = self._database.transact(lambda connection: self._renewed(connection, refresh))
        if tokens is None:
            raise Refusal(UNAUTHORISED)
        return tokens

    def _renewed(self, connection: Connection, refresh: str) -> Tokens | None:
        table, known = self._table, digest(refresh)
        hers = (table.c.refresh == known) | (table.c.previous == known)
        row = connection.execute(select(table).where(hers).with_for_update()).first()
        if row is None or row.revoked:
            return None
        successor = self._successor(connection, refresh)
        ours = table.update().where(table.c.id == row.id)
        if row.refresh == known:
            connection.execute(ours.values(previous=known, **self._fresh(successor)))
            return successor
        if row.rotated_at == _NOT_USED:
            connection.execute(ours.values(access_until=self._now() + ACCESS_LASTS))
            return successor
        if row.rotated_at + GRACE >= self._now():
            return successor
        connection.execute(ours.values(revoked=True))
        return None

    def _successor(self, connection: Connection, refresh: str) -> Tokens:
        secret = heads.read(connection, self._database.tables).secret.encode()

        def derived(use: str) -> str:
            made = hmac.new(secret, f"{use} {refresh}".encode(), hashlib.sha256).digest()
            return urlsafe_b64encode(made).rstrip(b"=").decode()

        return Tokens(derived("access"), derived("refresh"))

    def _fresh(self, tokens: Tokens) -> dict[str, Any]:
        now = self._now()
        return {
            "refresh": digest(tokens.refresh), "access": digest(tokens.access), "rotated_at": _NOT_USED,
            "access_until": now + ACCESS_LASTS,
        }  # fmt: skip

    def log_out(self, device: str) -> None:
        """Ends the tokens of a device; she may log in on it again."""
        with self._database.writing() as connection:
            ended = {"refresh": "", "previous": "", "access": "", "access_until": 0}
            connection.execute(self._table.update().where(self._table.c.id == device).values(**ended))

    def revoke(self, device: str) -> bool:
        """Shuts a device out for good; False where there is none."""
        with self._database.writing() as connection:
            done = connection.execute(self._table.update().where(self._table.c.id == device).values(revoked=True))
            return bool(done.rowcount)

    def all(self) -> list[Device]:
        """Every device."""
        with self._database.reading() as connection:
            rows = connection.execute(select(self._table).order_by(self._table.c.id)).all()
        return [Device(row.id, row.user, row.name, row.revoked) for row in rows]


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
