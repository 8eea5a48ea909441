"""What goes wrong with files, in words; and the way to stop work on one."""

from __future__ import annotations

from salesdesk.desk.words import sentence
from salesdesk.i18n import _


class Stopped(Exception):
    """She had enough."""


class FileChanged(Exception):
    """The file is another than the one that was shown."""


def why_not(error: Exception) -> str:
    """One sentence on what a file refused."""
    from salesdesk.exchange.unreadable import Unreadable

    if isinstance(error, Unreadable):
        return _(error.why).format(**error.params)
    if isinstance(error, FileNotFoundError):
        return _("The file is no longer there.")
    if isinstance(error, OSError):
        return _("It cannot be read: %s.") % (error.strerror or error)
    return sentence(error)
