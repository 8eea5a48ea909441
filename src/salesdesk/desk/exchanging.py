"""Files for the desk: what a file holds, taking it in, and writing records out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from salesdesk.desk.desk import Desk
from salesdesk.desk.exporting import Exported, column_sets, export_file, formats_of
from salesdesk.desk.importing import Import, Imported, Skipped
from salesdesk.desk.previewing import Preview, PreviewColumn, preview
from salesdesk.desk.reading import Opened, opened
from salesdesk.exchange.cells import defused
from salesdesk.exchange.choices import DELIMITERS, ENCODINGS, Choices
from salesdesk.exchange.column_sets import ColumnSet
from salesdesk.exchange.headers import REASON
from salesdesk.exchange.rows import Reading
from salesdesk.exchange.tables import Row, titles_of
from salesdesk.i18n import _, locale

__all__ = [
    "DELIMITERS", "ENCODINGS", "Choices", "ColumnSet", "Exported", "Imported", "Preview", "PreviewColumn", "Skipped",
    "column_sets", "export_file", "formats_of", "import_file", "preview", "write_skipped",
]  # fmt: skip
_TOLD_EVERY = 1_000
Progress = Callable[[float, int], None]
"""Hears which share of the file is done, and the last row that is safe; may raise to stop there."""


def import_file(
    desk: Desk, path: Path, choices: Choices | None = None, *, dry: bool = False,
    progress: Progress = lambda _share, _row: None,
) -> Imported:  # fmt: skip
    """Takes a file in as one action that undo takes back; a bad row is skipped and told.

    `progress` may raise to stop; what is safe by then stays, as the same action. Raises Unreadable, UnknownKind,
    UnknownField, StoreError, OSError.
    """
    found = opened(desk, path, choices or Choices())
    readings = found.readings()
    done: list[Imported] = []
    for n, reading in enumerate(readings):
        told = _Told(progress, n / len(readings), 1 / len(readings))
        watched = Reading(reading.kind, replace(reading.table, rows=told.watched(reading.table.rows)), reading.columns)
        action = done[-1].action if done else ""
        done.append(Import(desk, watched, _("Import %s") % path.name, told.safe, dry=dry, action=action).run())
    if not dry:
        found.remember(desk)
    return done[0] if len(done) == 1 else _together(found, done)


class _Told:
    """Tells how far an import is, also while nothing is safe yet, so that it can be stopped."""

    def __init__(self, progress: Progress, begins: float, share: float) -> None:
        self._progress = progress
        self._begins = begins
        self._share = share
        self._done = 0.0
        self._row = 0

    def safe(self, share: float, row: int) -> None:
        """This share of the rows is safe, `row` the last of them."""
        self._done, self._row = share, row
        self._tell()

    def watched(self, rows: Callable[[], Iterator[Row]]) -> Callable[[], Iterator[Row]]:
        """The rows, with a word now and then that they are being read."""

        def watching() -> Iterator[Row]:
            for n, row in enumerate(rows(), 1):
                if n % _TOLD_EVERY == 0:
                    self._tell()
                yield row

        return watching

    def _tell(self) -> None:
        self._progress(min(1.0, self._begins + self._share * self._done), self._row)


def _together(found: Opened, done: Sequence[Imported]) -> Imported:
    """What came of the parts of a file."""
    columns: dict[str, str | None] = {}
    for each in done:
        columns = {title: columns.get(title) or name for title, name in each.columns.items()}
    return Imported(
        found.kind,
        columns,
        added=sum(x.added for x in done),
        updated=sum(x.updated for x in done),
        unchanged=sum(x.unchanged for x in done),
        linked=sum(x.linked for x in done),
        skipped=sorted((skipped for x in done for skipped in x.skipped), key=lambda skipped: skipped.row),
        action=next((x.action for x in done if x.action), ""),
    )


def write_skipped(desk: Desk, path: Path, choices: Choices | None, imported: Imported, to: Path) -> int:
    """Writes the rows that were not taken, as they stood, with why, to be corrected and taken in; returns how many.

    Raises Unreadable, OSError.
    """
    found = opened(desk, path, choices or Choices())
    why = {skipped.row: skipped.why for skipped in imported.skipped}
    titles, width = _titles(found, imported), len(found.table.header)
    count = 0
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=_delimiter(found))
        out.writerow([*titles, _(REASON)])
        for number, cells in found.table.rows():
            if number in why:
                kept = [cell if cell.startswith("'") else defused(cell) for cell in cells]
                out.writerow([*kept[:width], *[""] * (width - len(kept)), why[number], *kept[width:]])
                count += 1
    return count


def _titles(found: Opened, imported: Imported) -> list[str]:
    """The header as it stood; where there was none, the fields that columns went to."""
    if found.table.origin.header:
        return list(found.table.header)
    return [imported.columns.get(title) or f"{_('Column')} {title}" for title in titles_of(found.table.header)]


def _delimiter(found: Opened) -> str:
    """The file's own; else what spreadsheets of her language take for one."""
    usual = ";" if locale().number_symbols["latn"]["decimal"] == "," else ","
    return found.table.origin.delimiter or usual
