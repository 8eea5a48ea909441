"""What was being typed when the desk went down, and the place where each kind of record is shown."""

from __future__ import annotations

from salesdesk.desk.desk import Desk

PLACE_OF_KIND = {
    "lead": "leads", "account": "accounts", "contact": "accounts", "activity": "accounts", "fair": "fairs",
    "trip": "trips",
}  # fmt: skip


def unfinished(desk: Desk) -> list[tuple[str, str]]:
    """Kind and id of the records on whose screens something was being typed when the desk went down."""
    found = [("capture", "")] if desk.store.drafts.get("capture") else []
    for draft in desk.store.drafts.all():
        kind, id = draft.kind, draft.record
        if kind not in PLACE_OF_KIND:  # an expense stands on its trip
            child = desk.find(kind, id)
            kind, id = "trip", getattr(child, "trip", "") or draft.slot.partition(":")[2]
        elif not id and draft.slot != f"{kind}:new":  # a new contact stands on its account
            kind, id = "account", draft.slot.partition(":")[2]
        if desk.find(kind, id) is not None or (kind in PLACE_OF_KIND and draft.slot == f"{kind}:new"):
            found.append((kind, id))
    return found
