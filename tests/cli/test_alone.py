"""What only this laptop has, from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import factories
from tests.cli.calls import PASSPHRASE, Run, done
from tests.store.test_alone import alone
from tests.ui import shared

from salesdesk.desk.profile import open_profile


@pytest.fixture
def lead(profile: Path) -> str:
    """A lead that the server knows no more."""
    desk = open_profile(profile, PASSPHRASE)
    shared.join(desk)
    found = factories.lead(desk, "Jane Doe")
    alone(desk, found)
    desk.store.close()
    return found.id


def test_it_is_listed_and_removed_and_undone(desk: Run, lead: str) -> None:
    assert done(desk("alone")) == [{"kind": "lead", "id": lead, "title": "Jane Doe"}]
    assert done(desk("status"))["alone"] == 1
    assert done(desk("alone", "remove"))["action"]
    assert [row["id"] for row in done(desk("trash"))] == [lead]
    assert (done(desk("alone")), done(desk("status"))["pending"]) == ([], 0)
    done(desk("undo"))
    assert done(desk("show", "lead", lead))["name"] == "Jane Doe"
    assert done(desk("status"))["pending"] == 1


def test_it_is_sent_again_once(run: Run, desk: Run, profile: Path, lead: str) -> None:
    assert run("--profile", str(profile), "alone", "send").out == "Send 1 record again\n"
    assert done(desk("status"))["pending"] == 1
    assert run("--profile", str(profile), "alone", "send").out == "The server knows all that is here.\n"
