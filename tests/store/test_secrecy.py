"""Nothing typed can be read from the disk without the key."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.factories import KEY, lead, new_desk

from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import with_key
from salesdesk.domain.changes import Change
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import Kinds
from salesdesk.store.errors import StoreError, WrongKey
from salesdesk.store.store import Store

SECRET = "Quillfeather"


def _telltale(folder: Path) -> list[str]:
    """The files whose bytes hold what was typed, in any case or encoding, or names of tables."""
    forms = [SECRET, SECRET.lower(), "outbox", "CREATE TABLE", KEY.hex()]
    needles = [form.encode(code) for form in forms for code in ("utf-8", "utf-16-le")] + [KEY]
    return [
        f"{file.relative_to(folder)}: {needle!r}"
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        for needle in needles
        if needle in file.read_bytes()
    ]


def _fill(desk: Desk) -> None:
    made = lead(desk, SECRET, email=f"{SECRET}@desk.example", notes=f"met {SECRET} twice")
    desk.change(made, {"company": SECRET})
    desk.store.drafts.keep("lead:new", "lead", {"name": SECRET})
    desk.store.files.keep(SECRET.encode() * 10, "image/png")


def test_no_file_of_an_open_or_closed_profile_holds_what_was_typed(profile: Path) -> None:
    desk = new_desk(profile, Kinds.of(*(kind.record for kind in KINDS if kind.name != "activity")))
    _fill(desk)
    assert (profile / "salesdesk.db-wal").stat().st_size > 0
    assert _telltale(profile) == []
    desk.store.close()
    with_key(profile, KEY).store.close()
    names = {file.name for file in profile.iterdir()}
    assert names >= {"salesdesk.db", "reserve", "backups"}
    assert any((profile / "backups").iterdir())
    assert _telltale(profile) == []


def test_what_was_deleted_and_undone_is_not_there_either(desk: Desk, profile: Path) -> None:
    desk.delete("lead", lead(desk, SECRET).id)
    desk.undo()
    desk.undo()
    assert _telltale(profile) == []


def test_the_file_is_no_sqlite_file_without_the_key(desk: Desk, profile: Path, tmp_path: Path) -> None:
    _fill(desk)
    desk.store.close()
    data = (profile / "salesdesk.db").read_bytes()
    assert not data.startswith(b"SQLite format 3")
    pages = [data[i : i + 4096] for i in range(0, len(data), 4096)]
    assert len({hashlib.sha256(page).digest() for page in pages}) == len(pages)
    copy = tmp_path / "copy.db"
    shutil.copy(profile / "salesdesk.db", copy)
    with closing(sqlite3.connect(copy)) as plain, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT * FROM sqlite_master")


@pytest.mark.parametrize("key", [bytes(32), KEY[::-1], KEY[:-1] + b"\0"], ids=["zeros", "reversed", "nearly"])
def test_a_wrong_key_is_refused_and_changes_nothing(desk: Desk, profile: Path, key: bytes) -> None:
    made = lead(desk, SECRET)
    desk.store.close()
    before = (profile / "salesdesk.db").read_bytes()
    with pytest.raises(WrongKey):
        Store(profile, key, KINDS)
    assert (profile / "salesdesk.db").read_bytes() == before
    again = with_key(profile, KEY)
    assert again.get("lead", made.id) == made
    again.store.close()


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "salesdesk.db").write_bytes(b"These are my holiday notes. " * 400)
    with pytest.raises(WrongKey):
        Store(tmp_path, KEY, KINDS)
    assert (tmp_path / "salesdesk.db").read_bytes().startswith(b"These are my holiday notes.")


def test_an_error_names_no_value(desk: Desk) -> None:
    made = lead(desk, SECRET)
    with pytest.raises(StoreError, match="UNIQUE") as refused:
        desk.store.door.save("Again", [Change(None, made)])
    assert SECRET not in str(refused.value)
