"""The encrypted store of one profile: opened once, asked from any thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.domain.ids import uuid7
from salesdesk.domain.record import Kinds
from salesdesk.store.alone import Alone
from salesdesk.store.connection import Connections
from salesdesk.store.copies import Copies
from salesdesk.store.door import Door
from salesdesk.store.drafts import Drafts
from salesdesk.store.facts import Facts, put_facts
from salesdesk.store.files import Files
from salesdesk.store.inbox import Inbox
from salesdesk.store.indexer import Indexer
from salesdesk.store.joining import Joining
from salesdesk.store.journal import Journal
from salesdesk.store.layout import prepare
from salesdesk.store.listing import Lists
from salesdesk.store.lock import ProfileLock, refuse_network_folder
from salesdesk.store.past import Steps
from salesdesk.store.remains import Remains
from salesdesk.store.rounds import Rounds
from salesdesk.store.sums import Sums
from salesdesk.store.trash import Trash
from salesdesk.store.undo import Actions
from salesdesk.store.verify import Verification
from salesdesk.store.waiting import Waiting

if TYPE_CHECKING:
    from salesdesk.store.outbox import Outbox
    from salesdesk.store.pulls import Pulls
    from salesdesk.store.refusing import Refusals
    from salesdesk.store.replays import Replays
    from salesdesk.store.turns import Turns

DATABASE = "salesdesk.db"


class Store:
    """All parts of a profile's store over the same file. `clock` and `new_id` are the door's and the pulls'."""

    def __init__(
        self, profile: Path, key: bytes, kinds: Kinds, *, wait: float = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC), new_id: Callable[[], str] = uuid7,
    ) -> None:  # fmt: skip
        """Opens or makes the file; waits at most `wait` seconds for another process to let it go.

        Raises ProfileInUse, NetworkFolder, WrongKey, Damaged, DiskFull.
        """
        refuse_network_folder(profile.resolve())
        self._lock = ProfileLock(profile)
        self._lock.acquire(wait)
        try:
            self._connections = Connections(profile / DATABASE, key)
            try:
                self.copies = Copies(profile / "backups", profile / DATABASE, key)
                prepare(self._connections, kinds, self.copies)
            except BaseException:
                self._connections.close()
                raise
        except BaseException:
            self._lock.release()
            raise
        self.kinds = kinds
        self._new_id = new_id
        self._clock = clock
        self.door = Door(self._connections, clock, new_id)
        self.alone = Alone(self._connections, kinds, clock, new_id)
        self.lists = Lists(self._connections)
        self.drafts = Drafts(self._connections)
        self.files = Files(self._connections)
        self.facts = Facts(self._connections)
        self.inbox = Inbox(self._connections)
        self.indexer = Indexer(self._connections, kinds)
        self.actions = Actions(self._connections, kinds, self.lists)
        self.sums = Sums(self._connections)
        self.joining = Joining(self._connections, kinds)
        self.remains = Remains(self._connections, self.copies)
        self.journal = Journal(self._connections)
        self.steps = Steps(self._connections)
        self.trash = Trash(self._connections, kinds)
        self.rounds = Rounds(self._connections)
        self.waiting = Waiting(self._connections)
        self.verification = Verification(self._connections, kinds)

    @cached_property
    def outbox(self) -> Outbox:
        """What waits to be sent; imported when it is first asked for, so that a start does without."""
        from salesdesk.store.outbox import Outbox

        return Outbox(self._connections, self.kinds)

    @cached_property
    def pulls(self) -> Pulls:
        """Where what the server sends is laid into the tables."""
        from salesdesk.store.pulls import Pulls

        return Pulls(self._connections, self.kinds, self._clock)

    @cached_property
    def refusals(self) -> Refusals:
        """Where mutations end that the server refused as a whole."""
        from salesdesk.store.refusing import Refusals

        return Refusals(self._connections, self.kinds, self.outbox)

    @cached_property
    def replays(self) -> Replays:
        """What was answered and is handed in again."""
        from salesdesk.store.replays import Replays

        return Replays(self._connections, self.kinds, self.outbox)

    @cached_property
    def turns(self) -> Turns:
        """What a restored server is given back."""
        from salesdesk.store.turns import Turns

        return Turns(self._connections, self.kinds)

    @property
    def owner(self) -> str:
        """The id of the person whose profile this is, or ""."""
        return self.facts.get("owner")

    def give_to(self, user: str) -> None:
        """Says whose profile this is; what was done until now is not for her to undo."""
        self._connections.write(lambda writer: self._give_to(writer, user))

    @staticmethod
    def _give_to(writer: Any, user: str) -> None:
        done = writer.execute("SELECT coalesce(max(n), 0) FROM action").fetchone()[0]
        put_facts(writer, owner=user, settled=done)

    def bulk(self) -> AbstractContextManager[None]:
        """Around the writing of very many rows."""
        return self._connections.bulk()

    def take_reserve(self) -> None:
        """Sets disk space aside for the day there is none."""
        self._connections.take_reserve()

    def close(self) -> None:
        """Closes the file and lets the profile go."""
        self._connections.close()
        self._lock.release()
