"""What the server refuses as a whole keeps nothing up: the one that it is about is told, and its text is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests import factories
from tests.sync.company import Company, Laptop, Passing
from tests.sync.newer import NEWER

from salesdesk.desk.decisions import CannotDecide
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.trip import Stay
from salesdesk.protocol.service import MALFORMED, SLOW_DOWN, TOO_LARGE, Refusal, Service
from salesdesk.protocol.wire import Answer, Mutation, Push, Pushed, Refused, RowAnswer
from salesdesk.server.devices import Device
from salesdesk.server.pushing import Committing
from salesdesk.store.errors import BadPull
from salesdesk.sync.errors import Offline


class Between(Passing):
    """The server, behind somebody who has a say in each push."""

    def __init__(self, service: Service, say: Callable[[Push], Pushed | None]) -> None:
        super().__init__(service)
        self._say = say
        self.pushes = 0

    def push(self, push: Push) -> Pushed:
        self.pushes += 1
        said = self._say(push)
        return self.service.push(push) if said is None else said


@pytest.fixture
def ana(company: Company) -> Laptop:
    return company.laptop("Ana")


def refusing(ana: Laptop, code: str, *names: str, field: str = "name") -> Between:
    """A server that refuses each push which holds a record of one of these names."""

    def say(push: Push) -> Pushed | None:
        said = {write.fields.get(field) for mutation in push.mutations for write in mutation.writes}
        if said & set(names):
            raise Refusal(code)
        return None

    ana.line.service = Between(ana.line.service, say)
    return ana.line.service


# The first, one in the midst, and the last of forty.
BAD = {0: "Bad 1", 17: "Bad 2", 39: "Bad 3"}


@pytest.mark.parametrize("code", [MALFORMED, TOO_LARGE])
def test_the_one_that_a_refusal_is_about_is_found_and_the_others_go_up(
    company: Company, ana: Laptop, code: str
) -> None:
    between = refusing(ana, code, *BAD.values())
    made = {n: factories.lead(ana.desk, BAD.get(n, f"Good {n}"), notes=f"said {n}").id for n in range(40)}
    bad = {made[n] for n in BAD}
    outcome = ana.sync()
    assert (outcome.refused, ana.desk.office.state().pending) == (3, 0)
    assert between.pushes < 40
    told = {item.record: item for item in ana.desk.inbox.open()}
    assert told.keys() == bad
    assert {item.why for item in told.values()} == {code}
    assert told[made[17]].aside["notes"] == "said 17"
    assert set(made.values()) - ana.rows().keys() == bad
    pushes = between.pushes
    ana.sync()
    assert between.pushes == pushes
    company.settle()


def test_a_refused_change_leaves_the_record_as_it_was(company: Company, ana: Laptop) -> None:
    lead = factories.lead(ana.desk, "Jane", city="Linz").id
    ana.sync()
    refusing(ana, MALFORMED, "Joan")
    ana.edit(lead, name="Joan")
    ana.edit(lead, city="Graz")
    outcome = ana.sync()
    assert outcome.refused == 1
    assert (ana.lead(lead).name, ana.lead(lead).city) == ("Jane", "Graz")
    [item] = ana.desk.inbox.open()
    assert (item.record, item.aside["name"]) == (lead, "Joan")
    company.settle()


@pytest.fixture
def refused_stay(company: Company, ana: Laptop) -> Stay:
    """A stay in Graz; that it be in Linz was refused."""
    stay = factories.stay(ana.desk, factories.trip(ana.desk), city="Graz")
    ana.sync()
    refusing(ana, MALFORMED, "Linz", field="city")
    ana.edit(stay.id, "stay", city="Linz")
    assert ana.sync().refused == 1
    ana.reach(company.server)
    return stay


def test_a_part_of_a_record_is_sent_again_with_what_that_cannot_be_without(
    company: Company, ana: Laptop, refused_stay: Stay
) -> None:
    [item] = ana.desk.inbox.open()
    ana.desk.inbox.resolve(item.id, "take")
    company.settle()
    stays = ana.desk.of("stay", "trip", refused_stay.trip)
    assert {ana.rows()[stay.id]["city"] for stay in stays} == {"Graz", "Linz"}
    assert ana.desk.inbox.open() == []


def test_a_part_of_a_record_that_she_no_longer_sees_is_not_sent_again_by_itself(
    company: Company, ana: Laptop, refused_stay: Stay
) -> None:
    ana.edit(refused_stay.trip, "trip", traveller=company.people["Ben"])
    company.settle()
    [item] = ana.desk.inbox.open()
    with pytest.raises(CannotDecide, match="part"):
        ana.desk.inbox.resolve(item.id, "take")
    assert [left.aside["city"] for left in ana.desk.inbox.open()] == ["Linz"]


def test_a_server_that_refuses_everything_takes_nothing_from_the_laptop(ana: Laptop) -> None:
    def say(_push: Push) -> Pushed | None:
        raise Refusal(MALFORMED)

    lead = factories.lead(ana.desk, "Jane").id
    ana.line.service = Between(ana.line.service, say)
    with pytest.raises(Refusal):
        ana.sync()
    assert ana.desk.office.state().pending == 1
    assert ana.lead(lead).name == "Jane"
    assert ana.desk.inbox.open() == []


def test_a_refusal_of_another_kind_is_none_of_a_mutation(ana: Laptop) -> None:
    refusing(ana, SLOW_DOWN, "Jane")
    factories.lead(ana.desk, "Jane")
    with pytest.raises(Refusal, match=SLOW_DOWN):
        ana.sync()
    assert ana.desk.office.state().pending == 1


@pytest.mark.parametrize("mid", ["", "its own"])
@pytest.mark.parametrize("status", ["invalid", "forbidden"])
def test_a_mutation_of_which_nothing_was_done_is_told_in_its_place(
    company: Company, ana: Laptop, mid: str, status: str
) -> None:
    names = ["Jane", "Joan", "June"]
    ids = [factories.lead(ana.desk, name).id for name in names]
    door = ana.line.service

    def say(push: Push) -> Pushed | None:
        if len(push.mutations) != 3:
            return None
        pushed = door.push(structs.replace(push, mutations=[push.mutations[0], push.mutations[2]]))
        whole = Answer(push.mutations[1].mid if mid else "", status, pushed.head, why="unreadable")  # type: ignore[arg-type]
        return structs.replace(pushed, answers=[pushed.answers[0], whole, pushed.answers[1]])

    ana.line.service = Between(door, say)
    assert ana.sync().refused == 1
    assert [item.record for item in ana.desk.inbox.open()] == [ids[1]]
    assert set(ids) - ana.rows().keys() == {ids[1]}
    company.settle()


def test_two_edits_of_a_field_that_are_refused_each_in_its_way_leave_what_the_server_has(
    company: Company, ana: Laptop
) -> None:
    lead = factories.lead(ana.desk, "Jane", city="Oslo").id
    company.settle()
    ana.edit(lead, city="Linz")
    ana.edit(lead, city="Graz")
    door = ana.line.service

    def say(push: Push) -> Pushed | None:
        if len(push.mutations) != 2:
            return None
        one, two = push.mutations
        wrong = structs.replace(one, writes=[structs.replace(one.writes[0], fields={"city": 5})])
        pushed = door.push(structs.replace(push, mutations=[wrong]))
        return structs.replace(pushed, answers=[*pushed.answers, Answer(two.mid, "invalid", pushed.head, why="odd")])

    ana.line.service = Between(door, say)
    assert ana.sync().refused == 2
    assert ana.lead(lead).city == "Oslo"
    assert {item.aside["city"] for item in ana.desk.inbox.open()} == {"Linz", "Graz"}


def test_a_refusal_that_names_no_row_is_one_of_all(ana: Laptop) -> None:
    lead = factories.lead(ana.desk, "Jane", city="Oslo").id
    ana.sync()
    ana.edit(lead, city="Linz")

    def say(push: Push) -> Pushed | None:
        refused = [Answer(mutation.mid, "forbidden", 1 << 40) for mutation in push.mutations]
        return Pushed(push.epoch, 1 << 40, 5, refused) if refused else None

    ana.line.service = Between(ana.line.service, say)
    assert ana.sync().refused == 1
    assert (ana.lead(lead).city, [item.aside for item in ana.desk.inbox.open()]) == ("Oslo", [{"city": "Linz"}])


def test_an_answer_about_a_row_that_was_not_sent_is_not_kept(ana: Laptop) -> None:
    factories.lead(ana.desk, "Jane")

    def say(push: Push) -> Pushed | None:
        rows = [RowAnswer(len(push.mutations[0].writes), "forbidden")]
        return Pushed(push.epoch, 1 << 40, 5, [Answer(push.mutations[0].mid, "forbidden", 1 << 40, rows)])

    ana.line.service = Between(ana.line.service, say)
    with pytest.raises(BadPull):
        ana.sync()
    assert ana.desk.office.state().pending == 1


@pytest.mark.parametrize("why", ["", "unreadable"])
def test_answers_to_something_else_are_not_kept(ana: Laptop, why: str) -> None:
    factories.lead(ana.desk, "Jane")

    def say(push: Push) -> Pushed | None:
        return Pushed(push.epoch, 1 << 40, 5, [Answer("of another", "invalid", 1 << 40, why=why)])

    ana.line.service = Between(ana.line.service, say)
    with pytest.raises(BadPull):
        ana.sync()
    assert ana.desk.office.state().pending == 1


# --- what the server keeps for a laptop that was put back -------------------------------------


def foreign(company: Company, ana: Laptop) -> str:
    """A lead that Ana still sees, and that is no longer hers to change."""
    lead = factories.lead(ana.desk, "Jane").id
    ana.sync()
    lea = next((x for x in company.laptops if x.folder.name == "Lea"), None) or company.laptop("Lea")
    lea.sync()
    lea.edit(lead, owner=company.people["Eve"], team=company.teams["Nordics"])
    lea.sync()
    return lead


def unheard(ana: Laptop) -> None:
    """A push whose answer is lost."""

    def lose(call: str) -> None:
        if call == "push":
            raise Offline("lost")

    ana.line.after = lose
    with pytest.raises(Offline):
        ana.sync()
    ana.line.after = lambda _call: None


def refused(laptop: Laptop) -> list[Any]:
    return [item.aside.get("city") for item in laptop.desk.inbox.open() if item.what == "refused"]


@pytest.mark.parametrize("heard", [True, False])
def test_a_laptop_that_was_put_back_gets_what_it_was_refused_since(company: Company, ana: Laptop, heard: bool) -> None:
    lead, copy = foreign(company, ana), ana.copied()
    other = company.laptop("Ana", "Ana's other")
    ana.edit(lead, city="Graz")
    ana.sync() if heard else unheard(ana)
    ana.put_back(copy)
    assert refused(ana) == []
    assert ana.sync().refused == 1
    assert refused(ana) == ["Graz"]
    [item] = ana.desk.inbox.open()
    assert (item.record, item.why, item.unit) == (lead, "not_yours", "change")
    assert ana.sync().refused == 0
    other.sync()
    assert (refused(ana), refused(other)) == (["Graz"], [])
    ana.desk.inbox.resolve(item.id, "keep")
    ana.sync()
    assert refused(ana) == []
    company.settle()


def test_whoever_has_to_log_in_anew_on_it_gets_it_too(company: Company, ana: Laptop) -> None:
    lead, copy = foreign(company, ana), ana.copied()
    ana.edit(lead, city="Graz")
    unheard(ana)
    ana.put_back(copy)
    # Its old tokens look like a thief's.
    before = ana.desk.store.facts.get("device")
    company.server.devices.revoke(before)
    ana.join("Ana")
    assert ana.desk.store.facts.get("device") != before
    assert ana.sync().refused == 1
    assert refused(ana) == ["Graz"]


def test_what_is_here_is_not_told_again(company: Company, ana: Laptop) -> None:
    lead = foreign(company, ana)
    before = ana.desk.store.facts.get("cursor")
    ana.edit(lead, city="Graz")
    unheard(ana)
    assert ana.sync().refused == 1
    for forgotten in (False, True):
        ana.desk.store.facts.put(cursor=before)
        if forgotten:  # as a journal does after 30 days
            ana.desk.store._connections.write(lambda writer: writer.execute("DELETE FROM outbox"))  # noqa: SLF001
        assert ana.sync().refused == 0
        assert refused(ana) == ["Graz"]


def test_a_laptop_that_was_put_back_to_before_its_first_pull_is_told_too(company: Company) -> None:
    new = Laptop(company.folder / "new", company.server, "Ana")
    company.laptops.append(new)
    empty = new.copied()
    lead = foreign(company, new)
    new.edit(lead, city="Graz")
    unheard(new)
    new.put_back(empty)
    assert new.sync().refused == 1
    assert refused(new) == ["Graz"]
    company.settle()


def test_what_was_erased_meanwhile_is_not_told(company: Company, ana: Laptop, tmp_path: Path) -> None:
    lead, copy = foreign(company, ana), ana.copied()
    ana.edit(lead, city="Graz")
    unheard(ana)
    ana.put_back(copy)
    company.server.erasing(tmp_path / "erased").erase("lead", lead)
    assert ana.sync().refused == 0
    assert ana.desk.inbox.open() == []


def test_what_a_newer_program_was_refused_waits_for_the_update(company: Company) -> None:
    company.update(NEWER)
    ana = company.laptop("Ana")
    lead, copy = foreign(company, ana), ana.copied()
    ana.reopen(NEWER)
    ana.desk.add("sample", {"name": "Valve", "lead": lead})
    unheard(ana)
    ana.kinds = KINDS
    ana.put_back(copy)
    ana.sync()
    assert ana.desk.inbox.open() == []
    ana.reopen(NEWER)
    assert [item.aside["name"] for item in ana.desk.inbox.open()] == ["Valve"]


def test_what_the_database_will_not_hold_is_taken_back(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = company.laptop("Ana")
    lead = factories.lead(ana.desk, "Jane", city="Oslo").id
    company.settle()
    run = Committing.run

    def refusing(self: Committing, device: Device, mutations: list[Mutation], unread: Sequence[Refused] = ()) -> Any:
        if any("unstorable" in write.fields.values() for mutation in mutations for write in mutation.writes):
            raise OverflowError
        return run(self, device, mutations, unread)

    monkeypatch.setattr(Committing, "run", refusing)
    ana.edit(lead, city="unstorable")
    company.settle()
    assert ana.lead(lead).city == "Oslo"
    assert [what for what, _now, _aside in ana.inbox()] == ["refused"]
