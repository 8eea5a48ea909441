"""What she is told of a write that was not done as she meant it: the same entry of the inbox, however it is told."""

from __future__ import annotations

from salesdesk.domain.changes import Written
from salesdesk.domain.ids import derived
from salesdesk.protocol.wire import ERASED, NOT_DONE, REHOMED, RowAnswer
from salesdesk.store.inbox import MOVED, REFUSED, Item


def is_told(told: RowAnswer) -> bool:
    """Whether she finds it in her inbox."""
    return told.why != ERASED and (told.status in NOT_DONE or told.why == REHOMED)


def told_of(mid: str, row: Written, told: RowAnswer, at: int) -> Item | None:
    """The entry for a row that was refused, with all that it would have written; for a new one that the server gave to
    her, because the team that it was for is not hers, with what was meant; None for any other. `at` in microseconds.
    """
    id = derived(mid, str(told.n))
    if not is_told(told):
        return None
    if told.status in NOT_DONE:
        return Item(
            id=id, what=REFUSED, kind=row.kind, record=row.id, at=at, unit=row.op, aside=row.fields, base=row.before,
            why=told.why or told.status,
        )  # fmt: skip
    meant = {name: row.fields[name] for name in told.units if name in row.fields}
    return Item(id=id, what=MOVED, kind=row.kind, record=row.id, at=at, aside=meant, why=told.why)
