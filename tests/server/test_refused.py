"""What was refused is kept for the device that handed it in, whoever heard the answer, and for nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests.server.asked import asking, mutation
from tests.server.laptops import PASSWORD, Firm, Laptop
from tests.server.test_sweeping import days, texts

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.login import Login
from salesdesk.protocol.wire import Mutation, Push, Refused, RefusedWrite, Write
from salesdesk.server import refused
from salesdesk.server.backups import back_up, restore
from salesdesk.server.service import Door

WROTE = "wants the blue one"


def told(laptop: Laptop, cursor: int = 0) -> list[Refused]:
    """What a pull brings of refusals."""
    return laptop.door.pull(laptop.epoch, cursor, "", 1).refused


def said(laptop: Laptop, cursor: int = 0) -> list[Any]:
    """The notes in them, in order."""
    return [write.fields.get("notes") for x in told(laptop, cursor) for write in x.writes]


def foreign(firm: Firm, **fields: Any) -> str:
    """A lead of Ana's that Bo may not write, and tried to."""
    id = firm.ana.create(name="Jane")
    assert firm.bo.change(id, **{"notes": WROTE, **fields}).status == "forbidden"
    return id


def test_a_refused_write_comes_to_its_device_with_its_text_until_that_went_by_it(firm: Firm) -> None:
    bo, other = firm.bo, firm.another(firm.bo)
    before, id, made = bo.cursor, firm.ana.create(name="Jane"), uuid7()
    mixed = [
        Write("lead", made, "create", {"name": "Kim", "owner": bo.user, "team": bo.team}),
        bo.changing(id, notes=WROTE),
    ]
    answer = bo.write(*mixed)
    assert answer.status == "forbidden"
    [one] = told(bo, before)
    assert one.writes == [
        RefusedWrite(1, "forbidden", "lead", id, "change", "not_yours", fields={"notes": WROTE}),
    ]
    assert (one.seq, one.at) == (answer.seq, 5)
    assert told(bo) == [one]
    assert told(bo, answer.seq) == told(other) == told(firm.ana) == []
    assert Door(firm.server, firm.ana.user, bo.door.device).pull(1, 0, "", 1).refused == []
    assert firm.server.pull(bo.user, 1, 0, "", 1).refused == []


def test_whoever_names_no_device_leaves_nothing_behind(firm: Firm) -> None:
    id = firm.ana.create(name="Jane")
    push = Push(1, 1, [Mutation(uuid7(), uuid7(), 5, [firm.bo.changing(id, notes=WROTE)])])
    [answer] = firm.server.push(firm.bo.user, push).answers
    assert (answer.status, texts(firm, WROTE)) == ("forbidden", [])


def test_a_mutation_that_comes_twice_is_kept_once(firm: Firm) -> None:
    id, mid = firm.ana.create(name="Jane"), uuid7()
    for _ in range(2):
        firm.bo.write(firm.bo.changing(id, notes=WROTE), mid=mid)
        # Of this one nothing is remembered but this.
        firm.bo.push(Mutation(derived_mid(mid), "no id", 5, [firm.bo.changing(id, notes="odd")]))
    assert said(firm.bo) == [WROTE, "odd"]


def derived_mid(mid: str) -> str:
    return mid[:-1] + ("0" if mid[-1] != "0" else "1")


def test_what_was_not_even_looked_at_comes_to_a_laptop_that_had_pulled_all(firm: Firm) -> None:
    firm.bo.pull()
    cursor, id = firm.bo.cursor, uuid7()
    firm.bo.push(Mutation(uuid7(), "no id", 5, [Write("lead", id, "create", {"notes": WROTE})]))
    assert said(firm.bo, cursor) == [WROTE]
    firm.bo.pull()
    assert said(firm.bo, firm.bo.cursor) == []


def test_what_cannot_be_read_is_kept_as_far_as_it_can(firm: Firm) -> None:
    with asking(firm) as asked:
        half, odd, nameless = (asked.lead(notes=WROTE) for _ in range(3))
        half["writes"][0]["fields"]["notes"] = "a\ud800z"
        unread = [
            json.dumps(half).encode(),
            odd | {"colour": "red"},
            nameless | {"mid": 5},
            mutation() | {"writes": 3},
            17,
        ]
        for _ in range(2):
            assert [x.status for x in asked.push(*unread)] == ["invalid"] * 5
        kept = asked.refused()
    assert [(x.mid, x.writes[0].why, x.writes[0].fields["notes"]) for x in kept] == [
        (half["mid"], "bad_character", "a?z"), (odd["mid"], "unreadable", WROTE),
    ]  # fmt: skip
    assert kept[1].writes[0].id == odd["writes"][0]["id"]


def test_a_value_without_a_bottom_is_left_out(firm: Firm) -> None:
    deep: Any = WROTE
    for _ in range(20):
        deep = [deep]
    id = firm.ana.create(name="Jane")
    assert firm.bo.change(id, notes="flat", city=deep).status == "invalid"
    [write] = told(firm.bo)[0].writes
    assert (write.id, write.fields["notes"]) == (id, "flat")
    assert WROTE not in str(write)


def test_of_very_much_the_newest_is_kept(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "MUTATIONS_KEPT", 3)
    id = foreign(firm)
    for n in range(6):
        firm.bo.change(id, notes=str(n))
    assert said(firm.bo) == ["3", "4", "5"]
    monkeypatch.setattr(refused, "BYTES_KEPT", 2_000)
    firm.bo.change(id, notes="x" * 1_500)
    assert [len(notes) for notes in said(firm.bo)] == [1, 1_500]


def test_nothing_is_kept_of_what_was_erased(firm: Firm, tmp_path: Path) -> None:
    id, other = foreign(firm), foreign(firm, notes="of another")
    firm.bo.write(firm.bo.changing(id, notes=WROTE), firm.bo.changing(other, notes="beside it"))
    firm.server.erasing(tmp_path / "erased").erase("lead", id)
    assert said(firm.bo) == ["of another", "beside it"]
    assert texts(firm, WROTE) == []
    firm.bo.change(id, notes=WROTE)
    assert texts(firm, WROTE) == []


def test_nor_of_what_would_have_gone_with_it(firm: Firm, tmp_path: Path) -> None:
    trip, stay = firm.ana.create("trip", title="Osaka"), uuid7()
    firm.server.erasing(tmp_path / "erased").erase("trip", trip)
    made = Write("stay", stay, "create", {"trip": trip, "city": "Nara"})
    first, second = (Write("stay", stay, "change", {"city": city}) for city in ("Nara 1", "Nara 2"))
    answers = firm.ana.push(*(Mutation(uuid7(), uuid7(), 5, [write]) for write in (made, first)))
    answers.append(firm.ana.write(second))
    assert [x.status for x in answers] == ["forbidden"] * 3
    assert [answers[n].rows[0].why for n in (0, 2)] == ["erased"] * 2
    assert texts(firm, "Nara") == []
    assert {x.id for x in firm.ana.door.pull(1, 0, "", 1).erased} == {trip, stay}


def test_a_record_that_stands_is_not_erased_by_who_hangs_it_on_what_was(firm: Firm, tmp_path: Path) -> None:
    gone, trip = firm.ana.create("trip", title="Osaka"), firm.ana.create("trip", title="Oslo")
    stay = firm.ana.create("stay", trip=trip, city="Bergen")
    firm.server.erasing(tmp_path / "erased").erase("trip", gone)
    assert firm.ana.write(Write("stay", stay, "create", {"trip": gone})).status == "forbidden"
    assert firm.another(firm.ana).value(stay, "city") == "Bergen"


def test_it_is_kept_for_as_long_as_the_trash(firm: Firm) -> None:
    foreign(firm)
    days(firm, 89)
    assert said(firm.bo) == [WROTE]
    days(firm, 2)
    assert texts(firm, WROTE) == []


def test_the_next_device_of_hers_gets_what_was_refused_to_one_that_is_shut_out(firm: Firm) -> None:
    def enter(name: str, device: str = "") -> Laptop:
        session = firm.server.login(Login(name, PASSWORD, device=device))
        made = Laptop(firm.server, session.user, session.team)
        made.door = Door(firm.server, session.user, session.device)
        return made

    id, old = firm.ana.create(name="Jane"), enter("Bo")
    old.change(id, notes=WROTE)
    assert said(enter("Bo")) == []
    assert said(enter("Bo", old.door.device)) == [WROTE]
    firm.server.devices.revoke(old.door.device)
    assert said(enter("Eva")) == []
    new = enter("Bo", old.door.device)
    assert new.door.device != old.door.device
    assert (said(new), said(enter("Bo"))) == ([WROTE], [])


def test_a_backup_has_it_and_a_restored_server_is_given_it_again(firm: Firm, tmp_path: Path) -> None:
    id = foreign(firm)
    back_up(firm.server.database, tmp_path / "backup")
    later = firm.bo.change(id, notes="later")
    restore(firm.server.database, tmp_path / "backup")
    firm.bo.epoch = firm.ana.epoch = 2
    assert said(firm.bo) == [WROTE]
    again = structs.replace(firm.bo.changing(id, notes="later"), was="forbidden")
    [answer] = firm.bo.push(Mutation(later.mid, uuid7(), 5, [again], old=later.seq))
    assert answer.status == "ok"
    assert said(firm.bo) == [WROTE, "later"]


def test_a_new_record_that_was_given_to_her_says_whose_it_was_to_be(firm: Firm) -> None:
    meant = {"name": "Jane", "owner": firm.bo.user, "team": firm.nordics}
    [answer] = firm.ana.push(Mutation(uuid7(), uuid7(), 5, [Write("lead", uuid7(), "create", meant)]))
    assert answer.status == "merged"
    [write] = told(firm.ana)[0].writes
    assert (write.why, write.fields) == ("rehomed", {"owner": firm.bo.user, "team": firm.nordics})
