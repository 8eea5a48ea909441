"""Bad lines between a real laptop and a real server: each told as what it is, and nothing lost, changed or doubled."""

from __future__ import annotations

import random
import re
import signal
from typing import Any

import pytest
from tests.faults.conftest import Stage
from tests.faults.lines import BEARABLE, ENDING, Drawn
from tests.faults.processes import Nursery, Running
from tests.faults.proxy import Fault, passed
from tests.sync.company import PASSWORD

WORDS = {
    "Offline": "The server does not answer",
    "Cut": "The connection broke",
    "TooSlow": "The network is too slow",
    "Unwell": "The server cannot answer just now (50",
    "NotOurs": "Something else than the server answered (",
    "Garbled": "What came is not what the server sent (",
}
_NAMES = "Jane", "Bea", "Cem", "Dia", "Eve"


def at(path: str, fault: Fault) -> Any:
    """Chooses the fault for what asks for `path`, for nothing else."""
    return lambda request: fault if request.path.startswith(path) else passed


def looks(laptop: Running) -> dict[str, Any]:
    """How things stand on a laptop."""
    return dict(laptop.ask("state"))


@pytest.mark.parametrize("error", ENDING)
def test_what_ends_a_round_is_told_changes_nothing_and_loses_nothing(stage: Stage, error: str) -> None:
    made = [stage.ana.ask("add", "lead", {"name": "Waits"})]
    stage.come_together()
    for name, fault in ENDING[error].items():
        made.append(stage.ana.ask("add", "lead", {"name": name}))
        for path in ("/v1/push", "/v1/pull"):
            stage.ben.ask("change", "lead", made[0], {"city": f"{path} {name}"})
            assert stage.ben.ask("sync")["error"] == ""
            before = looks(stage.ana)
            stage.proxy.choose = at(path, fault)
            told = stage.ana.ask("sync")
            assert (told["error"], name) == (error, name)
            assert told["said"].startswith(WORDS[error])
            after = looks(stage.ana)
            if path == "/v1/pull":
                before |= {"pending": 0}
            assert (after, name) == (before, name)
        stage.come_together()
        assert looks(stage.ana)["rows"][made[0]]["city"].endswith(name)
    assert {stage.ben.ask("history", "lead", id)[0] for id in made} == {"create"}
    assert [stage.ben.ask("history", "lead", id).count("create") for id in made] == [1] * len(made)


def test_what_is_bearable_is_borne(stage: Stage) -> None:
    for name, fault in BEARABLE.items():
        made = [stage.ana.ask("add", "lead", {"name": name, "notes": "long " * 2_000}) for _ in range(2)]
        stage.proxy.choose = lambda _request, fault=fault: fault  # type: ignore[misc]
        told = stage.ana.ask("sync")
        assert (told["error"], name) in {("", name), ("Garbled", "an answer that comes twice")}
        stage.come_together()
        assert all(stage.ben.ask("history", "lead", id) == ["create"] for id in made)


def test_twenty_answers_in_a_hundred_are_lost(stage: Stage) -> None:
    walk(stage, random.Random(20), [ENDING["Cut"]["an answer that is lost"]], 0.2, rounds=25)


def test_lines_that_break_in_every_way(stage: Stage) -> None:
    quick = [fault for error, faults in ENDING.items() if error != "TooSlow" for fault in faults.values()]
    walk(stage, random.Random(7), [*quick, *BEARABLE.values()], 0.5, rounds=30)


def walk(stage: Stage, chance: random.Random, faults: list[Fault], share: float, rounds: int) -> None:
    """Both work and sync while that share of Ana's requests meets a fault; at the end all is there once."""
    typed: dict[str, str] = {}
    ids: list[str] = []
    drawing = stage.proxy.choose = Drawn(chance, faults, share)
    for number in range(rounds):
        for laptop in (stage.ana, stage.ben):
            if chance.random() < 0.5 or not ids:
                ids.append(laptop.ask("add", "lead", {"name": chance.choice(_NAMES)}))
        known = looks(stage.ana)["rows"]
        id = chance.choice([id for id in ids if id in known])
        typed[id] = f"city {number}"
        stage.ana.ask("change", "lead", id, {"city": typed[id]})
        if chance.random() < 0.3:
            stage.ana.ask("forget")
        stage.ana.ask("sync")
        assert stage.ben.ask("sync")["error"] == ""
    assert rounds / 5 < sum(drawing.met.values()) < drawing.requests
    assert looks(stage.ana)["logged_in"]
    stage.come_together()
    rows = looks(stage.ben)["rows"]
    assert {id: rows[id]["city"] for id in typed} == typed
    assert [stage.ben.ask("history", "lead", id).count("create") for id in ids] == [1] * len(ids)


def test_a_renewal_whose_answer_is_lost_keeps_her_logged_in(stage: Stage) -> None:
    stage.ana.ask("forget")
    stage.proxy.choose = at("/v1/refresh", ENDING["Cut"]["an answer that is lost"])
    assert stage.ana.ask("sync")["error"] == "Cut"
    stage.come_together()
    assert looks(stage.ana)["logged_in"]


def test_a_server_that_stands_still_is_waited_for_and_then_told(stage: Stage) -> None:
    made = stage.ana.ask("add", "lead", {"name": "Jane"})
    before = looks(stage.ana)
    stage.office.process.signal(signal.SIGSTOP)
    try:
        told = stage.ana.ask("sync")
        assert (told["error"], told["said"]) == ("TooSlow", stage.ana.ask("sync")["said"])
        assert looks(stage.ana) == before
    finally:
        stage.office.process.signal(signal.SIGCONT)
    stage.come_together()
    assert stage.ben.ask("history", "lead", made) == ["create"]


def test_a_server_that_moved_is_found_by_its_new_address(stage: Stage) -> None:
    device = looks(stage.ana)["device"]
    made = stage.ana.ask("add", "lead", {"name": "Jane"})
    stage.office.process.kill()
    assert stage.ben.ask("sync")["error"] == "Offline"
    assert stage.ana.ask("sync")["error"] == "Cut"
    stage.office.start()
    stage.proxy.to = stage.office.port
    for name, laptop in (("Ana", stage.ana), ("Ben", stage.ben)):
        assert laptop.ask("login", stage.office.url, name, PASSWORD)["error"] == ""
    stage.come_together()
    assert looks(stage.ana)["device"] == device
    assert stage.ben.ask("history", "lead", made) == ["create"]


def test_the_command_line_tells_it_in_a_sentence(stage: Stage, births: Nursery) -> None:
    def called(*words: str, said: str = "") -> Running:
        profile = ["--profile", str(stage.folder / "cli"), "--json", *words]
        key = {"SALESDESK_PASSPHRASE": "x", "LC_ALL": "C.UTF-8"}
        return births.start("cli", "tests.faults.orders:command", profile, said=said, environment=key)

    for words in ("init --name Ana", f"login {stage.proxy.url} Ana", "add lead name=Jane", "sync"):
        call = called(*words.split(), said=PASSWORD)
        assert (call.wait(), call.errors) == (0, "")
    stage.proxy.choose = lambda _request: ENDING["NotOurs"]["a portal's redirect"]
    refused = called("sync")
    assert (refused.wait(), refused.lines()) == (1, [])
    assert re.fullmatch(r"Something else than the server answered \(portal\.hotel\.example\).*\n", refused.errors)
