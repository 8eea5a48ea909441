"""Nothing goes around the door: not a bulk statement, not an upsert, not another program with the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories import KEY, lead
from tests.store.raw import Refused, foreign, rows

from salesdesk.desk.desk import Desk
from salesdesk.domain.kinds import KINDS
from salesdesk.store.connection import Connections
from salesdesk.store.errors import StoreError

AROUND = [
    "INSERT INTO lead (id, name) VALUES ('x', 'Around')",
    "INSERT OR REPLACE INTO lead (n, id, name) SELECT n, id, 'Around' FROM lead LIMIT 1",
    "INSERT OR IGNORE INTO lead (id, name) VALUES ('x', 'Around')",
    "REPLACE INTO lead (id, name) SELECT id, 'Around' FROM lead",
    "INSERT INTO lead (id) SELECT id FROM lead WHERE 1 ON CONFLICT (id) DO UPDATE SET name = 'Around'",
    "UPDATE lead SET name = 'Around'",
    "UPDATE OR REPLACE lead SET deleted = 1",
    "DELETE FROM lead",
    "DELETE FROM lead WHERE name = 'Jane'",
]


@pytest.mark.parametrize("sql", AROUND)
def test_another_program_with_the_key_cannot_write_records(desk: Desk, profile: Path, sql: str) -> None:
    made = lead(desk, "Jane")
    with foreign(profile) as connection, pytest.raises(Refused):
        connection.execute(sql)
    assert desk.get("lead", made.id) == made
    assert rows(profile, "SELECT count(*) FROM lead") == [(1,)]


@pytest.fixture
def connections(desk: Desk, profile: Path) -> Iterator[Connections]:
    """The store's own connections over the desk's file."""
    made = Connections(profile / "salesdesk.db", KEY)
    yield made
    made.close()


@pytest.mark.parametrize("sql", AROUND)
def test_nor_can_the_stores_own_writer_but_through_the_door(desk: Desk, connections: Connections, sql: str) -> None:
    made = lead(desk, "Jane")
    with pytest.raises(StoreError, match="through the door only"):
        connections.write(lambda writer: writer.execute(sql))
    assert desk.get("lead", made.id) == made


def test_the_door_is_shut_again_after_each_save(connections: Connections) -> None:
    change = "INSERT INTO lead (id) VALUES ('x')"
    connections.write(lambda writer: writer.execute(change), door=True)
    with pytest.raises(StoreError, match="through the door only"):
        connections.write(lambda writer: writer.execute("UPDATE lead SET name = 'Around'"))
    with pytest.raises(StoreError, match="no such table"):
        connections.write(lambda writer: writer.execute("UPDATE nowhere SET x = 1"), door=True)
    with pytest.raises(StoreError, match="through the door only"):
        connections.write(lambda writer: writer.execute("UPDATE lead SET name = 'Around'"))


def test_every_kind_is_guarded(desk: Desk, profile: Path) -> None:
    guards = {name for (name,) in rows(profile, "SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for kind in KINDS:
        assert {f"{kind.name}_guard_{event}" for event in ("insert", "update", "delete")} <= guards


def test_readers_cannot_write_at_all(connections: Connections) -> None:
    with pytest.raises(StoreError, match="readonly"):
        connections.rows("DELETE FROM draft")
