"""Columns whose meaning stands beside them, row by row: "Phone 1 - Label" says what "Phone 1 - Value" is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from salesdesk.exchange.tables import Row, Table

_LABEL = re.compile(r"(phone \d+ - )(?:label|type)", re.IGNORECASE)
_MOBILE = re.compile(r"mobil|cell|handy|iphone", re.IGNORECASE)
MOBILE = "Mobile Phone"


def told_apart(table: Table) -> Table:
    """The table with mobile numbers in a column of their own, where labels tell them; else the table itself."""
    pairs = _pairs(table.header)
    if not pairs or MOBILE in table.header:
        return table
    width = len(table.header)

    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            padded = [*cells[:width], *[""] * (width - len(cells))]
            yield number, [*_sorted(padded, pairs), *cells[width:]]

    return replace(table, header=(*table.header, MOBILE), rows=rows)


def _pairs(header: Sequence[str]) -> list[tuple[int, int]]:
    """The places of labels and of the numbers that they are beside."""
    places = {title.casefold(): place for place, title in enumerate(header)}
    labels = ((place, _LABEL.fullmatch(title)) for place, title in enumerate(header))
    values = ((place, places.get(f"{found[1]}value".casefold())) for place, found in labels if found)
    return [(label, value) for label, value in values if value is not None]


def _sorted(cells: list[str], pairs: Sequence[tuple[int, int]]) -> list[str]:
    for label, value in pairs:
        if _MOBILE.search(cells[label]) and cells[value].strip():
            mobile, cells[value] = cells[value], ""
            return [*cells, mobile]
    return [*cells, ""]
