"""A file before it is taken in: what it would come to, what she corrects, and what is remembered of its source."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.factories import fair, titles
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from salesdesk.desk.desk import Desk
from salesdesk.desk.exchanging import Choices, import_file, preview, write_skipped
from salesdesk.domain.account import Account
from salesdesk.domain.contact import Contact
from salesdesk.domain.lead import Lead
from salesdesk.exchange.unreadable import Unreadable
from salesdesk.store.listing import Query

ODOO = (
    "External ID,Name,Company Type,Related Company,Street,City,Country,Phone,Email,Job Position\n"
    "p2,Bob Miller,Person,Grocery Outlet,,,,415 765 4321,bob@grocery.example,Buyer\n"
    "p1,Grocery Outlet,Company,,51 Federal Street,San Francisco,United States,123 456 789,,\n"
    "p4,Anna Roy,Person,Agrolait,,,Atlantis,,anna@agrolait.example,\n"
    "p3,Agrolait,Company,Grocery Outlet,3442 2nd Avenue,New York,United States,,,\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file lies."""
    return tmp_path / "export.csv"


def test_a_preview_shows_columns_samples_rows_and_what_would_be_skipped(desk: Desk, file: Path) -> None:
    file.write_bytes("Vorname;Nachname;Land;Interna\nJörg;Müller;Österreich;a\nX;Y;Atlantis;b\n".encode("cp1252"))
    found = preview(desk, file, Choices("lead"))
    assert (found.kind, found.encoding, found.delimiter, found.header) == ("lead", "cp1252", ";", True)
    assert [(x.title, x.field, x.samples) for x in found.columns] == [
        ("Vorname", "name", ("Jörg", "X")), ("Nachname", "name", ("Müller", "Y")),
        ("Land", "country", ("Österreich", "Atlantis")), ("Interna", "", ("a", "b")),
    ]  # fmt: skip
    assert found.rows == ((2, ("Jörg", "Müller", "Österreich", "a")), (3, ("X", "Y", "Atlantis", "b")))
    assert [(skipped.row, "Atlantis" in skipped.why) for skipped in found.skipped] == [(3, True)]
    assert ("company", "Company") in found.targets
    assert "picture" not in dict(found.targets)
    assert ("lead", "Leads") in found.kinds
    assert "user" not in dict(found.kinds)
    assert titles(desk) == []


def test_what_nobody_can_tell_is_shown_and_then_said(desk: Desk, file: Path) -> None:
    file.write_text("foo,bar\nJane,Acme\n", "utf-8")
    found = preview(desk, file)
    assert (found.kind, [x.field for x in found.columns], found.rows) == ("", ["", ""], ((2, ("Jane", "Acme")),))
    with pytest.raises(Unreadable):
        import_file(desk, file)
    choices = Choices("lead", {"foo": "name", "bar": "company"})
    assert [x.field for x in preview(desk, file, choices).columns] == ["name", "company"]
    assert import_file(desk, file, choices).added == 1


def test_encoding_delimiter_and_header_are_what_she_says(desk: Desk, file: Path) -> None:
    file.write_bytes("Jörg|Größe\nJane|Acme\n".encode("cp850"))
    found = preview(desk, file, Choices("lead", {"1": "name", "2": "company"}, "cp850", "|", header=False))
    assert [(x.title, x.field, x.samples) for x in found.columns] == [
        ("1", "name", ("Jörg", "Jane")),
        ("2", "company", ("Größe", "Acme")),
    ]
    file.write_text("2024,2025\n1,2\n", "utf-8")
    assert [x.title for x in preview(desk, file, Choices("lead", header=True)).columns] == ["2024", "2025"]


def test_columns_of_one_title_or_none_are_told_apart_by_their_numbers(desk: Desk, file: Path) -> None:
    file.write_text("Name,Note,Note,\nJane,a,b,c\n", "utf-8")
    found = preview(desk, file, Choices("lead", {"3": "company", "4": "city"}, header=True))
    assert [(x.title, x.field) for x in found.columns] == [
        ("Name", "name"), ("Note", "notes"), ("3", "company"), ("4", "city"),
    ]  # fmt: skip


def test_what_she_said_is_remembered_for_the_source_not_for_the_files_name(desk: Desk, tmp_path: Path) -> None:
    first, second, other = (tmp_path / name for name in ("january.csv", "february.csv", "other.csv"))
    first.write_bytes("Wer;Wo;Was\nJörg;Linz;Pumpen\n".encode("cp850"))
    second.write_bytes("Wo;Was;Wer\nGraz;Größe;Jürgen\n".encode("cp850"))
    other.write_text("Wer;Wo\nJane;Linz\n", "utf-8")
    choices = Choices("lead", {"Wer": "name", "Wo": "city", "Was": ""}, encoding="cp850")
    import_file(desk, first, choices, dry=True)
    assert not preview(desk, second).remembered
    import_file(desk, first, choices)
    found = preview(desk, second)
    assert (found.remembered, found.kind, found.encoding) == (True, "lead", "cp850")
    assert {x.title: x.field for x in found.columns} == {"Wo": "city", "Was": "", "Wer": "name"}
    assert import_file(desk, second).added == 1
    assert titles(desk) == ["Jürgen", "Jörg"]
    assert not preview(desk, other).remembered
    corrected = preview(desk, second, Choices(columns={"Was": "products"}))
    assert {x.title: x.field for x in corrected.columns} == {"Wo": "city", "Was": "products", "Wer": "name"}


def test_an_encoding_that_the_file_itself_tells_goes_before_what_is_remembered(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Wer,Wo\nJörg,Linz\n".encode("cp850"))
    import_file(desk, path, Choices("lead", {"Wer": "name", "Wo": "city"}, encoding="cp850"))
    path.write_text("Wer,Wo\nJürgen,Graz\n", "utf-8")
    assert preview(desk, path).encoding == "utf-8"
    assert preview(desk, path, Choices(encoding="cp850")).encoding == "cp850"


def test_of_many_sources_the_oldest_are_forgotten(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for n in range(102):
        path.write_text(f"Wer,Feld {n} x\nJane,1\n", "utf-8")
        import_file(desk, path, Choices("lead", {"Wer": "name"}))
    path.write_text("Wer,Feld 101 x\nJane,1\n", "utf-8")
    assert preview(desk, path).remembered
    path.write_text("Wer,Feld 0 x\nJane,1\n", "utf-8")
    assert not preview(desk, path).remembered


def test_a_sheet_is_chosen_and_titles_above_the_header_are_passed_over(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("Cover").write_row(0, 0, ["Our customers"])
        sheet = book.add_worksheet("Data 2026")
        sheet.merge_range(1, 1, 1, 3, "Leads of the fair, in confidence")
        sheet.merge_range(3, 2, 3, 3, "Where")
        sheet.write_row(4, 1, ["Name", "City", "Country"])
        sheet.write_row(5, 1, ["Jane", "Linz", "Austria"])
        sheet.write_row(6, 1, ["Abel", "", "#N/A"])
    found = preview(desk, path, Choices("lead", sheet="Data 2026"))
    assert (found.sheets, found.sheet, found.header) == (("Cover", "Data 2026"), "Data 2026", True)
    assert [(x.title, x.field) for x in found.columns] == [("Name", "name"), ("City", "city"), ("Country", "country")]
    assert [number for number, _cells in found.rows] == [6, 7]
    assert import_file(desk, path, Choices("lead", sheet="data 2026")).added == 2
    with pytest.raises(Unreadable, match="Cover, Data 2026"):
        preview(desk, path, Choices("lead", sheet="Nonsense"))


def test_skipped_rows_are_written_corrected_and_taken_in(desk: Desk, file: Path, tmp_path: Path) -> None:
    rows = 'Name;Country;Phone;Notes\nJane;AT;1;x\nEve;Atlantis;+49 30 1;"=a;\nb"\nAbel;Nowhere;;\n'
    file.write_text(rows, "utf-8")
    choices = Choices("lead", {"Notes": "next_step"})
    done = import_file(desk, file, choices)
    out = tmp_path / "skipped.csv"
    assert write_skipped(desk, file, choices, done, out) == 2
    with out.open(encoding="utf-8-sig", newline="") as text:
        header, *skipped = csv.reader(text, delimiter=";")
    assert header == ["Name", "Country", "Phone", "Notes", "Why it was skipped"]
    assert [row[:4] for row in skipped] == [["Eve", "Atlantis", "'+49 30 1", "'=a;\nb"], ["Abel", "Nowhere", "", ""]]
    out.write_text(out.read_text("utf-8").replace("Atlantis", "DE").replace("Nowhere", "CH"), "utf-8")
    again = import_file(desk, out)
    assert (again.added, again.skipped) == (2, [])
    [eve] = [x for x in desk.records(Query(desk.kinds["lead"])) if isinstance(x, Lead) and x.name == "Eve"]
    assert (eve.phone, eve.next_step, eve.country) == ("+49 30 1", "=a;, b", "DE")


def test_skipped_rows_without_a_header_get_one(desk: Desk, file: Path, tmp_path: Path) -> None:
    file.write_text("Jane,jane@acme.example,AT\nEve,eve@acme.example,Atlantis\n", "utf-8")
    choices = Choices("lead", {"1": "name", "3": "country"})
    done = import_file(desk, file, choices)
    assert write_skipped(desk, file, choices, done, tmp_path / "skipped.csv") == 1
    out = tmp_path / "skipped.csv"
    out.write_text(out.read_text("utf-8").replace("Atlantis", "DE"), "utf-8")
    assert import_file(desk, out, Choices("lead")).added == 1


def test_companies_and_people_of_one_table_are_accounts_and_their_contacts(desk: Desk, file: Path) -> None:
    file.write_text(ODOO, "utf-8")
    found = preview(desk, file)
    assert (found.kind, dict(found.kinds)["partner"]) == ("partner", "Companies and their people")
    assert {x.title: x.field for x in found.columns} == {
        "External ID": "", "Name": "name", "Company Type": "", "Related Company": "account", "Street": "street",
        "City": "city", "Country": "country", "Phone": "phone", "Email": "email", "Job Position": "title",
    }  # fmt: skip
    assert {"account", "vat_id"} <= set(dict(found.targets))
    done = import_file(desk, file)
    assert (done.kind, done.added, [x.row for x in done.skipped]) == ("partner", 3, [4])
    accounts = {x.name: x for x in desk.records(Query(desk.kinds["account"])) if isinstance(x, Account)}
    assert set(accounts) == {"Grocery Outlet", "Agrolait"}
    assert accounts["Agrolait"].parent == accounts["Grocery Outlet"].id
    [bob] = desk.records(Query(desk.kinds["contact"]))
    assert isinstance(bob, Contact)
    assert (bob.name, bob.account, bob.title) == ("Bob Miller", accounts["Grocery Outlet"].id, "Buyer")
    again = import_file(desk, file)
    assert (again.added, again.unchanged) == (0, 3)
    desk.undo()
    assert titles(desk, "account") + titles(desk, "contact") == []


def test_a_field_of_companies_may_be_said_of_a_mixed_table(desk: Desk, file: Path) -> None:
    file.write_text(ODOO.replace("Job Position", "Code"), "utf-8")
    import_file(desk, file, Choices(columns={"Code": "customer_no", "Phone": ""}))
    assert {x.phone for x in desk.records(Query(desk.kinds["account"])) if isinstance(x, Account)} == {""}


def test_a_link_that_leads_nowhere_shows_in_the_preview(desk: Desk, file: Path) -> None:
    fair(desk, name="Medica 2026")
    file.write_text("Name,Fair\nJane,Medica 2026\nEve,Nonsense\n", "utf-8")
    assert [skipped.row for skipped in preview(desk, file, Choices("lead")).skipped] == [3]
