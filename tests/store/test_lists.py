"""Lists page by keyset: each page goes on where the last one ended, in the order of a plain sort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.strategies import Everything, values
from tests.factories import KEY, fair, lead, titles

from salesdesk.desk.desk import Desk
from salesdesk.domain.changes import Change
from salesdesk.domain.fields import Field, Number, Text
from salesdesk.domain.ids import uuid7
from salesdesk.domain.record import Kinds, kind_of
from salesdesk.schema.columns import folded
from salesdesk.store.listing import Query
from salesdesk.store.store import Store

KIND = kind_of(Everything)
SORTABLE = [field.name for field in KIND.fields if field.sortable]
# What the lists of one example are filtered by: a link has an index of its own, other fields have none.
GROUPS = st.sampled_from(["other", "picture"])
NAMES = ["", "ab", "Ab", "äb", "b", "ß", "ss", "Ω", "東方", "𠮷", "ab" * 40, " b"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store(tmp_path_factory.mktemp("profile"), KEY, Kinds.of(Everything))
    yield made
    made.close()


def sorted_values(name: str) -> st.SearchStrategy[Any]:
    """Values with many ties and gaps among them."""
    field = KIND.field(name)
    few = NAMES if type(field) is Text else [field.empty]
    if isinstance(field, Number):
        few = [field.parse("0"), field.parse("-2"), field.empty]
    return st.sampled_from(few) | values(field)


def place(field: Field, value: Any) -> tuple[bool, Any]:
    """Where a plain sort puts the value: what is empty last, letters without case and accents."""
    plain = field.stored(value)
    if value == field.empty:
        return True, ""
    return False, folded(plain)[:64].encode() if isinstance(plain, str) else plain


def add(store: Store, group: Mapping[str, Any], name: str, value: Any) -> str:
    record = KIND.make({**group, name: value}, id=uuid7())
    store.door.save("Add", [Change(None, record)])
    return record.id


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", SORTABLE)
@given(data=st.data(), limit=st.integers(1, 6))
@settings(max_examples=20)
def test_pages_equal_a_plain_sort(store: Store, name: str, descending: bool, data: st.DataObject, limit: int) -> None:
    field = KIND.field(name)
    group = {data.draw(GROUPS): uuid7(), "class": "a"}
    drawn = data.draw(st.lists(sorted_values(name), max_size=12))
    made = {add(store, group, name, value): place(field, value) for value in drawn}
    expected = sorted(made, key=lambda id: (made[id], list(made).index(id)), reverse=descending)

    query = Query(KIND, group, order=name, descending=descending)
    seen: list[str] = []
    after = None
    while True:
        page = store.lists.page(query, [name], after, limit)
        seen += [row[1] for row in page.rows]
        assert all(row[4] == field.stored(field.loaded(row[4])) for row in page.rows)
        if page.after is None:
            break
        after = page.after
        if data.draw(st.booleans()) and len(made) < 30:
            # Somebody adds a row while she scrolls: what was there is neither doubled nor lost.
            add(store, group, name, data.draw(sorted_values(name)))
    assert [id for id in seen if id in made] == expected
    assert len(seen) == len(set(seen))


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 5), GROUPS)
@settings(max_examples=20)
def test_without_an_order_the_newest_come_first(store: Store, hot: list[bool], limit: int, by: str) -> None:
    group = {by: uuid7()}
    made = [add(store, group, "choice", "hot" if one else "") for one in hot]
    query = Query(KIND, group | {"choice": "hot"})
    seen: list[str] = []
    after = None
    while True:
        page = store.lists.page(query, [], after, limit)
        seen += [row[1] for row in page.rows]
        if page.after is None:
            break
        after = page.after
        add(store, group, "choice", "hot")
    assert seen == [id for id, one in zip(made, hot, strict=True) if one][::-1]


def test_filters_by_what_is_empty_and_what_is_not(desk: Desk) -> None:
    medica = fair(desk)
    lead(desk, "A", fair=medica.id, rating="hot")
    lead(desk, "B", fair=medica.id)
    lead(desk, "C", rating="hot")
    assert titles(desk, where={"fair": medica.id}) == ["B", "A"]
    assert titles(desk, where={"fair": ""}) == ["C"]
    assert titles(desk, where={"rating": ""}) == ["B"]
    assert titles(desk, where={"fair": medica.id, "rating": "hot"}) == ["A"]
    assert titles(desk, where={"due": None}) == ["C", "B", "A"]
    assert desk.store.lists.count(Query(desk.kinds["lead"], {"rating": "hot"})) == 2


def test_deleted_rows_have_a_list_of_their_own(desk: Desk) -> None:
    lead(desk, "Here")
    desk.delete("lead", lead(desk, "Gone").id)
    assert (titles(desk), titles(desk, deleted=True)) == (["Here"], ["Gone"])
    assert desk.store.lists.count(Query(desk.kinds["lead"], deleted=True)) == 1


def test_an_edit_moves_a_row_to_its_new_place(desk: Desk) -> None:
    made = [lead(desk, name) for name in ("Ada", "Bea", "Cem")]
    desk.change(made[0], {"name": "Zoe"})
    desk.change(made[2], {"name": ""})
    assert titles(desk, order="name") == ["Bea", "Zoe", ""]
    assert titles(desk, order="name", descending=True) == ["", "Zoe", "Bea"]
    desk.undo()
    assert titles(desk, order="name") == ["Bea", "Cem", "Zoe"]
