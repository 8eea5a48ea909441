"""What IT wants to know of a sync that failed: no record's text is in it."""

from __future__ import annotations

import platform
from datetime import datetime

from salesdesk import __version__
from salesdesk.desk.office import State, name_of
from salesdesk.protocol.wire import PROTOCOL


def report(error: Exception, state: State, now: datetime) -> str:
    """The lines to be copied, in English whatever the desk speaks."""
    return "\n".join(
        (
            f"SalesDesk {__version__}, protocol {PROTOCOL}, {platform.platform()}",
            f"Server: {state.server}; device: {state.device}; user: {state.user}",
            f"Waiting: {state.pending}; cursor: {state.cursor}; last sync: {state.last_sync}; now: {now}",
            f"{name_of(error)}: {error}",
        )
    )
