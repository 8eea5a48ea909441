"""What leaves the desk: which records, which fields, and nothing that is private to a colleague."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.factories import account, activity, contact, fair, lead, trip, user

from salesdesk.desk.desk import Desk
from salesdesk.desk.exchanging import Choices, Exported, export_file, formats_of, import_file
from salesdesk.domain.contact import Contact
from salesdesk.domain.lead import Lead
from salesdesk.domain.trip import Trip
from salesdesk.store.listing import Query


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_list_is_written_as_it_is_filtered_and_sorted(desk: Desk, tmp_path: Path) -> None:
    for name, rating in (("Carla", "hot"), ("Abel", "hot"), ("Bea", "cold")):
        lead(desk, name, rating=rating)
    path = tmp_path / "a.csv"
    done = export_file(desk, Query(desk.kinds["lead"], {"rating": "hot"}, order="name"), path)
    assert (done, [row["name"] for row in rows(path)]) == (Exported(2, 0, 0), ["Abel", "Carla"])
    assert export_file(desk, Query(desk.kinds["lead"], text="bea"), path).count == 1


def test_chosen_records_are_written_and_those_that_are_gone_are_told(desk: Desk, tmp_path: Path) -> None:
    one, two = lead(desk, "Jane"), lead(desk, "Abel")
    desk.delete("lead", two.id)
    done = export_file(desk, "lead", tmp_path / "a.csv", ids=[one.id, two.id, "nobody"])
    assert done == Exported(1, 2, 0)
    assert [row["name"] for row in rows(tmp_path / "a.csv")] == ["Jane"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_she_sees_is_in_words_and_comes_back(desk: Desk, tmp_path: Path, ending: str) -> None:
    medica = fair(desk)
    made = lead(desk, fair=medica.id, country="AT", rating="hot", due=date(2026, 12, 24), products=("Pumps", "Valves"))
    path = tmp_path / f"leads{ending}"
    names = ["name", "fair", "country", "rating", "due", "products"]
    assert export_file(desk, "lead", path, names=names).count == 1
    if ending == ".csv":
        assert rows(path) == [
            {"Name": "Jane Doe", "Fair": "Medica 2026", "Country": "Austria", "Rating": "Hot", "Due": "2026-12-24",
             "Products": "Pumps, Valves"}
        ]  # fmt: skip
    else:
        [_header, row] = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert row == ["Jane Doe", "Medica 2026", "Austria", "Hot", date(2026, 12, 24), "Pumps, Valves"]
    assert import_file(desk, path).unchanged == 1
    desk.delete("lead", made.id)
    assert import_file(desk, path).added == 1
    [back] = desk.records(Query(desk.kinds["lead"]))
    kind = desk.kinds["lead"]
    assert {x: kind.wire(back)[x] for x in names} == {x: kind.wire(made)[x] for x in names}


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json", ".vcf"])
def test_of_a_colleagues_record_nothing_private_leaves(desk: Desk, tmp_path: Path, ending: str) -> None:
    bo = user(desk)
    contact(desk, name="Hers", email="hers@acme.example", whatsapp="+43 1", wechat="ana")
    contact(desk, name="His", email="his@acme.example", whatsapp="+43 2", wechat="bo", owner=bo.id)
    contact(desk, name="Plain", email="plain@acme.example", owner=bo.id)
    path = tmp_path / f"contacts{ending}"
    assert export_file(desk, "contact", path) == Exported(3, 0, 1)
    for _twice in range(2):
        assert import_file(desk, path).unchanged == 3
    cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python() if ending == ".xlsx" else []
    texts = str(cells) if cells else path.read_text("utf-8")
    assert ("+43 1" in texts, "+43 2" in texts) == (True, False)
    [his] = [x for x in desk.records(Query(desk.kinds["contact"])) if isinstance(x, Contact) and x.name == "His"]
    assert (his.whatsapp, his.wechat, his.owner) == ("+43 2", "bo", bo.id)


def test_whose_a_trip_is_says_its_traveller(desk: Desk, tmp_path: Path) -> None:
    bo = user(desk)
    days = {"private_from": date(2026, 11, 7), "private_until": date(2026, 11, 8)}
    trip(desk, title="Mine", **days)
    trip(desk, title="His", traveller=bo.id, **days)
    assert export_file(desk, "trip", tmp_path / "a.csv") == Exported(2, 0, 1)
    assert {row["title"]: row["private_from"] for row in rows(tmp_path / "a.csv")} == {"Mine": "2026-11-07", "His": ""}
    assert import_file(desk, tmp_path / "a.csv").unchanged == 2
    assert {x.title: x.private_from for x in desk.records(Query(desk.kinds["trip"])) if isinstance(x, Trip)} == {
        "Mine": date(2026, 11, 7), "His": date(2026, 11, 7),
    }  # fmt: skip


def test_pictures_stay_on_the_desk_and_are_not_emptied(desk: Desk, tmp_path: Path) -> None:
    made = lead(desk, picture="ab" * 32, raw="code")
    for ending in (".csv", ".json", ".xlsx"):
        path = tmp_path / f"a{ending}"
        export_file(desk, "lead", path)
        assert b"abababab" not in path.read_bytes()
        assert import_file(desk, path).unchanged == 1
    [back] = desk.records(Query(desk.kinds["lead"]))
    assert isinstance(back, Lead)
    assert (back.picture, back.raw) == (made.picture, made.raw)


def test_what_each_kind_can_be_written_to(desk: Desk, tmp_path: Path) -> None:
    assert [ending for ending, _label in formats_of(desk.kinds["lead"])] == [".csv", ".xlsx", ".json", ".vcf"]
    assert [ending for ending, _label in formats_of(desk.kinds["activity"])] == [".csv", ".xlsx", ".json", ".ics"]
    for kind in desk.kinds:
        for ending, _label in formats_of(kind):
            export_file(desk, kind.name, tmp_path / f"a{ending}")


def test_accounts_go_out_and_in_as_vcards(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    made = account(desk, street="Hauptstr. 1", region="OÖ", vat_id="ATU1", kind="customer")
    assert export_file(desk, "account", path, columns="4.0").count == 1
    assert "KIND:org" in path.read_text("utf-8")
    done = import_file(desk, path)
    assert (done.kind, done.unchanged) == ("account", 1)
    desk.delete("account", made.id)
    assert import_file(desk, path).added == 1


def test_activities_trips_and_fairs_go_to_a_calendar(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    activity(desk, account=account(desk).id, due=date(2026, 12, 1))
    assert export_file(desk, "activity", path) == Exported(1, 0, 0)
    assert import_file(desk, path).unchanged == 1
    trip(desk, **{"return": date(2026, 11, 5)})
    trip(desk, title="Some day", depart=None)
    assert export_file(desk, "trip", path) == Exported(1, 1, 0)
    text = path.read_text("utf-8")
    assert "DTSTART;VALUE=DATE:20261101" in text
    assert "DTEND;VALUE=DATE:20261106" in text
    fair(desk)
    assert export_file(desk, "fair", path).count == 1
    assert "LOCATION:Düsseldorf\\, Germany" in path.read_text("utf-8")


def test_progress_is_told_and_may_stop_an_export_without_a_trace(desk: Desk, tmp_path: Path) -> None:
    class Cancelled(Exception):
        """She had enough."""

    def progress(done: int) -> None:
        raise Cancelled(done)

    desk.add_many("Add", [desk.draft("lead", {"name": f"Visitor {n}"}) for n in range(600)])
    with pytest.raises(Cancelled, match="500"):
        export_file(desk, "lead", tmp_path / "a.csv", progress=progress)
    assert list(tmp_path.glob("*a.csv*")) == []


def test_json_is_read_back_piece_by_piece(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"name": f"Visitor {n}", "notes": "x" * 3_000} for n in range(1_000)]), "utf-8")
    assert import_file(desk, path, Choices("lead")).added == 1_000
