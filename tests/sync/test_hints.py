"""Two laptops and a listening server: an edit on one appears on the other without anybody asking for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue

import pytest
from tests import factories
from tests.sync.company import PASSWORD, Company, Laptop

from salesdesk.protocol.login import Login
from salesdesk.protocol.service import Refusal
from salesdesk.protocol.wire import Hint
from salesdesk.server.hints import Pace
from salesdesk.server.running import Address, Listening
from salesdesk.sync import hints as listening
from salesdesk.sync.errors import LoggedOut, NotOurs, Offline, TooSlow
from salesdesk.sync.http import Http, log_in
from salesdesk.sync.membership import Membership

GENEROUS = 30.0
SOON = Pace(every=0.02, debounce=0.05, beat=0.2)


@pytest.fixture
def url(company: Company) -> Iterator[str]:
    """Where the company's server listens."""
    running = Listening(company.server, Address(), pace=SOON)
    running.start()
    yield running.url
    running.stop()


def logged_in(company: Company, url: str, name: str) -> Laptop:
    """A laptop that reaches the server over the network."""
    made = company.laptop(name)
    http = Http(url)
    try:
        session = log_in(http, Login(name, PASSWORD, name, made.desk.store.facts.get("device")))
    finally:
        http.close()
    Membership(made.desk.store).enter(url, session, lambda: None)
    return made


def test_an_edit_on_one_appears_on_the_other_without_polling(company: Company, url: str) -> None:
    ana, ben = logged_in(company, url, "Ana"), logged_in(company, url, "Ben")
    heard: Queue[int] = Queue()
    listener = ben.desk.office.listening(heard.put)
    listener.start()
    lead = factories.lead(ana.desk, "Jane")
    ana.desk.office.sync()
    hear_of(ben, heard)
    ben.desk.office.sync()
    assert ben.lead(lead.id).name == "Jane"
    ben.edit(lead.id, city="Graz")
    ben.desk.office.sync()
    ana.desk.office.sync()
    ana.edit(lead.id, city="Linz")
    ana.desk.office.sync()
    hear_of(ben, heard)
    listener.stop(GENEROUS)
    assert not listener.alive


def hear_of(laptop: Laptop, heard: Queue[int]) -> None:
    """Something new is told; on a slow machine what she sent herself may be told before."""
    while heard.get(timeout=GENEROUS) <= laptop.desk.office.state().cursor:
        pass


def test_the_server_lets_go_of_listeners_when_it_ends(company: Company) -> None:
    running = Listening(company.server, Address(), pace=SOON)
    running.start()
    ana = logged_in(company, running.url, "Ana")
    heard: Queue[int] = Queue()
    ana.desk.store.facts.put(cursor=1)
    listener = ana.desk.office.listening(heard.put)
    listener.start()
    heard.get(timeout=GENEROUS)
    running.stop()
    listener.stop(GENEROUS)
    assert not listener.alive


def test_a_device_that_is_shut_out_hears_nothing_more(company: Company, url: str) -> None:
    ana = logged_in(company, url, "Ana")
    ana.desk.store.facts.put(cursor=1)
    heard: Queue[int] = Queue()
    listener = ana.desk.office.listening(heard.put)
    listener.start()
    heard.get(timeout=GENEROUS)
    company.server.devices.revoke(ana.desk.store.facts.get("device"))
    for _ in range(300):
        if not listener.alive:
            break
        threading.Event().wait(GENEROUS / 300)
    assert not listener.alive


# --- lines that do not do ---------------------------------------------------------------------


class Script:
    """A line on which happens what the test says, one thing after the other; then it waits to be stopped."""

    def __init__(self, *steps: Hint | Exception | None) -> None:
        self.steps = list(steps)
        self.asked: list[str] = []
        self.done = threading.Event()

    @contextmanager
    def open(self, stopped: Callable[[], bool]) -> Iterator[Script]:
        self.stopped = stopped
        yield self

    def _next(self) -> Hint | None:
        if not self.steps:
            self.done.set()
            while not self.stopped():
                threading.Event().wait(0.01)
            return None
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    def hints(self) -> Iterator[Hint]:
        self.asked.append("hints")
        while (hint := self._next()) is not None:
            yield hint

    def wait(self, cursor: int) -> Hint:
        self.asked.append(f"wait {cursor}")
        return self._next() or Hint(0)


def heard_on(script: Script, monkeypatch: pytest.MonkeyPatch, cursor: int = 5) -> list[int]:
    """What is heard until the script is at its end."""
    monkeypatch.setattr(listening, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(listening, "LONGEST_PAUSE", 0.01)
    heard: list[int] = []
    listener = listening.Listening(script.open, lambda: cursor, heard.append)
    listener.start()
    assert script.done.wait(GENEROUS)
    listener.stop(GENEROUS)
    assert not listener.alive
    return heard


def test_only_what_is_newer_is_heard_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(Hint(3), Hint(5), Hint(6), Hint(6), None, Hint(6), Hint(9))
    assert heard_on(script, monkeypatch) == [6, 9]
    assert script.asked == ["hints", "hints"]


@pytest.mark.parametrize("error", [NotOurs("portal"), TooSlow("kept back"), Offline("away")])
def test_where_streams_do_not_come_through_questions_are_held_open(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "QUESTIONS", 3)
    script = Script(error, Hint(7), Hint(5), Offline("away"), Hint(8))
    assert heard_on(script, monkeypatch) == [7, 8]
    assert script.asked[:5] == ["hints", "wait 5", "wait 7", "wait 7", "hints"]


def test_a_line_that_was_cut_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(Hint(6), Offline("asleep"), Hint(7), Refusal("malformed"), Hint(8))
    assert heard_on(script, monkeypatch) == [6, 7, 8]
    assert script.asked == ["hints"] * 3


def test_who_is_logged_out_listens_no_more() -> None:
    script = Script(LoggedOut())
    listener = listening.Listening(script.open, lambda: 5, lambda _seq: None)
    listener.start()
    listener.stop(GENEROUS)
    assert not listener.alive
    assert script.asked in ([], ["hints"])
