"""Deletion takes along what belongs to a record, and undelete brings exactly that back."""

from pathlib import Path

import pytest
from tests.factories import budget_line, expense, fair, found, lead, reopened, stay, titles, trip, wrong

from salesdesk.desk.desk import Desk
from salesdesk.store.errors import NotFound
from salesdesk.store.listing import Query


def test_children_go_with_their_parent_and_come_back_with_it(desk: Desk, profile: Path) -> None:
    tokyo, oslo = trip(desk, title="Tokyo"), trip(desk, title="Oslo")
    nights = [stay(desk, tokyo, city=city) for city in ("Tokyo", "Osaka")]
    dinner, plan = expense(desk, tokyo), budget_line(desk, tokyo)
    other = stay(desk, oslo, city="Oslo")
    desk.delete("trip", tokyo.id)
    assert titles(desk, "stay") == ["Oslo"]
    assert desk.of("expense", "trip", tokyo.id) == desk.of("budget_line", "trip", tokyo.id) == []
    assert found(desk, "Osaka", "stay") == []

    again = reopened(desk, profile)
    again.undelete("trip", tokyo.id)
    assert again.get("trip", tokyo.id) == tokyo
    assert again.of("stay", "trip", tokyo.id) == nights[::-1]
    assert (again.of("expense", "trip", tokyo.id), again.of("budget_line", "trip", tokyo.id)) == ([dinner], [plan])
    assert again.of("stay", "trip", oslo.id) == [other]
    assert found(again, "Osaka", "stay") == ["Osaka"]
    assert wrong(again) == {}
    again.store.close()


def test_what_was_deleted_before_stays_deleted(desk: Desk) -> None:
    tokyo = trip(desk)
    kept, dropped = stay(desk, tokyo, city="Kept"), stay(desk, tokyo, city="Dropped")
    desk.delete("stay", dropped.id)
    desk.delete("trip", tokyo.id)
    desk.undelete("trip", tokyo.id)
    assert desk.of("stay", "trip", tokyo.id) == [kept]
    desk.undelete("stay", dropped.id)
    assert titles(desk, "stay") == ["Dropped", "Kept"]


def test_what_belongs_to_a_deleted_record_brings_it_back_too(desk: Desk) -> None:
    tokyo = trip(desk)
    one, other = stay(desk, tokyo, city="One"), stay(desk, tokyo, city="Other")
    desk.delete("trip", tokyo.id)
    desk.undelete("stay", one.id)
    assert (titles(desk, "trip"), titles(desk, "stay")) == (["Tokyo"], ["One"])
    desk.undo()
    assert (titles(desk, "trip"), titles(desk, "stay")) == ([], [])
    desk.undelete("stay", other.id)
    assert titles(desk, "stay") == ["Other"]
    assert desk.undelete("stay", other.id) is None


def test_the_lines_of_a_fair_belong_to_it_and_its_leads_do_not(desk: Desk) -> None:
    medica = fair(desk)
    met = lead(desk, "Jane", fair=medica.id)
    line = desk.add("budget_line", {"fair": medica.id, "category": "booth"})
    desk.delete("fair", medica.id)
    assert titles(desk) == ["Jane"]
    assert titles(desk, "budget_line") == []
    desk.undelete("fair", medica.id)
    assert desk.of("budget_line", "fair", medica.id) == [line]
    assert desk.get("lead", met.id) == met


def test_deleting_and_restoring_twice_changes_nothing_more(desk: Desk) -> None:
    made = lead(desk, "Jane")
    assert desk.undelete("lead", made.id) is None
    assert desk.delete("lead", made.id) is not None
    assert desk.delete("lead", made.id) is None
    assert [record.id for record in desk.records(Query(desk.kinds["lead"], deleted=True))] == [made.id]
    restored = desk.undelete("lead", made.id)
    assert restored is not None
    assert restored.label == "Restore Jane"
    with pytest.raises(NotFound):
        desk.delete("lead", "nobody")


def test_a_record_without_a_title_is_called_by_its_kind(desk: Desk) -> None:
    made = desk.add("lead", {})
    deleted = desk.delete("lead", made.id)
    restored = desk.undelete("lead", made.id)
    assert deleted is not None
    assert restored is not None
    assert (deleted.label, restored.label) == ("Delete lead", "Restore lead")
