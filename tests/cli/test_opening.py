"""Profiles made, opened and refused; the program as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.calls import PASSPHRASE, Run, done, refused

from salesdesk.desk.profile import open_profile
from salesdesk.store.listing import Query


def test_init_makes_a_profile_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(tmp_path / "new" / "profile")
    refused(run("init", "--profile", folder), 1, "passphrase")
    monkeypatch.setenv("SALESDESK_PASSPHRASE", PASSPHRASE)
    made = done(run("init", "--profile", folder, "--json", "--name", "Ana Ruiz", "--team", "Iberia"))
    assert made["profile"] == folder
    [user] = done(run("--profile", folder, "--json", "list", "user"))
    assert (user["id"], user["name"], user["role"]) == (made["user"], "Ana Ruiz", "manager")
    assert [team["name"] for team in done(run("--profile", folder, "--json", "list", "team"))] == ["Iberia"]
    refused(run("init", "--profile", folder), 1, folder)


def test_without_a_profile_it_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    refused(run("--profile", str(tmp_path / "none"), "list", "lead"), 1, "salesdesk init")
    refused(run("--json", "list", "lead"), 1, "salesdesk init")


def test_a_wrong_passphrase_is_refused(desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for given in ("wrong", ""):
        monkeypatch.setenv("SALESDESK_PASSPHRASE", given)
        refused(desk("list", "lead"), 1, "passphrase")


def test_a_profile_in_use_is_waited_for_and_then_refused(
    desk: Run, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr("time.monotonic", lambda: sum(slept))
    opened = open_profile(profile, PASSPHRASE)
    refused(desk("list", "lead"), 1, "open")
    assert 2 <= sum(slept) < 3
    opened.store.close()
    assert done(desk("list", "lead")) == []


def test_json_stands_before_or_after_the_verb(run: Run, profile: Path) -> None:
    before = run("--json", "--profile", str(profile), "list", "user")
    after = run("list", "user", "--json", "--profile", str(profile))
    assert done(before) == done(after)
    plain = run("--profile", str(profile), "list", "user")
    assert plain.out.endswith("Ana Ruiz\n")


def process(*words: str, profile: Path) -> subprocess.CompletedProcess[bytes]:
    """`python -m salesdesk` as a script in a bare environment calls it."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    bare |= {"LC_ALL": "C", "SALESDESK_PASSPHRASE": PASSPHRASE}
    command = [sys.executable, "-m", "salesdesk", "--profile", str(profile), *words]
    return subprocess.run(command, capture_output=True, env=bare, check=False)


def test_a_process_writes_utf_8_whatever_the_locale(profile: Path) -> None:
    made = process("add", "lead", "name=Jörg 上海", "--json", profile=profile)
    assert (made.returncode, made.stderr) == (0, b"")
    listed = process("--json", "list", "lead", profile=profile)
    assert [row["name"] for row in json.loads(listed.stdout.decode())] == ["Jörg 上海"]
    assert "Jörg 上海".encode() in listed.stdout


@pytest.mark.parametrize(("words", "code"), [(("show", "lead", "nobody"), 1), (("add", "lead", "due=übermorgen"), 2)])
def test_a_process_ends_with_its_code_and_one_sentence(profile: Path, words: tuple[str, ...], code: int) -> None:
    ended = process(*words, profile=profile)
    assert (ended.returncode, ended.stdout) == (code, b"")
    assert ended.stderr.decode().count("\n") == 1
    assert b"Traceback" not in ended.stderr


def test_bytes_that_are_no_text_are_kept_as_lost_characters(profile: Path) -> None:
    bare = os.environ | {"SALESDESK_PASSPHRASE": PASSPHRASE, "LC_ALL": "C"}
    words = ["-m", "salesdesk", "--profile", str(profile), "add", "lead", os.fsdecode(b"name=J\xf6rg")]
    command = [sys.executable, *words]
    assert subprocess.run(command, capture_output=True, env=bare, check=False).returncode == 0
    opened = open_profile(profile, PASSPHRASE)
    [record] = opened.records(Query(opened.kinds["lead"]))
    assert opened.kinds["lead"].title(record) == "J\ufffdrg"
    opened.store.close()
