"""What SQLite wants to be told, and no other module knows."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from salesdesk.server.unavailable import Unavailable, first_line

WRITES = "salesdesk_writes"
_WAIT_S = 30
_SETTINGS = (
    # First, for the log is made by one who is alone.
    f"busy_timeout = {_WAIT_S * 1000}",
    "journal_mode = WAL",
    # What was acknowledged survives a power cut; NORMAL would lose it.
    "synchronous = FULL",
    "cache_size = -32000",
    # Folding the log back costs ten pushes' time: seldom, and then much at once.
    "wal_autocheckpoint = 20000",
    # What was swept or erased is overwritten, not only let go.
    "secure_delete = ON",
)
# https://sqlite.org/rescode.html: busy, locked, out of memory, an error of the disk, full, no way to open the file.
_NOT_NOW = frozenset({5, 6, 7, 10, 13, 14})
_PRIMARY = 0xFF


def engine_options(_url: URL) -> dict[str, Any]:
    """How an engine is made: as SQLAlchemy makes it."""
    return {}


def wipe(connection: Connection) -> None:
    """Folds the log back into the file and empties it; whoever reads is waited for."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def prepare(engine: Engine) -> threading.Lock:
    """Makes the engine begin its transactions as we mean them; returns the lock that writers queue at."""
    if engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        # The driver would begin by itself, and only before some statements.
        connection.isolation_level = None
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return threading.Lock()


def snapshots(engine: Engine) -> Engine:
    """The engine for reading: with the log beside it, every transaction sees one snapshot."""
    return engine


def alone(_connection: Connection) -> None:
    """Who writes is alone."""


def let_go(_engine: Engine) -> None:
    """A connection that is still in use ends with who uses it."""


def not_now(error: SQLAlchemyError) -> Unavailable | None:
    """The error as one that may be gone later, or None."""
    if not isinstance(error, OperationalError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY
    return Unavailable(first_line(error)) if code in _NOT_NOW else None
