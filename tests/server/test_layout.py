"""Opening a server's database: made by one of several processes, or taken up from an earlier layout as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select
from tests.backends import BACKENDS, SQLITE, Backend, SqliteFile
from tests.server.laptops import CHEAP, PASSWORD, Laptop
from tests.server.layouts import CITY, LATE, NOTE, kept, load

from salesdesk.protocol.login import Login
from salesdesk.server import layout
from salesdesk.server.backups import NoBackup, restore, wrong
from salesdesk.server.cli_words import sentence
from salesdesk.server.database import Database, OtherDatabase
from salesdesk.server.layout import NewerLayout
from salesdesk.server.migrations import FIRST, MIGRATIONS, NEWEST, Migration
from salesdesk.server.service import Server

CALL = [sys.executable, "-c", "import sys; from salesdesk.server.cli import main; sys.exit(main())"]
AT_ONCE = 4
OLD = range(FIRST, NEWEST)


@contextmanager
def opened(url: str) -> Iterator[Server]:
    database = Database(url)
    with closing(database):
        yield Server(database, cost=CHEAP)


def laptop(server: Server, name: str) -> Laptop:
    """The laptop of somebody of that name, which has pulled."""
    tables = server.database.tables
    with server.database.reading() as connection:
        user = tables.of("user")
        id, team = connection.execute(select(user.c.id, user.c.team).where(user.c.name == name)).one()
    made = Laptop(server, id, team)
    with server.database.reading() as connection:
        made.epoch = connection.execute(select(tables.head.c.epoch)).scalar_one()
    made.pull()
    return made


def shape(server: Server) -> dict[str, Any]:
    """Every table's columns and indexes, but for what a column holds where nobody says."""
    with server.database.reading() as connection:
        inspector = inspect(connection)
        return {
            name: (
                {(x["name"], x["type"].compile(), x["nullable"]) for x in inspector.get_columns(name)},
                {(str(x["name"]), tuple(x["column_names"])) for x in inspector.get_indexes(name)},
            )
            for name in inspector.get_table_names()
        }


def is_whole(server: Server) -> None:
    """All that was done under an earlier layout is there, and it goes on."""
    assert wrong(server.database) == []
    ana, bo = laptop(server, "Ana"), laptop(server, "Bo")
    [jane] = [id for id, row in ana.rows.items() if row["name"] == "Jane Doe"]
    assert (ana.value(jane, "city"), ana.value(jane, "notes")) == (CITY, NOTE)
    [gone] = [id for id in ana.known.deleted if ana.rows[id]["name"] == "Gone"]
    assert {"Moved", "Oslo"} <= {row.get("name", row.get("title")) for row in bo.rows.values()}
    assert [step.op for step in ana.door.history("lead", jane)] == ["create", "change"]
    [entry] = ana.inbox()
    assert (entry.now, entry.aside) == ({"city": CITY}, {"city": LATE})
    late = Laptop(server, ana.user, ana.team)
    late.epoch = ana.epoch
    late.pull()
    assert ana.decide(entry, "take", city=LATE).status == "ok"
    assert late.change(jane, city="Wien").status == "conflict"
    assert ana.write(ana.changing(gone, notes="not gone")).status == "restored"
    assert ana.value(jane, "city") == LATE
    assert server.login(Login("Ana", PASSWORD, "laptop")).user == ana.user


@pytest.mark.parametrize("number", OLD)
def test_an_earlier_layout_is_taken_up_whole_and_goes_on(bare: Backend, new_backend: Any, number: int) -> None:
    load(bare.url, kept(number, bare.kind))
    with opened(bare.url) as server, opened(new_backend().url) as made_today:
        assert shape(server) == shape(made_today)
        is_whole(server)
    with opened(bare.url) as server:
        assert laptop(server, "Ana").inbox() != []


@pytest.mark.parametrize("number", OLD)
def test_a_backup_of_an_earlier_layout_is_put_back_and_stays_as_it_is(
    backend: Backend, tmp_path: Path, number: int
) -> None:
    load(SqliteFile(tmp_path).url, kept(number, SQLITE))
    [file] = tmp_path.glob("server.db")
    before = file.read_bytes()
    with opened(backend.url) as server:
        restore(server.database, file)
        is_whole(server)
    assert file.read_bytes() == before
    with opened(backend.url) as server:
        assert len(laptop(server, "Ana").inbox()) == 2


def test_before_each_migration_the_layout_was_kept() -> None:
    assert [x.number for x in MIGRATIONS] == list(range(FIRST + 1, NEWEST + 1))
    missing = [(number, name) for number in OLD for name in BACKENDS if not kept(number, name).exists()]
    assert not missing, "python -m tests.server.layouts writes them, before the migration is there"


def test_a_migration_that_fails_changes_nothing(bare: Backend) -> None:
    load(bare.url, kept(FIRST, bare.kind))

    def half(connection: Any, _tables: Any) -> None:
        connection.exec_driver_sql("ALTER TABLE lead ADD COLUMN half TEXT")
        raise ZeroDivisionError

    def columns(connection: Any) -> set[str]:
        return {x["name"] for x in inspect(connection).get_columns("lead")}

    with opened(bare.url) as server:
        database = server.database
        with pytest.raises(ZeroDivisionError), database.writing() as connection:
            layout.bring_up(connection, database.tables, [*MIGRATIONS, Migration(NEWEST + 1, half)])
        with database.reading() as connection:
            assert "half" not in columns(connection)
        is_whole(server)


def test_a_newer_layout_is_left_alone(backend: Backend, tmp_path: Path) -> None:
    with opened(backend.url) as server, server.database.writing() as connection:
        connection.execute(server.database.tables.layout.update().values(number=NEWEST + 1))
    with pytest.raises(NewerLayout) as raised:
        Database(backend.url)
    assert "newer" in sentence(raised.value)
    if backend.kind == SQLITE:
        [file] = tmp_path.rglob("server.db")
        with opened(SqliteFile(tmp_path / "other").url) as server, pytest.raises(NewerLayout):
            restore(server.database, file)


def test_several_processes_open_a_new_database_at_once_and_make_one_organisation(bare: Backend) -> None:
    words = [[*CALL, "--db", bare.url, "--json", "team", "add", f"Team {n}"] for n in range(AT_ONCE)]
    calls = [subprocess.Popen(x, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for x in words]
    said = [call.communicate(timeout=120) for call in calls]
    assert [call.returncode for call in calls] == [0] * AT_ONCE, said
    with opened(bare.url) as server:
        tables = server.database.tables
        with server.database.reading() as connection:
            teams = set(connection.scalars(select(tables.of("team").c.id)))
            seqs = sorted(connection.scalars(select(tables.of("team").c.seq)))
            head = connection.execute(select(tables.head.c.counter)).scalar_one()
    assert teams == {json.loads(out)["id"] for out, _err in said}
    assert (len(set(seqs)), head) == (AT_ONCE, AT_ONCE)


def test_another_kind_of_database_is_refused_in_words() -> None:
    with pytest.raises(OtherDatabase) as raised:
        Database("mysql://nowhere/desk")
    assert "mysql" in sentence(raised.value)


def test_a_file_that_is_none_is_no_backup(backend: Backend, tmp_path: Path) -> None:
    (tmp_path / "none").write_bytes(b"x" * 5_000)
    with opened(backend.url) as server, pytest.raises(NoBackup):
        restore(server.database, tmp_path / "none")
