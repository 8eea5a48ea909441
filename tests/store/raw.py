"""The encrypted file from outside the program: the right key, and none of the store's code."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher  # type: ignore[import-untyped]
from tests.factories import KEY

Refused = sqlcipher.DatabaseError


@contextmanager
def foreign(profile: Path, *, door: bool = False) -> Iterator[Any]:
    """A connection of somebody else's; `door` pretends to be the door."""
    connection = sqlcipher.connect(str(profile / "salesdesk.db"), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        if door:
            connection.create_function("desk_door", 0, lambda: 1)
        yield connection
    finally:
        connection.close()


def rows(profile: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds in the file."""
    with foreign(profile) as connection:
        found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
        return found


def change(profile: Path, sql: str, values: tuple[Any, ...] = ()) -> None:
    """Does behind the store's back what no program of ours does."""
    with foreign(profile, door=True) as connection:
        connection.execute(sql, values)
