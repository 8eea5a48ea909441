"""Restored servers and laptops: what was journalled comes back, once, and without conflicts that there were not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec import structs
from tests import factories
from tests.sync.company import Company, Laptop, Passing

from salesdesk.domain.trip import Trip
from salesdesk.protocol.service import OTHER_EPOCH, Refusal, Service
from salesdesk.server.backups import NoBackup, wrong
from salesdesk.store.errors import BadPull
from salesdesk.sync.errors import Offline, OtherServer

T = TypeVar("T")


def shared(company: Company, laptop: Laptop, **values: object) -> str:
    lead = factories.lead(laptop.desk, "Jane", **({"city": "Oslo"} | values))
    company.settle()
    return lead.id


def test_what_was_made_and_changed_since_the_backup_comes_back(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    old = shared(company, ana)
    backup = company.back_up()
    ana.edit(old, city="Linz")
    new = factories.lead(ana.desk, "Joe", notes="met at the booth").id
    company.settle()
    ben.edit(new, rating="hot")
    company.settle()
    before = ana.filled()
    company.restore(backup)
    outcome = ana.sync()
    assert (outcome.turned, outcome.refused, outcome.conflicts) == (True, 0, 0)
    company.settle()
    assert ana.filled() == ben.filled() == before
    assert ana.inbox() == ben.inbox() == []


def test_what_only_a_colleagues_laptop_still_has_is_given_back(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    old = shared(company, ana)
    backup = company.back_up()
    ana.edit(old, city="Linz")
    new = factories.lead(ana.desk, "Joe").id
    company.settle()
    company.restore(backup)
    company.lose(ana)
    company.settle()
    assert (ben.lead(old).city, ben.lead(new).name) == ("Linz", "Joe")


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_values_the_newer_one_of_before_wins_whoever_comes_first(company: Company, first: int) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    backup = company.back_up()
    ana.edit(lead, city="Linz")
    company.settle()
    ben.edit(lead, city="Graz")
    ben.sync()
    company.restore(backup)
    (ana, ben)[first].sync()
    company.settle()
    assert (ana.lead(lead).city, ana.inbox(), ben.inbox()) == ("Graz", [], [])


@pytest.mark.parametrize("first", [0, 1])
def test_a_conflict_of_before_is_one_again(company: Company, first: int) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    backup = company.back_up()
    ana.edit(lead, city="Linz")
    ana.sync()
    ben.edit(lead, city="Graz")
    ben.sync()
    company.restore(backup)
    (ana, ben)[first].sync()
    company.settle()
    assert ana.inbox() == ben.inbox() == [("conflict", "Linz", "Graz")]
    [item] = ben.desk.inbox.open()
    ben.desk.inbox.resolve(item.id, "take")
    company.settle()
    assert (ana.lead(lead).city, ana.inbox(), ben.inbox()) == ("Graz", [], [])


def test_a_decision_of_before_stays_decided(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    backup = company.back_up()
    ana.edit(lead, city="Linz")
    ana.sync()
    ben.edit(lead, city="Graz")
    company.settle()
    [item] = ana.desk.inbox.open()
    ana.desk.inbox.resolve(item.id, "take")
    ana.sync()
    company.restore(backup)
    ben.sync()
    company.settle()
    assert (ben.lead(lead).city, ana.inbox(), ben.inbox()) == ("Graz", [], [])


@pytest.mark.parametrize("first", [0, 1])
def test_notes_that_had_been_merged_are_merged_again(company: Company, first: int) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana, notes="one\ntwo\nthree\nfour")
    backup = company.back_up()
    ana.edit(lead, notes="ONE\ntwo\nthree\nfour")
    ana.sync()
    ben.edit(lead, notes="one\ntwo\nthree\nFOUR")
    ben.sync()
    company.restore(backup)
    (ana, ben)[first].sync()
    company.settle()
    assert (ana.lead(lead).notes, ana.inbox(), ben.inbox()) == ("ONE\ntwo\nthree\nFOUR", [], [])


def test_what_was_typed_on_what_is_lost_is_no_conflict(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    backup = company.back_up()
    ana.edit(lead, city="Linz")
    company.settle()
    ben.edit(lead, city="Graz")
    company.restore(backup)
    ben.sync()
    company.settle()
    assert (ana.lead(lead).city, ana.inbox(), ben.inbox()) == ("Graz", [], [])


@pytest.mark.parametrize("first", [0, 1])
def test_what_was_typed_without_seeing_what_is_lost_is_a_conflict(company: Company, first: int) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    backup = company.back_up()
    ana.edit(lead, city="Linz")
    ana.sync()
    company.restore(backup)
    ben.edit(lead, city="Graz")
    (ana, ben)[first].sync()
    company.settle()
    [mine], [hers] = ana.inbox(), ben.inbox()
    assert mine == hers
    assert {mine[1], mine[2]} == {"Linz", "Graz"}


@pytest.mark.parametrize("first", [0, 1])
def test_a_deletion_of_before_is_done_again(company: Company, first: int) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    backup = company.back_up()
    ben.edit(lead, city="Linz")
    company.settle()
    ana.desk.delete("lead", lead)
    ana.sync()
    company.restore(backup)
    (ana, ben)[first].sync()
    company.settle()
    assert (ana.lead(lead).deleted, ben.lead(lead).deleted, ana.inbox(), ben.inbox()) == (True, True, [], [])


def deleted_before(company: Company, phone: Laptop, ana: Laptop) -> tuple[Trip, str]:
    """A trip and its stay: the server lost that they were deleted, and the phone is gone; Ana's laptop heard of it."""
    trip = factories.trip(ana.desk)
    stay = factories.stay(ana.desk, trip).id
    company.settle()
    backup = company.back_up()
    phone.desk.delete("trip", trip.id)
    phone.sync()
    ana.sync()
    company.restore(backup)
    company.lose(phone)
    return trip, stay


@pytest.mark.parametrize("old", [False, True])
def test_a_trip_that_was_deleted_before_stays_for_what_was_written_on_it_since(company: Company, *, old: bool) -> None:
    phone, tablet = company.laptop("Ana", "phone"), company.laptop("Ana", "tablet")
    ana = company.laptop("Ana")
    trip, stay = deleted_before(company, phone, ana)
    tablet.sync()
    if old:
        tablet.desk.change(tablet.desk.get("stay", stay), {"city": "Osaka"})
    else:
        stay = factories.stay(tablet.desk, trip, city="Osaka").id
    tablet.sync()
    company.settle()
    for laptop in (ana, tablet):
        assert not laptop.desk.get("trip", trip.id).deleted
        assert not laptop.desk.get("stay", stay).deleted
        assert laptop.filled()[stay]["city"] == "Osaka"


def test_a_trip_that_was_deleted_before_goes_again_with_what_lies_below_it(company: Company) -> None:
    phone, ana = company.laptop("Ana", "phone"), company.laptop("Ana")
    trip, stay = deleted_before(company, phone, ana)
    company.settle()
    assert all(ana.desk.get(kind, id).deleted for kind, id in (("trip", trip.id), ("stay", stay)))


def test_a_move_of_before_is_done_again(company: Company) -> None:
    ana, ben, eve = company.laptop("Ana"), company.laptop("Ben"), company.laptop("Eve")
    backup = company.back_up()
    lead = shared(company, ana)
    ana.edit(lead, team=company.teams["Nordics"], owner=company.people["Eve"])
    ana.sync()
    company.restore(backup)
    ana.sync()
    company.settle()
    assert eve.lead(lead).city == "Oslo"
    assert ana.desk.find("lead", lead) is None
    assert ben.desk.find("lead", lead) is None


def test_a_change_of_what_nobody_gave_back_yet_waits_for_it(company: Company) -> None:
    ana, ben, eve = company.laptop("Ana"), company.laptop("Ben"), company.laptop("Eve")
    backup = company.back_up()
    lead = shared(company, ben)
    ana.edit(lead, city="Linz", team=company.teams["Nordics"], owner=company.people["Eve"])
    ana.sync()
    company.restore(backup)
    ana.sync()
    assert ana.inbox() == []
    ben.sync()
    company.settle()
    assert eve.lead(lead).city == "Linz"


def test_teams_and_people_of_before_come_back_from_the_admins_laptop(company: Company) -> None:
    ana, ada = company.laptop("Ana"), company.laptop("Ada")
    backup = company.back_up()
    ada.edit(company.people["Ana"], "user", team=company.teams["Nordics"])
    company.settle()
    lead = factories.lead(ana.desk, "Joe", team=company.teams["Nordics"], owner=ana.user).id
    company.settle()
    company.restore(backup)
    ana.sync()
    ada.sync()
    company.settle()
    assert ana.desk.get("user", ana.user).team == company.teams["Nordics"]  # type: ignore[attr-defined]
    assert ada.lead(lead).team == company.teams["Nordics"]


def test_what_she_was_let_see_in_the_lost_stretch_is_hers_no_more_until_she_is_let_again(company: Company) -> None:
    ana, ada, eve = company.laptop("Ana"), company.laptop("Ada"), company.laptop("Eve")
    lead = factories.lead(eve.desk, "Joe").id
    company.settle()
    backup = company.back_up()
    ada.edit(company.people["Ana"], "user", team=company.teams["Nordics"])
    company.settle()
    assert ana.lead(lead).name == "Joe"
    company.restore(backup)
    ana.sync()
    assert ana.desk.find("lead", lead) is None
    company.settle()
    assert ana.lead(lead).name == "Joe"


def test_what_nobody_gave_back_yet_is_taken_as_the_server_has_it(small: Company) -> None:
    ana, ada = small.laptop("Ana"), small.laptop("Ada")
    backup = small.back_up()
    for name in small.people:
        ada.edit(small.people[name], "user", email=f"{name}@desk.example")
    small.settle()
    small.restore(backup)
    ana.sync()
    assert ana.desk.get("user", ana.user).email == ""  # type: ignore[attr-defined]
    small.settle()
    assert ana.desk.get("user", ana.user).email == "Ana@desk.example"  # type: ignore[attr-defined]


def test_what_had_been_moved_away_is_hers_again_until_it_is_moved_again(company: Company) -> None:
    ana, ada = company.laptop("Ana"), company.laptop("Ada")
    lead = shared(company, ana)
    backup = company.back_up()
    ada.edit(lead, team=company.teams["Nordics"], owner=company.people["Eve"])
    company.settle()
    company.restore(backup)
    ana.sync()
    assert ana.lead(lead).city == "Oslo"
    company.settle()
    assert ana.desk.find("lead", lead) is None


def test_a_conflict_of_before_of_what_is_long_deleted_is_told_with_its_text(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana, city="Oslo")
    backup = company.back_up()
    ben.edit(lead, city="Graz")
    ben.sync()
    ana.edit(lead, city="Linz")
    cuts("pull", False)(ana)
    company.restore(backup)
    ben.sync()
    ben.desk.delete("lead", lead)
    ben.sync()
    company.days(91, ben)
    ana.sync()
    assert [(item.what, item.aside) for item in ana.desk.inbox.open()] == [("refused", {"city": "Linz"})]
    company.settle()


def test_a_change_of_what_may_not_be_made_again_is_told_with_its_text(company: Company) -> None:
    ana, tablet = company.laptop("Ana"), company.laptop("Ana", "tablet")
    trip = factories.trip(ana.desk).id
    company.settle()
    backup = company.back_up()
    stay = ana.desk.add("stay", {"trip": trip, "city": "Graz"}).id
    ana.sync()
    ana.edit(stay, "stay", city="Linz")
    ana.sync()
    company.restore(backup)
    tablet.sync()
    tablet.edit(trip, "trip", traveller=company.people["Ben"])
    tablet.sync()
    ana.sync()
    told = [item.aside.get("city") for item in ana.desk.inbox.open() if item.what == "refused"]
    assert sorted(filter(None, told)) == ["Graz", "Linz"]
    assert ana.desk.store.replays.batch() == []
    company.settle()


def test_the_same_value_of_two_people_is_each_ones_own(company: Company) -> None:
    ana, ben, lea = company.laptop("Ana"), company.laptop("Ben"), company.laptop("Lea")
    lead = shared(company, ben)
    backup = company.back_up()
    lea.edit(lead, city="Linz")
    lea.sync()
    for laptop in (ana, ben):
        laptop.edit(lead, city="Graz")
        cuts("pull", late=False)(laptop)
    company.restore(backup)
    lea.sync()
    ana.sync()
    cuts("pull", late=False)(ben)
    ben.edit(lead, city="Wien")
    company.settle()
    assert ben.lead(lead).city == "Linz"
    assert {(now, aside) for _what, now, aside in ben.inbox()} >= {("Linz", "Wien")}
    assert {(now, aside) for _what, now, aside in ana.inbox()} >= {("Linz", "Graz")}


def test_another_restore_to_before_the_first_one_loses_nothing_either(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    backup = company.back_up()
    one = shared(company, ana)
    company.restore(backup)
    two = factories.lead(ben.desk, "Joe").id
    company.settle()
    company.restore(backup)
    company.settle()
    assert (ben.lead(one).name, ana.lead(two).name) == ("Jane", "Joe")


def test_a_laptop_of_a_later_epoch_does_not_speak_for_the_stretch_that_it_never_saw(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    backup = company.back_up()
    ben.edit(lead, title="Buyer")
    company.settle()
    ana.edit(lead, city="Linz")
    ana.sync()
    for _ in range(2):
        company.restore(backup)
        ben.sync()
    company.settle()
    assert (ben.lead(lead).city, ben.lead(lead).title) == ("Linz", "Buyer")


def test_what_was_handed_in_again_is_so_once_more_after_another_restore(company: Company) -> None:
    ana, ben, eve = company.laptop("Ana"), company.laptop("Ben"), company.laptop("Eve")
    lead = shared(company, ana)
    backup = company.back_up()
    ana.edit(lead, city="Linz")
    ana.sync()
    company.restore(backup)
    later = company.back_up()
    ana.edit(lead, team=company.teams["Nordics"], owner=company.people["Eve"])
    ana.sync()
    assert ana.desk.find("lead", lead) is None
    company.restore(later)
    company.settle()
    assert eve.lead(lead).city == "Linz"
    assert ben.desk.find("lead", lead) is None


def test_a_database_that_was_put_back_by_hand_is_noticed(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    company.stop()
    company.backend.keep()
    company.go_on()
    lead = shared(company, ana)
    company.stop()
    company.backend.put_back()
    company.go_on()
    assert ben.sync().turned
    company.settle()
    assert ben.lead(lead).name == "Jane"


def cuts(call: str, late: bool) -> Callable[[Laptop], None]:
    def cut(laptop: Laptop) -> None:
        def fail(name: str) -> None:
            if name == call:
                raise Offline("cut")

        setattr(laptop.line, "after" if late else "before", fail)
        with pytest.raises(Offline):
            laptop.sync()
        laptop.line.before = laptop.line.after = lambda _call: None
        laptop.reopen()

    return cut


@pytest.mark.parametrize("call", ["turn", "offer", "push", "pull"])
@pytest.mark.parametrize("late", [False, True])
def test_a_turn_that_is_cut_goes_on(small: Company, call: str, late: bool) -> None:
    ana, ben = small.laptop("Ana"), small.laptop("Ben")
    old = shared(small, ana)
    backup = small.back_up()
    leads = [factories.lead(ana.desk, f"Visitor {n}").id for n in range(7)]
    ana.edit(old, city="Linz")
    small.settle()
    small.restore(backup)
    ana.edit(leads[0], city="Graz")
    cuts(call, late)(ana)
    small.settle()
    assert (ben.lead(old).city, ben.lead(leads[0]).city) == ("Linz", "Graz")
    assert {ben.lead(id).name for id in leads} == {f"Visitor {n}" for n in range(7)}
    assert ana.inbox() == ben.inbox() == []


def test_a_laptop_from_an_older_backup_loses_nothing_that_it_had_pushed(company: Company) -> None:
    ana, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = shared(company, ana)
    ana.edit(lead, rating="hot")
    kept = ana.copied()
    ana.edit(lead, city="Linz")
    new = factories.lead(ana.desk, "Joe").id
    company.settle()
    ana.put_back(kept)
    assert ana.lead(lead).city == "Oslo"
    ana.edit(lead, notes="typed after it was put back")
    company.settle()
    for laptop in (ana, ben):
        found = laptop.lead(lead)
        assert (found.city, found.rating, found.notes) == ("Linz", "hot", "typed after it was put back")
        assert laptop.lead(new).name == "Joe"
    assert ana.inbox() == ben.inbox() == []


class Turned(Passing):
    """A server that says of another epoch what cannot be."""

    def __init__(self, service: Service, **said: int) -> None:
        super().__init__(service)
        self._said = said

    def passing(self, call: str, ask: Callable[[], T]) -> T:
        if call == "turn":
            return structs.replace(ask(), **self._said)  # type: ignore[type-var]
        raise Refusal(OTHER_EPOCH)


@pytest.mark.parametrize(
    "said",
    [{"epoch": 0}, {"epoch": -1}, {"epoch": 1 << 21}, {"epoch": 1 << 70}, {"epoch": 2, "kept": 2 << 40},
     {"epoch": 2, "kept": 1 << 70}],
)  # fmt: skip
def test_an_epoch_that_cannot_be_changes_nothing(company: Company, said: dict[str, int]) -> None:
    ana = company.laptop("Ana")
    factories.lead(ana.desk, "Jane")
    ana.sync()
    real, ana.line.service = ana.line.service, Turned(ana.line.service, **said)
    with pytest.raises(BadPull):
        ana.sync()
    ana.line.service = real
    assert not ana.sync().turned
    company.settle()


def test_an_emptied_server_gets_nothing_and_takes_nothing(company: Company) -> None:
    ana = company.laptop("Ana")
    shared(company, ana)
    before = ana.filled()

    def nothing_here(_call: str) -> None:
        raise Refusal(OTHER_EPOCH, "nothing here yet")

    ana.line.before = nothing_here
    with pytest.raises(OtherServer):
        ana.sync()
    assert ana.filled() == before


def test_the_round_says_that_the_server_was_restored_and_what_went_back(company: Company) -> None:
    ana = company.laptop("Ana")
    backup = company.back_up()
    factories.lead(ana.desk, "Joe")
    ana.sync()
    company.restore(backup)
    outcome = ana.sync()
    assert (outcome.turned, outcome.returned) == (True, 2)
    assert not ana.sync().turned


def test_a_server_verifies_and_a_torn_backup_changes_nothing(company: Company, tmp_path: Path) -> None:
    ana = company.laptop("Ana")
    shared(company, ana)
    assert wrong(company.database) == []
    torn = tmp_path / "torn.db"
    torn.write_bytes(company.back_up().read_bytes()[:5_000])
    with pytest.raises(NoBackup):
        company.restore(torn)
    assert not ana.sync().turned
    with company.database.writing() as connection:
        sums = company.database.tables.scope_sum
        connection.execute(sums.update().where(sums.c.scope.like("team:%")).values(count=sums.c.count + 1))
    assert wrong(company.database) != []
