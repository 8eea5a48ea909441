"""Who may log in: names, passwords, and a wait that grows with wrong ones."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from sqlalchemy import Connection, select

from salesdesk.protocol.service import SLOW_DOWN, WRONG_PASSWORD, Refusal
from salesdesk.server.database import Database
from salesdesk.server.many import upsert

_TRIES = 5
_SECOND = 1_000_000
_LONGEST_WAIT = 900 * _SECOND
_REMEMBERED = 24 * 3600 * _SECOND


@dataclass(frozen=True)
class Cost:
    """What a guess costs (Argon2id)."""

    passes: int = 3
    memory: int = 64 << 20


FULL_COST = Cost()


class NameTaken(Exception):
    """Somebody logs in by that name already."""


class Accounts:
    """Names and passwords; `now` is the clock in microseconds."""

    def __init__(self, database: Database, now: Callable[[], int], cost: Cost = FULL_COST) -> None:
        self._database = database
        self._tables = database.tables
        self._now = now
        self._cost = cost
        # A name that nobody has is held against this one, so that both answers take as long.
        self._nobody = self.hashed("nobody")

    def hashed(self, password: str) -> str:
        """The password as it is kept."""
        kept: bytes = argon2id.str(password.encode(), opslimit=self._cost.passes, memlimit=self._cost.memory)
        return kept.decode()

    def add(self, connection: Connection, user: str, name: str, hashed: str) -> None:
        """Lets a person log in by her name; raises NameTaken."""
        account = self._tables.account
        if connection.execute(select(account.c.user).where(account.c.name == folded(name))).first():
            raise NameTaken(name)
        connection.execute(account.insert(), [{"user": user, "name": folded(name), "password": hashed}])

    def user(self, name: str, password: str) -> str:
        """The id of the person who gave that name and password; raises Refusal."""
        tried = hashlib.sha256(folded(name).encode()).hexdigest()
        self._no_hurry(tried)
        account = self._tables.account
        with self._database.reading() as connection:
            row = connection.execute(select(account).where(account.c.name == folded(name))).first()
        right = self._matches(row.password if row else self._nobody, password)
        if row is None or not right:
            self._failed(tried)
            raise Refusal(WRONG_PASSWORD)
        self._forget(tried)
        return str(row.user)

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return bool(argon2id.verify(kept.encode(), password.encode()))
        except CryptoError:
            return False

    # --- waiting ------------------------------------------------------------------------------

    def _no_hurry(self, tried: str) -> None:
        attempt = self._tables.attempt
        with self._database.reading() as connection:
            until = connection.scalar(select(attempt.c.wait_until).where(attempt.c.name == tried))
        if until is not None and until > self._now():
            raise Refusal(SLOW_DOWN, f"{-(-(until - self._now()) // _SECOND)} s")

    def _failed(self, tried: str) -> None:
        attempt = self._tables.attempt
        now = self._now()
        with self._database.writing() as connection:
            connection.execute(attempt.delete().where(attempt.c.wait_until < now - _REMEMBERED))
            # Who tries elsewhere at the same time waits here, and is counted too.
            first = upsert(connection, attempt).values(name=tried, failed=1, wait_until=now)
            once_more = first.on_conflict_do_update(index_elements=["name"], set_={"failed": attempt.c.failed + 1})
            failed = connection.execute(once_more.returning(attempt.c.failed)).scalar_one()
            wait = min(_SECOND << min(failed - _TRIES, 20), _LONGEST_WAIT) if failed >= _TRIES else 0
            connection.execute(attempt.update().where(attempt.c.name == tried).values(wait_until=now + wait))

    def _forget(self, tried: str) -> None:
        attempt = self._tables.attempt
        with self._database.reading() as connection:
            there = connection.execute(select(attempt.c.name).where(attempt.c.name == tried)).first()
        if there:
            with self._database.writing() as connection:
                connection.execute(attempt.delete().where(attempt.c.name == tried))


def folded(name: str) -> str:
    """A name as log-ins compare it."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
