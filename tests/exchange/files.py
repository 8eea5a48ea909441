"""Files for tests: texts in any encoding, and what is read of them."""

from __future__ import annotations

from pathlib import Path

from salesdesk.capture import legacy
from salesdesk.exchange.tables import open_table


def read(path: Path, data: bytes) -> tuple[tuple[str, ...], list[list[str]]]:
    """The header and the rows of a file of these bytes."""
    path.write_bytes(data)
    table = open_table(path, legacy.guess)
    return table.header, [cells for _number, cells in table.rows()]


def numbered(path: Path, data: bytes) -> dict[int, list[str]]:
    """The rows of a file of these bytes by the number that a spreadsheet shows."""
    path.write_bytes(data)
    return dict(open_table(path, legacy.guess).rows())
