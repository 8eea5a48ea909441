"""The one interface that the laptop asks: in-process in tests, over HTTP in life."""

from __future__ import annotations

from typing import Protocol

from salesdesk.protocol.wire import Page, Past, Push, Pushed


class Refusal(Exception):
    """The server understood and said no; `code` is one of the words below."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code
        self.why = why


# Not logged in, or logged out elsewhere.
UNAUTHORISED = "unauthorised"
WRONG_PASSWORD = "wrong_password"
SLOW_DOWN = "slow_down"
# The cursor is of another epoch.
OTHER_EPOCH = "other_epoch"
# The cursor is older than what the server keeps of deletions: everything is to be fetched anew.
TOO_LONG_AGO = "too_long_ago"
# The program is too old for this server.
TOO_OLD = "too_old"
# What is handed in says more than this server knows yet: it is older than the program.
SERVER_OLDER = "server_older"
TOO_LARGE = "too_large"
MALFORMED = "malformed"


class Service(Protocol):
    """What a person's device asks of the server; any call may raise Refusal."""

    def push(self, push: Push) -> Pushed:
        """Hands in mutations; a known mid gets its stored answer."""

    def pull(self, epoch: int, cursor: int, token: str, schema: int) -> Page:
        """What changed since `cursor` in the person's scopes, a page at a time."""

    def history(self, kind: str, id: str) -> list[Past]:
        """The steps of a record, oldest first; empty where she may not read it."""
