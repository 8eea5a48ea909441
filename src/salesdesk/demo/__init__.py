"""The made-up company: the desk opens on it, or the main job is walked through its window."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from salesdesk.i18n import _


def run(shots: Path | None) -> int:
    """Opens the desk on a made-up company; without a display, or with `shots`, walks the main job."""
    from salesdesk.system_libraries import advice, has_display, missing

    seen = has_display(os.environ, sys.platform)
    walking = shots is not None or not seen
    if walking:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    lacking = missing(display=not walking)
    if lacking:
        sys.stderr.write(advice(lacking, _) + "\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="salesdesk-demo-") as folder:
        profile = Path(folder) / "profile"
        if walking:
            from salesdesk.demo.walk import walk

            return walk(profile, shots or Path("salesdesk-demo"))
        return _open(profile)


def _open(profile: Path) -> int:
    from salesdesk import app as desk_app
    from salesdesk.demo.company import make
    from salesdesk.desk.profile import settings_of

    settings = settings_of(profile)
    application = desk_app.application(settings)
    desk = make(profile, os.urandom(32))
    return desk_app.run(application, desk, settings, profile)
