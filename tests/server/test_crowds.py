"""A crowd of strangers at the door keeps nobody up who is in."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from tests.server.laptops import Firm

from salesdesk.protocol.service import WRONG_PASSWORD, Refusal
from salesdesk.server.app import create_app

# A test waits so many seconds for what is to come, and fails if it does not.
GENEROUS = 60.0
# More than a process has threads to answer with.
CROWD = 120


def test_a_crowd_that_logs_in_waits_in_a_line_of_its_own(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = threading.Event()

    def login(_login: Any) -> Any:
        slow.wait(GENEROUS)
        raise Refusal(WRONG_PASSWORD)

    monkeypatch.setattr(firm.server, "login", login)

    async def main() -> list[Response]:
        transport = ASGITransport(create_app(firm.server))  # type: ignore[arg-type]
        async with AsyncClient(transport=transport, base_url="http://desk.example") as client:
            said = {"name": "Eve", "password": "x"}
            crowd = [asyncio.create_task(client.post("/v1/login", json=said)) for _ in range(CROWD)]
            try:
                await asyncio.sleep(0.2)
                health = await asyncio.wait_for(client.get("/v1/health"), GENEROUS / 4)
                assert health.status_code == 200
            finally:
                slow.set()
            return await asyncio.gather(*crowd)

    assert {answer.status_code for answer in asyncio.run(main())} == {401}
