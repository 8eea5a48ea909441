"""Ana's profile, and calls of the command line on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.calls import PASSPHRASE, Answer, Run

from salesdesk import cli, secrets
from salesdesk.desk.profile import settle, with_key


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ana's profile, closed, and her passphrase in the environment."""
    folder = tmp_path / "profile"
    desk = with_key(folder, secrets.create(folder, PASSPHRASE, cost=secrets.Cost(8_192, 1)))
    settle(desk, "Ana Ruiz", "Iberia")
    desk.store.close()
    monkeypatch.setenv("SALESDESK_PASSPHRASE", PASSPHRASE)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls the command line in this process."""

    def run(*words: str) -> Answer:
        try:
            code = cli.main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def desk(run: Run, profile: Path) -> Run:
    """Calls on Ana's profile, with JSON."""
    return lambda *words: run("--profile", str(profile), "--json", *words)
