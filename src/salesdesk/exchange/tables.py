"""Tables of any origin: a header, and numbered rows of texts that can be read more than once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from salesdesk.exchange.encodings import Guess
from salesdesk.exchange.unreadable import EMPTY, UNKNOWN_ENDING, Unreadable

Row = tuple[int, list[str]]
"""The number that a spreadsheet shows beside the row, and its cells."""
_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.\w+|https?://.*|[+(]?\d[\d\s().,:/+-]*", re.IGNORECASE)
SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".tab", ".txt")


@dataclass(frozen=True)
class Table:
    """A table: where it has no header, the columns are called 1, 2, 3 and so on."""

    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    decimal_comma: bool | None = None
    """Whether figures are likely written with a decimal comma; None where nothing tells."""


def open_table(path: Path, guess: Guess) -> Table:
    """The table of a CSV file or of a workbook's first sheet, by its ending; raises Unreadable, OSError."""
    ending = path.suffix.lower()
    if ending in SHEETS:
        from salesdesk.exchange.sheets import open_sheet

        return open_sheet(path)
    if ending == ".json":
        from salesdesk.exchange.json_tables import open_json

        return open_json(path)
    if ending in TEXTS:
        from salesdesk.exchange.csv_tables import open_csv

        return open_csv(path, guess)
    known = " ".join((*TEXTS, *SHEETS, ".json", ".vcf"))
    raise Unreadable(UNKNOWN_ENDING, ending=ending, known=known)


def titled(records: Callable[[], Iterator[Row]], decimal_comma: bool | None = None) -> Table:
    """The table of these records, whose first may be its header; raises Unreadable where there is none."""
    first = next(records(), None)
    if first is None:
        raise Unreadable(EMPTY)
    if not is_header(first[1]):
        width = max(len(row) for _number, row in records())
        return Table(tuple(map(str, range(1, width + 1))), records, decimal_comma)

    def behind_header() -> Iterator[Row]:
        rows = records()
        next(rows)
        return rows

    return Table(tuple(cell.strip() for cell in first[1]), behind_header, decimal_comma)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a first row names columns: words, each once, and no address or figure among them."""
    words = [cell.strip().casefold() for cell in cells if cell.strip()]
    return len(set(words)) == len(words) and not any(map(_VALUE.fullmatch, words))
