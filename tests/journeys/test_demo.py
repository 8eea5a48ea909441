"""The main job through the real window, in a process of its own, as the README's command does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from salesdesk.demo import desk_of
from salesdesk.demo.colleague import NEXT_STEP, PHONE
from salesdesk.demo.company import ME
from salesdesk.demo.office import CompanyServer

PICTURES = (
    "leads", "capture-badge", "capture-chinese", "capture-unknown", "capture-typed", "search", "anywhere",
    "expense-in-yen", "budget", "deleted", "after-kill", "log-in", "synced", "offline-edits", "sync-panel", "merged",
    "inbox-conflict", "inbox-decided", "inbox-notice", "history", "account", "fair", "server-killed", "server-again",
    "inbox-german", "inbox-arabic", "dark-inbox", "dark-capture", "dark-leads", "dark-account", "dark-trip",
)  # fmt: skip
LINES = (
    "Killed in the middle of a word",
    "Back online: the fields that only one of them wrote are merged.",
    "The field that both wrote waits in the inbox, both values side by side.",
    "deletes a lead that she edits: it is back, and the inbox says so.",
    "Server killed in the middle of a push, started again: 300 of 300 leads there once.",
)


def test_the_demo_walks_the_main_job(tmp_path: Path) -> None:
    shots = tmp_path / "shots"
    words = {name: text for name, text in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    done = subprocess.run(
        [sys.executable, "-m", "salesdesk", "demo", "--shots", str(shots)],
        env=words,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in LINES if line not in done.stdout] == []
    assert "Traceback" not in done.stderr
    assert "Fatal" not in done.stderr
    pictures = sorted(shots.glob("*.png"))
    assert [picture.stem.partition("-")[2] for picture in pictures] == list(PICTURES)
    for picture in pictures:
        with Image.open(picture) as image:
            assert image.size >= (1280, 800)
            assert len(set(image.convert("RGB").resize((64, 40)).get_flattened_data())) > 20, picture.name


def test_with_a_display_conflicts_wait_on_a_desk_that_is_logged_in(tmp_path: Path) -> None:
    with CompanyServer(tmp_path / "server") as server:
        desk = desk_of(tmp_path, server)
        try:
            state = desk.office.state()
            assert (state.server, state.logged_in, state.pending, state.inbox) == (server.url, True, 0, 2)
            newest, older = desk.inbox.open()
            assert (newest.now, newest.aside) == ({"phone": PHONE.theirs["phone"]}, {"phone": PHONE.mine["phone"]})
            assert (older.now, older.aside) == (NEXT_STEP.theirs, NEXT_STEP.mine)
            assert desk.me is not None
            assert desk.me.name == ME
            server.stop()
            server.start()
            assert server.url == state.server
            desk.office.sync()
        finally:
            desk.store.close()
