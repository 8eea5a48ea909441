"""Many rows at once: one action, mutations of 500, and a search index that catches up in steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.factories import found, lead, new_desk, reopened, wrong
from tests.store.raw import change, rows

from salesdesk.desk.desk import Desk
from salesdesk.domain.changes import Change
from salesdesk.domain.ids import uuid7
from salesdesk.domain.lead import Lead
from salesdesk.store import indexer
from salesdesk.store.errors import StoreError
from salesdesk.store.listing import Query

MANY = 1_200


def visitors(many: int = MANY) -> list[Lead]:
    return [Lead(id=uuid7(), name=f"Visitor {n:04}", company="Acme") for n in range(many)]


@pytest.fixture
def desk(profile: Path) -> Iterator[Desk]:
    """A desk on which 1,200 leads were just imported."""
    made = new_desk(profile)
    saved = made.add_many("Import", visitors())
    assert saved is not None
    assert len(saved.changes) == MANY
    yield made
    made.store.close()


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The indexer takes 500 rows at once."""
    monkeypatch.setattr(indexer, "STEP", 500)


def live(desk: Desk) -> int:
    return desk.store.lists.count(Query(desk.kinds["lead"]))


def behind(desk: Desk) -> bool:
    return desk.store.lists.searching_is_behind(desk.kinds["lead"])


def test_it_is_one_action_of_three_mutations(desk: Desk, profile: Path) -> None:
    (action, label) = rows(profile, "SELECT id, label FROM action ORDER BY n DESC LIMIT 1")[0]
    bodies = rows(profile, f"SELECT body FROM outbox WHERE action = '{action}' ORDER BY n")
    assert label == "Import"
    assert [len(json.loads(body)) for (body,) in bodies] == [500, 500, 200]
    assert live(desk) == MANY


def test_the_index_catches_up_in_steps_and_says_so_until_then(desk: Desk, small_steps: None) -> None:
    lead(desk, "Visitor of today")
    assert behind(desk)
    assert found(desk, "visitor") == ["Visitor of today"]
    steps = [desk.store.indexer.step() for _ in range(4)]
    assert steps == [500, 500, 200, 0]
    assert not behind(desk)
    assert len(found(desk, "visitor")) == MANY + 1
    assert found(desk, "isitor 0777") == ["Visitor 0777"]
    assert wrong(desk) == {}


def test_closing_between_two_steps_loses_nothing(desk: Desk, profile: Path, small_steps: None) -> None:
    desk.store.indexer.step()
    again = reopened(desk, profile)
    assert behind(again)
    assert len(found(again, "visitor")) == 500
    assert wrong(again) == {}
    again.store.indexer.catch_up()
    assert len(found(again, "visitor")) == MANY
    assert wrong(again) == {}
    again.store.close()


def test_a_step_that_fails_is_done_again(desk: Desk, profile: Path) -> None:
    change(profile, "CREATE TRIGGER broken BEFORE DELETE ON unindexed BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StoreError):
        desk.store.indexer.step()
    assert found(desk, "visitor") == []
    change(profile, "DROP TRIGGER broken")
    desk.store.indexer.catch_up()
    assert len(found(desk, "visitor")) == MANY


def test_rows_edited_or_deleted_before_the_index_came_are_found_as_they_are(desk: Desk) -> None:
    newest, second, third = desk.records(Query(desk.kinds["lead"]), 3)
    desk.change(newest, {"name": "Renamed"})
    desk.delete("lead", second.id)
    desk.delete("lead", third.id)
    desk.undelete("lead", third.id)
    desk.store.indexer.catch_up()
    assert found(desk, "renamed") == ["Renamed"]
    assert found(desk, "1199") == found(desk, "1198") == []
    assert found(desk, "1197") == ["Visitor 1197"]
    assert wrong(desk) == {}


@pytest.mark.parametrize("indexed", [True, False])
def test_it_is_undone_and_done_again_as_one(desk: Desk, profile: Path, indexed: bool) -> None:
    if indexed:
        desk.store.indexer.catch_up()
    desk.undo()
    assert live(desk) == 0
    assert found(desk, "visitor") == []
    again = reopened(desk, profile)
    again.redo()
    again.store.indexer.catch_up()
    assert live(again) == len(found(again, "visitor")) == MANY
    assert wrong(again) == {}
    again.store.close()


def test_many_edits_and_deletions_too_are_found_by_what_they_became(desk: Desk) -> None:
    desk.store.indexer.catch_up()
    kind = desk.kinds["lead"]
    before = desk.records(Query(kind), MANY)
    desk.store.door.save("Rename", [Change(x, x.but(company="Zeta")) for x in before])
    desk.store.indexer.catch_up()
    assert (len(found(desk, "zeta")), found(desk, "acme")) == (MANY, [])
    there = desk.records(Query(kind), MANY)
    desk.store.door.save("Delete", [Change(x, replace(x, deleted=True)) for x in there])
    desk.store.indexer.catch_up()
    assert found(desk, "zeta") == []
    assert wrong(desk) == {}


def test_an_import_cut_short_keeps_whole_mutations_that_can_be_undone(profile: Path) -> None:
    desk = new_desk(profile)
    waiting = desk.store.sums.pending()
    change(
        profile,
        f"CREATE TRIGGER broken BEFORE INSERT ON outbox WHEN (SELECT count(*) FROM outbox) >= {waiting + 2} "
        "BEGIN SELECT RAISE(ABORT, 'cut short'); END",
    )
    with pytest.raises(StoreError, match="cut short"):
        desk.add_many("Import", visitors())
    change(profile, "DROP TRIGGER broken")
    again = reopened(desk, profile)
    assert live(again) == 1_000
    again.store.indexer.catch_up()
    assert len(found(again, "visitor")) == 1_000
    again.undo()
    assert live(again) == 0
    assert wrong(again) == {}
    again.store.close()


def test_an_import_ends_its_draft_with_its_last_mutation(profile: Path) -> None:
    desk = new_desk(profile)
    desk.store.drafts.keep("import", "lead", {"file": "visitors.vcf"})
    desk.store.door.save("Import", [Change(None, x) for x in visitors()], drops="import")
    assert desk.store.drafts.all() == []
    desk.store.close()


def test_each_is_hers_and_her_team_s(desk: Desk) -> None:
    me = desk.me
    assert me is not None
    query = Query(desk.kinds["lead"], {"owner": me.id, "team": me.team, "met_by": me.id})
    assert desk.store.lists.count(query) == MANY
