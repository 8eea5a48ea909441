"""Copies of the file beside it: whole, encrypted, few, and made before very much is taken in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories import KEY, lead, new_desk

from salesdesk.desk.desk import Desk
from salesdesk.desk.exchanging import Choices, import_file
from salesdesk.store.connection import connect
from salesdesk.store.copies import KEPT

LEADS = Choices(kind="lead")


class Enough(Exception):
    """She said to stop."""


@pytest.fixture
def desk(profile: Path) -> Iterator[Desk]:
    made = new_desk(profile)
    lead(made, "Jane Doe")
    yield made
    made.store.close()


def copies(profile: Path) -> list[Path]:
    return sorted((profile / "backups").glob("*"))


def table(folder: Path, many: int, name: str = "leads.csv") -> Path:
    file = folder / name
    file.write_text("Name,Company\n" + "".join(f"Visitor {n},Acme {n}\n" for n in range(many)), encoding="utf-8")
    return file


def test_a_copy_is_the_file_as_it_is_and_only_the_key_opens_it(desk: Desk, profile: Path) -> None:
    path = desk.store.copies.make()
    copy = connect(path, KEY, readonly=True)
    assert copy.execute("SELECT name FROM lead").fetchall() == [("Jane Doe",)]
    copy.close()
    plain = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM sqlite_master")
    plain.close()


def test_the_oldest_make_room(desk: Desk, profile: Path) -> None:
    made = [desk.store.copies.make() for _ in range(KEPT + 2)]
    assert copies(profile) == made[-KEPT:]


def test_a_large_import_makes_one_first_unless_there_is_one_of_today(desk: Desk, profile: Path, tmp_path: Path) -> None:
    import_file(desk, table(tmp_path, 20), LEADS)
    assert copies(profile) == []
    import_file(desk, table(tmp_path, 600, "more.csv"), LEADS)
    [copy] = copies(profile)
    opened = connect(copy, KEY, readonly=True)
    assert opened.execute("SELECT count(*) FROM lead").fetchone() == (21,)
    opened.close()
    import_file(desk, table(tmp_path, 700, "most.csv"), LEADS)
    assert copies(profile) == [copy]


def test_stopped_while_it_is_made_it_leaves_nothing(desk: Desk, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(30):
        lead(desk, f"Visitor {n}")
    monkeypatch.setattr("salesdesk.store.copies.STEPS_BETWEEN_WORDS", 10)

    def stop() -> None:
        raise Enough

    with pytest.raises(Enough):
        desk.store.copies.make(stop)
    assert copies(profile) == []


def test_what_a_killed_program_left_is_no_copy(desk: Desk, profile: Path, tmp_path: Path) -> None:
    (profile / "backups").mkdir(exist_ok=True)
    half = profile / "backups" / "20991231T235959000000.part"
    half.write_bytes(b"half")
    import_file(desk, table(tmp_path, 600), LEADS)
    [copy] = copies(profile)
    assert copy.suffix == ".db"


def test_a_copy_of_a_day_to_come_is_no_fresh_one_and_goes_first(desk: Desk, profile: Path) -> None:
    for year in range(KEPT):
        desk.store.copies.make().rename(profile / "backups" / f"{2900 + year}0101T000000000000.db")
    desk.store.copies.make_unless_fresh()
    path = desk.store.copies.make()
    assert path.exists()
    assert len(copies(profile)) == KEPT
    assert sum(path.stem < "2900" for path in copies(profile)) == 2
