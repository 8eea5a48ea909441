"""Hints: whoever listens is told her own newest seq, and nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.server.asked import asking, problem
from tests.server.laptops import Firm

from salesdesk.protocol.service import Refusal
from salesdesk.protocol.wire import Hint
from salesdesk.server.devices import Device
from salesdesk.server.hints import Hints, Listener, Pace
from salesdesk.server.news import Moved, News
from salesdesk.server.unavailable import Unavailable

SOON = Pace(every=0.01, debounce=0.01, beat=0.05, life=30, longest=0.05)
# A test waits so many seconds for what is to come, and fails if it does not.
GENEROUS = 60.0


def run(firm: Firm, script: Callable[[Hints], Awaitable[None]]) -> None:
    """Runs a script with those who listen at a firm."""

    async def main() -> None:
        hints = Hints(News(firm.server.database), SOON)
        await script(hints)
        assert hints.count == 0

    asyncio.run(main())


async def off(work: Callable[[], Any]) -> Any:
    """Does what a request of somebody else does, in its own thread."""
    return await asyncio.to_thread(work)


async def told(hints: Hints, listener: Listener, seq: int) -> int:
    """The newest seq, once it is beyond this one."""
    found = await hints.after(listener, seq, GENEROUS)
    assert found > seq
    return found


def test_each_is_told_of_her_own_scopes_and_of_no_others(firm: Firm) -> None:
    async def script(hints: Hints) -> None:
        async with (
            hints.listening(Device("1", firm.ana.user)) as ana,
            hints.listening(Device("2", firm.bo.user)) as bo,
            hints.listening(Device("3", firm.eva.user)) as eva,
        ):
            before = ana.newest, bo.newest
            lead = await off(lambda: firm.ana.create(name="Jane"))
            assert await told(hints, ana, before[0]) == await told(hints, eva, before[0])
            assert await hints.after(bo, before[1], 0.2) == before[1]
            seen = ana.newest
            theirs = await off(lambda: firm.bo.create(name="Bo's"))
            await told(hints, bo, before[1])
            assert ana.newest == seen
            assert {lead, theirs} <= await off(lambda: firm.eva.pull() and firm.eva.rows.keys())

    run(firm, script)


def test_a_row_that_leaves_is_news_to_those_it_leaves(firm: Firm) -> None:
    lead = firm.ana.create(name="Jane")
    firm.eva.pull()

    async def script(hints: Hints) -> None:
        async with hints.listening(Device("1", firm.ana.user)) as ana:
            before = ana.newest
            await off(lambda: firm.eva.change(lead, owner=firm.bo.user, team=firm.nordics))
            await told(hints, ana, before)

    run(firm, script)


def test_an_entry_for_the_inbox_and_a_grant_are_news_to_whom_they_are_for(firm: Firm) -> None:
    lead = firm.eva.create(name="Jane", owner=firm.bo.user, team=firm.nordics)
    firm.bo.pull()
    firm.bo.change(lead, name="Joan")

    async def script(hints: Hints) -> None:
        async with (
            hints.listening(Device("1", firm.eva.user)) as eva,
            hints.listening(Device("2", firm.bo.user)) as bo,
            hints.listening(Device("3", firm.ana.user)) as ana,
        ):
            before = eva.newest, bo.newest, ana.scopes
            answer = await off(lambda: firm.eva.change(lead, name="June"))
            assert answer.status == "conflict"
            await told(hints, eva, before[0])
            await told(hints, bo, before[1])
            await off(firm.ada.pull)
            seen = ana.newest
            await off(lambda: firm.ada.change(firm.ana.user, "user", team=firm.nordics))
            await told(hints, ana, seen)
            assert f"team:{firm.nordics}" in ana.scopes
            assert f"team:{firm.iberia}" not in ana.scopes

    run(firm, script)


def test_who_comes_later_knows_what_was_before(firm: Firm) -> None:
    async def script(hints: Hints) -> None:
        await off(lambda: firm.ana.create(name="Jane"))
        async with hints.listening(Device("1", firm.ana.user)) as ana:
            assert ana.newest == (await off(firm.ana.pull))[-1].head

    run(firm, script)


def test_news_that_a_database_could_not_tell_comes_when_it_is_back(firm: Firm) -> None:
    class Shaky(News):
        away = 0

        def of(self, user: str) -> tuple[frozenset[str], int]:
            if self.away:
                self.away -= 1
                raise Unavailable("away")
            return super().of(user)

    async def main() -> None:
        news = Shaky(firm.server.database)
        hints = Hints(news, SOON)
        async with hints.listening(Device("1", firm.ana.user)) as ana:
            await off(firm.ada.pull)
            before, news.away = ana.newest, 2
            await off(lambda: firm.ada.change(firm.ana.user, "user", team=firm.nordics))
            await told(hints, ana, before)
            assert f"team:{firm.nordics}" in ana.scopes

    asyncio.run(asyncio.wait_for(main(), GENEROUS))


def test_nobody_is_asked_for_where_nobody_listens(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    news = News(firm.server.database)
    since = news.since

    def counted(last: int) -> Moved:
        looks.append(last)
        return since(last)

    monkeypatch.setattr(news, "since", counted)

    async def main() -> None:
        hints = Hints(news, SOON)
        async with hints.listening(Device("1", firm.ana.user)) as ana:
            await off(lambda: firm.ana.create(name="Jane"))
            await told(hints, ana, 0)
        await asyncio.sleep(SOON.every * 10)
        before = len(looks)
        await asyncio.sleep(SOON.every * 10)
        assert len(looks) == before
        async with hints.listening(Device("1", firm.ana.user)) as ana:
            seen = ana.newest
            await off(lambda: firm.ana.create(name="Joan"))
            await told(hints, ana, seen)

    asyncio.run(main())


def test_many_listen_at_once(firm: Firm) -> None:
    async def one(hints: Hints, n: int) -> int:
        async with hints.listening(Device(str(n), firm.ana.user)) as ana:
            before = ana.newest
            listening.append(n)
            return await told(hints, ana, before)

    listening: list[int] = []

    async def script(hints: Hints) -> None:
        everybody = [asyncio.create_task(one(hints, n)) for n in range(500)]
        while len(listening) < 500:
            await asyncio.sleep(0.01)
        await off(lambda: firm.ana.create(name="Jane"))
        assert len(set(await asyncio.gather(*everybody))) == 1

    run(firm, script)


def test_a_device_that_was_shut_out_is_cut_off(firm: Firm) -> None:
    with asking(firm) as ana:
        [device] = [x for x in firm.server.devices.all() if x.user == ana.user]

    async def script(hints: Hints) -> None:
        async with hints.listening(device) as listener:
            await off(lambda: firm.server.devices.revoke(device.id))
            await hints.after(listener, listener.newest, GENEROUS)
            assert listener.cut

    run(firm, script)


def test_a_stranger_does_not_listen(firm: Firm) -> None:
    async def script(hints: Hints) -> None:
        with pytest.raises(Refusal):
            async with hints.listening(Device("1", "nobody")):
                raise AssertionError("she was let in")

    run(firm, script)
    with asking(firm) as ana:
        ana.headers = {}
        assert problem(ana.get("/v1/wait?cursor=0")) == (401, "unauthorised")
        assert problem(ana.get("/v1/hints")) == (401, "unauthorised")


def test_a_question_is_held_open_until_there_is_something_newer(firm: Firm) -> None:
    with asking(firm, SOON) as ana:
        newest = Hint(**ana.client.get("/v1/wait?cursor=0", headers=ana.headers).json()).seq
        again = Hint(**ana.client.get(f"/v1/wait?cursor={newest}", headers=ana.headers).json()).seq
        assert again == newest > 0
        [answer] = ana.push(ana.lead())
        assert Hint(**ana.client.get(f"/v1/wait?cursor={newest}", headers=ana.headers).json()).seq == answer.seq
        assert problem(ana.get("/v1/wait?cursor=x")) == (400, "malformed")
        assert ana.get(f"/v1/wait?cursor={2**80}")[0] == 200
        assert ana.get("/v1/wait?cursor=-1")[0] == 200


def test_events_say_the_newest_seq_and_that_the_line_lives(firm: Firm) -> None:
    with asking(firm, Pace(every=0.01, debounce=0.01, beat=0.05, life=0.3)) as ana:
        said = ana.client.get("/v1/hints", headers=ana.headers)
        assert said.headers["content-type"].startswith("text/event-stream")
        assert said.headers["SalesDesk-Protocol"] == "1"
        first, *more = said.text.strip("\n").split("\n\n")
        assert first.startswith('data: {"seq":')
        assert ":" in more
