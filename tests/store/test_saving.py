"""Saving: every field of every kind comes back, and all that belongs to a save is saved or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.strategies import Everything, records
from tests.factories import KEY, counted_ids, found, lead, reopened, wrong
from tests.store.raw import change, rows

from salesdesk.desk.desk import Desk
from salesdesk.domain.changes import Change
from salesdesk.domain.ids import uuid7
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds, kind_of
from salesdesk.store.connection import Connections
from salesdesk.store.door import Door
from salesdesk.store.errors import NotFound, StoreError
from salesdesk.store.store import Store

ALL = Kinds.of(*(kind.record for kind in KINDS), Everything)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store(tmp_path_factory.mktemp("profile"), KEY, ALL)
    yield made
    made.close()


@given(st.data())
@pytest.mark.parametrize("name", list(ALL.by_name))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_of_any_kind_comes_back_as_it_was_saved(store: Store, name: str, data: st.DataObject) -> None:
    kind, id = ALL[name], uuid7()
    first = data.draw(records(kind, id))
    store.door.save("Add", [Change(None, first)])
    assert store.lists.get(kind, id) == first
    second = data.draw(records(kind, id))
    store.door.save("Edit", [Change(first, second)])
    assert store.lists.get(kind, id) == second


def test_a_record_is_still_there_after_the_program_was_closed(desk: Desk, profile: Path) -> None:
    made = lead(desk, "Jane Doe", products=("pumps", "valves"), met_at=datetime(2026, 11, 23, 1, 2, 3, 4, UTC))
    again = reopened(desk, profile)
    assert again.get("lead", made.id) == made
    assert again.me is not None
    assert again.me.name == "Ana Ruiz"
    again.store.close()


def test_a_save_writes_what_changed_to_the_outbox(desk: Desk, profile: Path) -> None:
    made = lead(desk, "Jane", company="Acme", owner="", team="")
    desk.change(made, {"company": "Zeta", "products": ("pumps",)})
    (created,), (edited,) = (json.loads(body) for (body,) in rows(profile, "SELECT body FROM outbox ORDER BY n")[-2:])
    assert (created["kind"], created["id"], created["op"], created["seen"]) == ("lead", made.id, "create", 0)
    assert created["fields"]["company"] == "Acme"
    assert created["before"]["company"] == ""
    assert edited["op"] == "change"
    assert edited["fields"] == {"company": "Zeta", "products": ["pumps"]}
    assert edited["before"] == {"company": "Acme", "products": []}


def test_what_changes_nothing_writes_nothing(desk: Desk, profile: Path) -> None:
    made = lead(desk)
    before = rows(profile, "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM action)")
    assert desk.store.door.save("Edit", [Change(made, made)]) is None
    assert desk.store.door.save("Edit", []) is None
    assert rows(profile, "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM action)") == before


_REFUSING = "CREATE TRIGGER broken BEFORE INSERT ON {} BEGIN SELECT RAISE(ABORT, 'refused'); END"


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        (_REFUSING.format("outbox"), "DROP TRIGGER broken"),
        (_REFUSING.format("action"), "DROP TRIGGER broken"),
        ("ALTER TABLE lead_words RENAME TO away", "ALTER TABLE away RENAME TO lead_words"),
        ("ALTER TABLE lead_parts RENAME TO away", "ALTER TABLE away RENAME TO lead_parts"),
    ],
)
def test_rows_outbox_and_search_stand_or_fall_together(desk: Desk, profile: Path, broken: str, mended: str) -> None:
    kept = lead(desk, "Kept", company="Acme")
    desk.store.drafts.keep("lead:new", "lead", {"name": "Lost"})
    change(profile, broken)
    with pytest.raises(StoreError):
        desk.add("lead", {"name": "Lost"}, drops="lead:new")
    with pytest.raises(StoreError):
        desk.change(kept, {"name": "Changed"})
    change(profile, mended)

    again = reopened(desk, profile)
    assert (found(again, "Lost"), found(again, "Changed"), found(again, "Kept")) == ([], [], ["Kept"])
    assert again.get("lead", kept.id) == kept
    assert again.store.drafts.get("lead:new") is not None
    assert not [body for (body,) in rows(profile, "SELECT body FROM outbox") if "Lost" in body or "Changed" in body]
    assert wrong(again) == {}
    lead(again, "Later")
    again.store.close()


def test_a_save_of_several_records_is_refused_as_a_whole(desk: Desk) -> None:
    one = Lead(id=uuid7(), name="One")
    nowhere = Lead(id=uuid7(), name="Nowhere")
    with pytest.raises(NotFound):
        desk.store.door.save("Both", [Change(None, one), Change(nowhere, nowhere.but(name="Here"))])
    assert desk.find("lead", one.id) is None


def test_the_same_id_is_never_taken_twice(desk: Desk) -> None:
    made = lead(desk, "First")
    with pytest.raises(StoreError):
        desk.store.door.save("Again", [Change(None, made.but(name="Second"))])
    assert desk.get("lead", made.id) == made


def test_clock_and_ids_come_from_outside(tmp_path: Path) -> None:
    Store(tmp_path, KEY, KINDS).close()
    connections = Connections(tmp_path / "salesdesk.db", KEY)
    at = datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC)
    door = Door(connections, lambda: at, counted_ids())
    saved = door.save("Add", [Change(None, Lead(id="7", name="Jane"))])
    connections.close()
    assert saved is not None
    assert (saved.action, saved.at, saved.label) == (counted_ids()(), at, "Add")
    assert rows(tmp_path, "SELECT id, at FROM action") == [(saved.action, 1_767_323_045_678_901)]
    assert rows(tmp_path, "SELECT mid FROM outbox") == [(counted_ids(2)(),)]


def test_pictures_are_kept_once_by_their_bytes(desk: Desk) -> None:
    sha = desk.store.files.keep(b"\x89PNG badge", "image/png")
    assert desk.store.files.keep(b"\x89PNG badge", "image/png") == sha
    assert desk.store.files.get(sha) == (b"\x89PNG badge", "image/png")
    assert desk.store.files.get("0" * 64) is None


def test_what_waits_to_be_sent_is_counted(desk: Desk) -> None:
    before = desk.store.sums.pending()
    lead(desk)
    assert desk.store.sums.pending() == before + 1


def test_a_record_that_is_not_there_is_said_so(desk: Desk) -> None:
    with pytest.raises(NotFound, match="lead nobody"):
        desk.get("lead", "nobody")
    assert desk.store.lists.get(kind_of(Lead), "nobody") is None


def test_readers_do_not_wait_for_a_writer(desk: Desk) -> None:
    made = lead(desk, "Jane")
    seen: list[Any] = []
    desk.listeners.append(lambda _saved: seen.append(found(desk, "Jane")))
    desk.change(made, {"company": "Acme"})
    assert seen == [["Jane"]]
