"""Two profiles and a real server process, from the shell; any of them is killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "a long enough password"
DESK = "import sys; from salesdesk.cli import main; sys.exit(main())"
SERVER = "import sys; from salesdesk.server.cli import main; sys.exit(main())"


class Office:
    """The server of a company, as a process."""

    def __init__(self, folder: Path) -> None:
        self._db = f"sqlite:///{folder / 'server.db'}"
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def verb(self, *words: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-c", SERVER, "--db", self._db, *words],
            input=PASSWORD, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return ran.stdout.strip()

    def start(self) -> None:
        command = [sys.executable, "-c", SERVER, "--db", self._db, "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        ready, self.url = self._process.stdout.readline().split()
        assert ready == "ready"
        self._port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


class Person:
    """Somebody with a profile and a shell."""

    def __init__(self, folder: Path, name: str) -> None:
        self.profile = folder / name
        self.name = name
        self.run("init", "--name", name)

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", DESK, "--profile", str(self.profile), "--json", *words]
        environment = os.environ | {"SALESDESK_PASSPHRASE": "open"}
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )

    def run(self, *words: str, code: int = 0) -> Any:
        process = self.start(*words)
        out, err = process.communicate(PASSWORD + "\n", timeout=60)
        assert process.returncode == code, err
        assert "Traceback" not in err
        return json.loads(out) if code == 0 else err.strip()

    def lead(self, id: str) -> Any:
        return self.run("show", "lead", id)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    made.verb("team", "add", "Iberia")
    made.verb("team", "add", "Nordics")
    for name, team in (("Ana", "Iberia"), ("Ben", "Iberia"), ("Eve", "Nordics")):
        made.verb("user", "add", name, "--team", team, "--role", "manager")
    made.start()
    yield made
    made.kill()


def person(tmp_path: Path, office: Office, name: str) -> Person:
    made = Person(tmp_path, name)
    made.run("login", office.url, name)
    made.run("sync")
    return made


def settle(*people: Person) -> None:
    for _round in range(2):
        for someone in people:
            someone.run("sync")


def test_merge_conflict_and_deletion_from_the_shell(tmp_path: Path, office: Office) -> None:
    ana, ben, eve = (person(tmp_path, office, name) for name in ("Ana", "Ben", "Eve"))
    lead = ana.run("add", "lead", "name=Jane", "city=Oslo")["id"]
    settle(ana, ben)
    ana.run("set", "lead", lead, "city=Linz", "notes=Called")
    ben.run("set", "lead", lead, "city=Graz", "rating=hot")
    settle(ana, ben)
    shown = {"city": "Linz", "notes": "Called", "rating": "hot"}
    for someone in (ana, ben):
        assert {name: someone.lead(lead)[name] for name in shown} == shown
        [entry] = someone.run("inbox")
        assert list(entry) == [
            "id", "kind", "record", "field", "now", "aside", "base", "now_by", "aside_by", "at", "why"
        ]  # fmt: skip
        assert [entry[x] for x in ("field", "now", "aside", "base", "now_by", "aside_by")] == [
            "city", "Linz", "Graz", "Oslo", "Ana", "Ben"
        ]  # fmt: skip
    ben.run("resolve", entry["id"], "combine", "Linz and Graz")
    settle(ben, ana)
    assert (ana.lead(lead)["city"], ana.run("inbox"), ben.run("inbox")) == ("Linz and Graz", [], [])
    ana.run("delete", "lead", lead)
    assert [row["id"] for row in ana.run("trash")] == [lead]
    ben.run("set", "lead", lead, "next_step=Send the quote")
    settle(ana, ben)
    assert ana.lead(lead)["next_step"] == "Send the quote"
    assert ana.run("trash") == []
    assert [entry["why"] for entry in ana.run("inbox")] == ["restored"]
    assert len(ana.run("history", "lead", lead)) >= 4
    eve.run("sync")
    assert (eve.run("list", "lead"), eve.run("show", "lead", lead, code=1)) == ([], f"There is no lead {lead}.")
    assert ana.run("list", "lead") == ben.run("list", "lead")
    assert ana.run("verify") == ben.run("verify")


def test_what_can_go_wrong_is_one_sentence(tmp_path: Path, office: Office) -> None:
    ana = Person(tmp_path, "Ana")
    assert "password" in ana.run("login", office.url, "Nobody", code=1)
    assert "https://" in ana.run("login", "http://desk.example", "Ana", code=1)
    # A byte that is no text comes into the program as half a character.
    assert "password" in ana.run("login", office.url, "An\udcff", code=1)
    assert "address" in ana.run("login", "desk\udcff.example", "Ana", code=1)
    assert "log in" in ana.run("sync", code=1)
    ana.run("login", office.url, "Ana")
    office.kill()
    assert "does not answer" in ana.run("sync", code=1)
    state = ana.run("status")
    assert (state["server"], state["pending"], state["last_sync"], state["inbox"]) == (office.url, 0, None, 0)
    office.start()
    ana.run("sync")
    ana.run("logout")
    assert "log in" in ana.run("sync", code=1)
    ana.run("login", office.url, "Ana")
    ana.run("sync")


def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path, office: Office) -> None:
    ana, ben = (person(tmp_path, office, name) for name in ("Ana", "Ben"))
    chance = random.Random(7)
    saved = []
    for number in range(6):
        saved += [ana.run("add", "lead", f"name=Visitor {number}-{n}")["id"] for n in range(2)]
        syncing = ana.start("sync")
        time.sleep(chance.uniform(0.1, 0.9))
        if number % 2:
            office.kill()
            office.start()
        else:
            syncing.kill()
        syncing.communicate(timeout=60)
    settle(ana, ben)
    rows = {row["id"]: row for row in ben.run("list", "lead")}
    assert sorted(rows) == sorted(saved)
    assert rows == {row["id"]: row for row in ana.run("list", "lead")}
    assert ana.run("status")["pending"] == 0
    assert (ana.run("inbox"), ben.run("inbox")) == ([], [])
    assert all(len(ana.run("history", "lead", id)) == 1 for id in saved[-2:])
    for someone in (ana, ben):
        someone.run("verify")  # exits with 1 where anything is wrong
