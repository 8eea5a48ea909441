"""Pages, cursors, and sums that are never recomputed yet always right."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import select
from tests.backends import Backend
from tests.server.laptops import Firm, Laptop

from salesdesk.domain.ids import uuid7
from salesdesk.domain.kinds import KINDS
from salesdesk.protocol.service import MALFORMED, OTHER_EPOCH, TOO_OLD, Refusal
from salesdesk.protocol.sums import MODULUS, row_hash
from salesdesk.protocol.wire import SPANS_A_PULL, Page, Write
from salesdesk.server import rights
from salesdesk.server.room import Most
from salesdesk.server.spared import Spared


@pytest.fixture
def small(backend: Backend) -> Iterator[Firm]:
    """A firm whose pages hold three rows."""
    with closing(Firm(backend, page=Most(3))) as made:
        yield made


def test_pages_follow_each_other_and_only_the_last_one_has_sums(small: Firm) -> None:
    made = {small.ana.create(name=f"Lead {n}") for n in range(7)} | {small.ana.create("trip", title="Tokyo")}
    new = Laptop(small.server, small.ana.user, small.iberia)
    pages = new.pages()
    assert len(pages) > 3
    assert [bool(page.sums) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert len({page.head for page in pages}) == 1
    assert made <= set(new.rows)


def texts_but_of_the_last(page: Page) -> int:
    """How many characters there are in the texts of a page's rows, without its last one."""
    return sum(len(str(value)) for row in page.rows[:-1] for value in row.fields.values())


@pytest.fixture
def brief(backend: Backend) -> Iterator[Firm]:
    """A firm whose pages hold a thousand characters."""
    with closing(Firm(backend, page=Most(characters=1_000))) as made:
        yield made


def test_a_page_ends_where_its_texts_have_become_too_long(brief: Firm) -> None:
    made = {brief.ana.create(name="Ä" * 300) for _ in range(7)} | {brief.ana.create(notes="far too long " * 200)}
    new = Laptop(brief.server, brief.ana.user, brief.iberia)
    pages = new.pages()
    assert made <= set(new.rows)
    assert len(pages) == 3
    assert all(texts_but_of_the_last(page) < 1_000 + 500 for page in pages)  # ids and moments are not counted


def test_so_does_one_of_changes_some_of_which_are_spared(brief: Firm) -> None:
    brief.ana.pull()
    cursor = brief.ana.cursor
    spared = {brief.ana.create(name="Ö" * 300) for _ in range(6)}
    spans = [(cursor + 1, cursor + 6)]
    others = [brief.ana.create(name="Ü" * 300) for _ in range(5)]
    pages = [brief.ana.door.pull(1, cursor, "", 1, spared=spans)]
    while pages[-1].next:
        pages.append(brief.ana.door.pull(1, cursor, pages[-1].next, 1, spared=spans))
    assert [len(page.rows) for page in pages] == [4, 1]
    assert [row.id for page in pages for row in page.rows] == sorted(others)
    bare = [id for page in pages for table in page.bare for id in table.ids]
    assert (set(bare), len(bare)) == (spared, 6)


def test_rows_that_change_between_two_pages_arrive_in_the_end(small: Firm) -> None:
    ids = sorted(small.ana.create(name=f"Lead {n}") for n in range(9))
    new = Laptop(small.server, small.ana.user, small.iberia)
    page = new.door.pull(1, 0, "", 1)
    small.ana.pull()
    for n, id in enumerate(ids):
        small.ana.change(id, name=f"Changed {n}")
    late = small.ana.create(name="Late")
    small.ana.pull()
    small.ana.delete(ids[0])
    head = page.head
    new.rows.update({x.id: x.fields for x in page.rows})
    while page.next:
        page = new.door.pull(1, 0, page.next, 1)
        assert page.head == head
        new.rows.update({x.id: x.fields for x in page.rows})
    new.known.cursor = 0
    new.pull()
    assert new.value(late, "name") == "Late"
    assert [new.rows[id]["name"] for id in ids] == [f"Changed {n}" for n in range(9)]
    assert new.known.deleted == {ids[0]}


def test_a_new_laptop_gets_open_entries_only(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    firm.eva.pull()
    for name in ("One", "Two"):
        firm.eva.change(id, name=name)
        firm.eva.pull()
        firm.ana.change(id, name=f"{name}!")
    first, _second = firm.eva.inbox()
    firm.eva.decide(first, "keep")
    assert len(firm.another(firm.eva).known.entries) == 1


def test_cursors_and_tokens_that_are_not_ours_are_refused(firm: Firm) -> None:
    def refused(epoch: int, cursor: int, token: str = "", schema: int = 1) -> str:
        with pytest.raises(Refusal) as caught:
            firm.ana.door.pull(epoch, cursor, token, schema)
        return caught.value.code

    cursor = firm.ana.cursor
    assert refused(2, cursor) == refused(1, cursor + 1) == refused(1, -1) == OTHER_EPOCH
    good = f"{cursor}.lead.{uuid7()}"
    for token in ("x", "1", "..", f"{good}x", f"{cursor + 1}.lead.{uuid7()}", f"{cursor}.colour.{uuid7()}", "9" * 99):
        assert refused(1, 0, token) == MALFORMED
    assert firm.ana.door.pull(1, 0, good, 1).head == cursor
    assert refused(1, 0, "", -2) == TOO_OLD


def test_too_many_spans_are_refused(firm: Firm) -> None:
    firm.ana.pull()
    cursor = firm.ana.cursor
    many = [(2 * n, 2 * n) for n in range(1, SPANS_A_PULL + 1)]
    assert firm.ana.door.pull(1, cursor, "", 1, spared=many).rows == []
    with pytest.raises(Refusal) as caught:
        firm.ana.door.pull(1, cursor, "", 1, spared=[*many, (999, 999)])
    assert caught.value.code == MALFORMED


def test_spans_as_they_stand_in_an_address() -> None:
    spans = Spared.of(Spared.read("7-9,3-5,4-4,20-11"))
    assert [seq for seq in range(25) if seq in spans] == [3, 4, 5, 7, 8, 9]
    assert not Spared.of(Spared.read(""))
    for bad in ("5", "5-", "-5", "5-7,", "a-b", "1-2-3", "٣-٥", f"1-{'9' * 20}", "1 - 2"):
        with pytest.raises(Refusal) as caught:
            Spared.read(bad)
        assert caught.value.code == MALFORMED


def test_what_was_made_and_not_touched_is_spared_its_fields(firm: Firm) -> None:
    firm.ana.pull()
    cursor = firm.ana.cursor
    kept, changed = firm.ana.create(name="Jane"), firm.ana.create(name="Joe")
    firm.ana.pull()
    firm.ana.change(changed, city="Linz")
    spans = [(cursor + 1, cursor + 9)]
    page = firm.ana.door.pull(1, cursor, "", 1, spared=spans)
    [bare] = page.bare
    assert (bare.ids, bare.fields, [row.id for row in page.rows]) == ([kept], {}, [changed])
    for other in (
        firm.ana.door.pull(1, cursor, "", 1), firm.ana.door.pull(1, cursor, "", 1, whole=True, spared=spans),
        firm.ana.door.pull(1, cursor, "", 1, spared=[(cursor + 2, cursor + 9)]),
    ):  # fmt: skip
        assert (other.bare, {row.id for row in other.rows}) == ([], {kept, changed})


def test_fields_that_were_emptied_travel_as_empty(firm: Firm) -> None:
    id = firm.ana.create("expense", merchant="Bar", amount="12", currency="EUR", day="2026-11-23")
    firm.ana.pull()
    firm.ana.change(id, "expense", merchant="", amount=None, day=None)
    [page] = firm.ana.pages()
    [changed] = page.rows
    assert changed.fields == {"merchant": "", "amount": None, "currency": "EUR", "tip": None, "day": None}


def test_two_laptops_at_once_never_get_past_what_is_not_committed(firm: Firm) -> None:
    reader = firm.another(firm.ana)

    def write(laptop: Laptop) -> None:
        for _ in range(15):
            laptop.create(name="Jane", owner=firm.ana.user, team=firm.iberia)

    threads = [threading.Thread(target=write, args=(laptop,)) for laptop in (firm.ana, firm.eva, firm.ana)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        reader.pages()
    for thread in threads:
        thread.join()
    reader.pull()
    assert len([id for id, fields in reader.rows.items() if fields.get("name") == "Jane"]) == 45


def test_an_entry_shows_nothing_new_to_who_may_no_longer_read_the_row(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    firm.eva.pull()
    firm.eva.change(id, name="Joan")
    firm.ana.change(id, name="Jo")
    firm.eva.pull()
    firm.eva.change(id, owner=firm.bo.user, team=firm.nordics)
    firm.eva.pull()
    firm.eva.change(id, name="Secret")
    [entry] = firm.ana.inbox()
    assert (entry.now, entry.base, entry.aside) == ({}, {}, {"name": "Jo"})


def recomputed(firm: Firm) -> dict[str, tuple[int, int]]:
    """Count and sum of each scope, out of the rows themselves."""
    found: dict[str, list[int]] = defaultdict(list)
    with firm.server.database.reading() as connection:
        for kind in KINDS:
            columns = firm.server.database.tables.of(kind.name).c
            asked = select(columns.id, columns.seq, columns.scope_person, columns.scope_team)
            for id, seq, person, team in connection.execute(asked):
                for scope in rights.names(person, team):
                    found[scope].append(row_hash(id, seq))
    return {scope: (len(all_), sum(all_) % MODULUS) for scope, all_ in found.items()}


@pytest.mark.parametrize("seed", range(4))
def test_after_any_walk_the_sums_are_right_and_every_laptop_agrees(backend: Backend, seed: int) -> None:
    with closing(Firm(backend, page=Most(7))) as firm:
        walk_through(firm, seed)


def walk_through(firm: Firm, seed: int) -> None:
    """Lets everybody do something, many times over, and looks at what came of it."""
    walk = random.Random(seed)
    laptops = [firm.ana, firm.bo, firm.eva, firm.ada, firm.another(firm.ana)]
    teams, users = [firm.iberia, firm.nordics, firm.europe], [x.user for x in laptops[:4]]
    for _ in range(120):
        step(walk, walk.choice(laptops), teams, users)
    for laptop in laptops:
        laptop.pull()
    sums = recomputed(firm)
    with firm.server.database.reading() as connection:
        table = firm.server.database.tables.scope_sum
        rows = connection.execute(select(table.c.scope, table.c["count"], table.c["sum"]))
        assert {scope: (count, sum_) for scope, count, sum_ in rows if count} == sums
    assert laptops[0].rows == laptops[4].rows


def step(walk: random.Random, laptop: Laptop, teams: list[str], users: list[str]) -> None:
    """Something that a laptop does."""
    mine = [id for id in laptop.rows if id not in laptop.known.deleted and id not in teams and id not in users]
    trips = [id for id in mine if "title" in laptop.rows[id]]
    what = walk.choice(["lead", "trip", "stay", "rename", "hand over", "travel", "delete", "restore", "pull", "move"])
    if what == "lead":
        laptop.create(name=f"Lead {walk.random()}")
    elif what == "trip":
        laptop.create("trip", title=f"Trip {walk.random()}")
    elif what == "stay" and trips:
        laptop.write(Write("stay", uuid7(), "create", {"trip": walk.choice(trips), "city": "Oslo"}))
    elif what == "pull":
        laptop.pull()
    elif what == "move" and len(laptop.rows) > 4:
        laptop.change(walk.choice(users), "user", team=walk.choice(teams))
    elif mine:
        other(walk, laptop, walk.choice(mine), what, teams, users)


def other(walk: random.Random, laptop: Laptop, id: str, what: str, teams: list[str], users: list[str]) -> None:
    """Something that a laptop does to a record."""
    fields = laptop.rows[id]
    kind = "trip" if "title" in fields else "stay" if "city" in fields else "lead"
    if what == "rename":
        name = {"trip": "title", "stay": "city", "lead": "name"}[kind]
        laptop.write(Write(kind, id, "change", {name: f"New {walk.random()}"}, seen=laptop.cursor))
    elif what == "hand over" and kind == "lead":
        laptop.change(id, owner=walk.choice(users), team=walk.choice(teams))
    elif what == "travel" and kind == "trip":
        laptop.change(id, kind, traveller=walk.choice(users))
    elif what == "delete":
        laptop.delete(id, kind=kind)
    elif what == "restore" and laptop.known.deleted:
        gone = walk.choice(sorted(laptop.known.deleted))
        laptop.write(Write(kind, gone, "restore", seen=laptop.cursor))
