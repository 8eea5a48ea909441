"""Where a program ends at once: before or after a statement, a commit or a message, on either side."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import event


class Killed(BaseException):
    """The laptop's program ends at once."""


class ServerKilled(BaseException):
    """The server's program ends at once."""


class DyingWriter:
    """A laptop's writing connection that ends before or after its nth statement; a COMMIT is one."""

    def __init__(self, connection: Any, after: int, *, late: bool) -> None:
        self._connection = connection
        self._left = after
        self._late = late
        self.dead = False

    def execute(self, sql: str, *values: Any) -> Any:
        """Runs a statement, if it comes to that."""
        return self._run(lambda: self._connection.execute(sql, *values), sql)

    def executemany(self, sql: str, rows: Any) -> Any:
        """The same, for many rows."""
        return self._run(lambda: self._connection.executemany(sql, rows), sql)

    def _run(self, run: Any, sql: str) -> Any:
        if self.dead:
            # What the dead program would still do to its transaction, its end does too.
            if sql != "ROLLBACK":
                raise Killed
            return run()
        self._left -= 1
        if self._left < 0 and not self._late:
            self.dead = True
            raise Killed
        done = run()
        if self._left < 0:
            self.dead = True
            raise Killed
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@contextmanager
def dying(store: Any, after: int, *, late: bool) -> Iterator[DyingWriter]:
    """Within this the laptop's store ends at its nth statement from now."""
    connections = store._connections  # noqa: SLF001 - the place where it ends
    before = connections._writer  # noqa: SLF001
    writer = DyingWriter(before, after, late=late)
    connections._writer = writer  # noqa: SLF001
    try:
        yield writer
    finally:
        connections._writer = before  # noqa: SLF001


class ServerStatements:
    """Ends the server before or after its nth statement, or before a commit."""

    def __init__(self, engine: Any) -> None:
        self._left = 0
        self._how = ""
        self.dead = False
        self._connections: list[Any] = []
        event.listen(engine, "connect", lambda connection, _record: self._connections.append(connection))
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)
        event.listen(engine, "commit", self._commit)

    def arm(self, after: int, how: str) -> None:
        """It ends `before` or `after` the nth statement from now, or at the next `commit`."""
        self._left, self._how, self.dead = after, how, False

    def disarm(self) -> None:
        """It lives on."""
        self._how = ""

    def let_go(self) -> None:
        """What a dead process had open is closed by the system."""
        self._roll_back()
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self.disarm()

    def _before(self, *_arguments: Any) -> None:
        if self._how == "before" and self._left == 0:
            self._die()
        if self._how == "before":
            self._left -= 1

    def _after(self, *_arguments: Any) -> None:
        if self._how == "after" and self._left == 0:
            self._die()
        if self._how == "after":
            self._left -= 1

    def _commit(self, *_arguments: Any) -> None:
        if self._how == "commit":
            self._die()

    def _die(self) -> None:
        self.dead = True
        self._how = ""
        # At once: closed while a statement is still at work, a connection would keep its lock.
        self._roll_back()
        raise ServerKilled

    def _roll_back(self) -> None:
        for connection in self._connections:
            with suppress(sqlite3.ProgrammingError):  # closed before
                connection.rollback()
