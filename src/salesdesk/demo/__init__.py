"""The made-up company: the desk opens on it, or the main job is walked through its window."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.i18n import _

if TYPE_CHECKING:
    from salesdesk.demo.office import CompanyServer
    from salesdesk.desk.desk import Desk


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
        if walking:
            from salesdesk.demo.walk import walk

            return walk(Path(folder), shots or Path("salesdesk-demo"))
        return _open(Path(folder))


def _open(folder: Path) -> int:
    from salesdesk import app as desk_app
    from salesdesk.demo.company import ME
    from salesdesk.demo.office import CompanyServer
    from salesdesk.desk.profile import settings_of

    profile = folder / "profile"
    settings = settings_of(profile)
    application = desk_app.application(settings)
    with CompanyServer(folder / "server") as server:
        desk = desk_of(folder, server)
        password = server.passwords[ME]
        sys.stdout.write(f"The company's server answers on {server.url}; {ME} logs in with {password}.\n")
        sys.stdout.flush()
        return desk_app.run(application, desk, settings, profile)


def desk_of(folder: Path, server: CompanyServer) -> Desk:
    """Her desk, logged in and filled, with what a colleague wrote beside her waiting in the inbox."""
    from salesdesk.demo.colleague import NEXT_STEP, PHONE, Colleague, quarrel
    from salesdesk.demo.company import ME, make

    desk = make(folder / "profile", os.urandom(32))
    desk.office.log_in(server.url, ME, server.passwords[ME])
    desk.office.sync()
    colleague = Colleague(folder / "colleague", server)
    for about in (NEXT_STEP, PHONE):
        quarrel(desk, colleague, about)
    colleague.close()
    return desk
