"""Verbs that open or make a profile."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from salesdesk.cli.call import Call, passphrase_of
from salesdesk.i18n import _
from salesdesk.shell import Refused


def desk_window(call: Call) -> int:
    """Opens the desk."""
    return _window(call, [])


def open_(call: Call) -> int:
    """Opens the desk with files to take in (contacts, tables, calendars); an open window takes them over."""
    files = [Path(name).absolute() for name in call.arguments.files]
    for file in files:
        if not file.is_file():
            raise Refused(_("There is no file %s.") % file)
    return _window(call, files)


def _window(call: Call, files: Sequence[Path]) -> int:
    from salesdesk.app import open_window
    from salesdesk.system_libraries import has_display

    if not has_display(os.environ, sys.platform) and not os.environ.get("QT_QPA_PLATFORM"):
        raise Refused(_("There is no display to open a window on; salesdesk --help lists what works without one."))
    return open_window(call.profile, passphrase_of(call.profile), files)


def demo(call: Call) -> int:
    """The made-up company: opens the desk on it, or walks the main job and writes a picture a step."""
    from salesdesk.demo import run

    return run(Path(call.arguments.shots) if call.arguments.shots else None)


def init(call: Call) -> int:
    """Makes a profile (passphrase from SALESDESK_PASSPHRASE if set, else the keyring)."""
    from salesdesk.desk import profile

    words = call.arguments
    given = os.environ.get("SALESDESK_PASSPHRASE")
    try:
        call.opened = profile.make(call.profile, given, name=words.name, team=words.team, kinds=call.kinds)
    except FileExistsError:
        raise Refused(_("There is a profile in %s already.") % call.profile) from None
    return call.say(
        {"profile": str(call.profile), "user": call.desk.store.owner}, [_("Made the profile %s.") % call.profile]
    )
