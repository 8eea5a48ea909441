"""Records as files: CSV, XLSX and JSON, with all their fields, readable again without loss."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from salesdesk.domain.record import Kind, Record
from salesdesk.exchange.cells import defused
from salesdesk.exchange.unreadable import TOO_LONG_FOR_A_CELL, UNWRITABLE_ENDING, Unreadable
from salesdesk.exchange.values import own_text_of

# Excel 365, specifications and limits.
_LONGEST_CELL = 32_767
Called = Callable[[str, str], str]
"""What the record of a kind and id is called."""
Writer = Callable[[Path, Kind, Iterable[Record], Called], int]


def writer_for(path: Path) -> Writer:
    """What writes a file of this ending; raises Unreadable."""
    try:
        return _WRITERS[path.suffix.lower()]
    except KeyError:
        raise Unreadable(UNWRITABLE_ENDING, ending=path.suffix, known=" ".join(_WRITERS)) from None


def write(path: Path, kind: Kind, records: Iterable[Record], called: Called) -> int:
    """Writes the records by the file's ending, whole or not at all; returns how many; raises Unreadable, OSError."""
    writer = writer_for(path)
    part = path.with_name(f".{path.name}.part")
    try:
        count = writer(part, kind, records, called)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return count


def header_of(kind: Kind) -> list[str]:
    """The columns of a kind's table."""
    return ["id", *(field.name for field in kind.fields)]


def _rows(kind: Kind, records: Iterable[Record]) -> Iterator[list[str]]:
    for record in records:
        yield [record.id, *(defused(own_text_of(field, kind.value(record, field))) for field in kind.fields)]


def _csv(path: Path, kind: Kind, records: Iterable[Record], _called: Called) -> int:
    count = 0
    # Excel takes a file without the mark for its country's old codepage.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(header_of(kind))
        for row in _rows(kind, records):
            out.writerow(row)
            count += 1
    return count


def _xlsx(path: Path, kind: Kind, records: Iterable[Record], _called: Called) -> int:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    count = 0
    with Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(kind.name)
        sheet.freeze_panes(1, 0)
        for count, row in enumerate([header_of(kind), *_rows(kind, records)]):
            for place, cell in enumerate(row):
                if len(cell) > _LONGEST_CELL:
                    raise Unreadable(TOO_LONG_FOR_A_CELL)
                if cell:
                    sheet.write_string(count, place, cell)
    return count


def _json(path: Path, kind: Kind, records: Iterable[Record], _called: Called) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for count, record in enumerate(records, 1):
            file.write("[\n" if count == 1 else ",\n")
            file.write(json.dumps(kind.wire(record), ensure_ascii=False))
        file.write("\n]\n" if count else "[]\n")
    return count


def _vcf(path: Path, kind: Kind, records: Iterable[Record], called: Called) -> int:
    from salesdesk.exchange.vcards import vcards

    with path.open("w", encoding="utf-8", newline="") as file:
        return sum(bool(file.write(card)) for card in vcards(kind, records, called))


_WRITERS: Mapping[str, Writer] = {".csv": _csv, ".xlsx": _xlsx, ".json": _json, ".vcf": _vcf}
