"""What the server took exactly as it was sent does not come back with its fields, and everything else does."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs
from tests import factories
from tests.sync.company import Company, Laptop
from tests.sync.watched import once, watched

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import SPANS_A_PULL, Answer, Mutation, Page, Push, Pushed, Write
from salesdesk.store.errors import BadPull
from salesdesk.sync.errors import Offline
from salesdesk.sync.sent import Sent


@pytest.fixture
def ana(company: Company) -> Laptop:
    return company.laptop("Ana")


@pytest.fixture
def ben(company: Company) -> Laptop:
    return company.laptop("Ben")


def leads(laptop: Laptop, count: int, **values: Any) -> list[str]:
    return [factories.lead(laptop.desk, f"Lead {n}", **{"city": "Oslo"} | values).id for n in range(count)]


def test_a_first_push_comes_back_without_its_fields(company: Company, ana: Laptop, ben: Laptop) -> None:
    made, line = leads(ana, 40, notes="met at the booth " * 50, products=("drills", "saws")), watched(ana)
    outcome = ana.sync()
    assert (sorted(line.bare), line.singly) == (sorted(made), [])
    assert (outcome.pushed, outcome.pulled) == (40, 40)
    assert not any(table.fields for page in line.pages for table in page.bare)
    assert ana.desk.store.pulls.sums() == line.pages[-1].sums
    company.settle()
    assert ana.rows() == ben.rows()


def test_page_by_page(small: Company) -> None:
    ana, ben = small.laptop("Ana"), small.laptop("Ben")
    made, line = leads(ana, 8), watched(ana)
    ana.sync()
    assert (sorted(line.bare), line.singly) == (sorted(made), [])
    small.settle()
    assert ana.rows() == ben.rows()


def test_only_one_round_spares(company: Company, ana: Laptop) -> None:
    line = watched(ana)
    leads(ana, 2)
    ana.sync()
    ana.sync()
    assert [len(spans) for spans in line.spans] == [1, 0]


def test_her_other_laptop_gets_all_of_it(company: Company, ana: Laptop) -> None:
    other = company.laptop("Ana", "Ana's other")
    made, line = leads(ana, 3), watched(other)
    ana.sync()
    factories.lead(other.desk, "From the other one")
    other.sync()
    assert set(made) <= set(line.singly)
    company.settle()
    assert ana.rows() == other.rows()


def test_what_a_colleague_changed_meanwhile_comes_whole(company: Company, ana: Laptop, ben: Laptop) -> None:
    line, [first, second] = watched(ana), leads(ana, 2)

    def edit() -> None:
        ben.sync()
        ben.edit(first, city="Graz")
        ben.sync()

    line.before = once(edit)
    ana.sync()
    assert (line.bare, line.singly) == ([second], [first])
    assert ana.lead(first).city == "Graz"
    company.settle()


@pytest.mark.parametrize("deleted", [False, True])
def test_what_a_colleague_changes_between_two_pages(small: Company, deleted: bool) -> None:
    ana, ben = small.laptop("Ana"), small.laptop("Ben")
    line, made = watched(ana), leads(ana, 5, notes="met")

    def edit(page: Page) -> Page:
        if len(line.pages) == 1:
            ben.sync()
            for id in made:
                if deleted:
                    ben.desk.delete("lead", id)
                else:
                    ben.edit(id, city="Graz")
            ben.sync()
        return page

    line.shown = edit
    ana.sync()
    assert line.bare
    small.settle()
    assert ana.filled() == ben.filled()
    if not deleted:
        assert {(ana.lead(id).city, ana.lead(id).notes) for id in made} == {("Graz", "met")}


def test_what_she_types_over_it_meanwhile_waits_on_top(company: Company, ana: Laptop, ben: Laptop) -> None:
    line, [first, second, third] = watched(ana), leads(ana, 3)

    def type() -> None:
        ana.edit(first, city="Linz")
        ana.desk.delete("lead", second)

    line.before = once(type)
    ana.sync()
    assert sorted(line.bare) == sorted([first, second, third])
    assert (ana.lead(first).city, ana.desk.office.state().pending) == ("Linz", 2)
    ana.desk.undo()
    ana.desk.undo()
    assert ana.lead(first).city == "Oslo"
    company.settle()
    assert ana.rows() == ben.rows()
    assert ben.lead(first).city == "Oslo"


def test_what_was_changed_before_it_was_sent_comes_whole(company: Company, ana: Laptop, ben: Laptop) -> None:
    line, [first, second] = watched(ana), leads(ana, 2)
    ana.edit(first, city="Linz")
    ana.sync()
    assert (line.bare, line.singly) == ([second], [first])
    company.settle()
    assert ben.lead(first).city == "Linz"


def test_undone_while_it_was_on_its_way(company: Company, ana: Laptop, ben: Laptop) -> None:
    line, [lead] = watched(ana), leads(ana, 1)
    line.before = once(ana.desk.undo)
    ana.sync()
    company.settle()
    assert ana.rows().keys() == ben.rows().keys()
    assert lead not in ana.rows()


def test_after_a_lost_answer_all_comes_whole(company: Company, ana: Laptop) -> None:
    line, made = watched(ana), leads(ana, 3)

    def lose(_pushed: Pushed) -> Pushed:
        raise Offline("lost")

    line.answered = lose
    with pytest.raises(Offline):
        ana.sync()
    line.answered = lambda pushed: pushed
    ana.sync()
    assert (line.bare, sorted(line.singly)) == ([], sorted(made))
    company.settle()


@pytest.mark.parametrize("laptop_restored", [False, True])
def test_cut_between_answer_and_pull_all_comes_whole(company: Company, ana: Laptop, laptop_restored: bool) -> None:
    made, copy = leads(ana, 3), ana.copied()
    line = watched(ana)

    def cut() -> None:
        raise Offline("cut")

    line.before = cut
    with pytest.raises(Offline):
        ana.sync()
    if laptop_restored:
        ana.put_back(copy)
        ana.edit(made[0], city="Linz")
    line.before = lambda: None
    ana.sync()
    assert (line.bare, set(made) <= set(line.singly)) == ([], True)
    company.settle()


def test_a_server_that_is_restored_between_answer_and_pull(company: Company, ana: Laptop, ben: Laptop) -> None:
    backup, line, made = company.back_up(), watched(ana), leads(ana, 3)
    line.before = once(lambda: company.restore(backup))
    assert ana.sync().turned
    assert line.bare == []
    company.settle()
    assert set(made) <= ben.rows().keys()


def test_values_that_the_server_writes_otherwise_come_whole(company: Company, ana: Laptop) -> None:
    line, made = watched(ana), leads(ana, 2, products=("drills", "saws"))

    def otherwise(push: Push) -> Push:
        for mutation in push.mutations:
            mutation.writes[0].sets = {"products": (["saws", "drills"], [])}
        return push

    line.pushed = otherwise
    ana.sync()
    assert (line.bare, sorted(line.singly)) == ([], sorted(made))
    company.settle()


def test_what_becomes_hers_by_the_server_comes_whole(company: Company, ana: Laptop) -> None:
    eve, line = company.laptop("Eve"), watched(ana)
    lead = factories.lead(ana.desk, "Jane", team=company.teams["Nordics"], owner=eve.user).id
    ana.sync()
    assert (line.bare, line.singly) == ([], [lead])
    assert (ana.lead(lead).owner, ana.lead(lead).team) == (ana.user, company.teams["Iberia"])


def test_a_bare_row_that_is_not_here_is_asked_for_whole(company: Company, ana: Laptop) -> None:
    line, [lead] = watched(ana), leads(ana, 1)

    def other(page: Page) -> Page:
        for table in page.bare:
            table.ids = [uuid7() for _id in table.ids]
        return page

    line.shown = other
    ana.sync()
    assert [bool(spans) for spans in line.spans] == [True, False]
    assert line.singly == [lead]
    company.settle()


def test_bare_rows_that_nobody_asked_for_are_not_taken(company: Company, ana: Laptop, ben: Laptop) -> None:
    line = watched(ana)
    leads(ana, 1)
    ana.sync()
    [bare] = line.pages[-1].bare
    line.shown = lambda page: structs.replace(page, bare=[bare])
    with pytest.raises(BadPull):
        ana.sync()
    line.shown = lambda page: page
    company.settle()


# --- which seqs are named ---------------------------------------------------------------------


def answered(*seqs: int, schema: int = 0, as_sent: tuple[int, ...] = (), writes: int = 1) -> Sent:
    sent = Sent()
    batch = [Mutation(uuid7(), uuid7(), 1, [Write("lead", uuid7(), "create")] * writes, schema) for _seq in seqs]
    answers = [Answer(mutation.mid, "ok", seq) for mutation, seq in zip(batch, seqs, strict=True)]
    sent.take(batch, Pushed(1, max(seqs), 1, answers, list(as_sent or seqs)))
    return sent


def test_seqs_are_named_as_spans() -> None:
    assert answered(5, 6, 7, 9, 12, 13).spans == [(5, 7), (9, 9), (12, 13)]
    assert answered(5, 6, 7, as_sent=(5, 7)).spans == [(5, 5), (7, 7)]


def test_what_an_older_program_wrote_is_never_named() -> None:
    assert answered(5, 6, schema=1).spans == []


def test_of_too_many_spans_those_with_the_most_rows_are_named() -> None:
    sent = answered(*range(2, 2 * SPANS_A_PULL + 1, 2))
    assert len(sent.spans) == SPANS_A_PULL
    batch = [Mutation(uuid7(), uuid7(), 1, [Write("lead", uuid7(), "create")] * 9)]
    sent.take(batch, Pushed(1, 999, 1, [Answer(batch[0].mid, "ok", 999)], [999]))
    assert len(sent.spans) == SPANS_A_PULL
    assert sent.spans[-1] == (999, 999)
