"""Ready-made sets of columns: what other systems take in, and what comes back from them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import account, contact, lead

from salesdesk.desk.desk import Desk
from salesdesk.desk.exchanging import Choices, column_sets, export_file, import_file
from salesdesk.domain.record import Record
from salesdesk.exchange.cells import defused_for_others, told
from salesdesk.exchange.people import parts_of, whole_name
from salesdesk.exchange.unreadable import Unreadable
from salesdesk.store.listing import Query

SETS = {
    "lead": ["salesforce", "hubspot", "dynamics", "outlook", "google", "thunderbird"],
    "contact": ["salesforce", "hubspot", "dynamics", "sap", "odoo", "outlook", "google", "thunderbird"],
    "account": ["salesforce", "hubspot", "dynamics", "sap", "odoo"],
}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def filled(desk: Desk, kind: str) -> Record:
    """A record of the kind with all that other systems know."""
    owned = {"phone": "+49 30 1234567", "notes": "- call again\n= not a formula", "country": "AT"}
    place = {
        "street": "Hauptstr. 1, 2. Stock",
        "postcode": "4020",
        "city": "Linz",
        "web": "https://www.acme.example/de",
    }
    if kind == "account":
        parent = account(desk, name="Acme Holding")
        trade = {"customer_no": "4711", "vat_id": "ATU123", "industry": "Pumps", "region": "OÖ", "parent": parent.id}
        return account(desk, name="Acme GmbH", kind="distributor", currency="EUR", **owned, **place, **trade)
    person = {
        "name": "Jörg van der Berg",
        "title": "Head of Buying",
        "department": "Einkauf",
        "email": "j@acme.example",
    }
    person |= {
        "mobile": "+43 660 1",
        "whatsapp": "+43 660 2",
        "linkedin": "https://linkedin.com/in/j",
        "language": "de",
    }
    if kind == "contact":
        return contact(desk, **person, **owned, salutation="Dr.", account=account(desk, name="Acme GmbH").id)
    return lead(desk, **person, **owned, **place, company="Acme GmbH", rating="hot")


@pytest.mark.parametrize(
    ("kind", "name", "ending"),
    [
        (kind, name, ending)
        for kind, names in SETS.items()
        for name in names
        for ending in ((".csv",) if name in ("outlook", "google", "thunderbird") else (".csv", ".xlsx"))
    ],
)
def test_a_set_comes_back_without_loss_of_what_it_has(
    desk: Desk, tmp_path: Path, kind: str, name: str, ending: str
) -> None:
    made, path, declared = filled(desk, kind), tmp_path / f"{kind}s{ending}", desk.kinds[kind]
    assert export_file(desk, kind, path, columns=name, ids=[made.id]).count == 1
    assert import_file(desk, path, Choices(kind)).unchanged == 1
    desk.delete(kind, made.id)
    done = import_file(desk, path, Choices(kind))
    assert (done.added, done.skipped) == (1, [])
    [back] = [x for x in desk.records(Query(declared), 10) if declared.title(x) == declared.title(made)]
    kept = {field for field in done.columns.values() if field in declared.by_name}
    assert {x: declared.wire(back).get(x or "") for x in kept} == {x: declared.wire(made).get(x or "") for x in kept}
    assert len(kept) >= 8


def test_the_sets_of_a_kind_begin_with_all_of_it(desk: Desk) -> None:
    for kind, names in SETS.items():
        assert [found.name for found in column_sets(desk.kinds[kind], ".csv")] == ["", *names]
    assert [found.name for found in column_sets(desk.kinds["fair"], ".csv")] == [""]
    assert [found.name for found in column_sets(desk.kinds["lead"], ".vcf")] == ["", "4.0"]
    assert "outlook" not in [found.name for found in column_sets(desk.kinds["lead"], ".xlsx")]


def test_headers_are_those_that_the_other_system_expects(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    made = filled(desk, "contact")
    export_file(desk, "contact", path, columns="salesforce", ids=[made.id])
    [row] = rows(path)
    assert (row["First Name"], row["Last Name"], row["Account Name"]) == ("Jörg", "van der Berg", "Acme GmbH")
    assert (row["Mailing Country"], row["Business Phone"]) == ("Austria", "+49 30 1234567")
    export_file(desk, "contact", path, columns="odoo", ids=[made.id])
    [row] = rows(path)
    assert (row["External ID"], row["Company Type"]) == (f"salesdesk_contact_{made.id}", "Person")
    export_file(desk, "contact", path, columns="google", ids=[made.id])
    [row] = rows(path)
    assert (row["Phone 2 - Label"], row["Phone 2 - Value"]) == ("Mobile", "+43 660 1")


def test_a_set_that_is_not_for_the_kind_is_refused(desk: Desk, tmp_path: Path) -> None:
    for kind, name in (("fair", "odoo"), ("lead", "nonsense")):
        with pytest.raises(Unreadable):
            export_file(desk, kind, tmp_path / "a.csv", columns=name)


@pytest.mark.parametrize("text", ["+49 30 1234567", "-5", "- call again, Tuesday", "- Anruf\n- Mail", "Jane", ""])
def test_what_can_call_nothing_stays_as_it_is_for_other_systems(text: str) -> None:
    assert defused_for_others(text) == text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "- HYPERLINK(A1)", "\t=1", "\r=1", "＝1",
     "＠a", "+A1", "-A1+B1(2)", "=cmd|'/c calc'!A1", "+SUM(1)"],
)  # fmt: skip
def test_what_may_be_a_formula_is_defused_for_other_systems_too(text: str) -> None:
    assert defused_for_others(text) == f"'{text}"
    assert told(defused_for_others(text)) == text


PARTS = [
    ("Jane Doe", "Jane", "Doe"), ("Ludwig van Beethoven", "Ludwig", "van Beethoven"), ("Cher", "", "Cher"),
    ("Maria de la Cruz Ruiz", "Maria de la Cruz", "Ruiz"), ("王小明", "小明", "王"), ("司马相如", "相如", "司马"),
    ("김민준", "민준", "김"), ("山田太郎", "太郎", "山田"), ("山田 太郎", "太郎", "山田"),
    ("Anna von der Tann", "Anna", "von der Tann"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given_name", "family"), PARTS)
def test_a_name_is_split_into_given_and_family_name(name: str, given_name: str, family: str) -> None:
    assert parts_of(name) == (given_name, "", family)


@given(
    st.lists(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1), min_size=1, max_size=4)
)
def test_a_name_that_was_split_is_put_together_again(words: list[str]) -> None:
    given_name, middle, family = parts_of(" ".join(words))
    assert whole_name({"<given>": given_name, "<middle>": middle, "<family>": family}) == " ".join(words)
