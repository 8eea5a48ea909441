"""Anywhere in a list: a window, the page before a place, how many stand before it, by whichever way it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.factories import fair

from salesdesk.desk.desk import Desk
from salesdesk.store import ordering
from salesdesk.store.listing import Query

MANY = 120
# How many rows count as few, and as some: sorted, found among, looked up one by one.
WAYS = [(2_000, 12_000), (0, 12_000), (0, 0)]


@pytest.mark.parametrize(("few", "some"), WAYS)
@pytest.mark.parametrize("order", ["", "name", "due"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("which", [(), ("rating",), ("rating", "status"), ("fair",), ("fair", "rating"), ("city",)])
def test_any_place_of_a_list_is_where_a_plain_walk_finds_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, few: int, some: int, order: str, descending: bool, which: tuple[str]
) -> None:
    monkeypatch.setattr(ordering, "FEW", few)
    monkeypatch.setattr(ordering, "SOME", some)
    where = _leads(desk)
    kind, lists = desk.kinds["lead"], desk.store.lists
    query = Query(kind, {name: where[name] for name in which}, order=order, descending=descending)
    every = lists.page(query, ["name"], None, 1_000)
    ids, total = [row[1] for row in every.rows], len(every.rows)
    assert total == lists.count(query)
    assert total > 10
    places = [(*key, row[0]) for row, key in zip(every.rows, _keys(every), strict=True)]
    for start in (0, 3, total // 2, total - 5):
        window = lists.window(query, ["name"], start, 5, total)
        assert [row[1] for row in window.rows] == ids[start : start + 5]
        assert lists.rank(query, places[start]) == start
        before = lists.page(query, ["name"], places[start], 3, back=True)
        assert [row[1] for row in before.rows] == ids[max(0, start - 3) : start]
        behind = lists.page(query, ["name"], places[start], 3)
        assert [row[1] for row in behind.rows] == ids[start + 1 : start + 4]


def _keys(page: Any) -> list[tuple[Any, ...]]:
    return [(key,) for key in page.keys] if page.keys else [()] * len(page.rows)


def _leads(desk: Desk) -> Mapping[str, str]:
    """Leads with many ties; some are deleted."""
    kind, there = desk.kinds["lead"], fair(desk).id
    made = [
        kind.make(
            {
                "name": f"Name {n % 7}", "rating": ("hot", "cold", "")[n % 3], "status": ("new", "converted")[n % 2],
                "fair": there if n % 4 else "", "city": "Linz" if n % 5 else "",
            },
            id=desk.new_id(),
        )
        for n in range(MANY)
    ]  # fmt: skip
    desk.add_many("Add", made)
    for record in made[::11]:
        desk.delete("lead", record.id)
    return {"rating": "hot", "status": "new", "fair": there, "city": "Linz"}


def test_the_values_of_a_choice_are_counted_at_once(desk: Desk) -> None:
    where = _leads(desk)
    kind, lists = desk.kinds["lead"], desk.store.lists
    counts = lists.counts(Query(kind, {"fair": where["fair"]}), "rating")
    assert counts == {value: lists.count(Query(kind, {"fair": where["fair"], "rating": value})) for value in counts}
    assert sum(counts.values()) == lists.count(Query(kind, {"fair": where["fair"]}))
