"""What stopped a sync, in one sentence that says what to do. Nothing is lost by any of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from salesdesk.desk.decisions import CannotDecide
from salesdesk.i18n import _, ngettext, number
from salesdesk.protocol import service
from salesdesk.store.errors import BadPull
from salesdesk.sync import errors
from salesdesk.sync.address import BadAddress


def sync_sentences() -> Mapping[type[Exception], Callable[[Any], str]]:
    """The sentence for each error of a sync, a log-in or a decision, the narrower error first."""
    return {
        errors.Cut: lambda _e: _("The connection broke on the way: nothing is lost, and the sync goes on by itself."),
        errors.TooSlow: lambda _e: _(
            "The network is too slow just now: your changes wait here and go up by themselves."
        ),
        errors.Unwell: lambda e: (
            _("The server cannot answer just now (%s): your changes wait here and go up by themselves.") % e
        ),
        errors.Offline: lambda _e: _("The server does not answer: your changes wait here and go up by themselves."),
        errors.Garbled: lambda e: (
            _(
                "What came is not what the server sent (%s): something on the way changes it, and nothing of it was "
                "taken. Try another network, or ask your IT."
            )
            % (e.what or "?")
        ),
        errors.NotOurs: lambda e: (
            _(
                "Something else than the server answered (%s), perhaps the wifi's log-in page: open a browser, log in "
                "to the wifi, then sync again."
            )
            % (e.what or "?")
        ),
        errors.WrongClock: lambda _e: _(
            "The server's certificate is not valid on the day that this computer shows, so nothing was sent: set the "
            "computer's clock; if it is right, tell your IT."
        ),
        errors.Untrusted: lambda _e: _(
            "The server's certificate is not trusted here, so nothing was sent: leave this wifi, or ask your IT."
        ),
        errors.LoggedOut: lambda _e: _(
            "You are not logged in to the company's server: log in, and your changes go up."
        ),
        errors.OtherPerson: lambda _e: _("This profile belongs to somebody else: make a profile of your own."),
        errors.OtherServer: lambda _e: _(
            "The server at this address is another company's, or was set up anew, so nothing was sent and nothing here "
            "has changed: ask your IT for the right address or for a backup of the server."
        ),
        errors.Outdated: lambda _e: _(
            "A newer SalesDesk has worked on this profile: update this one, and your changes go up."
        ),
        errors.ServerOlder: lambda _e: _(
            "The company's server is older than this program and does not know all of it yet: what it cannot take "
            "waits here and goes up once your IT has updated it."
        ),
        errors.Differs: _differs,
        errors.Stopped: lambda _e: _("The sync was stopped; it goes on where it was."),
        errors.SyncError: lambda _e: _("The sync stopped; it can be tried again."),
        BadPull: lambda _e: _("What the server sent does not fit; nothing of it was taken. Update SalesDesk."),
        BadAddress: _bad_address,
        service.Refusal: _refusal,
        CannotDecide: _cannot_decide,
    }


def restored_words(returned: int) -> str:
    """That the server was restored, and how many records and changes this laptop gave back to it."""
    if not returned:
        return _("The server was restored from a backup; it had lost nothing that this laptop knows.")
    words = ngettext(
        "The server was restored from a backup: %s record or change went back to it from here.",
        "The server was restored from a backup: %s records and changes went back to it from here.",
        returned,
    )
    return words % number(returned)


def _differs(error: errors.Differs) -> str:
    if error.alone:
        return _("This laptop holds records that the server does not know of. Nothing was removed: decide about them.")
    return _("This laptop holds records that the server does not know of. Nothing was removed: ask your IT to look.")


def _bad_address(error: BadAddress) -> str:
    if error.why == "plain":
        return _("The address must begin with https://, or your password could be read on the way.")
    return _("That is no server's address: write it as desk.example.com.")


def _refusal(error: service.Refusal) -> str:
    said = {
        service.WRONG_PASSWORD: _("Name or password is wrong."),
        service.SLOW_DOWN: _("That was tried too often: wait a few minutes."),
        service.TOO_OLD: _(
            "This SalesDesk is too old for the server to send it anything: update it. Your changes still go up."
        ),
        service.UNAUTHORISED: _("You are not logged in to the company's server: log in, and your changes go up."),
        service.OTHER_EPOCH: _(
            "The server was restored, or is another one than before. Nothing here was changed: ask your IT."
        ),
        service.TOO_LONG_AGO: _("This laptop was away for so long that everything is fetched anew: sync again."),
        service.SERVER_OLDER: _("The server is older than this SalesDesk. What it does not know yet waits here."),
        service.TOO_LARGE: _("The server will not take so much at once. Your changes wait here: tell your IT."),
        service.MALFORMED: _("The server did not understand this SalesDesk. Your changes wait here: tell your IT."),
    }
    return said.get(error.code) or _("The server refused: %s") % error


def _cannot_decide(error: CannotDecide) -> str:
    said = {
        "decided": _("That is decided already; undo takes it back."),
        "value": _("Write the value that both become."),
        "kept": _("Here there is nothing to take: keep it."),
        "record": _("That record is no longer here."),
        "part": _("By itself this cannot be sent again: copy what you need into the record that it belongs to."),
    }
    return said[error.why]
