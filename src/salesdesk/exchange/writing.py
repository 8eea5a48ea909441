"""Records as files: tables, JSON, vCards and calendars."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from salesdesk.domain.fields import Picture
from salesdesk.domain.record import Kind, Record
from salesdesk.exchange import calendars, column_sets, vcards
from salesdesk.exchange.cells import defused, defused_for_others
from salesdesk.exchange.column_sets import ALL, ColumnSet
from salesdesk.exchange.columns import Called, Column, own_columns, shown_columns
from salesdesk.exchange.unreadable import (
    NO_SUCH_COLUMNS,
    NOT_IN_THIS_FORMAT,
    TOO_LONG_FOR_A_CELL,
    TOO_MANY_FOR_A_SHEET,
    UNWRITABLE_ENDING,
    Unreadable,
)
from salesdesk.i18n import N_, _, within

# Excel 365, specifications and limits.
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_576
_TABLES = (".csv", ".xlsx")


@dataclass(frozen=True)
class Wanted:
    """What is to be written of a kind: a ready-made set of columns, these fields, or all."""

    kind: Kind
    columns: str = ""
    names: tuple[str, ...] = ()


Writer = Callable[[Path, Wanted, Iterable[Record], Called], int]


def endings_of(kind: Kind) -> list[tuple[str, str]]:
    """The endings that records of a kind can be written to, with their labels."""
    known = {".vcf": vcards.KINDS, ".ics": calendars.KINDS}
    return [(ending, label) for ending, label in _LABELS.items() if kind.name in known.get(ending, (kind.name,))]


def sets_of(kind: Kind, ending: str) -> Sequence[ColumnSet]:
    """The ready-made sets for a kind and an ending."""
    if ending == ".vcf":
        return vcards.VERSIONS
    return (ALL, *column_sets.sets_for(kind.name, ending)) if ending in _TABLES else (ALL,)


def write(path: Path, wanted: Wanted, records: Iterable[Record], called: Called) -> int:
    """Writes the records by the file's ending, whole or not at all; returns how many; raises Unreadable, OSError."""
    writer = _writer(path, wanted)
    part = path.with_name(f".{path.name}.part")
    try:
        count = writer(part, wanted, records, called)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _writer(path: Path, wanted: Wanted) -> Writer:
    ending, kind = path.suffix.lower(), wanted.kind
    if ending not in _WRITERS:
        raise Unreadable(UNWRITABLE_ENDING, ending=path.suffix, known=" ".join(_WRITERS))
    possible = dict(endings_of(kind))
    if ending not in possible:
        raise Unreadable(
            NOT_IN_THIS_FORMAT, kind=within(_(kind.plural)), format=_(_LABELS[ending]), known=" ".join(possible)
        )
    sets = [found.name for found in sets_of(kind, ending)]
    if wanted.columns not in sets:
        raise Unreadable(NO_SUCH_COLUMNS, columns=wanted.columns, known=", ".join(filter(None, sets)) or "–")
    return _WRITERS[ending]


def _columns(wanted: Wanted, called: Called) -> list[Column]:
    if wanted.columns:
        return column_sets.columns_of(wanted.kind, wanted.columns, called)
    return shown_columns(wanted.kind, wanted.names, called) if wanted.names else own_columns(wanted.kind)


def _csv(path: Path, wanted: Wanted, records: Iterable[Record], called: Called) -> int:
    columns, count = _columns(wanted, called), 0
    safe = defused_for_others if wanted.columns else defused
    # Excel takes a file without the mark for its country's old codepage.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([column.title for column in columns])
        for record in records:
            out.writerow([safe(column.text(record)) for column in columns])
            count += 1
    return count


def _xlsx(path: Path, wanted: Wanted, records: Iterable[Record], called: Called) -> int:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    columns = _columns(wanted, called)
    safe = defused_for_others if wanted.columns else defused
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    row = 0
    with Workbook(path, options) as book:
        sheet = book.add_worksheet(wanted.kind.name)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [column.title for column in columns], book.add_format({"bold": True}))
        for row, record in enumerate(records, 1):
            if row >= _MOST_ROWS:
                raise Unreadable(TOO_MANY_FOR_A_SHEET, most=str(_MOST_ROWS - 1))
            for place, column in enumerate(columns):
                value = column.value(record)
                _cell(sheet, row, place, safe(column.text(record)) if value is None else value)
    return row


def _cell(sheet: Any, row: int, place: int, value: date | bool | float | str) -> None:
    """Writes a value as what it is; an empty text not at all."""
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, float):
        sheet.write_number(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value)
    elif len(value) > _LONGEST_CELL:
        raise Unreadable(TOO_LONG_FOR_A_CELL)
    elif value:
        sheet.write_string(row, place, value)


def _json(path: Path, wanted: Wanted, records: Iterable[Record], _called: Called) -> int:
    kind, count = wanted.kind, 0
    kept = {"id", *(wanted.names or (x.name for x in kind.fields if not isinstance(x, Picture)))}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for count, record in enumerate(records, 1):
            file.write("[\n" if count == 1 else ",\n")
            told = {name: value for name, value in kind.wire(record).items() if name in kept}
            file.write(json.dumps(told, ensure_ascii=False))
        file.write("\n]\n" if count else "[]\n")
    return count


def _vcf(path: Path, wanted: Wanted, records: Iterable[Record], called: Called) -> int:
    return _texts(path, vcards.written(wanted.kind, records, called, wanted.columns))


def _ics(path: Path, wanted: Wanted, records: Iterable[Record], called: Called) -> int:
    return _texts(path, calendars.written(wanted.kind, records, called))


def _texts(path: Path, texts: Iterator[tuple[str, bool]]) -> int:
    """Writes texts, and counts those that are records."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for text, is_record in texts:
            file.write(text)
            count += is_record
    return count


_LABELS = {
    ".csv": N_("CSV table"), ".xlsx": N_("Excel workbook"), ".json": "JSON", ".vcf": "vCard", ".ics": "iCalendar",
}  # fmt: skip
_WRITERS: Mapping[str, Writer] = {".csv": _csv, ".xlsx": _xlsx, ".json": _json, ".vcf": _vcf, ".ics": _ics}
