"""What cells themselves tell of their column: what it holds where there is no header, what it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from salesdesk.domain.fields import Text
from salesdesk.domain.record import Kind
from salesdesk.exchange.headers import Columns
from salesdesk.exchange.tables import Table

_SAMPLED = 100
_MOSTLY = 0.8
_FLAGS = frozenset({"true", "false", "yes", "no", "wahr", "falsch", "ja", "nein"})
_TELLING = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    "web": re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    "phone": re.compile(r"(?:\+|00|\(|0)[\d\s().\-/]{6,}\d"),
}


def without_header(table: Table) -> bool:
    """Whether the columns are known by their numbers only."""
    return table.header == tuple(map(str, range(1, len(table.header) + 1)))


def told_by_cells(kind: Kind, table: Table) -> Mapping[str, str]:
    """The fields of columns by number, where most cells can be nothing else."""
    found: dict[str, str] = {}
    for title, cells in _sampled(table):
        for name, pattern in _TELLING.items():
            fits = sum(bool(pattern.fullmatch(cell)) for cell in cells)
            if name in kind.by_name and name not in found.values() and fits >= _MOSTLY * len(cells):
                found[title] = name
                break
    return found


def no_texts(kind: Kind, table: Table, columns: Columns) -> Mapping[str, str]:
    """Columns that were guessed to be texts, and say yes or no: Odoo's "Customer" is no customer number."""
    guessed = columns.shown()
    return {
        title: ""
        for title, cells in _sampled(table)
        if isinstance(kind.by_name.get(guessed.get(title) or ""), Text) and {x.casefold() for x in cells} <= _FLAGS
    }


def _sampled(table: Table) -> Iterator[tuple[str, list[str]]]:
    """Each column with the cells of the first rows that are not empty, if there are any."""
    rows = [cells for _number, cells in islice(table.rows(), _SAMPLED)]
    for place, title in enumerate(table.header):
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        if cells:
            yield title, cells
