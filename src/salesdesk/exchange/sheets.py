"""The first sheet of a workbook that has rows: XLSX, XLSB, XLS and ODS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
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

from salesdesk.exchange.tables import Row, Table, titled
from salesdesk.exchange.unreadable import DAMAGED, EMPTY, LOCKED, Unreadable


def open_sheet(path: Path) -> Table:
    """The table of the first visible sheet with rows; raises Unreadable, OSError."""
    try:
        sheet = _sheet(CalamineWorkbook.from_path(path))
    except PasswordError:
        raise Unreadable(LOCKED) from None
    except CalamineError as error:
        raise Unreadable(DAMAGED, what=str(error)) from None

    def records() -> Iterator[Row]:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield number, texts

    return titled(records, decimal_comma=None)


def _sheet(workbook: CalamineWorkbook) -> CalamineSheet:
    shown = (
        x.name
        for x in workbook.sheets_metadata
        if x.typ == SheetTypeEnum.WorkSheet and x.visible == SheetVisibleEnum.Visible
    )
    for name in shown:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    raise Unreadable(EMPTY)


def _text(cell: Any) -> str:
    """A cell as text: days as ISO 8601, figures with a decimal point."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
