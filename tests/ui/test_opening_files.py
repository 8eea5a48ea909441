"""Files that the desk is to open: by a second start, by the system, before the profile is open."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from salesdesk.app import speak
from salesdesk.cli import main
from salesdesk.demo.hands import Hands
from salesdesk.desk.profile import settings_of
from salesdesk.ui.single import LONGEST, MOST_FILES, named, raise_first
from salesdesk.ui.start import Start

Show = Callable[..., Any]
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Jane Doe\nN:Doe;Jane;;;\nEMAIL:jane@acme.example\nEND:VCARD\n"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A contact as a file, whose name is in no single script."""
    path = tmp_path / "Jörg 上海.vcf"
    path.write_text(CARD)
    return path


@pytest.fixture
def settled(show: Show, tmp_path: Path) -> Iterator[tuple[Any, Hands]]:
    """A window that listens for second starts."""
    running, hands = show()
    running.settle_in(tmp_path / "profile")
    hands.rest()
    yield running, hands
    running.window.office.syncing.stop()


def test_a_file_that_it_was_started_with_is_shown(show: Show, tmp_path: Path, card: Path) -> None:
    running, hands = show()
    running.settle_in(tmp_path / "profile", [card])
    hands.rest()
    hands.wait("the file", lambda: hands.text("heading") == card.name)


def test_a_second_start_hands_its_files_over(settled: tuple[Any, Hands], tmp_path: Path, card: Path) -> None:
    running, hands = settled
    running.window.hide()
    assert raise_first(tmp_path / "profile", [card])
    hands.wait("the file", lambda: hands.text("heading") == card.name)
    assert running.window.isVisible()


def test_a_second_start_without_files_shows_none(settled: tuple[Any, Hands], tmp_path: Path) -> None:
    running, hands = settled
    running.window.hide()
    assert raise_first(tmp_path / "profile")
    hands.wait("the window", running.window.isVisible)
    assert running.window.here.objectName() != "import"


def test_what_a_stranger_says_at_the_door_is_limited(card: Path, tmp_path: Path) -> None:
    def said(*names: str) -> list[Path]:
        return named(b"\0".join(os.fsencode(name) for name in names))

    assert said(str(card)) == [card]
    assert said("relative.vcf", "", str(tmp_path), str(tmp_path / "none"), "/" + "a" * 5_000, "\udcff") == []
    assert len(said(*[str(card)] * (MOST_FILES + 5))) == MOST_FILES
    assert named(b"x" * (LONGEST + 1)) == []
    assert named(b"") == []


def test_a_flood_at_the_door_does_no_harm(settled: tuple[Any, Hands], tmp_path: Path, card: Path) -> None:
    running, hands = settled
    server = running._doorbell._server.fullServerName()  # noqa: SLF001
    flood = QLocalSocket()
    flood.connectToServer(server)
    assert flood.waitForConnected(1_000)
    flood.write(b"\xff" * (LONGEST * 4))
    hands.rest()
    flood.abort()
    hands.rest()
    assert running.window.here.objectName() != "import"
    assert raise_first(tmp_path / "profile", [card])
    hands.wait("the file", lambda: hands.text("heading") == card.name)


def test_files_come_after_the_passphrase(qapp: QApplication, tmp_path: Path, card: Path) -> None:
    profile = tmp_path / "locked"
    start = Start(qapp, profile, settings_of(profile), None, speak)

    def second_start() -> None:
        assert raise_first(profile, [card])
        QTimer.singleShot(200, close)

    def close() -> None:
        for window in qapp.topLevelWidgets():
            if type(window).__name__ == "StartWindow":
                window.close()

    QTimer.singleShot(100, second_start)
    assert start.desk() is None
    assert start.files == [card]
    assert not raise_first(profile)


def test_a_file_that_is_not_there_is_refused_at_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing.vcf")
    assert main(["--profile", str(tmp_path / "profile"), "open", missing]) == 1
    assert missing in capsys.readouterr().err


def test_the_system_asks_by_an_event(card: Path) -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from PySide6.QtGui import QFileOpenEvent\n"
        "from salesdesk.ui.importing.opening import Application\n"
        "app = Application(sys.argv[:1])\n"
        "heard = []\n"
        "app.asked.connect(lambda: heard.append(app.take()))\n"
        "QCoreApplication.sendEvent(app, QFileOpenEvent(sys.argv[1]))\n"
        "assert [[str(x) for x in files] for files in heard] == [[sys.argv[1]]], heard\n"
        "assert app.take() == []\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(card)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
