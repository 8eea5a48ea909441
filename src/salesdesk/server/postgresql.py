"""What PostgreSQL wants to be told, and no other module knows."""

from __future__ import annotations

import threading
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError, TimeoutError
from sqlalchemy.pool import QueuePool

from salesdesk.server.unavailable import Unavailable, first_line

# A process that hangs in the middle of a push must not hold up all others.
_SETTINGS = {
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
    "application_name": "salesdesk-server",
}
# A host that is gone answers nothing, not even no: seconds until that is noticed.
_LINE = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_CONNECTIONS, _MORE, _WAIT_S = 8, 8, 30
_LETS_GO_WITHIN_S = 5.0
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_ANOTHER_FIRST = ("40001", "40P01")
# Connection, resources, shut down or told to stop, waited too long, a standby, a disk that fails.
_NOT_NOW = ("08", "53", "57", "55P03", "25P0", "25006", "58")
# Of our own: "desk" as a number.
_OPENING = 0x6465736B


def engine_options(url: URL) -> dict[str, Any]:
    """How an engine for `url` is made; what its own `options` say goes before ours."""
    asked = url.query.get("options", "")
    ours = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    theirs = asked if isinstance(asked, str) else " ".join(asked)
    return {
        "connect_args": {**_LINE, "options": f"{ours} {theirs}".strip()},
        # A connection that a restart has cut is noticed before it is used, and replaced.
        "pool_pre_ping": True, "pool_size": _CONNECTIONS, "max_overflow": _MORE, "pool_timeout": _WAIT_S,
    }  # fmt: skip


def prepare(_engine: Engine) -> threading.Lock:
    """The lock that the writers of this process queue at: the head lets one of them pass, the others hold no line."""
    return threading.Lock()


def snapshots(engine: Engine) -> Engine:
    """The engine for reading: each transaction sees the database as it was at its beginning."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def alone(connection: Connection) -> None:
    """Waits, however long, until no other process looks at the tables' layout, until the transaction's end."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_OPENING})")


def wipe(_connection: Connection) -> None:
    """What was overwritten goes when PostgreSQL vacuums."""


def let_go(engine: Engine) -> None:
    """Waits a while for those who still use a connection: nobody would close it after them."""
    until = time.monotonic() + _LETS_GO_WITHIN_S
    while isinstance(engine.pool, QueuePool) and engine.pool.checkedout() and time.monotonic() < until:
        time.sleep(0.005)


def not_now(error: SQLAlchemyError) -> Unavailable | None:
    """The error as one that may be gone later, or None."""
    if isinstance(error, TimeoutError):
        return Unavailable("all connections are in use")
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in _ANOTHER_FIRST or error.connection_invalidated:
        return Unavailable(first_line(error), passing=True)
    # Whom nobody answered has no state.
    unanswered = not state and isinstance(error, OperationalError)
    return Unavailable(first_line(error)) if unanswered or state.startswith(_NOT_NOW) else None
