"""Decisions on entries of the inbox: the first one counts."""

from __future__ import annotations

from msgspec import structs

from salesdesk.protocol.wire import Status, Write
from salesdesk.server.checking import BAD_ENTRY, invalid, not_yours
from salesdesk.server.ground import Cause
from salesdesk.server.inbox import Inbox, Kept
from salesdesk.server.rights import Reader
from salesdesk.server.rows import Held

_WRITES = frozenset({"take", "combine"})


def asked(inbox: Inbox, write: Write, reader: Reader, row: Held | None) -> Kept | None:
    """The entry that a write decides, if it does; raises Unacceptable."""
    if not write.entry:
        return None
    kept = inbox.find(write.entry)
    if kept is None or reader.user not in kept.people or not _concerns(kept, reader, row):
        raise not_yours()
    if not write.choice or (kept.entry.kind, kept.entry.record) != (write.kind, write.id):
        raise invalid(BAD_ENTRY)
    return kept


def _concerns(kept: Kept, reader: Reader, row: Held | None) -> bool:
    """Whether she may still decide: somebody else's value only where she reads the record, as long as there is one."""
    values = kept.entry.what == "conflict" and kept.entry.aside_by != reader.user
    return not values or row is None or row.bare or reader.reads(row)


def settled(kept: Kept, write: Write, cause: Cause) -> Status | None:
    """What a decision comes to that leaves the row as it is; None where the row is to be written."""
    if write.choice == "reopen":
        kept.decide("reopen", cause)
        return None if write.fields or write.sets else "ok"
    if not kept.open:
        return None if write.choice == "combine" and kept.entry.what == "conflict" else "merged"
    if kept.entry.what == "conflict" and (write.choice in _WRITES or _unseen(kept, write)):
        return None if write.choice == "combine" or not _unseen(kept, write) else "conflict"
    kept.decide(write.choice, cause)
    return "ok"


def _unseen(kept: Kept, write: Write) -> bool:
    """Whether another value stands aside than the one she decided on: that one is not hers to drop."""
    return kept.laid > write.seen


def deciding(kept: Kept | None, write: Write) -> Kept | None:
    """The open conflict that is decided by writing to the row."""
    decides = kept is not None and kept.open and write.choice in _WRITES and not _unseen(kept, write)
    return kept if decides else None


def spelt_out(kept: Kept | None, write: Write) -> Write:
    """The write with the value set aside, where it takes that one; an older program names less of it."""
    if kept is None or write.choice != "take":
        return write
    return structs.replace(write, fields={**kept.entry.aside, **write.fields})
