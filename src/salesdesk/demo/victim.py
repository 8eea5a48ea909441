"""A desk in a process of its own that is killed while she types."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from salesdesk.demo.hands import Stuck
from salesdesk.shell import PART, itself

SAVED, TYPED = "Last Before The Dark", "Half a na"


def die_in(profile: Path, key: bytes) -> tuple[str, str]:
    """Starts a desk that saves one lead and types half another, and kills it; returns both."""
    child = subprocess.Popen(
        itself(PART, "victim", str(profile)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(key.hex() + "\n")
    child.stdin.flush()
    said = child.stdout.readline().strip()
    child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    child.wait()
    if said != "typed":
        raise Stuck("the desk that was to be killed did not come so far")
    return SAVED, TYPED


def main(folder: str) -> NoReturn:
    """Saves, types, says so, and waits to be killed."""
    from PySide6.QtCore import Qt

    from salesdesk.app import Running, application
    from salesdesk.demo.hands import Hands
    from salesdesk.desk import profile as profiles
    from salesdesk.store.listing import Query

    profile = Path(folder)
    key = bytes.fromhex(sys.stdin.readline().strip())
    settings = profiles.settings_of(profile)
    app = application(settings)
    running = Running(app, profiles.with_key(profile, key, wait=5), settings, "capture")
    running.window.show()
    hands = Hands(app, running.window, running.tasks)
    hands.rest()
    hands.into("name", SAVED)
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    query = Query(running.desk.kinds["lead"], {"name": SAVED})
    hands.wait("saved", lambda: running.desk.store.lists.count(query) == 1)
    hands.into("name", TYPED)
    sys.stdout.write("typed\n")
    sys.stdout.flush()
    while True:
        app.processEvents()
