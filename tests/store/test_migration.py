"""An older file is copied, the copy verified, and widened to the declarations of today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.factories import KEY, wrong
from tests.store.raw import change, foreign, rows

from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import with_key
from salesdesk.domain import record as a
from salesdesk.domain.record import Kinds, Record, Scope, record
from salesdesk.domain.team import Team
from salesdesk.domain.user import User
from salesdesk.store.connection import connect
from salesdesk.store.errors import Damaged, StoreError
from salesdesk.store.listing import Query


def thing(**fields: Any) -> Kinds:
    """A program that knows things with these fields."""
    body = {"__annotations__": dict.fromkeys(fields, "Any")} | fields
    made: type[Record] = type("Thing", (Record,), body)
    declared = record(label="Thing", plural="Things", scope=Scope.OWN, title=("name",))(made)
    return Kinds.of(Team, User, declared)


OLD = thing(name=a.text("Name"))
SORTED = thing(name=a.text("Name", sortable=True, searchable=True))
WIDE = thing(
    name=a.text("Name", sortable=True, searchable=True),
    size=a.count("Size", sortable=True),
    colour=a.text("Colour", searchable=True),
    sold=a.yes_no("Sold"),
    price=a.amount("Price"),
    tags=a.words("Tags"),
    whole=a.link("Whole", to="thing"),
)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile that the old program made."""
    desk = with_key(tmp_path, KEY, OLD)
    for name in ("Bea", "Ada", "Cem"):
        desk.add("thing", {"name": name})
    desk.store.close()
    return tmp_path


def opened(profile: Path, kinds: Kinds) -> Desk:
    return with_key(profile, KEY, kinds)


def names(desk: Desk, **query: Any) -> list[str]:
    kind = desk.kinds["thing"]
    return [kind.title(x) for x in desk.records(Query(kind, **query))]


def copies(profile: Path) -> list[Path]:
    return sorted((profile / "backups").glob("*")) if (profile / "backups").exists() else []


def test_opening_with_the_same_declarations_copies_and_changes_nothing(profile: Path) -> None:
    before = rows(profile, "SELECT sql FROM sqlite_master ORDER BY name")
    opened(profile, OLD).store.close()
    assert copies(profile) == []
    assert rows(profile, "SELECT sql FROM sqlite_master ORDER BY name") == before


def test_old_rows_are_kept_and_have_the_empty_value_of_new_fields(profile: Path) -> None:
    desk = opened(profile, WIDE)
    kind = desk.kinds["thing"]
    assert names(desk) == ["Cem", "Ada", "Bea"]
    for made in desk.records(Query(kind)):
        assert kind.filled(made).keys() == {"name"}
    assert wrong(desk) == {}
    desk.store.close()


def test_a_field_that_is_newly_sorted_or_searched_sorts_and_finds_old_rows(profile: Path) -> None:
    desk = opened(profile, SORTED)
    assert names(desk, order="name") == ["Ada", "Bea", "Cem"]
    assert desk.store.lists.searching_is_behind(desk.kinds["thing"])
    desk.store.indexer.catch_up()
    assert names(desk, text="be") == ["Bea"]
    assert wrong(desk) == {}
    desk.store.close()


def test_new_fields_are_written_sorted_searched_and_guarded(profile: Path) -> None:
    desk = opened(profile, WIDE)
    made = desk.add("thing", {"name": "Dot", "size": 4, "colour": "crimson", "tags": ("x",), "sold": True})
    assert desk.get("thing", made.id) == made
    assert names(desk, order="size") == ["Dot", "Bea", "Ada", "Cem"]
    assert names(desk, text="crims") == ["Dot"]
    body = json.loads(rows(profile, "SELECT body FROM outbox ORDER BY n DESC LIMIT 1")[0][0])
    assert body[0]["fields"] == {"name": "Dot", "size": 4, "colour": "crimson", "tags": ["x"], "sold": True}
    desk.undo()
    with foreign(profile) as connection, pytest.raises(Exception, match="desk_door"):
        connection.execute("UPDATE thing SET size = 1")
    desk.store.close()


def test_a_verified_copy_of_the_file_as_it_was_stands_beside(profile: Path) -> None:
    opened(profile, WIDE).store.close()
    [copy] = copies(profile)
    with foreign(profile) as now:
        assert len(now.execute("PRAGMA table_info(thing)").fetchall()) > 4
    connection = connect(copy, KEY, readonly=True)
    assert connection.execute("SELECT name FROM thing ORDER BY n").fetchall() == [("Bea",), ("Ada",), ("Cem",)]
    assert [row[1] for row in connection.execute("PRAGMA table_info(thing)")] == [
        "n",
        "id",
        "deleted",
        "local",
        "seq",
        "scopes",
        "name",
    ]
    connection.close()


def test_three_copies_are_kept(profile: Path) -> None:
    seen: set[str] = set()
    for kinds in (SORTED, WIDE, SORTED, WIDE, SORTED):
        opened(profile, kinds).store.close()
        seen |= {copy.name for copy in copies(profile)}
    assert len(copies(profile)) == 3
    assert [copy.name for copy in copies(profile)] == sorted(seen)[-3:]


def test_a_change_that_fails_leaves_the_file_as_it_was(profile: Path) -> None:
    refused = "BEFORE UPDATE ON meta WHEN new.name = 'layout' BEGIN SELECT RAISE(ABORT, 'cut short'); END"
    change(profile, f"CREATE TRIGGER broken {refused}")
    before = rows(profile, "SELECT name, sql FROM sqlite_master ORDER BY name")
    with pytest.raises(StoreError, match="cut short"):
        opened(profile, WIDE)
    assert rows(profile, "SELECT name, sql FROM sqlite_master ORDER BY name") == before
    change(profile, "DROP TRIGGER broken")
    desk = opened(profile, OLD)
    assert names(desk) == ["Cem", "Ada", "Bea"]
    desk.store.close()


def test_a_damaged_file_is_not_migrated(profile: Path) -> None:
    file = profile / "salesdesk.db"
    data = bytearray(file.read_bytes())
    data[-2_000] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(Damaged):
        opened(profile, WIDE)
    assert file.read_bytes() == bytes(data)
    assert copies(profile) == []


def test_an_older_program_may_open_the_file_and_a_newer_finds_all_again(profile: Path) -> None:
    desk = opened(profile, WIDE)
    desk.add("thing", {"name": "Dot", "size": 4, "colour": "crimson"})
    desk.store.close()
    desk = opened(profile, OLD)
    desk.add("thing", {"name": "Abe"})
    assert names(desk) == ["Abe", "Dot", "Cem", "Ada", "Bea"]
    desk.store.close()
    desk = opened(profile, WIDE)
    desk.store.indexer.catch_up()
    assert names(desk, order="name") == ["Abe", "Ada", "Bea", "Cem", "Dot"]
    assert (names(desk, text="abe"), names(desk, text="crimson")) == (["Abe"], ["Dot"])
    assert names(desk, order="size")[0] == "Dot"
    assert wrong(desk) == {}
    desk.store.close()
