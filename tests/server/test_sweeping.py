"""What was deleted 90 days ago: bare on the server, gone on laptops, and refused with its text to who edits it late."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from tests.server.laptops import Firm, row

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.service import TOO_LONG_AGO, Refusal
from salesdesk.protocol.wire import Mutation, Write
from salesdesk.server.sweeping import ROWS_A_STEP, Swept


def days(firm: Firm, many: int) -> Swept:
    """So many days pass, with a look at each of them; what all of the looks did."""
    done = [firm.server.sweeping.run()]
    for _day in range(many):
        firm.clock.pass_by(days=1)
        done.append(firm.server.sweeping.run())
    return Swept(sum(x.rows for x in done), sum(x.steps for x in done), done[-1].seq)


def texts(firm: Firm, text: str) -> list[str]:
    """The tables of the server that hold a text anywhere."""
    found = []
    with firm.server.database.reading() as connection:
        for table in firm.server.database.tables.all.sorted_tables:
            if any(text in str(value) for row in connection.execute(select(table)) for value in row):
                found.append(table.name)
    return found


def test_a_deleted_record_stays_in_the_trash_for_90_days(firm: Firm) -> None:
    id, kept = firm.ana.create(name="Jane Doe", notes="Wants valves"), firm.ana.create(name="Bo")
    firm.ana.pull()
    firm.ana.change(id, notes="Wants pumps")
    firm.ana.pull()
    firm.ana.delete(id)
    assert days(firm, 89).rows == 0
    assert set(texts(firm, "Wants")) == {"lead", "sync_history"}
    assert days(firm, 2).rows == 1
    assert texts(firm, "Wants") == []
    assert texts(firm, id) != []
    assert firm.another(firm.ana).has(kept)


def test_laptops_within_the_horizon_see_no_difference(firm: Firm) -> None:
    gone, lives = firm.ana.create(name="Jane"), firm.ana.create(name="Bo")
    firm.ana.pull()
    firm.ana.delete(gone)
    days(firm, 80)
    for laptop in (firm.ana, firm.eva):
        laptop.pull()
    newer = firm.ana.create(name="Cy")
    firm.ana.pull()
    firm.ana.delete(newer)
    days(firm, 20)
    for laptop in (firm.ana, firm.eva, firm.another(firm.ana)):
        assert [laptop.has(id) for id in (gone, lives, newer)] == [False, True, False]
    assert firm.ana.write(Write("lead", newer, "restore", seen=firm.ana.cursor)).status == "ok"
    assert firm.eva.value(newer, "name") == "Cy"


def test_an_older_cursor_fetches_everything_anew(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    old = firm.ana.cursor
    firm.ana.delete(id)
    firm.eva.pull()
    days(firm, 91)
    with pytest.raises(Refusal) as refused:
        firm.ana.door.pull(1, old, "", 1)
    assert refused.value.code == TOO_LONG_AGO
    assert firm.eva.pages()


def test_a_clock_that_is_wrong_by_years_sweeps_nothing(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    firm.ana.delete(id)
    days(firm, 3)
    for years in (10, -20, 10):
        firm.clock.pass_by(days=365 * years)
        assert days(firm, 1).rows == 0
    assert texts(firm, "Jane") != []


def test_a_late_edit_is_refused_a_late_deletion_is_done_and_nothing_comes_back(firm: Firm) -> None:
    trip = firm.ana.create("trip", title="Osaka")
    firm.ana.pull()
    seen = firm.ana.cursor
    firm.ana.delete(trip, kind="trip")
    days(firm, 91)
    late = [
        Write("trip", trip, "change", {"title": "Kyoto"}, seen=seen),
        Write("trip", trip, "restore", seen=seen),
        Write("trip", trip, "create", {"title": "Osaka"}),
        Write("trip", trip, "delete", seen=seen),
        Write("trip", trip, "delete", {"title": "Nara"}, seen=seen),
    ]
    answers = [firm.ana.write(write) for write in late]
    assert [(x.status, row(x).why) for x in answers[:3]] == [("forbidden", "long_deleted")] * 3
    assert [x.status for x in answers[3:]] == ["ok", "forbidden"]
    child = firm.ana.write(Write("stay", uuid7(), "create", {"trip": trip, "city": "Nara"}))
    assert child.status == "forbidden"
    # Whoever wrote it gets it back, and nobody else.
    assert texts(firm, "Nara") == texts(firm, "Kyoto") == ["sync_refused"]
    days(firm, 92)
    assert texts(firm, "Nara") == texts(firm, "Kyoto") == []
    firm.another(firm.ana)


def test_an_old_mutation_takes_no_second_effect(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    firm.ana.pull()
    first = Mutation(uuid7(), uuid7(), 5, [Write("lead", id, "change", {"city": "Linz"}, seen=firm.ana.cursor)])
    answers = firm.ana.push(first)
    firm.ana.pull()
    firm.ana.change(id, city="Graz")
    days(firm, 200)
    assert firm.ana.push(first) == answers
    assert firm.began_anew(firm.ana).value(id, "city") == "Graz"


def test_an_edit_on_top_of_one_whose_fate_is_forgotten_overwrites_nobody(firm: Firm) -> None:
    id = firm.eva.create(name="Jane", team=firm.iberia)
    for laptop in (firm.ana, firm.eva):
        laptop.pull()
    seen = firm.ana.cursor
    firm.eva.change(id, city="Linz")
    mid = uuid7()
    first = firm.ana.write(Write("lead", id, "change", {"city": "Graz"}, seen=seen), mid=mid)
    assert first.status == "conflict"
    days(firm, 91)
    later = firm.ana.write(Write("lead", id, "change", {"city": "Wien"}, seen=seen, bases={"city": mid}))
    assert later.status == "conflict"
    assert firm.began_anew(firm.eva).value(id, "city") == "Linz"


def test_what_waits_in_an_inbox_stays_there(firm: Firm) -> None:
    id = firm.eva.create(name="Jane", team=firm.iberia)
    for laptop in (firm.ana, firm.eva):
        laptop.pull()
    firm.eva.change(id, city="Linz")
    firm.ana.change(id, city="Graz")
    firm.eva.pull()
    assert firm.eva.delete(id).status == "ok"
    days(firm, 91)
    assert [entry.aside for entry in firm.another(firm.ana).inbox()] == [{"city": "Graz"}]


def test_very_many_go_in_small_steps_and_what_went_together_goes_together(firm: Firm) -> None:
    many = ROWS_A_STEP + 20
    ids = [uuid7() for _n in range(many)]
    made = [Write("lead", id, "create", {"name": "Jane", "owner": firm.ana.user, "team": firm.iberia}) for id in ids]
    firm.ana.write(*made)
    firm.ana.pull()
    firm.ana.delete(*ids[:-20])
    firm.ana.delete(*ids[-20:])
    done = days(firm, 91)
    assert (done.rows, done.steps) == (many, 2)
    firm.another(firm.ana)
    tables = firm.server.database.tables
    with firm.server.database.reading() as connection:
        assert connection.scalars(select(func.count()).select_from(tables.of("lead"))).one() >= many


def test_it_stops_where_it_is_told_to_and_goes_on(firm: Firm) -> None:
    for _n in range(2):
        id = firm.ana.create(name="Jane")
        firm.ana.pull()
        firm.ana.delete(id)
    days(firm, 89)
    firm.clock.pass_by(days=1)
    assert firm.server.sweeping.run(lambda: False).rows == 0
    assert firm.server.sweeping.run().rows == 2
    assert firm.server.sweeping.run().rows == 0


def test_people_and_teams_keep_their_names(firm: Firm) -> None:
    firm.ada.pull()
    firm.ada.delete(firm.bo.user, kind="user")
    days(firm, 91)
    assert firm.another(firm.ada).rows[firm.bo.user]["name"] == "Bo"
