"""Many new rows in one mutation come to the same as each by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.server.laptops import Firm
from tests.server.outcomes import handed_in, stand, told

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import EVERY_UNIT, Write
from salesdesk.server.backups import wrong

Said = Mapping[str, Any]
# What one lead of three says beside its name.
SAID: Mapping[str, Said] = {
    "nothing": {},
    "much": {"notes": "näher\nansehen", "country": "AT", "due": "2026-12-01", "met_at": "2026-11-23T09:30:00Z"},
    "otherwise than it is kept": {"met_at": "2026-11-23T09:30+09:00"},
    "blanks": {"city": "", "due": None, "contact": ""},
    "a value that cannot be": {"due": "tomorrow"},
    "half a character": {"city": "\ud800"},
    "more than fits": {"city": "ö" * 5_000},
    "no text": {"city": 5, "title": None},
    "no character": {"city": "a\0b"},
    "a field of another kind": {"amount": "5"},
    "a fair that is not there": {"fair": uuid7()},
    "an owner that is not there": {"owner": uuid7()},
    "no owner and no team": {"owner": "", "team": ""},
    "another's": {"owner": "bo", "team": "bo"},
    "sets": {"products": (["valve", "arm"], [])},
    "sets in their order": {"products": (["arm", "valve"], [])},
    "sets with removes": {"products": (["arm"], ["valve"])},
}


def leads(firm: Firm, said: Said) -> list[Write]:
    """Three new leads, the middle one of which says more."""
    hers = {"owner": firm.ana.user, "team": firm.ana.team}
    bos = {"owner": firm.bo.user, "team": firm.bo.team}
    more = {name: bos[name] if value == "bo" else value for name, value in said.items()}
    sets: dict[str, Any] = {name: more.pop(name) for name in said if name == "products"}
    return [
        Write("lead", uuid7(), "create", {"name": "Jane"} | hers),
        Write("lead", uuid7(), "create", {"name": "Kim"} | hers | more, sets),
        Write("lead", uuid7(), "create", {"name": "Lu"} | hers),
    ]


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_together_they_come_to_what_they_come_to_one_by_one(firm: Firm, said: Said) -> None:
    together, alone = leads(firm, said), leads(firm, said)
    assert handed_in(firm.ana, together) == handed_in(firm.ana, *([write] for write in alone))
    assert stand(firm, together) == stand(firm, alone)
    assert told(firm.ana, together) == told(firm.ana, alone)
    assert wrong(firm.server.database) == []


def test_what_is_there_is_not_made_again(firm: Firm) -> None:
    writes = leads(firm, {})
    firm.ana.write(writes[1])
    assert handed_in(firm.ana, writes)[0] == [("ok", "", [])] * 3
    assert [len(past) for past in told(firm.ana, writes)] == [1, 1, 1]


def test_what_the_same_push_makes_is_not_made_again(firm: Firm) -> None:
    writes = leads(firm, {})
    assert handed_in(firm.ana, writes, [*writes[1:], *leads(firm, {})])[0] == [("ok", "", [])] * 8
    assert [len(past) for past in told(firm.ana, writes)] == [1, 1, 1]
    assert wrong(firm.server.database) == []


def test_what_the_same_push_does_to_them_later_is_done(firm: Firm) -> None:
    made, (jane, kim, lu) = uuid7(), leads(firm, SAID["sets"])
    bases = {EVERY_UNIT: made, "": made}
    change = Write("lead", kim.id, "change", {"city": "Graz"}, {"products": (["pump"], ["arm"])}, bases=bases)
    delete = Write("lead", lu.id, "delete", bases=bases)
    done = handed_in(firm.ana, [jane, kim, lu], [change], [delete], mid=made)
    assert done == ([("ok", "", [])] * 5, False)
    firm.ana.pull()
    assert [firm.ana.has(write.id) for write in (jane, kim, lu)] == [True, True, False]
    assert (firm.ana.value(kim.id, "city"), firm.ana.value(kim.id, "products")) == ("Graz", ["pump", "valve"])
    assert [[step[0] for step in past] for past in told(firm.ana, [jane, kim, lu])] == [
        ["create"], ["create", "change"], ["create", "delete"],
    ]  # fmt: skip
    assert wrong(firm.server.database) == []


def test_how_a_row_was_made_is_known_whatever_became_of_it(firm: Firm) -> None:
    made = {"city": "Wien", "notes": "one", "owner": firm.ana.user, "team": firm.ana.team}
    write = Write("lead", uuid7(), "create", made, {"products": (["arm"], [])})
    firm.ana.write(write, at=7)
    for city in ("Linz", "Graz"):
        firm.ana.pull()
        firm.ana.change(write.id, city=city, due="2026-12-01")
    firm.ana.pull()
    firm.ana.write(firm.ana.changing(write.id, notes=""))
    [making, *_since] = firm.eva.door.history("lead", write.id)
    assert (making.op, making.by, making.at) == ("create", firm.ana.user, 7)
    assert making.fields == made | {"products": ["arm"]}
