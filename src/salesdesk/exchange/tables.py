"""Tables of any origin: a header, and numbered rows of texts that can be read more than once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from salesdesk.exchange.choices import Choices
from salesdesk.exchange.encodings import Guess
from salesdesk.exchange.unreadable import EMPTY, UNKNOWN_ENDING, Unreadable

Row = tuple[int, list[str]]
"""The number that a spreadsheet shows beside the row, and its cells."""
_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.\w+|https?://.*|[+(]?\d[\d\s().,:/+-]*", re.IGNORECASE)


class Unsaid(str):
    """An empty cell of a row that does not have the column at all, and so says nothing."""

    __slots__ = ()


UNSAID = Unsaid()
SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".tab", ".txt")
CARDS = (".vcf", ".vcard")
CALENDARS = (".ics", ".ical", ".ifb", ".icalendar")
_LOOKED_AT = 50
_MOST_TITLES = 10


@dataclass(frozen=True)
class Origin:
    """How a table was read: what was chosen, or guessed."""

    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    certain: bool = False
    """Whether the encoding is told by the file itself."""


@dataclass(frozen=True)
class Table:
    """A table: where it has no header, the columns are called 1, 2, 3 and so on."""

    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    decimal_comma: bool | None = None
    """Whether figures are likely written with a decimal comma; None where nothing tells."""
    origin: Origin = Origin()
    sparse: bool = False
    """Whether what is empty only means that the file does not say it."""


def open_table(path: Path, guess: Guess, choices: Choices | None = None) -> Table:
    """The table of a CSV file or of a workbook's sheet, by its ending; raises Unreadable, OSError."""
    ending, chosen = path.suffix.lower(), choices or Choices()
    if ending in SHEETS:
        from salesdesk.exchange.sheets import open_sheet

        return open_sheet(path, chosen)
    if ending == ".json":
        from salesdesk.exchange.json_tables import open_json

        return open_json(path)
    if ending in TEXTS:
        from salesdesk.exchange.csv_tables import open_csv

        return open_csv(path, guess, chosen)
    known = " ".join((*TEXTS, *SHEETS, ".json", CARDS[0], CALENDARS[0]))
    raise Unreadable(UNKNOWN_ENDING, ending=ending, known=known)


def titled(
    records: Callable[[], Iterator[Row]],
    header: bool | None = None,
    decimal_comma: bool | None = None,
    origin: Origin | None = None,
) -> Table:
    """The table of these records with its header, if it has one; raises Unreadable where there is nothing."""
    first = list(islice(records(), _LOOKED_AT))
    if not first:
        raise Unreadable(EMPTY)
    titles = _header_of(first, header)
    found = replace(origin or Origin(), header=titles is not None)
    if titles is None:
        width = max(len(row) for _number, row in records())
        return Table(tuple(map(str, range(1, width + 1))), records, decimal_comma, found)
    place, cells = titles

    def behind_header() -> Iterator[Row]:
        return (row for row in records() if row[0] > place)

    return Table(tuple(cell.strip() for cell in cells), behind_header, decimal_comma, found)


def _header_of(first: Sequence[Row], said: bool | None) -> Row | None:
    """The row that names the columns, below the titles of a report."""
    if said is False:
        return None
    width = sorted(_filled(cells) for _number, cells in first)[(len(first) - 1) * 3 // 4]
    titles = 0
    while titles < min(_MOST_TITLES, len(first) - 1) and 2 * _filled(first[titles][1]) <= width:
        titles += 1
    if said or is_header(first[titles][1]):
        return first[titles]
    return first[0] if is_header(first[0][1]) and not titles else None


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a first row names columns: words, each once, and no address or figure among them."""
    words = [cell.strip().casefold() for cell in cells if cell.strip()]
    return len(set(words)) == len(words) and not any(map(_VALUE.fullmatch, words))


def titles_of(header: Sequence[str]) -> list[str]:
    """What each column is called alone: its title, or its number where that is empty or comes again."""
    seen: set[str] = set()
    titles = []
    for place, title in enumerate(header, 1):
        titles.append(title if title and title not in seen else str(place))
        seen.add(title)
    return titles
