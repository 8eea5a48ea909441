"""A field is declared in one place, and arrives everywhere: nothing else is changed for it here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from tests.factories import NOW, found, titles, wrong

from salesdesk import cli, secrets
from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import settle, with_key
from salesdesk.domain import record as a
from salesdesk.domain.contact import Contact
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds, Scope, record
from salesdesk.i18n import N_
from salesdesk.store.connection import connect
from salesdesk.store.listing import Query
from salesdesk.ui.forms.form import Form
from salesdesk.ui.rows import said_of
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme


@record(
    name="lead", label=N_("Lead"), plural=N_("Leads"), scope=Scope.OWN,
    title=("name", "nickname"), subtitle=("company",),
)  # fmt: skip
class NewerLead(Lead):
    """The lead of a program to come."""

    nickname: str = a.text(N_("Nickname"), searchable=True, sortable=True, listed=True)


@record(name="contact", label=N_("Contact"), plural=N_("Contacts"), scope=Scope.OWN, title=("nickname", "name"))
class NewerContact(Contact):
    """The contact of a program to come."""

    nickname: str = a.text(N_("Nickname"), searchable=True, sortable=True, listed=True)


NEWER = {"lead": NewerLead, "contact": NewerContact}
KNOWN = Kinds.of(*(NEWER.get(kind.name, kind.record) for kind in KINDS))
PASSPHRASE = "correct horse"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile that the program of today made, with two leads in it."""
    folder = tmp_path / "profile"
    desk = with_key(folder, secrets.create(folder, PASSPHRASE, cost=secrets.Cost(8_192, 1)))
    settle(desk, "Ana Ruiz", "Iberia")
    for name in ("Jane", "Abel"):
        desk.add("lead", {"name": name, "company": "Acme"})
    desk.store.close()
    return folder


@pytest.fixture
def desk(profile: Path) -> Iterator[Desk]:
    """The same profile, opened by the program to come."""
    made = with_key(profile, secrets.open_key(profile, PASSPHRASE), KNOWN)
    yield made
    made.store.close()


def asked_of(profile: Path, database: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds in one of the profile's files."""
    connection = connect(database, secrets.open_key(profile, PASSPHRASE), readonly=True)
    rows: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    connection.close()
    return rows


def test_an_older_file_is_copied_verified_and_widened_and_its_rows_are_kept(profile: Path, desk: Desk) -> None:
    assert titles(desk) == ["Abel", "Jane"]
    assert [getattr(x, "nickname", None) for x in desk.records(Query(desk.kinds["lead"]))] == ["", ""]
    assert wrong(desk) == {}
    [copy] = (profile / "backups").iterdir()
    assert asked_of(profile, copy, "PRAGMA cipher_integrity_check") == []
    assert asked_of(profile, copy, "SELECT name FROM lead ORDER BY n") == [("Jane",), ("Abel",)]
    assert "nickname" not in [row[1] for row in asked_of(profile, copy, "PRAGMA table_info(lead)")]
    assert "nickname" in [row[1] for row in asked_of(profile, profile / "salesdesk.db", "PRAGMA table_info(lead)")]


def test_it_is_kept_sorted_and_searched_beside_old_rows(desk: Desk) -> None:
    abel = desk.records(Query(desk.kinds["lead"]))[0]
    desk.change(abel, {"nickname": "Zebra"})
    desk.add("lead", {"name": "Nils", "nickname": "Ärmel"})
    assert titles(desk, order="nickname") == ["Nils", "Abel", "Jane"]
    assert titles(desk, order="nickname", descending=True) == ["Jane", "Abel", "Nils"]
    assert (found(desk, "zeb"), found(desk, "armel"), found(desk, "ebra")) == (["Abel"], ["Nils"], ["Abel"])
    desk.store.indexer.catch_up()
    assert (found(desk, "jane"), found(desk, "zebra")) == (["Jane"], ["Abel"])
    desk.undo()
    desk.undo()
    assert found(desk, "zebra") == []
    assert wrong(desk) == {}


def test_it_travels_in_the_outbox(profile: Path, desk: Desk) -> None:
    desk.add("lead", {"name": "Nils", "nickname": "Ärmel"})
    last = "SELECT body FROM outbox ORDER BY n DESC LIMIT 1"
    [(body,)] = asked_of(profile, profile / "salesdesk.db", last)
    assert json.loads(body)[0]["fields"]["nickname"] == "Ärmel"


def test_the_command_line_knows_it(
    profile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SALESDESK_PASSPHRASE", PASSPHRASE)

    def run(*words: str) -> Any:
        assert cli.main(["--profile", str(profile), "--json", *words], known=KNOWN) == 0
        return json.loads(capsys.readouterr().out)

    def names(*words: str) -> list[str]:
        return [row["name"] for row in run("list", "lead", *words)]

    declared = {x["name"]: x for kind in run("kinds") if kind["name"] == "lead" for x in kind["fields"]}
    assert declared["nickname"]["label"] == "Nickname"
    added = run("add", "lead", "name=Nils", "nickname=Ärmel")["id"]
    assert run("show", "lead", added)["nickname"] == "Ärmel"
    run("set", "lead", added, "nickname=Zebra")
    assert names("--where", "nickname=Zebra") == ["Nils"]
    assert names("--search", "zebr") == ["Nils"]
    assert names("--search", "abel") == ["Abel"], "rows from before are found too"
    assert names("--order", "nickname") == ["Nils", "Jane", "Abel"]
    run("undo")
    assert run("show", "lead", added)["nickname"] == "Ärmel"


@pytest.fixture
def form(qtbot: QtBot, desk: Desk) -> Iterator[Form]:
    """The plain form of a lead."""
    failed: list[Exception] = []
    tasks = Tasks(failed.append)
    shown = Form(Theme(), desk, tasks, desk.kinds["lead"])
    qtbot.addWidget(shown)
    yield shown
    tasks.settle()
    tasks.finish()
    assert failed == []


def test_the_form_has_it_with_its_label(desk: Desk, form: Form) -> None:
    made = desk.add("lead", {"name": "Nils", "nickname": "Zebra"})
    form.show_record(made)
    line = form.findChild(QLineEdit, "nickname")
    assert line is not None
    assert (line.text(), line.accessibleName()) == ("Zebra", "Nickname")
    line.clear()
    QTest.keyClicks(line, "Owl")
    assert form.values() == ({"nickname": "Owl"}, True)
    desk.change(made, form.values()[0])
    assert titles(desk, where={"nickname": "Owl"}) == ["Nils"]


def test_a_row_of_the_list_says_it_where_it_is_the_title(desk: Desk) -> None:
    kind = desk.kinds["contact"]
    made = desk.add("contact", {"name": "Nils", "nickname": "Zebra"})
    assert said_of(kind, made, NOW).title == "Zebra"
    assert said_of(kind, desk.change(made, {"nickname": ""}), NOW).title == "Nils"
    assert kind.by_name["nickname"].listed
