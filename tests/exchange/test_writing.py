"""Files that the desk writes lose nothing, and hold no formulas."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.strategies import Everything, records

from salesdesk.capture import read as captured
from salesdesk.domain.contact import Contact
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kind, Record, kind_of
from salesdesk.exchange.cells import defused, told
from salesdesk.exchange.headers import columns_of
from salesdesk.exchange.rows import Entry, Reading
from salesdesk.exchange.tables import open_table
from salesdesk.exchange.unreadable import Unreadable
from salesdesk.exchange.writing import Wanted, write

ID = "01890000-0000-7000-8000-00000000000a"
DANGEROUS = ("=1+1", "+49 30 1", "-3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", " =1")


def nobody(_kind: str, _id: str) -> str:
    """Nothing is called anything."""
    return ""


def read_back(path: Path, kind: Kind) -> list[Record]:
    """The records that a file of the desk's holds."""
    table = open_table(path, lambda _data: "cp1252")
    reading = Reading(kind, table, columns_of(kind, table.header))
    assert reading.columns.own
    entries = list(reading.entries())
    assert all(isinstance(entry, Entry) for entry in entries)
    return [kind.make({**x.values, **x.links}, id=x.key) for x in entries if isinstance(x, Entry)]


@pytest.mark.parametrize("ending", [".csv", ".json", ".xlsx"])
@given(record=records(kind_of(Everything), ID))
def test_what_was_written_is_read_back_whole(ending: str, record: Record) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"all{ending}")
        assert write(path, Wanted(kind_of(Everything)), [record], nobody) == 1
        assert read_back(path, kind_of(Everything)) == [record.but(picture="")]


@given(st.text() | st.sampled_from(DANGEROUS).flatmap(lambda x: st.integers(0, 3).map(lambda n: "'" * n + x)))
def test_a_defused_cell_says_what_it_said(text: str) -> None:
    assert told(defused(text)) == text


def test_no_cell_begins_like_a_formula(tmp_path: Path) -> None:
    leads = [Lead(id=ID, name=text, notes=text, products=(text,)) for text in DANGEROUS]
    write(tmp_path / "a.csv", Wanted(kind_of(Lead)), leads, nobody)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠ "))]
    assert [lead.but(products=()) for lead in leads] == [
        x.but(products=()) for x in read_back(tmp_path / "a.csv", kind_of(Lead))
    ]


def test_json_is_what_list_prints(tmp_path: Path) -> None:
    lead = Lead(id=ID, name="=Jane", products=("a", "b"))
    assert write(tmp_path / "a.json", Wanted(kind_of(Lead)), [lead, lead], nobody) == 2
    told = {name: value for name, value in kind_of(Lead).wire(lead).items() if name != "picture"}
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == [told] * 2
    assert write(tmp_path / "b.json", Wanted(kind_of(Lead)), [], nobody) == 0
    assert json.loads((tmp_path / "b.json").read_text("utf-8")) == []


def test_vcards_are_read_by_the_reader_of_badges(tmp_path: Path) -> None:
    notes = "Wants; pumps, \\ and valves\nsecond line " + "Ümläut 東京 " * 20
    contact = Contact(
        id=ID, name="Jörg Müller", title="Head of Buying", email="j@acme.example", phone="+49 30 1234567", notes=notes,
        mobile="+49 170 7654321", account="x", department="Einkauf", country="AT",
    )  # fmt: skip
    write(tmp_path / "a.vcf", Wanted(kind_of(Contact)), [contact], lambda kind, id: f"{kind} {id}, GmbH")
    data = (tmp_path / "a.vcf").read_bytes()
    assert max(map(len, data.split(b"\r\n"))) <= 75
    [card] = captured(data)
    assert card.fields == {
        "name": "Jörg Müller", "company": "account x, GmbH", "department": "Einkauf", "title": "Head of Buying",
        "email": "j@acme.example", "phone": "+49 30 1234567", "mobile": "+49 170 7654321", "country": "AT",
        "notes": notes.strip(),
    }  # fmt: skip


def test_a_text_too_long_for_a_sheet_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        write(tmp_path / "a.xlsx", Wanted(kind_of(Lead)), [Lead(id=ID, notes="x" * 40_000)], nobody)
    assert list(tmp_path.glob("*.xlsx*")) == []


@pytest.mark.parametrize("name", ["a.doc", "a"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable):
        write(tmp_path / name, Wanted(kind_of(Lead)), [], nobody)
