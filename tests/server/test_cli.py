"""The server's command line, up to a kill in the middle of a push."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from tests.backends import SQLITE, Backend
from tests.server.laptops import CHEAP

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.login import Session
from salesdesk.protocol.wire import Mutation, Push, Pushed, Write
from salesdesk.server import cli
from salesdesk.server.database import Database
from salesdesk.server.service import Door, Server

START = [sys.executable, "-c", "import sys; from salesdesk.server.cli import main; sys.exit(main())"]


@pytest.fixture
def url(backend: Backend) -> str:
    """A database with nothing in it."""
    return backend.url


class Ran:
    """What a call gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calls the command line in this process."""

    def run(*words: str, said: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(said))
        try:
            code = cli.main(["--db", url, *words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Ran(code, out, err)

    return run


def test_teams_and_people_are_made_and_pulled_like_any_row(run: Any, url: str) -> None:
    europe = json.loads(run("--json", "team", "add", "Europe").out)["id"]
    iberia = run("team", "add", "Iberia", "--parent", "Europe").out.strip()
    words = ("user", "add", "Ana", "--team", iberia, "--role", "manager", "--email", "ana@desk.example", "--json")
    ana = json.loads(run(*words, said="secret\n").out)["id"]
    database = Database(url)
    page = Door(Server(database, cost=CHEAP), ana).pull(1, 0, "", 1)
    database.close()
    rows = {row.id: row.fields for row in page.rows}
    assert rows[iberia] == {"name": "Iberia", "parent": europe}
    assert rows[ana] == {"name": "Ana", "email": "ana@desk.example", "team": iberia, "role": "manager"}
    assert page.scopes == [f"person:{ana}", f"team:{iberia}", "everybody"]


@pytest.mark.parametrize("password", ["", "sec\udcffret", "sec\0ret"])
def test_a_password_that_is_none_makes_nobody(run: Any, password: str) -> None:
    run("team", "add", "Europe")
    words = ("user", "add", "Ana", "--team", "Europe", "--role", "manager")
    ran = run(*words, said=f"{password}\n")
    assert (ran.code, ran.out, "assword" in ran.err) == (2, "", True)
    assert run(*words, said="secret\n").code == 0


def test_devices_are_listed_and_revoked(run: Any, url: str) -> None:
    assert json.loads(run("device", "list", "--json").out) == []
    assert run("device", "revoke", "nobody").code == 1


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("user", "add", "Ana", "--team", "Atlantis", "--role", "manager"), "x\n", 1),
        (("user", "add", "Ana", "--team", "Atlantis", "--role", "manager"), "", 2),
        (("user", "add", "Ana", "--team", "Atlantis", "--role", "king"), "x\n", 2),
        (("team", "add", " "), "", 2),
        (("team", "add", "x", "--parent", "Atlantis"), "", 1),
        (("team", "add", "x" * 3_000), "", 1),
        (("team",), "", 2),
        (("serve", "--port", "99999"), "", 2),
        (("serve", "--host", "192.0.2.1"), "", 1),
        (("serve", "--tls-cert", "x"), "", 2),
        (("--db", "sqlite:////dev/null/x", "device", "list"), "", 1),
        (("--db", "nonsense", "device", "list"), "", 1),
        (("--erased", "none", "erase", "lead", "nobody"), "", 1),
        (("--erased", "none", "erase", "user", "nobody"), "", 1),
        (("erase", "lead"), "", 2),
        (("--db", "postgresql+psycopg://nowhere/desk", "erase", "lead", "nobody"), "", 2),
    ],
)
def test_what_cannot_be_ends_with_a_sentence(run: Any, words: tuple[str, ...], said: str, code: int) -> None:
    ran = run(*words, said=said)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err


def a_lead(run: Any, url: str) -> str:
    run("team", "add", "Iberia")
    user = run("--json", "user", "add", "Ana", "--team", "Iberia", "--role", "manager", said="secret\n")
    id, database = uuid7(), Database(url)
    write = Write("lead", id, "create", {"name": "Jane Doe"})
    Door(Server(database, cost=CHEAP), json.loads(user.out)["id"]).push(
        Push(1, 1, [Mutation(uuid7(), uuid7(), 1, [write])])
    )
    database.close()
    return id


@pytest.mark.parametrize("backend_name", [SQLITE], indirect=True)  # the backup is the file's
def test_a_record_is_erased_and_a_backup_does_not_bring_it_back(run: Any, url: str) -> None:
    id, file = a_lead(run, url), Path(url.partition("///")[2])
    backup = file.read_bytes()
    assert b"Jane Doe" in backup
    assert json.loads(run("--json", "erase", "lead", id).out) == [{"kind": "lead", "id": id}]
    assert b"Jane Doe" not in file.read_bytes()
    for left in file.parent.glob(f"{file.name}-*"):
        left.unlink()
    file.write_bytes(backup)
    served = Process(url)
    assert served.end(signal.SIGTERM) == 0
    assert b"Jane Doe" not in file.read_bytes()
    assert [line.split()[1:] for line in Path(f"{file}.erased").read_text().splitlines()] == [["lead", id]]


def test_what_was_deleted_is_made_bare_by_hand_too(run: Any, url: str) -> None:
    a_lead(run, url)
    assert json.loads(run("--json", "compact").out) == {"rows": 0, "steps": 0}
    assert run("compact").code == 0


# --- a process --------------------------------------------------------------------------------


class Process:
    """A server in a process of its own."""

    def __init__(self, url: str) -> None:
        words = [*START, "--db", url, "serve", "--port", "0"]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        ready, _space, self.url = self.process.stdout.readline().strip().partition(" ")
        assert ready == "ready"
        self.http = httpx.Client(base_url=self.url, trust_env=False)

    def login(self) -> Session:
        """Ana's session."""
        answer = self.http.post("/v1/login", json={"name": "Ana", "password": "secret"})
        return msgspec.json.decode(answer.content, type=Session)

    def end(self, number: int) -> int:
        """Sends a signal; returns the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """The exit code of what has ended or is about to."""
        code = self.process.wait(20)
        self.http.close()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code


@pytest.fixture
def served(run: Any, url: str) -> Iterator[Process]:
    """A server with Ana on it."""
    run("team", "add", "Iberia")
    run("user", "add", "Ana", "--team", "Iberia", "--role", "manager", said="secret\n")
    made = Process(url)
    yield made
    if made.process.poll() is None:
        made.end(signal.SIGKILL)


def test_it_says_ready_answers_and_ends_when_told(served: Process) -> None:
    assert served.url.startswith("http://127.0.0.1:")
    assert served.http.get("/v1/health").status_code == 200
    assert served.end(signal.SIGTERM) == 0


def test_a_kill_in_the_middle_loses_nothing_that_was_answered(served: Process, url: str) -> None:
    session = served.login()
    headers = {"Authorization": f"Bearer {session.tokens.access}"}
    # Some moment after so many answers, on a slow machine too.
    killer = threading.Timer(0.05, lambda: os.kill(served.process.pid, signal.SIGKILL))
    known: dict[str, int] = {}
    try:
        while True:
            if len(known) == 11:
                killer.start()
            mutation = Mutation(uuid7(), uuid7(), 1, [Write("lead", uuid7(), "create", {"owner": session.user})])
            answer = served.http.post("/v1/push", content=msgspec.json.encode(Push(1, 1, [mutation])), headers=headers)
            known[mutation.writes[0].id] = msgspec.json.decode(answer.content, type=Pushed).answers[0].seq
    except httpx.TransportError:
        killer.join()
    served.wait()
    database = Database(url)
    page = Door(Server(database, cost=CHEAP), session.user).pull(1, 0, "", 1)
    database.close()
    there = {row.id: row.seq for row in page.rows}
    assert known.items() <= there.items()
    assert page.sums[f"person:{session.user}"][0] == len([row for row in page.rows if row.kind == "lead"])
