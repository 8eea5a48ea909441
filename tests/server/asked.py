"""A server asked in its own process: what is sent is what stands in the test, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
from litestar.testing import TestClient
from tests.server.laptops import PASSWORD, Firm

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import Answer, Page, Problem, Pushed, Refused
from salesdesk.server.app import create_app
from salesdesk.server.hints import Pace


class Asked:
    """Ana's device."""

    def __init__(self, client: TestClient[Any], firm: Firm) -> None:
        self.client = client
        said = client.post("/v1/login", json={"name": "Ana", "password": PASSWORD}).json()
        self.headers = {"Authorization": f"Bearer {said['tokens']['access']}", "Content-Type": "application/json"}
        self.user: str = said["user"]
        self.team: str = said["team"]
        self.firm = firm

    def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of what comes back; it is ours, whatever it is."""
        answer = self.client.post(path, content=body, headers=self.headers | dict(headers or {}))
        assert answer.headers["SalesDesk-Protocol"] == "1"
        assert answer.headers["Content-Type"] == "application/json"
        return answer.status_code, answer.content

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of what comes back."""
        answer = self.client.get(path, headers=self.headers)
        assert answer.headers["SalesDesk-Protocol"] == "1"
        return answer.status_code, answer.content

    def push(self, *mutations: Any) -> list[Answer]:
        """The answers to mutations, each an object or its JSON."""
        said = b",".join(x if isinstance(x, bytes) else msgspec.json.encode(x) for x in mutations)
        status, content = self.post("/v1/push", b'{"epoch": 1, "schema": 1, "mutations": [%s]}' % said)
        assert status == 200, content
        return msgspec.json.decode(content, type=Pushed).answers

    def lead(self, **more: Any) -> dict[str, Any]:
        """A mutation that makes a lead."""
        fields = {"name": "Jane", "owner": self.user, "team": self.team} | more
        return mutation({"kind": "lead", "id": uuid7(), "op": "create", "fields": fields})

    def refused(self) -> list[Refused]:
        """All that is kept of what was refused to it."""
        return msgspec.json.decode(self.get("/v1/pull?epoch=1&cursor=0&schema=1")[1], type=Page).refused

    def rows(self) -> dict[str, dict[str, Any]]:
        """The fields of all that she may read, by id."""
        page = msgspec.json.decode(self.get("/v1/pull?epoch=1&cursor=0&schema=1")[1], type=Page)
        return {row.id: row.fields for row in page.rows}


def mutation(*writes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A mutation as an object."""
    return {"mid": uuid7(), "action": uuid7(), "at": 5, "writes": list(writes)} | more


def problem(answer: tuple[int, bytes]) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer[0], msgspec.json.decode(answer[1], type=Problem).code


@contextmanager
def asking(firm: Firm, pace: Pace = Pace()) -> Iterator[Asked]:  # noqa: B008
    """Ana's device at a server in this process."""
    with TestClient(create_app(firm.server, pace), raise_server_exceptions=False) as client:
        yield Asked(client, firm)
