"""Many plain changes in one push come to the same as each by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from msgspec import structs
from tests.server.laptops import Firm
from tests.server.outcomes import handed_in, stand, told

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.merge import Merged, merge
from salesdesk.protocol.wire import Mutation, Write
from salesdesk.server.backups import wrong

Said = Mapping[str, Any]
Meanwhile = Callable[[Firm, str], object]
# What one account of three is changed to beside its name.
SAID: Mapping[str, Said] = {
    "no more": {},
    "texts": {"notes": "näher\nansehen", "city": "Graz"},
    "a unit of two": {"country": "AT", "region": "Tirol"},
    "half a unit": {"country": "AT"},
    "otherwise than it is kept": {"last_visit": "2026-11-23", "currency": "EUR"},
    "blanks": {"city": "", "last_visit": None},
    "what it was": {"name": "Kim"},
    "as it was in one of two": {"name": "Kim", "city": "Graz"},
    "a value that cannot be": {"last_visit": "tomorrow"},
    "no character": {"city": "a\0b"},
    "a field of another kind": {"amount": "5"},
    "a parent": {"parent": "Jane"},
    "a parent that is not there": {"parent": uuid7()},
    "another owner": {"owner": "Bo"},
    "nothing": {"name": None},
}
# What happens to that account meanwhile, unseen.
MEANWHILE: Mapping[str, Meanwhile] = {
    "nothing": lambda _firm, _id: None,
    "the same field": lambda firm, id: firm.eva.change(id, "account", name="Eve"),
    "the same field, as she did": lambda firm, id: firm.eva.change(id, "account", name="Kim & Co"),
    "another field": lambda firm, id: firm.eva.change(id, "account", city="Linz"),
    "it is deleted": lambda firm, id: firm.eva.delete(id, kind="account"),
    "it is given away": lambda firm, id: firm.eva.change(id, "account", owner=firm.bo.user, team=firm.bo.team),
}


def accounts(firm: Firm) -> list[str]:
    """Three accounts of Ana's that she and Eva have seen."""
    made = [firm.ana.create("account", name=name) for name in ("Jane", "Kim", "Lu")]
    firm.ana.pull()
    firm.eva.pull()
    return made


def changes(firm: Firm, ids: list[str], said: Said) -> list[Write]:
    """Each is called otherwise, and of the middle one more is said."""
    meant = {"Jane": ids[0], "Bo": firm.bo.user}
    more = {name: meant.get(value, value) for name, value in said.items()}
    names: list[Said] = [{"name": "Jane & Co"}, {"name": "Kim & Co"} | more, {"name": "Lu & Co"}]
    return [firm.ana.changing(id, "account", **fields) for id, fields in zip(ids, names, strict=True)]


def one_by_one(write: Write) -> Write:
    """The same write, with a base that says nothing: those are looked at singly."""
    return structs.replace(write, bases={"nothing": uuid7()})


def outcomes(firm: Firm, said: Said, meanwhile: Meanwhile, how: Callable[[Write], Write]) -> list[str]:
    """All that came of it, where each change is its own mutation, and where they are one."""
    found = []
    for apart in (True, False):
        ids = accounts(firm)
        meanwhile(firm, ids[1])
        writes = list(map(how, changes(firm, ids, said)))
        answers, as_sent = handed_in(firm.ana, *([[write] for write in writes] if apart else [writes]))
        entries = [(x.unit, x.now, x.aside, x.base, x.record) for x in firm.eva.inbox() if x.record in ids]
        text = repr((answers, as_sent, stand(firm, writes), told(firm.eva, writes), entries))
        for id, name in zip(ids, ("Jane", "Kim", "Lu"), strict=True):
            text = text.replace(id, name)
        found.append(text)
    assert wrong(firm.server.database) == []
    return found


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_together_they_come_to_what_they_come_to_one_by_one(firm: Firm, said: Said) -> None:
    together = outcomes(firm, said, MEANWHILE["nothing"], lambda write: write)
    firm.begin_again()
    assert together == outcomes(firm, said, MEANWHILE["nothing"], one_by_one)


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
def test_so_they_do_where_somebody_was_there_before(firm: Firm, meanwhile: Meanwhile) -> None:
    together = outcomes(firm, {}, meanwhile, lambda write: write)
    firm.begin_again()
    assert together == outcomes(firm, {}, meanwhile, one_by_one)


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
@pytest.mark.parametrize("lost", [0, 7])
def test_so_they_do_behind_a_restore(firm: Firm, meanwhile: Meanwhile, lost: int) -> None:
    kept = firm.put_back()

    def typed(write: Write) -> Write:
        return structs.replace(write, seen=kept + lost) if lost else write

    together = outcomes(firm, {}, meanwhile, typed)
    firm.begin_again()
    firm.put_back()
    assert together == outcomes(firm, {}, meanwhile, lambda write: one_by_one(typed(write)))


@pytest.fixture
def singly(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rows that changes are looked at singly for."""
    merged: list[str] = []

    def one(kind: Any, standing: Any, write: Write, *more: Any) -> Merged:
        merged.append(write.id)
        return merge(kind, standing, write, *more)

    monkeypatch.setattr("salesdesk.server.mutating.merge", one)
    return merged


def test_what_is_plain_is_not_looked_at_singly(firm: Firm, singly: list[str]) -> None:
    jane, kim, lu = accounts(firm)
    firm.eva.change(kim, "account", name="Eve")
    answers, _as_sent = handed_in(firm.ana, *([write] for write in changes(firm, [jane, kim, lu], {})))
    assert [status for status, _why, _units in answers] == ["ok", "conflict", "ok"]
    assert singly == [kim]


def test_behind_a_restore_only_what_was_typed_on_the_lost_stretch_is_looked_at_singly(
    firm: Firm, singly: list[str]
) -> None:
    jane, kim, lu = accounts(firm)
    lost = firm.put_back() + 7
    firm.ana.pull()
    before, *others = changes(firm, [jane, kim, lu], {})
    answers, _as_sent = handed_in(firm.ana, [structs.replace(before, seen=lost)], *([write] for write in others))
    assert [status for status, _why, _units in answers] == ["ok"] * 3
    assert singly == [jane]


def test_what_the_same_push_does_to_them_besides_is_done_in_its_order(firm: Firm) -> None:
    jane, kim, lu = accounts(firm)
    first = uuid7()
    of_kim = [firm.ana.changing(kim, "account", name="Kim & Co"), firm.ana.changing(kim, "account", city="Graz")]
    lead = Write("lead", uuid7(), "create", {"account": lu, "owner": firm.ana.user, "team": firm.ana.team})
    gone = structs.replace(firm.ana.changing(lu, "account"), op="delete", bases={"*": first})
    steps = ([firm.ana.changing(jane, "account", name="Jane & Co")], of_kim, [lead], [gone])
    assert handed_in(firm.ana, *steps, mid=first)[0] == [("ok", "", [])] * 5
    assert [firm.ana.value(id, "name") for id in (jane, kim)] == ["Jane & Co", "Kim & Co"]
    assert (firm.ana.value(kim, "city"), firm.ana.has(lu)) == ("Graz", False)
    assert wrong(firm.server.database) == []


def test_whose_right_ends_in_the_same_push_changes_nothing_more(firm: Firm) -> None:
    [jane, *_others] = accounts(firm)
    firm.ada.pull()
    bos = firm.bo.create("account", name="Nordwerk")
    firm.ada.pull()
    change = firm.ada.changing(bos, "account", name="Nord")
    moved = firm.ada.changing(firm.ada.user, "user", team=firm.iberia)
    answers = handed_in(firm.ada, [change], [moved], [structs.replace(change, id=firm.bo.create("account"))])[0]
    assert [status for status, _why, _units in answers] == ["ok", "ok", "forbidden"]
    assert firm.bo.value(bos, "name") == "Nord"
    assert jane not in firm.ada.rows


def test_a_mid_that_comes_twice_in_a_push_stands_for_what_came_first(firm: Firm) -> None:
    jane, kim, _lu = accounts(firm)
    mid, first = uuid7(), one_by_one(firm.ana.changing(jane, "account", name="J"))
    second = firm.ana.changing(kim, "account", name="K")
    answers = firm.ana.push(*(Mutation(mid, uuid7(), 5, [write]) for write in (first, second)))
    assert [answer.status for answer in answers] == ["ok", "ok"]
    assert [firm.eva.value(id, "name") for id in (jane, kim)] == ["J", "Kim"]
    assert wrong(firm.server.database) == []
