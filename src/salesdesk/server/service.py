"""The server without its transport: what a person's device may ask, and the accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from salesdesk.domain.fields import EPOCH
from salesdesk.domain.ids import uuid7
from salesdesk.protocol.login import Login, Session
from salesdesk.protocol.service import OTHER_EPOCH, TOO_LARGE, WRONG_PASSWORD, Refusal, Spans
from salesdesk.protocol.wire import (
    EPOCH_BITS,
    ROWS_A_PUSH,
    Claim,
    Fetched,
    Known,
    Listing,
    Offer,
    Offered,
    Page,
    Past,
    Push,
    Pushed,
    Refused,
    Turn,
)
from salesdesk.server import epochs, heads, offering, pushing
from salesdesk.server.accounts import FULL_COST, Accounts, Cost
from salesdesk.server.company import Company
from salesdesk.server.database import Database
from salesdesk.server.devices import Device, Devices
from salesdesk.server.erasing import ErasedList, Erasing
from salesdesk.server.ground import Ground
from salesdesk.server.heads import NoOrganisation
from salesdesk.server.past import history
from salesdesk.server.pulling import Pulling
from salesdesk.server.room import FULL_PAGE, Most
from salesdesk.server.schemas import TRANSLATORS, Schemas, Translator
from salesdesk.server.spared import Spared
from salesdesk.server.sweeping import Sweeping


def utc_now() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)


class Server:
    """What the central server does, for whoever was let in; any call may raise Refusal."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = uuid7,
        page: Most = FULL_PAGE,
        cost: Cost = FULL_COST,
        translators: Mapping[int, Translator] = TRANSLATORS,
    ) -> None:
        self.database = database
        self._clock = clock
        self._new_id = new_id
        self._page = page
        self._schemas = Schemas(database.tables.kinds, translators)
        self.accounts = Accounts(database, self._now, cost)
        self.devices = Devices(database, self._now)
        self.sweeping = Sweeping(database, self._now)
        self.company = Company(database, self.accounts, self._now, new_id)

    def erasing(self, listed: Path) -> Erasing:
        """What erases for good, with its list in that file."""
        return Erasing(self.database, ErasedList(listed), self._now)

    def push(self, user: str, push: Push, device: str = "", unread: Sequence[Refused] = ()) -> Pushed:
        """Commits mutations; a known mid gets its stored answer.

        What is refused of them, and what can be read of the `unread`, is kept for the device that it came from.
        """
        try:
            done = pushing.push(self.database, Device(device, user), push, self._new_id, self._schemas, unread)
        except NoOrganisation:
            raise Refusal(OTHER_EPOCH, "nothing here yet") from None
        return Pushed(done.head.epoch, done.head.seq, self._now(), done.answers, list(done.as_sent), list(done.changed))

    def pull(
        self, user: str, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = (),
        device: str = "",
    ) -> Page:  # fmt: skip
        """A page of what changed since `cursor`."""
        self._schemas.serve(schema)
        spans = Spared.of(spared)
        with self._pulling(Device(device, user), cursor) as pulling:
            return pulling.page(epoch, token, self._now(), whole=whole, spared=spans)

    @contextmanager
    def _pulling(self, device: Device, cursor: int = 0) -> Iterator[Pulling]:
        with self.database.reading() as connection:
            try:
                pulling = Pulling(connection, self.database.tables, device, cursor, self._page)
            except NoOrganisation:
                raise Refusal(OTHER_EPOCH, "nothing here yet") from None
            yield pulling

    def turn(self, claim: Claim) -> Turn:
        """The epoch of the server, and what it may have lost of the claimed one.

        A proof that it was further once tells that its database was put back: that begins a new epoch.
        """
        tables = self.database.tables

        def begun(connection: Connection) -> Turn:
            try:
                head = heads.lock(connection, tables)
            except NoOrganisation:
                raise Refusal(OTHER_EPOCH, "nothing here yet") from None
            reached = head.proven(claim.proof)
            if reached > head.seq:
                epochs.begin(connection, tables, head, beyond=reached >> EPOCH_BITS)
            if claim.epoch > head.epoch or (claim.epoch == head.epoch and claim.cursor > head.seq):
                raise Refusal(OTHER_EPOCH, "never given")
            kept = epochs.Epochs.read(connection, tables).kept(claim.epoch, head.seq)
            return Turn(head.organisation, head.epoch, kept, head.proof)

        return self.database.transact(begun)

    def offer(self, user: str, offer: Offer) -> Offered:
        """Takes back what a restore lost."""
        return offering.offer(self.database, user, offer, self._now(), self._new_id)

    def listing(self, user: str, scope: str, after: str) -> Listing:
        """What rows there are in a scope of hers."""
        with self._pulling(Device("", user)) as pulling:
            return pulling.listing(scope, after)

    def rows(self, user: str, keys: list[Known]) -> Fetched:
        """Rows whole, without those that she may not read."""
        if len(keys) > ROWS_A_PUSH:
            raise Refusal(TOO_LARGE, f"{ROWS_A_PUSH} rows")
        with self._pulling(Device("", user)) as pulling:
            return pulling.these(keys)

    def organisation(self) -> str:
        """The id of the company whose server it is, "" while it has none."""
        with self.database.reading() as connection:
            try:
                return heads.read(connection, self.database.tables).organisation
            except NoOrganisation:
                return ""

    def history(self, user: str, kind: str, id: str) -> list[Past]:
        """The steps of a record, oldest first; empty where she may not read it."""
        with self.database.reading() as connection:
            return history(connection, self.database.tables, user, kind, id)

    def login(self, login: Login) -> Session:
        """Lets a person in on a device."""
        user = self.accounts.user(login.name, login.password)
        tables = self.database.tables
        with self.database.writing() as connection:
            row = Ground(connection, tables).find(("user", user))
            if row is None or row.standing.deleted:
                raise Refusal(WRONG_PASSWORD)
            head, fields = heads.read(connection, tables), row.standing.fields
            device, tokens = self.devices.admit(connection, user, login.device, login.device_name)
        return Session(
            tokens, device, user, fields["name"], fields["team"], fields["role"], head.organisation, head.epoch
        )

    def _now(self) -> int:
        return (self._clock() - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Door:
    """The server as one person's device asks it without a network (protocol.service.Service).

    For whoever names no `device` nothing is kept that is refused.
    """

    server: Server
    user: str
    device: str = ""

    def push(self, push: Push, unread: Sequence[Refused] = ()) -> Pushed:
        """Hands in mutations, and what can be read of those that cannot."""
        return self.server.push(self.user, push, self.device, unread)

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        """A page of what changed."""
        return self.server.pull(self.user, epoch, cursor, token, schema, whole, spared, self.device)

    def turn(self, claim: Claim) -> Turn:
        """The epoch that the server is in."""
        return self.server.turn(claim)

    def offer(self, offer: Offer) -> Offered:
        """Gives back what a restore lost."""
        return self.server.offer(self.user, offer)

    def listing(self, scope: str, after: str) -> Listing:
        """The rows of a scope, a page at a time."""
        return self.server.listing(self.user, scope, after)

    def rows(self, keys: list[Known]) -> Fetched:
        """Rows whole."""
        return self.server.rows(self.user, keys)

    def history(self, kind: str, id: str) -> list[Past]:
        """The steps of a record."""
        return self.server.history(self.user, kind, id)
