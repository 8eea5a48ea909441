"""Which account a contact or an activity stands on."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record

KINDS = ("contact", "activity")
# Where it is linked to no account itself, one of these leads to it.
_THROUGH = ("contact", "lead")


@dataclass(frozen=True)
class Child:
    """A contact or an activity with the id of its account, or "" where it has none."""

    record: Record
    account: str


def child_of(desk: Desk, kind: str, id: str) -> Child | None:
    """The contact or activity of that id, or None."""
    record = desk.find(kind, id)
    return None if record is None else Child(record, _account_of(desk, record))


def _account_of(desk: Desk, record: Record) -> str:
    ids = [str(getattr(record, "account", ""))]
    for kind in _THROUGH:
        further = desk.find(kind, getattr(record, kind, ""))
        ids.append(getattr(further, "account", "") if further is not None else "")
    return next((id for id in ids if id and _is_there(desk, id)), "")


def _is_there(desk: Desk, id: str) -> bool:
    account = desk.find("account", id)
    return account is not None and not account.deleted


def waiting_child(desk: Desk, account: str) -> Child | None:
    """What was being typed into a contact or an activity of an account when the desk went down, the newest of it."""
    for draft in reversed(desk.store.drafts.all()):
        if draft.kind not in KINDS:
            continue
        if draft.slot == f"{draft.kind}:{account}":
            return Child(desk.kinds[draft.kind].make({"account": account}), account)
        child = child_of(desk, draft.kind, draft.record)
        if child is not None and child.account == account and not child.record.deleted:
            return child
    return None
