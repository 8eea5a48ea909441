"""Workbooks."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from salesdesk.exchange.choices import Choices
from salesdesk.exchange.sheets import open_sheet
from salesdesk.exchange.unreadable import Unreadable


def test_cells_are_texts_days_iso_and_figures_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Due", "At", "Phone", "Price", "Done"])
        sheet.write_string(1, 0, "=Jane")
        sheet.write_datetime(1, 1, date(2026, 11, 23))
        sheet.write_datetime(1, 2, datetime(2026, 11, 23, 9, 30))
        sheet.write_row(1, 3, [491701234567, 0.25, True])
    table = open_sheet(path, Choices())
    assert table.header == ("Name", "Due", "At", "Phone", "Price", "Done")
    assert list(table.rows()) == [(2, ["=Jane", "2026-11-23", "2026-11-23T09:30:00", "491701234567", "0.25", "yes"])]
    assert list(table.rows()) == list(table.rows())


def test_rows_go_by_the_numbers_that_the_sheet_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Leads")
        sheet.write_row(3, 1, ["Name", "City"])
        sheet.write_row(4, 1, ["Jane", "Linz"])
        sheet.write_row(6, 1, ["Abel", "Graz"])
    assert [(number, [x for x in cells if x]) for number, cells in open_sheet(path, Choices()).rows()] == [
        (5, ["Jane", "Linz"]),
        (7, ["Abel", "Graz"]),
    ]


@pytest.mark.parametrize("data", [b"no workbook", b"PK\3\4 broken"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        open_sheet(path, Choices())


def test_a_workbook_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        book.add_worksheet()
    with pytest.raises(Unreadable):
        open_sheet(path, Choices())


def test_shares_lengths_of_time_and_errors_are_told_as_a_person_would(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Share", "Took", "Sum", "None"])
        sheet.write_row(1, 0, ["Jane"])
        sheet.write_number(1, 1, 0.25, book.add_format({"num_format": "0%"}))
        sheet.write_number(1, 2, 1.0625, book.add_format({"num_format": "[h]:mm:ss"}))
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 4, "=NA()", None, "#N/A")
    assert list(open_sheet(path, Choices()).rows()) == [(2, ["Jane", "0.25", "25:30:00", "", ""])]


@pytest.mark.parametrize(
    "titles",
    [
        [["Visitors of the fair 2026"]],
        [["Visitors of the fair"], [], ["In confidence", "", "", ""]],
        [["", "Who", "", "Where"]],
    ],
)
def test_titles_above_the_header_are_passed_over(tmp_path: Path, titles: list[list[str]]) -> None:
    path = tmp_path / "a.xlsx"
    rows = [*titles, ["Name", "Company", "City", "Country"], ["Jane", "Acme", "Linz", "AT"], ["Abel", "", "", ""]]
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    table = open_sheet(path, Choices())
    assert table.header == ("Name", "Company", "City", "Country")
    assert [cells[0] for _number, cells in table.rows()] == ["Jane", "Abel"]
