"""Verbs that take files in and write them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.cli.calls import Run, done, refused
from xlsxwriter import Workbook  # type: ignore[import-untyped]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A table of two visitors, one of whom nobody can read."""
    path = tmp_path / "leads.csv"
    path.write_bytes("Vorname;Nachname;Firma;Land\nJörg;Müller;Größe;Österreich\nX;Y;;Atlantis\n".encode("cp1252"))
    return path


def test_leads_go_in_and_out_and_in_again(desk: Run, file: Path, tmp_path: Path) -> None:
    found = done(desk("import", str(file)))
    assert (found["added"], found["updated"], found["kind"]) == (1, 0, "lead")
    assert [row["row"] for row in found["skipped"]] == [3]
    assert "Atlantis" in found["skipped"][0]["why"]
    assert found["columns"] == {"Vorname": "name", "Nachname": "name", "Firma": "company", "Land": "country"}
    [lead] = done(desk("list", "lead"))
    assert (lead["name"], lead["company"], lead["country"]) == ("Jörg Müller", "Größe", "AT")
    for ending in (".csv", ".json", ".xlsx", ".vcf"):
        out = tmp_path / f"out{ending}"
        assert done(desk("export", "lead", str(out))) == {
            "kind": "lead", "file": str(out), "exported": 1, "held_back": 0, "without_private": 0,
        }  # fmt: skip
        again = done(desk("import", str(out), "--as", "lead"))
        assert (again["added"], again["updated"], again["skipped"]) == (0, 0, [])
    assert done(desk("undo"))["undone"] == "Undo: Import leads.csv"
    assert done(desk("list", "lead")) == []


def test_columns_can_be_said_and_a_dry_run_writes_nothing(desk: Run, file: Path) -> None:
    words = ("import", str(file), "--as", "lead", "--map", "Firma=notes", "--map", "Land=", "--dry-run")
    found = done(desk(*words))
    assert (found["added"], found["skipped"], found["action"]) == (2, [], None)
    assert found["columns"]["Firma"] == "notes"
    assert found["columns"]["Land"] is None
    assert done(desk("list", "lead")) == []
    assert done(desk(*words[:-1]))["added"] == 2
    assert sorted(lead["notes"] for lead in done(desk("list", "lead"))) == ["", "Größe"]


def test_an_export_holds_every_field_and_no_formula(desk: Run, tmp_path: Path) -> None:
    id = done(desk("add", "lead", "name==1+1", "phone=+49 30 1"))["id"]
    out = tmp_path / "out.csv"
    done(desk("export", "lead", str(out)))
    with out.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["id"], row["name"], row["phone"]) == (id, "'=1+1", "'+49 30 1")
    assert set(row) == set(done(desk("show", "lead", id))) - {"picture"}
    done(desk("export", "lead", str(tmp_path / "out.json")))
    told = [{name: x for name, x in row.items() if name != "picture"} for row in done(desk("list", "lead"))]
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == told


def test_what_cannot_be_read_or_written_is_refused_in_one_sentence(desk: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("foo,bar\n1,2\n", "utf-8")
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    (tmp_path / "empty.vcf").write_bytes(b"")
    refused(desk("import", str(tmp_path / "none.csv")), 2, "read")
    refused(desk("import", str(tmp_path / "odd.csv")), 2, "--as")
    refused(desk("import", str(tmp_path / "odd.csv"), "--as", "lead"), 2, "--map", "foo, bar")
    refused(desk("import", str(tmp_path / "broken.xlsx"), "--as", "lead"), 2)
    refused(desk("import", str(tmp_path / "empty.vcf")), 2)
    refused(desk("import", str(tmp_path / "a.doc")), 2, ".doc", ".csv")
    refused(desk("import", str(file), "--map", "Firma=nonsense"), 2, "nonsense")
    refused(desk("import", str(file), "--map", "Firma"), 2, "field=value")
    refused(desk("import", str(file), "--as", "nonsense"), 2, "nonsense")
    refused(desk("import", str(file), "--as", "user"), 2, "server")
    refused(desk("export", "lead", str(tmp_path / "a.doc")), 2, ".doc", ".csv")
    refused(desk("export", "fair", str(tmp_path / "a.vcf")), 2, "vCard")
    refused(desk("export", "lead", str(tmp_path / "nowhere" / "a.csv")), 1, "a.csv")


def test_a_person_reads_columns_counts_and_what_was_skipped(run: Run, profile: Path, file: Path) -> None:
    said = run("--profile", str(profile), "import", str(file)).out
    assert "Firma → company" in said
    assert "skipped     1" in said


def test_a_table_is_read_as_she_says_and_its_skipped_rows_are_written(desk: Run, tmp_path: Path) -> None:
    path, skipped = tmp_path / "a.csv", tmp_path / "skipped.csv"
    path.write_bytes("Jörg|Größe|AT\nJane|Acme|Atlantis\n".encode("cp850"))
    said = ("--as", "lead", "--map", "1=name", "--map", "2=company", "--map", "3=country", "--no-header")
    found = done(desk("import", str(path), *said, "--encoding", "cp850", "--delimiter", "|", "--skipped", str(skipped)))
    assert (found["added"], [row["row"] for row in found["skipped"]]) == (1, [2])
    assert done(desk("list", "lead"))[0]["company"] == "Größe"
    assert "Jane|Acme|Atlantis|" in skipped.read_text("utf-8-sig")
    refused(desk("import", str(path), *said, "--skipped", str(tmp_path / "none" / "a.csv")), 1, "a.csv")
    refused(desk("import", str(path), "--encoding", "nonsense"), 2, "nonsense")
    refused(desk("import", str(path), "--delimiter", "||"), 2, "--delimiter")


def test_a_sheet_is_chosen_by_name(desk: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["Nothing here"])
        book.add_worksheet("Leads").write_column(0, 0, ["Name", "Jane"])
    assert done(desk("import", str(path), "--as", "lead", "--sheet", "Leads"))["added"] == 1
    refused(desk("import", str(path), "--as", "lead", "--sheet", "Nonsense"), 2, "Notes, Leads")


def test_an_export_takes_a_set_a_filter_and_a_search(desk: Run, tmp_path: Path) -> None:
    done(desk("add", "lead", "name=Jane Doe", "rating=hot"))
    done(desk("add", "lead", "name=Abel Roy", "rating=cold"))
    out = tmp_path / "out.csv"
    assert done(desk("export", "lead", str(out), "--columns", "salesforce", "--where", "rating=hot"))["exported"] == 1
    with out.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["First Name"], row["Last Name"], row["Rating"]) == ("Jane", "Doe", "Hot")
    assert done(desk("export", "lead", str(out), "--search", "abel"))["exported"] == 1
    refused(desk("export", "lead", str(out), "--columns", "nonsense"), 2, "nonsense", "salesforce")
    refused(desk("export", "lead", str(out), "--where", "nonsense=1"), 2, "nonsense")


def test_vcards_of_both_versions_and_calendars_go_out_and_in(desk: Run, tmp_path: Path) -> None:
    done(desk("add", "contact", "name=Jane Doe", "native_name=ジェーン", "whatsapp=+43 1"))
    done(desk("add", "activity", "title=Call", "kind=call", "start=2026-11-23T09:30Z", "zone=Asia/Tokyo"))
    for version in ("3", "4"):
        out = tmp_path / f"{version}.vcf"
        done(desk("export", "contact", str(out), "--vcard", version))
        assert f"VERSION:{version}.0" in out.read_text("utf-8")
        assert done(desk("import", str(out)))["unchanged"] == 1
    out = tmp_path / "a.ics"
    done(desk("export", "activity", str(out)))
    again = done(desk("import", str(out)))
    assert (again["kind"], again["unchanged"], again["added"]) == ("activity", 1, 0)
    refused(desk("export", "lead", str(out)), 2, "iCalendar")


def test_an_export_says_what_it_left_out(run: Run, profile: Path, desk: Run, tmp_path: Path) -> None:
    bo = done(desk("add", "user", "name=Bo"))["id"]
    done(desk("add", "lead", "name=Jane", "whatsapp=+43 1", f"owner={bo}"))
    out = str(tmp_path / "a.csv")
    found = done(desk("export", "lead", out))
    assert (found["exported"], found["held_back"], found["without_private"]) == (1, 0, 1)
    assert "without its private fields" in run("--profile", str(profile), "export", "lead", out).out
