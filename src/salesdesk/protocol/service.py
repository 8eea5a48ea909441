"""The one interface that the laptop asks: in-process in tests, over HTTP in life."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from salesdesk.protocol.wire import Claim, Fetched, Known, Listing, Offer, Offered, Page, Past, Push, Pushed, Turn


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


# Seqs, from the first of each pair up to its second.
Spans: TypeAlias = Sequence[tuple[int, int]]


class Service(Protocol):
    """What a person's device asks of the server; any call may raise Refusal."""

    def push(self, push: Push) -> Pushed:
        """Hands in mutations; a known mid gets its stored answer."""

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        """The rows that changed since `cursor` in the person's scopes, a page at a time: `whole`, or what changed.

        Those that were made under a seq of the `spared` spans, and not touched since, come bare; those too that since
        `cursor` were only changed, under such seqs.
        """

    def turn(self, claim: Claim) -> Turn:
        """The epoch that the server is in, and what it may have lost of the claimed one."""

    def offer(self, offer: Offer) -> Offered:
        """Gives back what a restored server may have lost."""

    def listing(self, scope: str, after: str) -> Listing:
        """The rows of a scope by kind and id, a page at a time; nothing where the scope is not hers."""

    def rows(self, keys: list[Known]) -> Fetched:
        """Rows whole, as they stand; without those that she may not read."""

    def history(self, kind: str, id: str) -> list[Past]:
        """The steps of a record, oldest first; empty where she may not read it."""
