"""The trash reads what was deleted by an index of when that was, and leaves out what went along with its owner."""

from __future__ import annotations

from tests import factories

from salesdesk.desk.desk import Desk


def test_it_is_read_by_when_something_was_deleted(desk: Desk) -> None:
    rows = desk.store._connections.rows(  # noqa: SLF001
        "EXPLAIN QUERY PLAN SELECT r.deleted, r.id FROM lead r WHERE r.deleted IS NOT NULL"
    )
    assert "COVERING INDEX lead_trash" in " ".join(str(row[-1]) for row in rows)


def test_the_last_to_go_stands_first_and_what_went_along_is_not_listed(desk: Desk) -> None:
    trip = factories.trip(desk)
    expense = factories.expense(desk, trip)
    alone = factories.expense(desk, factories.trip(desk, title="Oslo"))
    desk.delete("trip", trip.id)
    desk.delete("expense", alone.id)
    assert desk.store.trash.keys() == [("expense", alone.id), ("trip", trip.id)]
    desk.undelete("trip", trip.id)
    desk.delete("expense", expense.id)
    assert desk.store.trash.keys() == [("expense", expense.id), ("expense", alone.id)]


def test_hers_is_what_she_was_the_last_to_delete(desk: Desk) -> None:
    lead = factories.lead(desk)
    assert desk.store.trash.several([("lead", lead.id)]) == {}
    desk.delete("lead", lead.id)
    assert desk.store.trash.several([("lead", lead.id)])["lead", lead.id].hers
