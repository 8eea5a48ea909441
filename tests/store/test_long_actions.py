"""Actions of very many rows: written beside what she types, and taken back a part at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories import found, lead, new_desk, reopened, wrong

from salesdesk.desk.desk import Desk
from salesdesk.domain.changes import Change
from salesdesk.domain.ids import uuid7
from salesdesk.store.bulk import New
from salesdesk.store.errors import NothingToUndo, StillWriting
from salesdesk.store.listing import Query

MANY = 6_000


class Enough(Exception):
    """She said to stop."""


@pytest.fixture
def desk(profile: Path) -> Iterator[Desk]:
    made = new_desk(profile)
    yield made
    made.store.close()


def rows(desk: Desk, many: int = MANY) -> list[New]:
    kind = desk.kinds["lead"]
    return [New(kind, uuid7(), {"name": f"Visitor {n:05}", "products": ("Pump",)}) for n in range(many)]


def live(desk: Desk) -> int:
    return desk.store.lists.count(Query(desk.kinds["lead"]))


def test_it_is_taken_back_and_brought_again_as_one(desk: Desk) -> None:
    was = lead(desk, "Was here", company="Before")
    added = desk.store.door.add("Import", rows(desk))
    changed = Change(was, was.but(company="After"))
    desk.store.door.save("Import", [changed], action=added.action)
    desk.store.indexer.catch_up()
    assert live(desk) == MANY + 1

    undone = desk.undo()
    assert undone is not None
    assert (undone.undoes, sum(undone.many.values())) == (added.action, MANY + 1)
    assert live(desk) == 1
    assert desk.get("lead", was.id) == was
    assert found(desk, "visitor") == []

    redone = desk.redo()
    assert redone is not None
    assert live(desk) == MANY + 1
    assert found(desk, "After") == ["Was here"]
    desk.store.indexer.catch_up()
    assert len(found(desk, "visitor")) == MANY
    assert wrong(desk) == {}


def test_an_undo_that_is_stopped_goes_on_with_the_next(desk: Desk, profile: Path) -> None:
    desk.store.door.add("Import", rows(desk))

    def stop(_rows: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        desk.undo(progress=stop)
    assert 0 < live(desk) < MANY
    again = reopened(desk, profile)
    assert again.store.actions.last().label == "Import"
    again.undo()
    assert live(again) == 0
    with pytest.raises(NothingToUndo):
        again.undo()
    assert wrong(again) == {}
    again.store.close()


def test_how_far_it_is_is_told(desk: Desk) -> None:
    desk.store.door.add("Import", rows(desk))
    told: list[int] = []
    desk.undo(progress=told.append)
    assert told == sorted(set(told))
    assert told[-1] == MANY
    assert len(told) > 1


def test_what_was_edited_since_goes_with_the_import_that_made_it(desk: Desk) -> None:
    made = rows(desk)
    action = desk.store.door.add("Import", made).action
    desk.change(desk.get("lead", made[0].id), {"notes": "Called"})
    desk.undo(action)
    assert desk.get("lead", made[0].id).deleted
    assert live(desk) == 0


def test_what_she_types_meanwhile_is_safe_between_two_mutations(desk: Desk) -> None:
    made = rows(desk, 20_000)
    writing = threading.Thread(target=lambda: desk.store.door.add("Import", made))
    writing.start()
    lead(desk, "Typed before")
    lead(desk, "Typed meanwhile")
    still_writing = writing.is_alive()
    writing.join()
    assert still_writing
    assert live(desk) == len(made) + 2
    assert wrong(desk) == {}


def test_an_action_that_is_being_written_is_not_taken_back_by_half(desk: Desk) -> None:
    lead(desk, "Typed before")
    begun = desk.new_id()
    with desk.writing(begun):
        desk.store.door.add("Import", rows(desk, 600), action=begun)
        with pytest.raises(StillWriting):
            desk.undo(begun)
        undone = desk.undo()
        assert undone is not None
        assert undone.undoes != begun
        assert live(desk) == 600
    desk.undo()
    assert live(desk) == 0


def test_what_comes_back_while_the_indexer_reads_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = rows(desk, 700)
    desk.store.door.add("Import", made)
    kind, ids = desk.kinds["lead"], [row.id for row in made]
    desk.store.door.live("Delete", kind, ids, deleted=True)
    write = desk.store._connections.write  # noqa: SLF001

    def back_first(work: object, **how: bool) -> object:
        monkeypatch.undo()
        desk.store.door.live("Restore", kind, ids, deleted=False)
        return write(work, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store._connections, "write", back_first)  # noqa: SLF001
    desk.store.indexer.catch_up()
    assert len(found(desk, "visitor")) == 700
    assert wrong(desk) == {}
