"""A profile that joins a company: everything of hers has her new name, however much there is."""

from __future__ import annotations

import json

import pytest
from tests.factories import lead

from salesdesk.desk import profile
from salesdesk.desk.desk import Desk
from salesdesk.domain.ids import uuid7
from salesdesk.domain.user import User
from salesdesk.store import joining
from salesdesk.store.listing import Query


@pytest.mark.parametrize("at_once", [1, 4, 1_000])
def test_everything_of_hers_has_her_new_name(desk: Desk, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(joining, "_ROWS_AT_ONCE", at_once)
    monkeypatch.setattr(joining, "_MUTATIONS_AT_ONCE", at_once)
    if desk.me is None:
        profile.settle(desk, "Ana", "Fairs")
    was = desk.me
    assert was is not None
    for n in range(9):
        lead(desk, f"Visitor {n}", owner=was.id, team=was.team)
    person = User(id=uuid7(), name="Ana", team=uuid7(), role="manager")
    desk.store.joining.join(person, person.team)
    hers = {(getattr(x, "owner"), getattr(x, "team")) for x in desk.records(Query(desk.kinds["lead"]), 20)}  # noqa: B009
    assert hers == {(person.id, person.team)}
    waiting = [write.fields for x in desk.store.outbox.batch() for write in x.writes if write.kind == "lead"]
    assert [(x["owner"], x["team"]) for x in waiting] == [(person.id, person.team)] * 9
    assert was.id not in json.dumps([[write.id, write.fields] for x in desk.store.outbox.batch() for write in x.writes])
