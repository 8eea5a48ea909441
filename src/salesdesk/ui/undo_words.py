"""What the undo bar says of what was just done."""

from __future__ import annotations

from salesdesk.domain.changes import Change
from salesdesk.i18n import _, isolated
from salesdesk.store.door import Saved


def undo_words(saved: Saved) -> str:
    """A sentence on a deletion or a decision, "" where the screen says itself what was done."""
    if saved.undoes:
        return ""
    decided = [change for change in saved.changes if change.entry]
    deleted = [change for change in saved.changes if change.op == "delete"]
    if decided and any(change.op == "create" for change in saved.changes):
        return _("%s is sent again as a new record") % _called(decided[0])
    if decided:
        return _("%s is decided") % _called(decided[0])
    return _("%s is deleted") % _called(deleted[0]) if deleted else ""


def _called(change: Change) -> str:
    return isolated(change.kind.title(change.after) or _(change.kind.label))
