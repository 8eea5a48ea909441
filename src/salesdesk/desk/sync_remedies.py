"""What a person can do about a sync that did not come to its end: one thing for each kind of trouble."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from salesdesk.i18n import _
from salesdesk.protocol import service
from salesdesk.store import errors as store
from salesdesk.sync import errors


class Remedy(StrEnum):
    """What a button beside the sentence does."""

    AGAIN = "again"
    BROWSER = "browser"
    LOG_IN = "log_in"
    REPORT = "report"
    DECIDE = "decide"


# The narrower error first.
REMEDIES: Mapping[type[Exception], Remedy] = {
    errors.Unwell: Remedy.AGAIN,
    errors.TooSlow: Remedy.AGAIN,
    errors.Cut: Remedy.AGAIN,
    errors.Offline: Remedy.AGAIN,
    errors.Garbled: Remedy.REPORT,
    errors.NotOurs: Remedy.BROWSER,
    errors.WrongClock: Remedy.AGAIN,
    errors.Untrusted: Remedy.BROWSER,
    errors.LoggedOut: Remedy.LOG_IN,
    errors.OtherPerson: Remedy.REPORT,
    errors.OtherServer: Remedy.REPORT,
    errors.Outdated: Remedy.REPORT,
    errors.ServerOlder: Remedy.AGAIN,
    errors.Differs: Remedy.REPORT,
    errors.Stopped: Remedy.AGAIN,
    errors.SyncError: Remedy.AGAIN,
    store.DiskFull: Remedy.AGAIN,
    store.BadPull: Remedy.REPORT,
}
REFUSALS: Mapping[str, Remedy] = {
    service.UNAUTHORISED: Remedy.LOG_IN,
    service.WRONG_PASSWORD: Remedy.LOG_IN,
    service.SLOW_DOWN: Remedy.AGAIN,
    service.OTHER_EPOCH: Remedy.REPORT,
    service.TOO_LONG_AGO: Remedy.AGAIN,
    service.TOO_OLD: Remedy.REPORT,
    service.SERVER_OLDER: Remedy.AGAIN,
    service.TOO_LARGE: Remedy.REPORT,
    service.MALFORMED: Remedy.REPORT,
}


def remedy(error: Exception) -> Remedy:
    """What helps against an error of a round; what nobody foresaw is for IT."""
    if isinstance(error, errors.Differs) and error.alone:
        return Remedy.DECIDE
    if isinstance(error, service.Refusal):
        return REFUSALS.get(error.code, Remedy.REPORT)
    return next((what for kind, what in REMEDIES.items() if isinstance(error, kind)), Remedy.REPORT)


def remedy_words(what: Remedy) -> str:
    """What the button says."""
    return {
        Remedy.AGAIN: _("Try again"),
        Remedy.BROWSER: _("Open the browser"),
        Remedy.LOG_IN: _("Log in"),
        Remedy.REPORT: _("Copy for IT"),
        Remedy.DECIDE: _("Look at them"),
    }[what]


def trouble_in_brief(name: str) -> str:
    """An error of a round in a word or two, by the name that the log keeps (desk.office.name_of)."""
    return {
        "Offline": _("Offline"),
        "Cut": _("Offline"),
        "TooSlow": _("Offline"),
        "NotOurs": _("No server answered"),
        "WrongClock": _("Clock is wrong"),
        "Untrusted": _("Not trusted"),
        "LoggedOut": _("Logged out"),
        "OtherServer": _("Another server"),
        "Differs": _("Records differ"),
        "Stopped": _("Stopped"),
        "DiskFull": _("Disk is full"),
        f"Refusal.{service.TOO_OLD}": _("Update needed"),
        f"Refusal.{service.UNAUTHORISED}": _("Logged out"),
    }.get(name) or _("Not finished")
