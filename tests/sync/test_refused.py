"""What the server refuses as a whole keeps nothing up: the one that it is about is told, and its text is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs
from tests import factories
from tests.sync.company import Company, Laptop, Passing

from salesdesk.protocol.service import MALFORMED, SLOW_DOWN, TOO_LARGE, Refusal, Service
from salesdesk.protocol.wire import Answer, Push, Pushed, RowAnswer
from salesdesk.store.errors import BadPull


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


def refusing(ana: Laptop, code: str, *names: str) -> Between:
    """A server that refuses each push which holds a record of one of these names."""

    def say(push: Push) -> Pushed | None:
        said = {write.fields.get("name") for mutation in push.mutations for write in mutation.writes}
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
