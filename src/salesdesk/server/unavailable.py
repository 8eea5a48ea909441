"""A database that does not answer now."""

from __future__ import annotations


class Unavailable(Exception):
    """The database does not answer, or gave a transaction up; the same may be asked for again later.

    `passing`: it may work at once, for another transaction went first, or a connection was an old one.
    """

    def __init__(self, said: str, *, passing: bool = False) -> None:
        super().__init__(said)
        self.passing = passing


def first_line(error: Exception) -> str:
    """What a driver said, without its statement and its parameters."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0].rstrip(".") if said else type(error).__name__
