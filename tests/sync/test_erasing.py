"""A person asks to be forgotten: nothing of her is left, on the server, on any laptop, or in what comes late."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests import factories
from tests.factories import KEY
from tests.sync.company import Company, Laptop, Passing

from salesdesk.domain.record import Kind
from salesdesk.protocol.service import MALFORMED, Refusal, Service, Spans
from salesdesk.protocol.wire import Gone, Page, Push, Pushed
from salesdesk.server.erasing import NotErasable, NothingToErase
from salesdesk.store import search
from salesdesk.store.bulk import New
from salesdesk.store.connection import connect
from salesdesk.store.errors import BadPull
from salesdesk.sync.errors import Offline

# All that is typed about her holds one of these, in one word for each index.
HERS = ("zyxophil", "quokkafarm", "kumquatnote")


@pytest.fixture
def ana(company: Company) -> Laptop:
    return company.laptop("Ana")


@pytest.fixture
def ben(company: Company) -> Laptop:
    return company.laptop("Ben")


class Erasing(Passing):
    """A server that names something else as erased."""

    def __init__(self, service: Service, id: str) -> None:
        super().__init__(service)
        self._id = id

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        page = self.service.pull(epoch, cursor, token, schema, whole, spared)
        page.erased = [Gone("lead", self._id)]
        return page


class Deaf(Passing):
    """A server of which no page is heard."""

    def pull(self, *_asked: Any, **_more: Any) -> Page:
        raise Offline


class Refusing(Passing):
    """A server that takes nothing of a name."""

    def __init__(self, service: Service, name: str) -> None:
        super().__init__(service)
        self._name = name

    def push(self, push: Push) -> Pushed:
        named = [write.fields for mutation in push.mutations for write in mutation.writes]
        if any(self._name in (fields.get("name"), fields.get("title")) for fields in named):
            raise Refusal(MALFORMED)
        return self.service.push(push)


def listed(company: Company) -> Path:
    return company.folder / "erased"


def erase(company: Company, kind: str, id: str) -> list[tuple[str, str]]:
    return company.server.erasing(listed(company)).erase(kind, id)


def in_tables(connection: Any) -> set[str]:
    """The tables that hold anything of hers, the search index's own blocks among them."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name for name in names if any(map(names_her, connection.execute(f'SELECT * FROM "{name}"')))}


def names_her(row: Any) -> bool:
    """Whether a row of a table holds anything of hers."""
    return any(is_hers(x if isinstance(x, bytes) else str(x).encode()) for x in row)


def is_hers(held: bytes) -> bool:
    return any(word.encode() in held.lower() for word in HERS)


def on_laptop(laptop: Laptop) -> set[str]:
    """Where in a laptop's files it stands: by table, of the database and its copies."""
    found = set()
    for path in [laptop.folder / "salesdesk.db", *(laptop.folder / "backups").glob("*")]:
        connection = connect(path, KEY, readonly=True)
        found |= {f"{path.suffix}:{name}" for name in in_tables(connection)}
        connection.close()
    return found


def on_server(company: Company) -> set[str]:
    """Where on the server: by table, and by file as it lies on the disk."""
    tables = company.database.tables.all.sorted_tables
    with company.database.reading() as connection:
        found = {x.name for x in tables if any(map(names_her, connection.execute(select(x))))}
    files = [*company.backend.files(), *filter(Path.is_file, company.folder.iterdir())]
    return found | {path.name for path in files if is_hers(path.read_bytes())}


def shared(company: Company, ana: Laptop, **values: Any) -> str:
    sha = ana.desk.store.files.keep(b"her badge: zyxophil", "image/png")
    lead = factories.lead(ana.desk, "Zyxophil", **{"notes": "Quokkafarm"} | values, picture=sha)
    company.settle()
    return lead.id


def gone(company: Company, *laptops: Laptop) -> None:
    company.settle()
    for laptop in laptops:
        assert laptop.steps.count("repairing") == 0
        assert on_laptop(laptop) == set(), laptop.folder.name
        assert factories.wrong(laptop.desk) == {}
    assert on_server(company) == set()


def test_nothing_of_her_is_left(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead, other = shared(company, ana), factories.lead(ana.desk, "Jane").id
    activity = ana.desk.add("activity", {"title": "Call Zyxophil", "kind": "task", "lead": lead}).id
    company.settle()
    ana.edit(lead, notes="Kumquatnote")
    ben.edit(lead, notes="Kumquatnotes too")
    company.settle()
    ben.desk.inbox.resolve(ben.desk.inbox.open()[0].id, "take")
    ben.desk.delete("lead", lead)
    ben.desk.undo()
    company.settle()
    ana.desk.store.copies.make()
    ana.desk.store.drafts.keep("lead", "lead", {"notes": "Kumquatnote"}, lead)
    tables = ("lead", "lead_words_data", "outbox", "action", "inbox", "draft", "file")
    assert on_laptop(ana) > {f".db:{name}" for name in tables}
    assert on_server(company) > {"lead", "activity", "sync_history", "sync_entry"}
    assert set(erase(company, "lead", lead)) == {("lead", lead), ("activity", activity)}
    gone(company, ana, ben)
    assert factories.titles(ana.desk) == factories.titles(ben.desk) == ["Jane"]
    assert len(list((ana.folder / "backups").glob("*.db"))) == 1
    ana.edit(other, city="Linz")
    gone(company, ana, ben)
    assert (ben.lead(other).city, ana.inbox()) == ("Linz", [])
    assert lead in listed(company).read_text()


def test_nothing_of_her_is_left_in_what_took_back_nothing(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    ben.edit(lead, city="Graz")
    ben.sync()
    ana.edit(lead, city="Linz")
    company.settle()
    ana.desk.undo()
    assert ana.desk.office.state().pending == 0
    erase(company, "lead", lead)
    gone(company, ana, ben)


def test_what_is_sent_late_is_not_kept_either(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    ben.edit(lead, notes="Kumquatnote")
    ben.desk.add("activity", {"title": "Call Zyxophil", "kind": "task", "lead": lead})
    waits = factories.lead(ben.desk, "Jane").id
    erase(company, "lead", lead)
    gone(company, ana, ben)
    assert ben.inbox() == []
    assert (ana.lead(waits).name, factories.titles(ben.desk, "activity")) == ("Jane", [])


def test_several_edits_that_come_late_go_together(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    ben.edit(lead, notes="Kumquatnote")
    ben.edit(lead, name="Zyxophil Quokkafarm")
    erase(company, "lead", lead)
    gone(company, ana, ben)
    assert ben.inbox() == []


def test_a_laptop_that_lost_sight_of_her_before_forgets_its_journal_too(company: Company, ana: Laptop) -> None:
    eve = company.laptop("Eve")
    lead = shared(company, ana)
    ana.edit(lead, team=company.teams["Nordics"], owner=eve.user)
    company.settle()
    ana.edit(factories.lead(ana.desk, "Jane").id, city="Linz")
    assert ".db:outbox" in on_laptop(ana)
    erase(company, "lead", lead)
    gone(company, ana, eve)


def test_what_was_swept_below_her_goes_from_the_journal_too(company: Company, ana: Laptop, ben: Laptop) -> None:
    account = factories.account(ana.desk, name="Zyxophil").id
    company.settle()
    below = ana.desk.add("activity", {"account": account, "title": "Quokkafarm"}).id
    ana.desk.delete("activity", below)
    ana.line.service = Deaf(ana.line.service)
    with pytest.raises(Offline):
        ana.sync()
    ana.reach(company.server)
    company.days(91, ben)
    erase(company, "account", account)
    ana.sync()
    assert on_laptop(ana) == set()


def test_a_contact_goes_with_the_encounters_of_hers_and_a_company_s_other_people_stay(
    company: Company, ana: Laptop
) -> None:
    account = factories.account(ana.desk)
    contact = factories.contact(ana.desk, name="Zyxophil", account=account.id)
    other = factories.contact(ana.desk, name="Bo", account=account.id)
    met = factories.lead(ana.desk, "Zyxophil", contact=contact.id)
    company.settle()
    assert set(erase(company, "contact", contact.id)) == {("contact", contact.id), ("lead", met.id)}
    gone(company, ana)
    assert ana.desk.get("contact", other.id).id == other.id
    assert {key[0] for key in erase(company, "account", account.id)} == {"account"}


def test_a_backup_that_is_put_back_does_not_bring_her_back(company: Company, ana: Laptop, ben: Laptop) -> None:
    lead = shared(company, ana)
    company.stop()
    company.backend.keep()
    company.go_on()
    erase(company, "lead", lead)
    company.settle()
    company.stop()
    company.backend.put_back()
    company.start()
    assert company.server.erasing(listed(company)).apply_list() == 1
    assert company.server.erasing(listed(company)).apply_list() == 0
    assert on_server(company) == set()


def test_a_laptop_put_back_forgets_her_again(company: Company, ana: Laptop) -> None:
    lead = shared(company, ana)
    ana.reopen(meanwhile=lambda: shutil.copytree(ana.folder, company.folder / "old"))
    erase(company, "lead", lead)
    gone(company, ana)

    def put_back() -> None:
        shutil.rmtree(ana.folder)
        (company.folder / "old").rename(ana.folder)

    ana.reopen(meanwhile=put_back)
    ana.edit(lead, notes="Kumquatnote")
    gone(company, ana)


def test_what_is_typed_about_other_people_of_hers_stays(company: Company, ana: Laptop) -> None:
    account = factories.account(ana.desk, name="Zyxophil").id
    company.settle()
    ana.line.service = Refusing(ana.line.service, "Bob")
    bob = factories.lead(ana.desk, "Bob", account=account, notes="Wants pumps").id
    ana.desk.add("activity", {"title": "Bob", "kind": "task", "account": account})
    ana.sync()
    drafts = ana.desk.store.drafts
    drafts.keep("lead", "lead", {"name": "Tom", "account": account})
    drafts.keep("activity", "activity", {"title": "Call Zyxophil", "account": account})
    assert len(ana.desk.inbox.open()) == 2
    erase(company, "account", account)
    ana.sync()
    assert [item.record for item in ana.desk.inbox.open()] == [bob]
    assert [draft.texts["name"] for draft in drafts.all()] == ["Tom"]


@pytest.mark.parametrize("id", ["", "a", "-"])
def test_an_id_that_is_none_erases_nothing(company: Company, ana: Laptop, id: str) -> None:
    factories.lead(company.laptop("Ben").desk, "Jane")
    company.settle()
    ana.desk.store.drafts.keep("lead", "lead", {"name": "Tom"})
    ana.line.service = Erasing(ana.line.service, id)
    with pytest.raises(BadPull):
        ana.sync()
    assert len(ana.desk.store.drafts.all()) == 1


def test_what_is_erased_while_it_is_indexed_leaves_no_words(
    company: Company, ana: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = ana.desk.kinds["lead"]
    lead = New(kind, ana.desk.new_id(), {"name": "Zyxophil", "owner": ana.user, "team": company.teams["Iberia"]})
    ana.desk.store.door.add("Import", [lead])
    company.settle()
    erase(company, "lead", lead.id)
    texts_of = search.row_texts

    def meanwhile(kind: Kind) -> Any:
        ana.sync()
        return texts_of(kind)

    monkeypatch.setattr(search, "row_texts", meanwhile)
    ana.desk.store.indexer.step()
    gone(company, ana)


def test_only_what_is_there_and_is_no_person_of_the_company_is_erased(company: Company, ana: Laptop) -> None:
    for kind, error in (("lead", NothingToErase), ("thing", NothingToErase), ("user", NotErasable)):
        with pytest.raises(error):
            erase(company, kind, ana.user)
    assert not listed(company).exists()
