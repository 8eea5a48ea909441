"""Sheets of workbooks: XLSX, XLSB, XLS and ODS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from salesdesk.exchange.choices import Choices
from salesdesk.exchange.tables import Origin, Row, Table, titled
from salesdesk.exchange.unreadable import DAMAGED, EMPTY, LOCKED, NO_SUCH_SHEET, Unreadable

_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)


def open_sheet(path: Path, choices: Choices) -> Table:
    """The table of the sheet she chose, or of the first visible one with rows; raises Unreadable, OSError."""
    try:
        book = CalamineWorkbook.from_path(path)
        names = _names(book)
        sheet = _sheet(book, names, choices.sheet)
    except PasswordError:
        raise Unreadable(LOCKED) from None
    except CalamineError as error:
        raise Unreadable(DAMAGED, what=str(error)) from None

    def records() -> Iterator[Row]:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield number, texts

    return titled(records, choices.header, None, Origin(sheet=sheet.name, sheets=names, certain=True))


def _names(book: CalamineWorkbook) -> tuple[str, ...]:
    """The sheets that a person sees, in the order of their tabs."""
    shown = SheetVisibleEnum.Visible
    return tuple(x.name for x in book.sheets_metadata if x.typ == SheetTypeEnum.WorkSheet and x.visible == shown)


def _sheet(book: CalamineWorkbook, names: Sequence[str], wanted: str) -> CalamineSheet:
    if wanted:
        known = {name.casefold(): name for name in reversed(book.sheet_names)}
        if wanted.casefold() not in known:
            raise Unreadable(NO_SUCH_SHEET, sheet=wanted, sheets=", ".join(names))
        names = [wanted if wanted in book.sheet_names else known[wanted.casefold()]]
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    raise Unreadable(EMPTY)


def _text(cell: Any) -> str:
    """A cell as text: days as ISO 8601, figures with a decimal point; an error is nothing."""
    if isinstance(cell, str):
        return "" if cell in _ERRORS else cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return _clock(cell) if isinstance(cell, timedelta) else str(cell)


def _clock(passed: timedelta) -> str:
    """A length of time as a spreadsheet shows it: 26:30:00."""
    minutes, seconds = divmod(round(passed.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
