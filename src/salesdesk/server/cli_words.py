"""Errors of the server's command line, in words."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from salesdesk.i18n import _
from salesdesk.server.accounts import NameTaken
from salesdesk.server.company import Rejected, Unknown
from salesdesk.server.erasing import NotErasable, NothingToErase


def sentence(error: Exception) -> str:
    """One sentence on why it could not be done."""
    match error:
        case Unknown():
            return _("There is no team “%s”.") % error.name
        case NameTaken():
            return _("Somebody logs in by the name “%s” already.") % error
        case Rejected():
            return _("That is not accepted: %s.") % error.why
        case NothingToErase():
            return _("There is no such record: %s.") % error
        case NotErasable():
            return _("People and teams are not erased: their names stand in what others wrote.")
        case SQLAlchemyError():
            said = str(getattr(error, "orig", None) or error).splitlines()[0]
            return _("The database cannot be used: %s.") % said.rstrip(".")
        case OSError():
            return _("That cannot be opened: %s.") % (error.strerror or error)
        case _:
            return str(error).splitlines()[0] if str(error) else type(error).__name__
