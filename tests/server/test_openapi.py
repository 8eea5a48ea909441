"""The OpenAPI holds: whatever Schemathesis makes of it is answered as it says, and so is a walk with real ids."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from schemathesis import GenerationMode
from tests.backends import BACKENDS, SQLITE
from tests.server.laptops import PASSWORD, Firm

from salesdesk.domain.ids import uuid7
from salesdesk.domain.kinds import KINDS
from salesdesk.server.app import create_app
from salesdesk.server.hints import Pace

HTTP_VERBS = {"get", "post", "put", "patch", "delete"}
# The same examples every time; what fails is shrunk.
BOUNDED = settings(
    max_examples=50, derandomize=True, database=None, deadline=None, print_blob=False,
    phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
)  # fmt: skip


class Current:
    """The application of the test that runs: what was made of the document is good for all of them."""

    app: Litestar

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


CURRENT = Current()


@pytest.fixture
def app(firm: Firm) -> Litestar:
    CURRENT.app = create_app(firm.server, Pace(every=3_600, longest=0.01))
    return CURRENT.app


CHECKS = {
    # A parameter that is not known is passed over, and every case is sent with a token.
    "generation": {"allow-extra-parameters": False, "with-security-parameters": False},
    # What reads well may be refused for what it is about, but never as malformed.
    "checks": {"positive_data_acceptance": {"expected-statuses": [200, 401, 409, 410, 422, 426, 429]}},
    # A push is taken with whatever mutations it has: each of them is decided by itself.
    "operations": [{"include-path": "/v1/push", "checks": {"negative_data_rejection": {"enabled": False}}}],
}


@cache
def read() -> Any:
    """The document, read once: what is made of it takes long and much room."""
    config = schemathesis.Config.from_dict(CHECKS)
    return schemathesis.openapi.from_asgi("/v1/openapi.json", CURRENT, config=config)


@pytest.fixture
def stated(app: Litestar) -> Any:
    return read()


# These ask for texts of any form, or for nothing.
NEVER_WRONG = {"/v1/health", "/v1/listing", "/v1/logout", "/v1/history/{kind}/{record}"}


def operations() -> list[tuple[str, str]]:
    """Path and method of everything that the server does but for the document itself."""
    return [
        ("/v1/health", "GET"), ("/v1/login", "POST"), ("/v1/refresh", "POST"), ("/v1/logout", "POST"),
        ("/v1/push", "POST"), ("/v1/pull", "GET"), ("/v1/history/{kind}/{record}", "GET"),
        ("/v1/turn", "POST"), ("/v1/offer", "POST"), ("/v1/listing", "GET"), ("/v1/rows", "POST"),
        ("/v1/wait", "GET"),
    ]  # fmt: skip


def test_it_states_every_operation(app: Litestar, stated: Any) -> None:
    routed = {
        (route.path.replace(":str}", "}"), method)
        for route in app.routes
        for method in getattr(route, "methods", ())
        if method.lower() in HTTP_VERBS
    }
    paths = stated.raw_schema["paths"].items()
    told = {(path, verb.upper()) for path, verbs in paths for verb in verbs}
    assert told == routed - {("/v1/openapi.json", "GET")}
    assert told == {*operations(), ("/v1/hints", "GET")}  # which has no end, and tests of its own
    assert all(operation["summary"] for _path, verbs in paths for operation in verbs.values())
    assert stated.raw_schema["components"]["schemas"].keys() >= {f"{kind.name}.fields" for kind in KINDS}


class Device:
    """Ana's laptop, which logs in again where it was logged out."""

    def __init__(self, stated: Any) -> None:
        self._login = stated["/v1/login"]["POST"]
        self._access = ""
        self.logged_in()

    def logged_in(self) -> Any:
        """A new session."""
        case = self._login.Case(body={"name": "Ana", "password": PASSWORD})
        session = case.call().json()
        self._access = session["tokens"]["access"]
        return session

    def asks(self, case: Any) -> Any:
        """The answer, which is as it is stated."""
        return case.call_and_validate(headers={"Authorization": f"Bearer {self._access}"})


def aimed(case: Any) -> Any:
    """The case, of this server's epoch and without a token that no page gave: these are refused before all else."""
    if case.method == "GET" and isinstance(case.query.get("token"), str):
        case.query["token"] = ""
    for said in (case.body, case.query):
        if isinstance(said, dict) and type(said.get("epoch")) is int and 0 <= said["epoch"] < 1 << 22:
            said["epoch"] = 1
    if isinstance(case.query, dict):
        # A list of one reads as the one.
        case.query = {name: value for name, value in case.query.items() if not isinstance(value, list)}
    if isinstance(case.body, dict | list):
        case.body = without_points(case.body)
    return case


def without_points(said: Any) -> Any:
    """The same with 1 for 1.0: to JSON Schema they are one, and a whole number is written without a point here."""
    if isinstance(said, dict):
        return {name: without_points(value) for name, value in said.items()}
    if isinstance(said, list):
        return [without_points(value) for value in said]
    return int(said) if isinstance(said, float) and said.is_integer() else said


@pytest.mark.parametrize(
    ("backend_name", "path", "method", "mode"),
    [
        pytest.param(name, *operation, mode, id=f"{name} {operation[0]} {mode.name.lower()}")
        for name in BACKENDS
        for operation in operations()
        for mode in GenerationMode
        # Some are asked nothing that could be wrong; and what reads badly comes to no database.
        if mode is GenerationMode.POSITIVE or (name == SQLITE and operation[0] not in NEVER_WRONG)
    ],
    indirect=["backend_name"],
)
def test_every_operation_answers_as_it_is_stated(stated: Any, path: str, method: str, mode: GenerationMode) -> None:
    device = Device(stated)
    unpacked = {"headers": {"Content-Encoding": "identity"}} if method == "POST" else {}

    @BOUNDED
    @given(case=stated[path][method].as_strategy(mode, **unpacked).map(aimed))
    def ask(case: Any) -> None:
        device.asks(case)

    ask()


# --- a walk with what is really there ---------------------------------------------------------

VALUES = st.one_of(
    st.text(max_size=20), st.none(), st.booleans(), st.integers(), st.lists(st.text(max_size=5), max_size=3)
)
SEQS = st.one_of(st.integers(1 << 40, (1 << 40) + 30), st.integers())


class Walk:
    """Draws requests about rows, mutations and cursors that there are, and some that there are not."""

    def __init__(self, stated: Any, data: Any, firm: Firm) -> None:
        self._stated = stated
        self._data = data
        self.device = Device(stated)
        self.ids = [firm.iberia, firm.ana.user, firm.bo.user, firm.bo.create(name="Bo's"), firm.eva.create(), uuid7()]
        self.mids = [uuid7()]
        self.cursors = [0]
        self.tokens = [""]

    def step(self) -> None:
        self._data.draw(st.sampled_from([self._push, self._push, self._pull, self._history]))()

    def _id(self) -> str:
        return str(self._data.draw(st.one_of(st.sampled_from(self.ids), st.builds(uuid7), st.text(max_size=3))))

    def _write(self) -> dict[str, Any]:
        draw = self._data.draw
        kind = draw(st.sampled_from([*KINDS]))
        names = draw(st.lists(st.sampled_from([*kind.by_name, "nothing"]), max_size=4, unique=True))
        values = st.one_of(VALUES, st.sampled_from(self.ids))
        write = {
            "kind": kind.name, "id": self._id(), "op": draw(st.sampled_from(["create", "change", "delete", "restore"])),
            "fields": {name: draw(values) for name in names}, "seen": draw(st.sampled_from(self.cursors) | SEQS),
            "bases": draw(st.dictionaries(st.sampled_from(["", "*", *kind.units]), st.sampled_from(self.mids))),
        }  # fmt: skip
        self.ids.append(write["id"])
        return write

    def _push(self) -> None:
        draw = self._data.draw
        mutations = []
        for _ in range(draw(st.integers(1, 3))):
            self.mids.append(draw(st.one_of(st.sampled_from(self.mids), st.builds(uuid7))))
            writes = [self._write() for _ in range(draw(st.integers(0, 3)))]
            mutations.append({"mid": self.mids[-1], "action": uuid7(), "at": draw(st.integers()), "writes": writes})
        case = self._stated["/v1/push"]["POST"].Case(body={"epoch": 1, "schema": 1, "mutations": mutations})
        answer = self.device.asks(case).json()
        assert [x["mid"] for x in answer["answers"]] == [x["mid"] for x in mutations]
        self.cursors.append(answer["head"])

    def _pull(self) -> None:
        draw = self._data.draw
        cursor = draw(st.one_of(st.sampled_from(self.cursors), SEQS))
        query = {"epoch": 1, "schema": 1, "cursor": cursor, "token": draw(st.sampled_from([*self.tokens, "x"]))}
        answer = self.device.asks(self._stated["/v1/pull"]["GET"].Case(query=query))
        if answer.status_code == 200:
            page = answer.json()
            self.cursors.append(page["head"])
            self.tokens.append(page.get("next", ""))

    def _history(self) -> None:
        kind = self._data.draw(st.sampled_from([*KINDS])).name
        path = {"kind": kind, "record": self._id() or "x"}
        self.device.asks(self._stated["/v1/history/{kind}/{record}"]["GET"].Case(path_parameters=path))


def test_a_walk_among_real_records_is_answered_as_it_is_stated(firm: Firm, stated: Any) -> None:
    @settings(BOUNDED, max_examples=25)
    @given(data=st.data())
    def walk(data: Any) -> None:
        firm.begin_again()
        walking = Walk(stated, data, firm)
        for _ in range(12):
            walking.step()

    walk()
