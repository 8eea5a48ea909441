"""Absurd answers of a server: a told error and nothing changed, or a page that can be laid in; never a crash."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.backends import SQLITE
from tests.sync.company import Company, Laptop, Passing

from salesdesk.protocol.service import Refusal, Service, Spans
from salesdesk.protocol.wire import Page, Push, Pushed
from salesdesk.store.errors import StoreError
from salesdesk.sync.errors import Differs, SyncError

# What a laptop makes of it is no matter of the server's database.
pytestmark = pytest.mark.parametrize("backend_name", [SQLITE], indirect=True)

NOBODYS = "00000000-0000-4000-8000-000000000000"
T = TypeVar("T")
TOLD = (SyncError, StoreError, Refusal)
ABSURD: list[Any] = [
    None, True, 0, -1, 5, 1 << 40, (1 << 62) - 1, 1 << 63, -(1 << 63), 1 << 70, 1.5, 1e308, "", "\0", "x" * 5_000,
    "lead", "\u202egpj", [], {}, [[]], [None], [-1], [1 << 40], {"": None}, {"name": 5}, {"name": ["x"]},
    {"products": [[]]},
    {"budget": {}}, {"met_at": "x"}, {"due": "2026-99-99"}, {"deleted": 1}, {"id": "x"}, {"n": 7}, {"name'\"": "x"},
    NOBODYS, "everybody", "0,1", ["everybody"] * 3,
]  # fmt: skip


class Twisted(Passing):
    """The server, with its pages and answers as `twist` makes them."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.twist: Any = None

    def push(self, push: Push) -> Pushed:
        return self._twisted(self.service.push(push), Pushed)

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        return self._twisted(self.service.pull(epoch, cursor, token, schema, whole, spared), Page)

    def _twisted(self, answer: T, type: type[T]) -> T:
        """The answer as it comes off the wire; what is none of ours is told there (sync.http)."""
        if self.twist is None:
            return answer
        try:
            return msgspec.json.decode(msgspec.json.encode(self.twist(msgspec.to_builtins(answer))), type=type)
        except msgspec.MsgspecError as error:
            raise SyncError(str(error)) from error


ANY = [*ABSURD, ...]
# A place by its number, what to put there, and whether that is to be of the same type.
CHANGE = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), st.booleans())


@pytest.fixture
def ana(company: Company) -> Laptop:
    made, ben = company.laptop("Ana"), company.laptop("Ben")
    lead = factories.lead(made.desk, "Jane", company="Acme", notes="well")
    company.settle()
    for laptop, city in ((made, "Linz"), (ben, "Graz")):
        laptop.edit(lead.id, city=city, products=("pumps",))
    ben.sync()
    factories.lead(ben.desk, "From Ben")
    ben.sync()
    factories.lead(made.desk, "Waits")
    return made


def places(said: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in an answer."""
    if path:
        yield path
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for name, value in inner:
        yield from places(value, (*path, name))


def put(said: Any, path: tuple[Any, ...], value: Any) -> None:
    """Puts a value in a place, or nothing at all where it is Ellipsis; one that is gone by now stays so."""
    try:
        for name in path[:-1]:
            said = said[name]
        if value is ...:
            del said[path[-1]]
        else:
            said[path[-1]] = copy.deepcopy(value)
    except (LookupError, TypeError):
        return


def alike(value: Any) -> list[Any]:
    """Absurd values of the same type, which get past the first look."""
    return [x for x in ABSURD if type(x) is type(value)] or ABSURD


def at(said: Any, path: tuple[Any, ...]) -> Any:
    """What stands in a place."""
    for name in path:
        said = said[name]
    return said


def facts(laptop: Laptop) -> tuple[Any, ...]:
    """All that a pull may change."""
    state = laptop.desk.office.state()
    inbox = [item.id for item in laptop.desk.inbox.open() if item.what != "refused"]
    return laptop.filled(), state.cursor, state.last_sync, inbox


@pytest.mark.parametrize("what", ["answers", "page", "fill"])
def test_what_cannot_be_is_told_and_changes_nothing(company: Company, ana: Laptop, what: str) -> None:
    if what == "fill":
        ana = Laptop(company.folder / "new", company.server, "Ana")
        company.laptops.append(ana)
    twisted = Twisted(ana.line.service)
    ana.line.service = twisted
    kept = ana.folder.with_name("kept")
    ana.desk.store.close()
    shutil.copytree(ana.folder, kept)
    told: list[Exception] = []

    @settings(
        max_examples=100, derandomize=True, database=None, deadline=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def hostile(data: Any) -> None:
        shutil.rmtree(ana.folder)
        shutil.copytree(kept, ana.folder)
        ana.reopen()

        changes = data.draw(st.lists(CHANGE, min_size=1, max_size=2))

        def twist(said: Any) -> Any:
            if ("answers" not in said) is (what == "answers"):
                return said
            twisted.twist = None  # the server is itself again
            for number, value, same in changes:
                every = list(places(said)) or [()]
                path = every[number % len(every)]
                fitting = alike(at(said, path)) if same else ANY
                put(said, path, fitting[value % len(fitting)])
            return said

        twisted.twist = twist
        before = facts(ana)
        try:
            ana.sync()
        except TOLD as error:
            told.append(error)
            # Where the sums differ something was laid in; what was answered stays answered.
            kept_back = what == "fill" or isinstance(error, Differs)
            assert kept_back or facts(ana)[what == "answers" :] == before[what == "answers" :]
        ana.desk.office.state()
        ana.desk.store.close()

    hostile()
    ana.reopen()
    assert len(told) > 10
    assert any(isinstance(error, StoreError) for error in told)
