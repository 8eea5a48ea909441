"""What a file would come to, before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from salesdesk.desk.desk import Desk
from salesdesk.desk.importing import OURS, Import, Skipped
from salesdesk.desk.reading import Opened, opened
from salesdesk.domain.fields import Picture
from salesdesk.exchange.choices import Choices
from salesdesk.exchange.headers import KEY_AS_SHOWN
from salesdesk.exchange.partners import PARTNER, PARTNERS
from salesdesk.exchange.rows import Bad, Entry, Reading
from salesdesk.exchange.tables import titles_of
from salesdesk.exchange.unreadable import Unreadable
from salesdesk.i18n import _

_ROWS = 50
_SAMPLES = 3


@dataclass(frozen=True)
class PreviewColumn:
    """A column: `field` is the wire name it goes to, "" where it is left out; `place` is its cell in a row.

    `remembered`: as she said it of an earlier file of the same source.
    """

    title: str
    field: str
    samples: tuple[str, ...]
    place: int
    remembered: bool


@dataclass(frozen=True)
class Preview:
    """How a file would be taken in; `kind` is "" where nobody can tell, `source` a key of where it comes from."""

    kind: str
    source: str
    remembered: bool
    encoding: str
    delimiter: str
    header: bool
    sheet: str
    sheets: tuple[str, ...]
    columns: tuple[PreviewColumn, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    targets: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]


def preview(desk: Desk, path: Path, choices: Choices | None = None) -> Preview:
    """What the file would come to by these choices; raises Unreadable, UnknownKind, UnknownField, OSError."""
    found = opened(desk, path, choices or Choices())
    table, origin = found.table, found.table.origin
    rows = tuple((number, tuple(cells)) for number, cells in islice(table.rows(), _ROWS))
    readings = _readings(found)
    columns = _columns(found, readings, [cells for _number, cells in rows], choices.columns if choices else {})
    return Preview(
        found.kind, found.source, found.remembered, origin.encoding, origin.delimiter, origin.header,
        origin.sheet, origin.sheets, columns, rows, _targets(found), kinds_taken_in(desk), _skipped(desk, readings),
    )  # fmt: skip


def kinds_taken_in(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The kinds that a file can hold, with their names for a person."""
    kinds = [(kind.name, _(kind.plural)) for kind in desk.kinds if kind.name not in OURS]
    return (*kinds, (PARTNER, _(PARTNERS)))


def _readings(found: Opened) -> list[Reading]:
    """How the rows would be read; none while nothing is known of kind or columns: that is what she sees then."""
    try:
        return found.readings()
    except Unreadable:
        return []


def _targets(found: Opened) -> tuple[tuple[str, str], ...]:
    fields = {
        field.name: _(field.label)
        for part in reversed(found.parts)
        for field in part.kind.fields
        if not isinstance(field, Picture)
    }
    return tuple(fields.items())


def _columns(
    found: Opened, readings: Sequence[Reading], rows: Sequence[Sequence[str]], said: Collection[str]
) -> tuple[PreviewColumn, ...]:
    table, known = found.table, found.said.columns if found.remembered else {}
    shown = [reading.columns.shown() for reading in readings]
    columns = []
    for place, title in enumerate(titles_of(table.header)):
        cells = dict.fromkeys(row[place].strip() for row in rows if place < len(row) and row[place].strip())
        field = next((x for fields in reversed(shown) if (x := fields.get(title)) and x != KEY_AS_SHOWN), "")
        remembered = title not in said and str(place + 1) in known
        if table.header[place] or cells:
            columns.append(PreviewColumn(title, field, tuple(islice(cells, _SAMPLES)), place, remembered))
    return tuple(columns)


class _FirstRows(Reading):
    """The first rows alone, in the ways of the whole column."""

    def entries(self, names: Collection[str] | None = None) -> Iterator[Entry | Bad]:
        return islice(super().entries(names), _ROWS)


def _skipped(desk: Desk, readings: Sequence[Reading]) -> tuple[Skipped, ...]:
    found = []
    for reading in readings:
        first = _FirstRows(reading.kind, reading.table, reading.columns)
        found += Import(desk, first, "", lambda _share, _row: None, dry=True).refused()
    return tuple(sorted(found, key=lambda skipped: skipped.row))
