"""Who is told what a write came to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from salesdesk.protocol.merge import Clash
from salesdesk.server.grants import Readers
from salesdesk.server.ground import Cause, Ground
from salesdesk.server.inbox import Inbox, entry_id
from salesdesk.server.rows import Held


class Telling:
    """Makes entries for the people who are concerned and may read the row."""

    def __init__(self, ground: Ground, inbox: Inbox, readers: Readers, new_id: Callable[[], str]) -> None:
        self._ground = ground
        self._inbox = inbox
        self._readers = readers
        self._new_id = new_id

    def clash(self, row: Held, clash: Clash, cause: Cause, teller: str = "") -> str:
        """Lays two values before their writers, the row's owner and whoever tells of it; returns the entry's id."""
        author = self._ground.author(row, clash.unit)
        id = entry_id(cause.mid, row.key, clash.unit)
        if (there := self._inbox.find(id)) is not None:
            # The mutation wrote the unit twice.
            there.replace_aside(clash, cause)
            return id
        people = self.may_read(row, (cause.user, author[0], row.person, teller))
        self._inbox.clash(id, row, clash, author, cause, people)
        return id

    def restored(self, row: Held, deleter: tuple[str, int], cause: Cause) -> None:
        """An edit brought back what somebody had deleted."""
        by, at = deleter
        told = {"now_by": cause.user, "now_at": cause.at, "aside_by": by, "aside_at": at}
        self._inbox.tell(self._new_id(), "restored", row, cause, self.may_read(row, (by, cause.user)), **told)

    def kept(self, row: Held, cause: Cause) -> None:
        """A deletion was refused because of what somebody had changed."""
        steps = self._ground.steps(row.key)
        by, at = (steps[-1]["user"], steps[-1]["at"]) if steps else ("", 0)
        told = {"now_by": by, "now_at": at, "aside_by": cause.user, "aside_at": cause.at}
        self._inbox.tell(self._new_id(), "kept", row, cause, self.may_read(row, (cause.user,)), **told)

    def moved_on(self, row: Held, fields: Iterable[str], cause: Cause, decided: str) -> None:
        """The value in use of an open conflict is another now: that of these fields."""
        if not self._inbox.concerns(row.id):
            return
        for unit in {row.kind.by_name[name].unit for name in fields}:
            for kept in self._inbox.waiting(row, unit):
                if kept.entry.id != decided:
                    now = {field.name: row.standing.fields[field.name] for field in row.kind.units[unit]}
                    kept.update(cause, now=now, now_by=cause.user, now_at=cause.at)

    def may_read(self, row: Held, people: Iterable[str]) -> set[str]:
        """Those of the people who may read a row."""
        readers = (self._readers.of(user) for user in people)
        return {reader.user for reader in readers if reader is not None and reader.reads(row)}
