"""What the server sends, laid over a laptop's rows and under what she has not sent yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from msgspec import structs
from tests import factories
from tests.factories import counted_ids
from tests.store import raw

from salesdesk.desk.desk import Desk
from salesdesk.protocol.sums import row_hash
from salesdesk.protocol.wire import Answer, Entry, Gone, Row, RowAnswer, Table
from salesdesk.store.connection import Connections
from salesdesk.store.errors import BadPull
from salesdesk.store.facts import fact
from salesdesk.store.listing import Query
from salesdesk.store.pulls import Arrived, Pulls
from salesdesk.store.rows import INDEXED_AT_ONCE
from salesdesk.store.store import DATABASE

MINE, TEAM = "person:ana", "team:iberia"
HEAD = 1 << 40


def arrive(
    desk: Desk, *rows: Row, head: int = 9, gone: Sequence[Gone] = (), lost: Sequence[str] = (), **more: Any
) -> Any:
    """A pull that brings these rows and moves the cursor to `head`."""
    arrived = Arrived(1, HEAD + head, 1_000_000, [MINE, TEAM], rows, gone, lost, **more)
    return desk.store.pulls.apply(arrived)


def whole(id: str, seq: int, *scopes: int, **fields: Any) -> Row:
    return Row("lead", id, HEAD + seq, fields, whole=True, scopes=list(scopes or (1,)))


def changed(id: str, seq: int, deleted: int = 0, **fields: Any) -> Row:
    return Row("lead", id, HEAD + seq, fields, deleted=deleted)


def answer_all(desk: Desk, seq: int, *rows: RowAnswer) -> None:
    """The server answered all that waits."""
    batch = desk.store.outbox.batch()
    answers = [Answer(x.mid, rows[0].status if rows else "ok", HEAD + seq, list(rows)) for x in batch]
    desk.store.outbox.answered(answers, 5)


def sums_counted(desk: Desk) -> dict[str, tuple[int, int]]:
    kept = desk.store.pulls.sums()
    desk.store.pulls.forget_sums()
    assert desk.store.pulls.sums() == kept
    return kept


def test_new_rows_are_found_and_counted(desk: Desk) -> None:
    laid = arrive(desk, whole("a", 1, name="Jane Doe", products=["valves"]), whole("b", 2, 0, 1, name="Bo Lind"))
    assert (laid.count, laid.kinds) == (2, {"lead"})
    assert factories.found(desk, "jane") == ["Jane Doe"]
    record = desk.get("lead", "a")
    assert (record.seen, getattr(record, "products")) == (HEAD + 9, ("valves",))  # noqa: B009
    assert sums_counted(desk) == {MINE: (1, row_hash("b", HEAD + 2)), TEAM: (2, sums(("a", 1), ("b", 2)))}


def sums(*rows: tuple[str, int]) -> int:
    return sum(row_hash(id, HEAD + seq) for id, seq in rows) % (1 << 62)


def test_a_changed_row_keeps_what_it_does_not_name(desk: Desk) -> None:
    arrive(desk, whole("a", 1, name="Jane Doe", city="Linz"))
    arrive(desk, changed("a", 11, city="Graz"), head=12)
    assert shown(desk, "name", "city") == ["Jane Doe", "Graz"]
    assert sums_counted(desk)[TEAM] == (1, sums(("a", 11)))


def test_a_pending_edit_stays_on_top_until_its_answer_is_pulled(desk: Desk) -> None:
    arrive(desk, whole("a", 1, name="Jane", city="Linz", rating="warm"))
    desk.change(desk.get("lead", "a"), {"city": "Wien"})
    arrive(desk, changed("a", 10, city="Graz", rating="hot"), head=10)
    assert shown(desk, "city", "rating") == ["Wien", "hot"]
    answer_all(desk, 15, RowAnswer(0, "conflict", units=["city"]))
    assert shown(desk, "city") == ["Wien"]
    arrive(desk, head=20)
    assert shown(desk, "city", "rating") == ["Graz", "hot"]
    assert marked(desk) == [0]


def test_the_server_s_value_from_before_the_edit_comes_back_when_it_was_not_taken(desk: Desk) -> None:
    arrive(desk, whole("a", 1, city="Linz"))
    desk.change(desk.get("lead", "a"), {"city": "Wien"})
    desk.change(desk.get("lead", "a"), {"city": "Bregenz"})
    answer_all(desk, 15, RowAnswer(0, "forbidden", "not_yours"))
    arrive(desk, head=30)
    assert shown(desk, "city") == ["Linz"]
    refused = [item for item in desk.inbox.open() if item.kind == "lead"]
    assert {(item.what, item.aside["city"]) for item in refused} == {("refused", "Bregenz"), ("refused", "Wien")}


def test_an_accepted_edit_never_flickers_back(desk: Desk) -> None:
    arrive(desk, whole("a", 1, city="Linz"))
    desk.change(desk.get("lead", "a"), {"city": "Wien"})
    answer_all(desk, 15)
    arrive(desk, changed("a", 12, name="Jane"), head=12)
    assert shown(desk, "city", "name") == ["Wien", "Jane"]
    assert marked(desk) == [1]
    arrive(desk, changed("a", 15, city="Wien"), head=16)
    assert shown(desk, "city", "name") == ["Wien", "Jane"]
    assert marked(desk) == [0]


def test_a_row_of_hers_becomes_the_server_s(desk: Desk) -> None:
    lead = factories.lead(desk, "Jane")
    answer_all(desk, 5)
    arrive(desk, Row("lead", lead.id, HEAD + 5, {"name": "Jane"}, whole=True, scopes=[0, 1]), head=8)
    assert marked(desk) == [0]
    assert factories.found(desk, "jane") == ["Jane"]


def test_a_new_row_that_was_refused_stands_in_the_inbox_only(desk: Desk) -> None:
    factories.lead(desk, "Jane")
    answer_all(desk, 5, RowAnswer(0, "invalid", "value"))
    arrive(desk, head=8)
    assert factories.titles(desk) == []
    assert "Jane" in [item.aside.get("name") for item in desk.inbox.open()]


def test_adds_to_a_set_lie_over_what_others_added(desk: Desk) -> None:
    arrive(desk, whole("a", 1, products=["pumps"]))
    desk.change(desk.get("lead", "a"), {"products": ("pumps", "valves")})
    arrive(desk, changed("a", 10, products=["hoses"]), head=10)
    assert shown(desk, "products") == [("hoses", "valves")]


def test_a_deletion_that_waits_stays_and_one_that_comes_is_followed(desk: Desk) -> None:
    arrive(desk, whole("a", 1, name="Jane"), whole("b", 2, name="Bo"))
    desk.delete("lead", "a")
    arrive(desk, changed("a", 10, city="Graz"), changed("b", 11, deleted=77), head=12)
    assert factories.titles(desk) == []
    answer_all(desk, 15, RowAnswer(0, "restored", "edited"))
    arrive(desk, head=20)
    assert factories.titles(desk) == ["Jane"]
    assert factories.found(desk, "bo") == []


def test_rows_that_left_go_and_those_of_another_scope_stay(desk: Desk) -> None:
    arrive(desk, whole("a", 1, 1, name="A"), whole("b", 2, 0, 1, name="B"), whole("c", 3, 1, name="C"))
    arrive(desk, gone=[Gone("lead", "a")], head=10)
    assert sorted(factories.titles(desk)) == ["B", "C"]
    arrive(desk, lost=[TEAM], head=11)
    assert factories.titles(desk) == ["B"]
    assert sums_counted(desk) == {MINE: (1, sums(("b", 2))), TEAM: (0, 0)}
    assert factories.found(desk, "c") == []


def test_many_rows_are_indexed_behind_the_transaction(desk: Desk) -> None:
    ids = counted_ids()
    arrive(desk, *(whole(ids(), n, name=f"Visitor {n}") for n in range(1, 601)), head=700)
    assert desk.store.lists.searching_is_behind(desk.kinds["lead"])
    desk.store.indexer.catch_up()
    assert factories.found(desk, "visitor 599") == ["Visitor 599"]
    assert factories.wrong(desk) == {}


def test_a_decision_on_its_way_is_not_asked_again(desk: Desk) -> None:
    arrive(desk, whole("a", 1, city="Graz"), entries=[conflict(5)])
    desk.inbox.resolve("e", "take")
    arrive(desk, entries=[conflict(10)], head=12)
    assert desk.inbox.count() == 0
    assert shown(desk, "city") == ["Wien"]
    desk.undo()
    assert (desk.inbox.count(), shown(desk, "city")) == (1, ["Graz"])


def conflict(seq: int) -> Entry:
    return Entry(
        "e", "conflict", "lead", "a", HEAD + seq, "city", {"city": "Graz"}, {"city": "Wien"}, {"city": "Linz"},
        "bo", 3, "ana", 4,
    )  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        changed("unknown", 3, city="Graz"),
        whole("a", 3, name=7),
        whole("a", 3, due="the day after"),
        whole("a", 3, products=5),
        whole("a", 3, 7, name="Jane"),
    ],
)
def test_what_does_not_fit_changes_nothing(desk: Desk, row: Row) -> None:
    with pytest.raises(BadPull):
        arrive(desk, whole("b", 1, name="Bo"), row)
    assert factories.titles(desk) == []
    assert desk.store.facts.get("cursor") == ""


def test_a_profile_is_filled_page_by_page(desk: Desk) -> None:
    pulls = desk.store.pulls
    pulls.fill([Arrived(1, HEAD + 9, 5, [MINE, TEAM], [whole("a", 1, name="A")], more="token")])
    assert (desk.store.facts.get("fill"), desk.store.facts.get("cursor")) == ("token", "")
    pulls.fill([Arrived(1, HEAD + 9, 5, [MINE, TEAM], [whole("a", 1, name="A"), whole("b", 2, name="B")])])
    assert (desk.store.facts.get("fill"), desk.store.facts.number("cursor")) == ("", HEAD + 9)
    assert factories.titles(desk) == ["B", "A"]
    assert sums_counted(desk)[TEAM] == (2, sums(("a", 1), ("b", 2)))


def two_pages() -> list[Arrived]:
    first, second = (Table("lead", [id], [HEAD + 1], [0], [[1]], fields={"name": [id]}) for id in "ab")
    return [
        Arrived(1, HEAD + 9, 5, [MINE, TEAM], [], tables=[first], more="token"),
        Arrived(1, HEAD + 9, 5, [MINE, TEAM], [], tables=[second]),
    ]


def test_pages_that_came_together_are_written_together(desk: Desk) -> None:
    assert [laid.count for laid in desk.store.pulls.fill(two_pages())] == [1, 1]
    assert (factories.titles(desk), desk.store.facts.number("cursor")) == (["b", "a"], HEAD + 9)


def test_whoever_writes_meanwhile_waits_for_one_page_and_no_more(desk: Desk, profile: Path) -> None:
    connections = Connections(profile / DATABASE, factories.KEY)
    pulls, pages = Pulls(connections, desk.kinds), two_pages()
    seen: list[str] = []
    writing = Thread(target=connections.write, args=[lambda writer: seen.append(fact(writer, "fill"))])
    pages[0].rows = _until_it_waits(connections, writing)
    assert [laid.count for laid in pulls.fill(pages)] == [1]
    writing.join()
    assert seen == ["token"]
    assert [laid.count for laid in pulls.fill(pages[1:])] == [1]
    connections.close()
    assert factories.titles(desk) == ["b", "a"]


def _until_it_waits(connections: Connections, writing: Thread) -> Iterator[Row]:
    """No rows; but whoever writes stands in line when it is known that there are none."""
    writing.start()
    while not connections.somebody_waits:
        sleep(0.001)
    yield from ()


def shown(desk: Desk, *names: str) -> list[Any]:
    record = desk.get("lead", "a")
    return [getattr(record, name) for name in names]


def marked(desk: Desk) -> list[int]:
    """Which rows have something on this laptop only."""
    return [row[3] for row in desk.page(Query(desk.kinds["lead"]), []).rows]


# --- by columns -------------------------------------------------------------------------------

TABLE = Table(
    "lead", ["a", "b"], [HEAD + 1, HEAD + 2], [0, 0], [[1]],
    fields={"name": ["Änne", None], "products": [["pumps"], ["pumps"]], "met_at": [None, "2026-11-23T09:30:00Z"]},
)  # fmt: skip


COUNT = INDEXED_AT_ONCE + 1
MANY = Table(
    "lead", [f"{n:04}" for n in range(COUNT)], [HEAD + 1] * COUNT, [0] * COUNT, [[1]],
    fields={"name": ["Änne", *[None] * (COUNT - 1)], "fair": [None, "f", *[None] * (COUNT - 2)],
            "due": ["2026-11-23", *[None] * (COUNT - 1)]},
)  # fmt: skip


def fill(desk: Desk, *tables: Table) -> Any:
    """A page of the first pull, which is the only one."""
    [laid] = desk.store.pulls.fill([Arrived(1, HEAD + 9, 5, [MINE, TEAM], [], tables=tables)])
    return laid


def test_rows_by_columns_are_as_those_one_by_one(desk: Desk) -> None:
    assert fill(desk, TABLE).count == 2
    kind = desk.kinds["lead"]
    by_columns = [kind.wire(desk.get("lead", id)) for id in TABLE.ids]
    sums = desk.store.pulls.sums()
    assert [record["name"] for record in by_columns] == ["Änne", ""]
    assert sums[TEAM] == (2, (row_hash("a", HEAD + 1) + row_hash("b", HEAD + 2)) % (1 << 62))
    arrive(desk, *TABLE.rows())
    assert [kind.wire(desk.get("lead", id)) for id in TABLE.ids] == by_columns
    assert desk.store.pulls.sums() == sums


def test_many_rows_by_columns_lie_in_the_table_as_those_one_by_one(desk: Desk, profile: Path) -> None:
    fill(desk, MANY)
    by_columns = raw.rows(profile, "SELECT * FROM lead ORDER BY id")
    arrive(desk, *MANY.rows())
    assert raw.rows(profile, "SELECT * FROM lead ORDER BY id") == by_columns
    assert sums_counted(desk)[TEAM][0] == COUNT


@pytest.mark.parametrize("seq", [HEAD + 1, 1 << 64])
def test_the_table_is_guarded_again_after_very_many_rows(desk: Desk, profile: Path, seq: int) -> None:
    guards = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    before = raw.rows(profile, guards)
    with nullcontext() if seq < 1 << 63 else pytest.raises(BadPull):
        fill(desk, structs.replace(MANY, seqs=[seq] * COUNT))
    assert raw.rows(profile, guards) == before


def test_rows_by_columns_that_are_here_come_over_what_is_here(desk: Desk) -> None:
    arrive(desk, whole("b", 1, name="Old"), head=1)
    fill(desk, TABLE)
    assert desk.kinds["lead"].wire(desk.get("lead", "b"))["name"] == ""
    assert desk.store.pulls.sums()[TEAM][0] == 2


def test_an_edit_of_hers_stays_on_top_of_rows_by_columns(desk: Desk) -> None:
    arrive(desk, whole("a", 1, name="Jane", city="Linz"), head=1)
    desk.change(desk.get("lead", "a"), {"city": "Wien"})
    fill(desk, TABLE)
    record = desk.kinds["lead"].wire(desk.get("lead", "a"))
    assert (record["name"], record["city"]) == ("Änne", "Wien")
    assert sums_counted(desk)[TEAM][0] == 2


def test_rows_by_columns_are_part_of_all_that_she_may_read(desk: Desk) -> None:
    arrive(desk, whole("b", 1, name="Old"), whole("c", 1), head=1)
    arrive(desk, tables=[TABLE], all=True)
    assert sums_counted(desk)[TEAM] == (2, sums(("a", 1), ("b", 2)))


@pytest.mark.parametrize(
    "fields", [{"name": ["Jo"]}, {"name": ["Jo", 7]}, {"products": [None, {}]}, {"met_at": ["soon", None]}]
)
def test_columns_that_cannot_be_change_nothing(desk: Desk, fields: dict[str, Any]) -> None:
    with pytest.raises(BadPull):
        fill(desk, Table("lead", TABLE.ids, TABLE.seqs, TABLE.places, TABLE.scopes, fields=fields))
    assert desk.store.lists.count(Query(desk.kinds["lead"])) == 0
