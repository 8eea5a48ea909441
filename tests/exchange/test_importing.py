"""Files that become records: updates instead of doubles, links by name, bad rows told, one action."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.strategies import Everything, records
from tests.factories import account, contact, counted_ids, fair, lead, new_desk, titles, wrong

from salesdesk.desk.desk import Desk
from salesdesk.desk.exchanging import export_file, import_file
from salesdesk.desk.importing import Imported
from salesdesk.domain.account import Account
from salesdesk.domain.changes import Change
from salesdesk.domain.contact import Contact
from salesdesk.domain.ids import uuid7
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds, Record, kind_of
from salesdesk.domain.team import Team
from salesdesk.domain.user import User
from salesdesk.exchange.choices import Choices
from salesdesk.exchange.unreadable import Unreadable
from salesdesk.store.errors import NothingToUndo
from salesdesk.store.listing import Query


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file lies."""
    return tmp_path / "visitors.csv"


def take(desk: Desk, file: Path, text: str, kind: str = "", **said: str) -> Imported:
    """Imports a file of that text."""
    file.write_text(text, encoding="utf-8")
    return import_file(desk, file, Choices(kind, said))


def counts(done: Imported) -> tuple[int, int, int, int]:
    """What was added, updated, left as it was, and skipped."""
    return done.added, done.updated, done.unchanged, len(done.skipped)


def all_of(desk: Desk, kind: str) -> Sequence[Record]:
    """All records of a kind, newest first."""
    return desk.records(Query(desk.kinds[kind]), 10**6)


def test_leads_come_with_what_the_desk_fills_in(desk: Desk, file: Path) -> None:
    done = take(desk, file, "First Name,Last Name,Company,Rating,Due Date\nJörg,Müller,Acme,Hot,24.12.2026\n")
    assert (done.kind, counts(done)) == ("lead", (1, 0, 0, 0))
    [made] = all_of(desk, "lead")
    assert isinstance(made, Lead)
    assert (made.name, made.company, made.rating, made.due) == ("Jörg Müller", "Acme", "hot", date(2026, 12, 24))
    assert (made.status, made.owner, made.met_by) == ("new", desk.store.owner, desk.store.owner)
    assert wrong(desk) == {}


def test_a_second_import_of_the_same_file_changes_nothing(desk: Desk, file: Path) -> None:
    text = (
        "Name,Company,Email,Badge ID\nJane,Acme,j@a.example,\nAbel,Beta,,B7\nCem,,,\nCem,,,\nDora,Acme,j@a.example,\n"
    )
    assert counts(take(desk, file, text, "lead")) == (5, 0, 0, 0)
    again = take(desk, file, text, "lead")
    assert (counts(again), again.action) == ((0, 0, 5, 0), "")
    assert sorted(titles(desk)) == ["Abel", "Cem", "Cem", "Dora", "Jane"]


def test_a_row_updates_the_record_of_its_mail_address_and_empties_nothing(desk: Desk, file: Path) -> None:
    known = contact(desk, email="Joerg@acme.example", title="Buyer")
    done = take(desk, file, "E-Mail,Phone,Job Title\njoerg@ACME.example,+49 30 1,\nnew@acme.example,,\n", "contact")
    assert counts(done) == (1, 1, 0, 0)
    found = desk.get("contact", known.id)
    assert isinstance(found, Contact)
    assert (found.name, found.title, found.phone) == ("Jörg Müller", "Buyer", "+49 30 1")


def test_a_customer_number_tells_accounts_and_a_fair_tells_encounters(desk: Desk, file: Path) -> None:
    known = account(desk, customer_no="4711")
    assert counts(take(desk, file, "Kundennummer,Name\n4711,Acme AG\n4712,Acme AG\n", "account")) == (1, 1, 0, 0)
    assert desk.kinds["account"].title(desk.get("account", known.id)) == "Acme AG"
    here, there = fair(desk, name="Medica"), fair(desk, name="Arab Health")
    lead(desk, email="j@a.example", fair=here.id)
    done = take(
        desk, file, "Name,E-Mail,Messe\nJane Doe,j@a.example,Medica\nJane Doe,j@a.example,arab health\n", "lead"
    )
    assert counts(done) == (1, 0, 1, 0)
    assert titles(desk, where={"fair": there.id}) == ["Jane Doe"]


def test_rows_of_one_number_are_one_account_and_shared_addresses_are_several_people(desk: Desk, file: Path) -> None:
    assert counts(take(desk, file, "Kundennummer,Name,Ort\n1,Acme,\n1,Acme,Linz\n", "account")) == (1, 1, 0, 0)
    [made] = all_of(desk, "account")
    assert isinstance(made, Account)
    assert (made.name, made.city) == ("Acme", "Linz")
    text = "Name,E-Mail\nJane,info@a.example\nAbel,info@a.example\nJane,info@a.example\n"
    assert counts(take(desk, file, text, "contact")) == (2, 0, 1, 0)


def test_a_number_that_others_may_have_too_needs_the_same_name(desk: Desk, file: Path) -> None:
    lead(desk, "Jane", badge_id="B7", fair=fair(desk).id)
    account(desk, name="Acme Linz", vat_id="ATU1")
    assert counts(take(desk, file, "Name,Badge ID\nAbel,B7\nJane,B7\n", "lead")) == (1, 0, 1, 0)
    text = "Name,VAT ID,City\nAcme Graz,ATU1,Graz\nAcme Linz,ATU1,Wels\n"
    assert counts(take(desk, file, text, "account")) == (1, 1, 0, 0)


def test_links_go_by_name_and_accounts_that_rows_name_are_made(desk: Desk, file: Path) -> None:
    known = account(desk, name="Ácme GmbH")
    done = take(desk, file, "Name,Account Name\nJane,acme gmbh\nAbel,Beta SA\nBea,Beta SA\nCem,\n", "contact")
    assert (counts(done), done.linked) == ((4, 0, 0, 0), 1)
    assert titles(desk, "account") == ["Beta SA", "Ácme GmbH"]
    assert titles(desk, "contact", where={"account": known.id}) == ["Jane"]
    desk.undo()
    assert (titles(desk, "account"), titles(desk, "contact")) == (["Ácme GmbH"], [])


def test_parents_may_stand_below_their_children_by_id_or_name(desk: Desk, file: Path) -> None:
    text = "ID,Name,Parent Account,ParentId\n1,Plant,Group,\n2,Shop,,3\n3,Group,,\n4,Own,Own,4\n5,Far,Holding,\n"
    done = take(desk, file, text, "account")
    assert (counts(done), done.linked) == ((5, 0, 0, 0), 1)
    by_name = {found.name: found for found in all_of(desk, "account") if isinstance(found, Account)}
    assert by_name["Plant"].parent == by_name["Shop"].parent == by_name["Group"].id
    assert (by_name["Own"].parent, by_name["Far"].parent) == ("", by_name["Holding"].id)


def test_bad_rows_are_told_by_number_and_stop_nothing(desk: Desk, file: Path) -> None:
    text = 'Name,Country,Due,Fair\nA,Atlantis,,\nB,,"soon",\nC,,,Nowhere Fair\n\nD,,,,too,wide\nE,Austria,1.2.2026,\n'
    done = take(desk, file, text, "lead")
    assert titles(desk) == ["E"]
    assert [(skipped.row, skipped.why.split(":")[0]) for skipped in done.skipped] == [
        (2, "Country"), (3, "Due"), (4, "Fair"), (6, "The row has more cells than there are columns"),
    ]  # fmt: skip
    assert "Atlantis" in done.skipped[0].why
    assert "Nowhere Fair" in done.skipped[2].why


def test_a_dry_run_says_all_and_writes_nothing(desk: Desk, file: Path) -> None:
    known = contact(desk, email="j@a.example")
    file.write_text("Name,E-Mail,Company\nX,j@a.example,Acme\nY,y@a.example,Acme\n", "utf-8")
    done = import_file(desk, file, Choices("contact"), dry=True)
    assert (counts(done), done.linked, done.action) == ((1, 1, 0, 0), 1, "")
    assert (titles(desk, "contact"), titles(desk, "account")) == (["Jörg Müller"], [])
    assert desk.get("contact", known.id) == known


def test_an_import_of_many_rows_is_one_action_that_undo_takes_back(desk: Desk, file: Path) -> None:
    kept = lead(desk, "Kept", email="kept@a.example")
    rows = "".join(f"Visitor {n},v{n}@a.example,Acme\n" for n in range(5_000))
    done = take(desk, file, f"Name,E-Mail,Company\nKept,kept@a.example,Acme\n{rows}", "lead")
    assert counts(done) == (5_000, 1, 0, 0)
    assert desk.store.lists.count(Query(desk.kinds["lead"])) == 5_001
    undone = desk.undo(done.action)
    assert undone is not None
    assert undone.label == "Undo: Import visitors.csv"
    assert all_of(desk, "lead") == [kept]
    desk.store.indexer.catch_up()
    assert wrong(desk) == {}


def test_progress_is_told_and_may_stop_between_what_is_safe(desk: Desk, file: Path) -> None:
    class Cancelled(Exception):
        """She had enough."""

    told: list[tuple[float, int]] = []

    def progress(share: float, row: int) -> None:
        told.append((share, row))
        if row:
            raise Cancelled(row)

    file.write_text("Name\n" + "".join(f"Visitor {n}\n" for n in range(30_000)), "utf-8")
    with pytest.raises(Cancelled):
        import_file(desk, file, Choices("lead"), progress=progress)
    share, row = told[-1]
    assert 0 < share < 1
    assert desk.store.lists.count(Query(desk.kinds["lead"])) == row - 1 < 30_000
    assert told[0] == (0.0, 0)
    desk.undo()
    assert titles(desk) == []


def test_cells_that_were_defused_are_taken_in_as_they_were_meant(desk: Desk, file: Path) -> None:
    take(desk, file, "Name,Phone,Notes\nJane,'+49 30 1,'=1+1\n", "lead")
    [made] = all_of(desk, "lead")
    assert isinstance(made, Lead)
    assert (made.phone, made.notes) == ("+49 30 1", "=1+1")


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json"])
def test_a_change_in_the_desks_own_file_comes_back_and_an_emptied_cell_empties(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    jane = lead(desk, "Jane", company="Acme", products=("pumps, big", "valves"), due=date(2026, 12, 1))
    lead(desk, "Abel", fair=fair(desk).id)
    out = tmp_path / f"x{ending}"
    assert export_file(desk, "lead", out).count == 2
    assert counts(import_file(desk, out)) == (0, 0, 2, 0)
    desk.change(jane, {"company": "Other", "products": (), "notes": "new"})
    assert counts(import_file(desk, out)) == (0, 1, 1, 0)
    assert desk.get("lead", jane.id) == jane


def test_odoos_customer_column_is_no_customer_number(desk: Desk, file: Path) -> None:
    text = "ID,Name,Company Type,Related Company,Customer,Street,Street2\nres_1,Grocery,Company,,TRUE,51 Federal,#401\n"
    done = take(desk, file, text, "account")
    assert done.columns["Customer"] is None
    [made] = all_of(desk, "account")
    assert isinstance(made, Account)
    assert (made.street, made.customer_no) == ("51 Federal, #401", "")


def test_further_numbers_and_addresses_go_to_the_notes(desk: Desk, file: Path) -> None:
    text = "Name;Vorname;Telefon;Phone 2;E-Mail;E-Mail 2;Notizen\nMüller;Jörg;1;2;;b@a.example;Hallo\nDoe;Jane;;2;;;\n"
    assert counts(take(desk, file, text, "contact")) == (2, 0, 0, 0)
    jane, joerg = all_of(desk, "contact")
    assert isinstance(jane, Contact)
    assert isinstance(joerg, Contact)
    assert (jane.name, jane.phone, jane.notes) == ("Jane Doe", "2", "")
    assert (joerg.name, joerg.phone, joerg.email) == ("Jörg Müller", "1", "b@a.example")
    assert joerg.notes == "Hallo\nPhone: 2"


def test_without_a_header_addresses_are_found_and_the_rest_is_said(desk: Desk, file: Path) -> None:
    file.write_text("Jane,jane@a.example,+49 30 123456\nAbel,abel@a.example,+49 30 654321\n", "utf-8")
    done = import_file(desk, file, Choices("lead", {"1": "name"}))
    assert dict(done.columns) == {"1": "name", "2": "email", "3": "phone"}
    assert sorted(titles(desk)) == ["Abel", "Jane"]


def test_vcards_become_contacts_of_their_companies(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "x.vcf"
    lines = (
        "BEGIN:VCARD",
        "FN:Jane Doe",
        "ORG:Acme",
        "EMAIL:j@a.example",
        "ADR:;;Hof 1;Linz;;4020;Austria",
        "END:VCARD",
    )
    file.write_text("\n".join(lines), "utf-8")
    done = import_file(desk, file)
    assert (done.kind, counts(done), done.linked) == ("contact", (1, 0, 0, 0), 1)
    [made] = all_of(desk, "contact")
    assert isinstance(made, Contact)
    assert (made.name, made.country, made.notes) == ("Jane Doe", "AT", "Street: Hof 1\nPostcode: 4020\nCity: Linz")
    assert counts(import_file(desk, file)) == (0, 0, 1, 0)
    assert counts(import_file(desk, file, Choices("lead"))) == (1, 0, 0, 0)
    file.write_text("no card at all", "utf-8")
    with pytest.raises(Unreadable):
        import_file(desk, file)


def test_people_of_the_company_come_from_its_server(desk: Desk, file: Path) -> None:
    with pytest.raises(Unreadable):
        take(desk, file, "Name\nEve\n", "user")
    with pytest.raises(NothingToUndo):
        desk.undo()


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_another_profile_gets_all_that_was_exported(ending: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        kinds = Kinds.of(Team, User, Everything)
        new_id = counted_ids()
        found = data.draw(st.lists(records(kind_of(Everything)).map(lambda x: x.but(other="", picture="")), max_size=4))
        made = [kind_of(Everything).make(kind_of(Everything).filled(x), id=new_id()) for x in found]
        one, other = new_desk(Path(folder, "one"), kinds), new_desk(Path(folder, "other"), kinds)
        try:
            one.add_many("Add", made)
            file = Path(folder, f"x{ending}")
            assert export_file(one, "everything", file).count == len(made)
            if made:
                assert counts(import_file(other, file)) == (len(made), 0, 0, 0)
            assert {x.id: x for x in all_of(other, "everything")} == {x.id: x for x in made}
        finally:
            one.store.close()
            other.store.close()


def test_a_mailbox_that_the_file_shares_is_no_one_of_its_people(desk: Desk, file: Path) -> None:
    alice = contact(desk, name="Alice Stone", email="info@a.example", notes="Likes tea")
    text = "Name,Email\nAnna Berg,info@a.example\nAlice Stone,info@a.example\n"
    assert counts(take(desk, file, text, "contact")) == (1, 0, 1, 0)
    assert desk.get("contact", alice.id) == alice
    assert sorted(titles(desk, "contact")) == ["Alice Stone", "Anna Berg"]


def test_rows_without_a_name_that_share_a_mailbox_are_told_apart_by_the_rest(desk: Desk, file: Path) -> None:
    rows = "".join(f"Firm {n} Ltd;info@a.example;\n" for n in range(30))
    text = f"Company;E-Mail;City\n{rows}Firm 3 Ltd;info@a.example;Linz\n"
    assert counts(take(desk, file, text, "lead")) == (30, 1, 0, 0)
    assert sorted(titles(desk)) == sorted(f"Firm {n} Ltd" for n in range(30))
    assert counts(take(desk, file, text, "lead")) == (0, 0, 31, 0)


def test_a_customer_number_that_comes_again_with_another_name_is_told(desk: Desk, file: Path) -> None:
    text = "Kundennummer;Name\n100;Alpha\n100;Omega\n100;ALPHA\n"
    done = take(desk, file, text, "account")
    assert (counts(done), titles(desk, "account")) == ((1, 1, 0, 1), ["ALPHA"])
    assert [(x.row, x.why) for x in done.skipped] == [(3, "Customer number: “100” is that of “Alpha”.")]


def test_the_account_whose_number_it_was_keeps_it(desk: Desk, file: Path) -> None:
    known = account(desk, name="Alpha", customer_no="100")
    done = take(desk, file, "Kundennummer;Name\n100;Omega\n100;Alpha\n", "account")
    assert (counts(done), [x.row for x in done.skipped]) == ((0, 0, 1, 1), [2])
    assert desk.get("account", known.id) == known


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json"])
def test_the_desks_own_file_keeps_a_colleague_whom_this_laptop_does_not_know(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    theirs = account(desk)
    saved = desk.get("account", theirs.id).but(owner=uuid7(), team=uuid7())
    desk.store.door.save("From the office", [Change(theirs, saved)])
    before, out = desk.get("account", theirs.id), tmp_path / f"accounts{ending}"
    export_file(desk, "account", out)
    assert counts(import_file(desk, out)) == (0, 0, 1, 0)
    assert desk.get("account", theirs.id) == before


def test_what_an_object_of_a_list_leaves_out_stays(desk: Desk, tmp_path: Path) -> None:
    acme, beta = account(desk), account(desk, name="Beta", city="Graz")
    out = tmp_path / "accounts.json"
    out.write_text(
        json.dumps([{"id": acme.id, "name": "Acme AG"}, {"id": beta.id, "city": ""}, {"id": "x", "name": "New"}])
    )
    assert counts(import_file(desk, out)) == (1, 2, 0, 0)
    assert {(x.name, x.city) for x in all_of(desk, "account") if isinstance(x, Account)} == {
        ("Acme AG", "Linz"), ("Beta", ""), ("New", ""),
    }  # fmt: skip


def test_a_row_that_is_skipped_leaves_no_account_behind(desk: Desk, file: Path) -> None:
    fair(desk, name="Medica")
    text = "Name,Buyer,Seen At\nJane,Acme,Nowhere\nAbel,Beta,Medica\nCem,Beta,Nowhere\nDora,Acme,Medica\n"
    said = {"Buyer": "account", "Seen At": "fair"}
    done = take(desk, file, text.replace("Dora,Acme", "Dora,Gamma"), "lead", **said)
    assert (counts(done), done.linked) == ((2, 0, 0, 2), 2)
    assert sorted(titles(desk, "account")) == ["Beta", "Gamma"]
    assert (counts(take(desk, file, text, "lead", **said)), titles(desk, "account")[0]) == ((0, 1, 1, 2), "Acme")
    assert wrong(desk) == {}


def test_undo_takes_back_no_half_of_an_import_that_goes_on(desk: Desk, file: Path) -> None:
    earlier = lead(desk, "Earlier")
    undone: list[str] = []

    def progress(_share: float, row: int) -> None:
        if row and not undone:
            saved = desk.undo()
            undone.append(saved.label if saved else "")

    file.write_text("Name\n" + "".join(f"Visitor {n}\n" for n in range(12_000)), "utf-8")
    done = import_file(desk, file, Choices("lead"), progress=progress)
    assert undone == ["Undo: Add lead"]
    assert desk.get("lead", earlier.id).deleted
    assert desk.store.lists.count(Query(desk.kinds["lead"])) == done.added == 12_000
    desk.undo(done.action)
    assert titles(desk) == []


def test_twenty_thousand_rows_come_quickly(desk: Desk, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Name", "Company", "E-Mail", "Phone", "City", "Country", "Rating", "Due"])
        for n in range(20_000):
            email, phone = f"v{n}@a{n % 999}.example", f"+49 30 {n}"
            rows.writerow([f"Visitor {n}", f"Acme {n % 999}", email, phone, "Linz", "Austria", "hot", "1.2.2026"])
    start = perf_counter()
    assert counts(import_file(desk, file, Choices("lead"))) == (20_000, 0, 0, 0)
    assert perf_counter() - start < 20
