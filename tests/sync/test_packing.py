"""A push is ready to go while the one before it is on its way, and what is handed in of it by halves is packed anew."""

from __future__ import annotations

import threading

import msgspec
import pytest
import zstandard
from tests.backends import SQLITE
from tests.sync.company import Company

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.service import TOO_LARGE, Refusal
from salesdesk.protocol.wire import Answer, Mutation, Push, Pushed, Write
from salesdesk.store.bulk import New
from salesdesk.sync.engine import Engine
from salesdesk.sync.packing import packed, ready
from salesdesk.sync.sending import hand_in

# So long nobody has to wait.
LONGEST_S = 20


def as_read(push: Push) -> Push:
    """A push as a server reads it that gets what goes over the wire for it."""
    content, headers = packed(push)
    plain = zstandard.decompress(content) if headers.get("Content-Encoding") == "zstd" else content
    return msgspec.json.decode(plain, type=Push)


def waiting(count: int) -> Push:
    """A push of a few leads, each a mutation."""
    fields = {"name": "Jane", "notes": "x" * 400}
    return Push(1, 1, [Mutation(uuid7(), uuid7(), n, [Write("lead", uuid7(), "create", fields)]) for n in range(count)])


@pytest.mark.parametrize("count", [1, 9])
def test_what_was_made_ready_is_what_was_to_be_pushed(count: int) -> None:
    push = waiting(count)
    assert packed(ready(push)) == packed(push)
    assert as_read(ready(push)) == push


def test_what_is_handed_in_by_halves_is_packed_anew() -> None:
    push, read = waiting(9), list[Push]()

    def hand(some: Push) -> Pushed:
        read.append(as_read(some))
        if len(read[-1].mutations) > 2:
            raise Refusal(TOO_LARGE)
        return Pushed(1, 1, 1, [Answer(x.mid, "ok", 1) for x in read[-1].mutations])

    assert [x.mid for x in hand_in(hand, ready(push)).answers] == [x.mid for x in push.mutations[:2]]
    assert [x.mutations for x in read] == [push.mutations[:many] for many in (9, 4, 2)]


@pytest.mark.parametrize("backend_name", [SQLITE], indirect=True)
def test_the_next_push_is_ready_before_the_one_on_its_way_is_answered(company: Company) -> None:
    ana = company.laptop("Ana")
    ana.sync()
    kind, notes = ana.desk.kinds["lead"], "x" * 1_500
    ana.desk.store.door.add("Import", [New(kind, uuid7(), {"notes": notes}) for _ in range(1_500)])
    made, more, pushes, in_time = list[Push](), threading.Condition(), 0, list[bool]()
    last = ana.desk.store.sums.pending()

    def make(push: Push) -> Push:
        with more:
            made.append(push)
            more.notify()
        return push

    def hear(call: str) -> None:
        nonlocal pushes
        if call == "push":
            pushes += 1
            with more:
                done = sum(len(push.mutations) for push in made[:pushes]) == last
                in_time.append(more.wait_for(lambda: done or len(made) > pushes, LONGEST_S))

    ana.line.before = hear
    Engine(ana.desk.store, ana.line, ready=make).run()
    assert (pushes, in_time) == (len(made), [True] * len(made))
    assert pushes > 2
