"""What the desk fills in, refuses and tells."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.factories import (
    NOW,
    TODAY,
    account,
    activity,
    budget_line,
    contact,
    counted_ids,
    expense,
    fair,
    lead,
    stay,
    team,
    trip,
    user,
)  # fmt: skip

from salesdesk.capture import Captured
from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import BadValue
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import UnknownField, UnknownKind
from salesdesk.store.door import Saved
from salesdesk.store.errors import BrokenLink, NotFound


def me(desk: Desk) -> Any:
    assert desk.me is not None
    return desk.me


def test_the_desk_knows_whose_it_is(desk: Desk) -> None:
    assert (me(desk).name, me(desk).role) == ("Ana Ruiz", "manager")
    assert getattr(desk.get("team", me(desk).team), "name", "") == "Iberia"
    desk.change(me(desk), {"name": "Ana Ruiz-Lind"})
    assert me(desk).name == "Ana Ruiz-Lind"


def test_a_lead_says_who_met_whom_when(desk: Desk) -> None:
    made = lead(desk)
    assert (made.met_at, made.met_by, made.status) == (NOW, me(desk).id, "new")
    assert (made.owner, made.team) == (me(desk).id, me(desk).team)


@pytest.mark.parametrize("make", [lead, account, contact, activity])
def test_what_she_makes_is_hers_and_her_teams(desk: Desk, make: Any) -> None:
    made = make(desk)
    assert (made.owner, made.team) == (me(desk).id, me(desk).team)


def test_what_is_given_is_not_overwritten(desk: Desk) -> None:
    other, north = user(desk), team(desk)
    made = lead(desk, owner=other.id, team=north.id, met_by=other.id, status="qualified")
    assert (made.owner, made.team, made.met_by, made.status) == (other.id, north.id, other.id, "qualified")


def test_a_trip_is_hers_planned_and_in_euros(desk: Desk) -> None:
    made: Any = desk.add("trip", {"title": "Oslo"})
    assert (made.traveller, made.status, made.currency) == (me(desk).id, "planned", "EUR")


def test_what_belongs_to_a_trip_takes_its_currency_and_todays_date(desk: Desk) -> None:
    osaka = trip(desk, currency="JPY")
    dinner: Any = desk.add("expense", {"trip": osaka.id})
    assert (dinner.currency, dinner.day) == ("JPY", TODAY)
    assert budget_line(desk, osaka).currency == "JPY"
    loose: Any = desk.add("expense", {})
    assert loose.currency == "EUR"


def test_defaults_are_not_filled_in_again_by_an_edit(desk: Desk) -> None:
    made = desk.change(lead(desk), {"status": "", "owner": ""})
    assert isinstance(made, Lead)
    assert (made.status, made.owner) == ("", "")


def test_what_is_about_a_person_is_about_her_company(desk: Desk) -> None:
    acme, other = account(desk), account(desk, name="Beta")
    jane = contact(desk, account=acme.id)
    made = lead(desk, contact=jane.id)
    assert made.account == acme.id
    assert activity(desk, contact=jane.id).account == acme.id
    assert lead(desk, contact=jane.id, account=other.id).account == other.id
    later = lead(desk)
    changed = desk.change(later, {"contact": jane.id})
    assert changed.account == acme.id  # type: ignore[attr-defined]
    assert desk.change(changed, {"account": ""}).account == ""  # type: ignore[attr-defined]


def test_a_draft_has_an_id_and_the_defaults_and_is_not_saved(desk: Desk) -> None:
    desk.new_id = counted_ids()
    draft: Any = desk.draft("lead", {"name": "Jane"})
    assert (draft.id, draft.name, draft.met_at) == (counted_ids()(), "Jane", NOW)
    assert desk.find("lead", draft.id) is None


@pytest.mark.parametrize(
    ("kind", "link"), [("lead", "fair"), ("contact", "account"), ("stay", "trip"), ("user", "team")]
)
def test_a_link_to_nothing_is_refused_and_nothing_is_saved(desk: Desk, kind: str, link: str) -> None:
    waiting = desk.store.sums.pending()
    with pytest.raises(BrokenLink) as refused:
        desk.add(kind, {link: "nowhere"})
    assert (refused.value.id, refused.value.field) == ("nowhere", desk.kinds[kind].field(link).label)
    assert desk.store.sums.pending() == waiting


def test_a_link_to_nothing_is_refused_in_an_edit_too_and_an_old_one_does_not_hinder(desk: Desk) -> None:
    medica = fair(desk)
    made = lead(desk, fair=medica.id)
    with pytest.raises(BrokenLink):
        desk.change(made, {"fair": "nowhere"})
    desk.delete("fair", medica.id)
    assert getattr(desk.change(made, {"name": "Jo"}), "fair", "") == medica.id
    desk.change(made, {"fair": ""})


def test_what_is_not_declared_is_refused(desk: Desk) -> None:
    with pytest.raises(UnknownField):
        desk.add("lead", {"colour": "red"})
    with pytest.raises(UnknownKind):
        desk.add("colour", {})
    with pytest.raises(NotFound):
        desk.budget("nowhere")
    assert desk.find("lead", "") is None


def test_listeners_are_told_what_was_saved_once_it_is(desk: Desk) -> None:
    told: list[Saved] = []
    desk.listeners.append(told.append)
    made = lead(desk, "Jane")
    changed = desk.change(made, {"company": "Acme"})
    desk.change(changed, {})
    desk.change(changed, {"company": "Acme"})
    desk.delete("lead", made.id)
    desk.undo()
    desk.redo()
    desk.undelete("lead", made.id)
    with pytest.raises(BrokenLink):
        desk.change(changed, {"fair": "nowhere"})
    assert [saved.label for saved in told] == [
        "Add lead", "Edit Jane", "Delete Jane", "Undo: Delete Jane", "Redo: Delete Jane", "Restore Jane",
    ]  # fmt: skip
    assert [change.op for saved in told for change in saved.changes] == [
        "create", "change", "delete", "restore", "delete", "restore",
    ]  # fmt: skip


def test_listeners_hear_of_children_and_of_many(desk: Desk) -> None:
    told: list[Saved] = []
    tokyo = trip(desk)
    stay(desk, tokyo), expense(desk, tokyo)
    desk.listeners.append(told.append)
    desk.delete("trip", tokyo.id)
    desk.add_many("Import", [Lead(id=desk.new_id(), name=str(n)) for n in range(3)])
    assert [len(saved.changes) for saved in told] == [3, 3]


def test_what_was_captured_becomes_the_values_of_a_lead(desk: Desk) -> None:
    fields = {"name": "Jane", "country": "Germany", "products": "pumps, valves"}
    values = desk.captured_values(Captured("vcard", "QR", "BEGIN", fields, picture=b"\x89PNG", mime="image/png"))
    assert desk.store.files.get(values.pop("picture")) == (b"\x89PNG", "image/png")
    assert values == {"name": "Jane", "country": "DE", "products": ("pumps", "valves")}
    with pytest.raises(BadValue):
        desk.captured_values(Captured("vcard", fields={"country": "Atlantis"}))


def test_the_records_of_another_are_found_by_their_link(desk: Desk) -> None:
    medica = fair(desk)
    one, two = lead(desk, "A", fair=medica.id), lead(desk, "B", fair=medica.id)
    lead(desk, "C")
    assert desk.of("lead", "fair", medica.id) == [two, one]


def test_a_day_is_the_days_own(desk: Desk) -> None:
    made = trip(desk, **{"return": date(2026, 11, 30)})
    assert getattr(desk.get("trip", made.id), "return_", None) == date(2026, 11, 30)
