"""Why a sync did not come to its end; nothing is lost by any of these. Each is put into words where it is shown."""

from __future__ import annotations


class SyncError(Exception):
    """The sync stopped; it can be tried again."""


class Offline(SyncError):
    """The server does not answer."""


class Cut(Offline):
    """The line broke while the server was being asked, or while it answered."""


class TooSlow(Offline):
    """The server is reached, but its answer takes too long; it is asked again in a while, not at once."""


class Unwell(Offline):
    """The server, or a gateway in front of it, says that it cannot answer now: `status` is 500 to 599."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class NotOurs(SyncError):
    """Something else answered: a hotel's log-in page, a proxy, another program. `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Garbled(NotOurs):
    """An answer that bears the server's mark and cannot be read, or answers something else; `what` says why."""


class Untrusted(SyncError):
    """The server's certificate is not one that this computer trusts."""


class WrongClock(Untrusted):
    """The certificate is not valid on the day that this computer's clock shows."""


class LoggedOut(SyncError):
    """Nobody is logged in, or the server no longer knows this laptop."""


class OtherPerson(SyncError):
    """The profile belongs to somebody else than who logged in."""


class OtherServer(SyncError):
    """Another company's server answers at the address."""


class Outdated(SyncError):
    """A newer program has worked on the profile: this one would not understand what it wrote."""


class ServerOlder(SyncError):
    """The server does not know all that waits here yet; what it knows went up, and all that is new came down."""


class Differs(SyncError):
    """Laptop and server still do not hold the same rows after a repair: `scopes` says of what.

    `alone` names by kind and id the records that are here and not there, where she can decide what becomes of them.
    """

    def __init__(self, scopes: tuple[str, ...], alone: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(", ".join(scopes))
        self.scopes = scopes
        self.alone = alone


class Stopped(SyncError):
    """It was cancelled; what was done stays done."""
