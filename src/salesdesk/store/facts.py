"""The store's own facts, by name, such as the cursor and whose profile it is."""

from __future__ import annotations

from typing import Any

from salesdesk.store.connection import Connections

# As SQL, so that a row and the cursor at which it was read come from one moment.
CURSOR = "coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'cursor'), 0)"

# "written:27" is the schema of the mutations up to number 27 of the outbox, behind the fact of that sort before it.
WRITTEN = "written:"


# What the server signed of how far it has come.
PROOF = "proof"

# Up to which seq what was deleted is no longer here, as the server of this epoch said. What older
# programs keep as "swept" outlived its restores.
SWEPT = "swept_to"

# By how many microseconds the laptop's clock goes before the server's; by it times are told, and nothing is decided.
CLOCK_AHEAD = "clock_ahead"


def by_this_clock(at: int, ahead: int) -> int:
    """A time of the server's as this laptop's clock would have told it, in microseconds; 0 stays unknown."""
    return max(at + ahead, 1) if at else 0


class Facts:
    """Reads and keeps facts outside any other transaction."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, name: str) -> str:
        """The fact of that name, or ""."""
        row = self._connections.one("SELECT value FROM meta WHERE name = ?", (name,))
        return str(row[0]) if row else ""

    def number(self, name: str) -> int:
        """The fact as a number, or 0."""
        return int(self.get(name) or 0)

    def put(self, **facts: object) -> None:
        """Keeps facts, all at once; None forgets one."""
        self._connections.write(lambda writer: put_facts(writer, **facts))

    def renew(self, name: str, was: str, **facts: object) -> None:
        """Keeps facts, all at once, where the fact of that name still is what it `was`."""
        self._connections.write(lambda writer: put_facts(writer, **facts) if fact(writer, name) == was else None)


def put_facts(writer: Any, **facts: object) -> None:
    """Keeps facts within a transaction; None forgets one."""
    for name, value in facts.items():
        if value is None:
            writer.execute("DELETE FROM meta WHERE name = ?", (name,))
        else:
            writer.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, str(value)),
            )


def fact(writer: Any, name: str) -> str:
    """The fact of that name within a transaction, or ""."""
    row = writer.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""
