"""Errors of the server's command line, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from salesdesk.i18n import _
from salesdesk.server.accounts import NameTaken
from salesdesk.server.backups import NoBackup
from salesdesk.server.company import Rejected, Unknown
from salesdesk.server.database import OtherDatabase
from salesdesk.server.erasing import NotErasable, NothingToErase
from salesdesk.server.heads import NoOrganisation
from salesdesk.server.layout import NewerLayout
from salesdesk.server.unavailable import Unavailable, first_line

_SENTENCES: Mapping[type[Exception], Callable[[Any], str]] = {
    Unknown: lambda e: _("There is no team “%s”.") % e.name,
    NameTaken: lambda e: _("Somebody logs in by the name “%s” already.") % e,
    Rejected: lambda e: _("That is not accepted: %s.") % e.why,
    NothingToErase: lambda e: _("There is no such record: %s.") % e,
    NotErasable: lambda _e: _("People and teams are not erased: their names stand in what others wrote."),
    NoBackup: lambda _e: _("That file is no whole backup; nothing was changed."),
    NoOrganisation: lambda _e: _("There is nothing on this server yet."),
    NewerLayout: lambda _e: _("A newer version of the program has worked on that database: update this one."),
    OtherDatabase: lambda e: _("The database must be SQLite or PostgreSQL, not “%s”.") % e.dialect,
    Unavailable: lambda e: _("The database cannot be used: %s.") % e,
    SQLAlchemyError: lambda e: _("The database cannot be used: %s.") % first_line(e),
    OSError: lambda e: _("That cannot be opened: %s.") % (e.strerror or e),
}


def sentence(error: Exception) -> str:
    """One sentence on why it could not be done."""
    for kind, said in _SENTENCES.items():
        if isinstance(error, kind):
            return said(error)
    return str(error).splitlines()[0] if str(error) else type(error).__name__
