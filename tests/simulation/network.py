"""The way between laptop and server: messages as bytes, which are lost, doubled, cut, late or stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

import msgspec

from salesdesk.protocol.service import Refusal, Spans
from salesdesk.protocol.wire import Claim, Fetched, Known, Listing, Offer, Offered, Page, Past, Push, Pushed, Turn
from salesdesk.server.bodies import decoded
from salesdesk.sync.errors import NotOurs, Offline

T = TypeVar("T")
# What may befall a message, by how often.
FAULTS = {
    "lost request": 3, "lost answer": 4, "doubled request": 2, "late request": 2, "cut request": 1, "cut answer": 2,
    "stale answer": 3, "server ends before": 2, "server ends after": 2, "server ends at commit": 2,
    "server ends unheard": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Late:
    """A push that is still on its way, and whose."""

    device: str
    user: str
    body: bytes


@dataclass
class Network:
    """What is on its way, and what befell."""

    befell: Counter[str] = field(default_factory=Counter)
    late: list[Late] = field(default_factory=list)


Deliver = Callable[[str, str, str, bytes], bytes]


class Line:
    """One laptop's line (protocol.service.Service); `faults` are what befalls its next calls, by their number."""

    def __init__(
        self, device: str, user: str, network: Network, deliver: Deliver, server_ends: Callable[[str, int], None]
    ) -> None:
        self.device = device
        self.user = user
        self.faults: dict[int, str] = {}
        self.random = Random(0)
        self.meanwhile: Callable[[], None] = lambda: None
        self.calls = 0
        self._network = network
        self._deliver = deliver
        self._server_ends = server_ends
        self._before: list[bytes] = []

    def push(self, push: Push) -> Pushed:
        """Hands in mutations."""
        return self._ask(Pushed, "push", msgspec.json.encode(push))

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        """A page."""
        page = self._ask(Page, "pull", msgspec.json.encode((epoch, cursor, token, schema, whole, spared)))
        self._network.befell["rows spared"] += sum(len(table.ids) for table in page.bare)
        return page

    def turn(self, claim: Claim) -> Turn:
        """The server's epoch."""
        return self._ask(Turn, "turn", msgspec.json.encode(claim))

    def offer(self, offer: Offer) -> Offered:
        """Gives back what a restore lost."""
        return self._ask(Offered, "offer", msgspec.json.encode(offer))

    def listing(self, scope: str, after: str) -> Listing:
        """The rows of a scope."""
        return self._ask(Listing, "listing", msgspec.json.encode((scope, after)))

    def rows(self, keys: list[Known]) -> Fetched:
        """Rows whole."""
        return self._ask(Fetched, "rows", msgspec.json.encode(keys))

    def history(self, kind: str, id: str) -> list[Past]:
        """The steps of a record."""
        return self._ask(list[Past], "history", msgspec.json.encode((kind, id)))

    def _ask(self, type: type[T], call: str, body: bytes) -> T:
        fault = self.faults.pop(self.calls, "")
        self.calls += 1
        answer = self._befallen(fault, call, body) if fault else self._reach(call, body)
        self.meanwhile()
        try:
            return msgspec.json.decode(answer, type=type)
        except msgspec.MsgspecError as error:
            raise NotOurs(str(error)) from error

    def _reach(self, call: str, body: bytes) -> bytes:
        answer = self._deliver(self.device, self.user, call, body)
        self._before.append(answer)
        return answer

    def _befallen(self, fault: str, call: str, body: bytes) -> bytes:
        if fault == "stale answer" and not self._before:
            fault = "lost request"
        if fault in {"doubled request", "late request"} and call != "push":
            fault = "lost answer"
        if fault == "server ends at commit" and call != "push":
            fault = "server ends unheard"
        self._network.befell[fault] += 1
        if fault.startswith("server ends "):
            statement = self.random.randrange(40 if call == "push" else 12)
            self._server_ends(fault.removeprefix("server ends ").removeprefix("at "), statement)
            return self._reach(call, body)
        ways: dict[str, Callable[[str, bytes], bytes]] = {
            "lost request": self._lose, "late request": self._delay, "doubled request": self._twice,
            "cut request": self._cut_request, "lost answer": self._lose_answer, "cut answer": self._cut_answer,
            "stale answer": lambda _call, _body: self.random.choice(self._before[-8:]),
        }  # fmt: skip
        return ways[fault](call, body)

    def _lose(self, _call: str, _body: bytes) -> bytes:
        raise Offline("the request is lost")

    def _delay(self, _call: str, body: bytes) -> bytes:
        self._network.late.append(Late(self.device, self.user, body))
        raise Offline("the request is late")

    def _cut_request(self, call: str, body: bytes) -> bytes:
        """A half of a request comes to nothing, and the line is dead."""
        with suppress(Refusal):
            self._reach(call, body[: self.random.randrange(len(body))])
        raise Offline("the request is cut")

    def _lose_answer(self, call: str, body: bytes) -> bytes:
        self._reach(call, body)
        raise Offline("the answer is lost")

    def _cut_answer(self, call: str, body: bytes) -> bytes:
        answer = self._reach(call, body)
        return answer[: self.random.randrange(len(answer))]

    def _twice(self, call: str, body: bytes) -> bytes:
        first, again = self._reach(call, body), self._reach(call, body)
        one, other = msgspec.json.decode(first), msgspec.json.decode(again)
        assert one["answers"] == other["answers"], "a doubled push was answered otherwise"
        return again


def request(call: str, body: bytes) -> Any:
    """What a request says; raises Refusal."""
    return decoded(body, "", _ASKED[call])


_ASKED: Mapping[str, Any] = {
    "push": Push, "pull": tuple[int, int, str, int, bool, list[tuple[int, int]]], "turn": Claim, "offer": Offer,
    "listing": tuple[str, str], "history": tuple[str, str],
    "rows": list[Known],
}  # fmt: skip
