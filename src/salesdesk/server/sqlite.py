"""What SQLite wants to be told, and no other module knows."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

WRITES = "salesdesk_writes"
_WAIT_S = 30
_SETTINGS = (
    "journal_mode = WAL",
    # What was acknowledged survives a power cut; NORMAL would lose it.
    "synchronous = FULL",
    "cache_size = -32000",
    # Folding the log back costs ten pushes' time: seldom, and then much at once.
    "wal_autocheckpoint = 20000",
    # What was swept or erased is overwritten, not only let go.
    "secure_delete = ON",
    f"busy_timeout = {_WAIT_S * 1000}",
)


def fold_back(connection: Connection) -> None:
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
