"""What only this laptop has, sent again or removed from it: all of it as one action that can be taken back."""

from __future__ import annotations

from salesdesk.desk.desk import Desk
from salesdesk.i18n import ngettext, number
from salesdesk.store.door import Saved


def send_again(desk: Desk) -> Saved | None:
    """Everything that the server does not know goes up as new; None where there is nothing of it."""
    many = len(desk.store.alone.all())
    saved = desk.store.alone.send(ngettext("Send %s record again", "Send %s records again", many) % number(many))
    desk.tell(saved)
    return saved


def remove_here(desk: Desk) -> Saved | None:
    """Everything that the server does not know goes into this laptop's trash; None where there is nothing of it."""
    many = len(desk.store.alone.all())
    label = ngettext("Remove %s record from this laptop", "Remove %s records from this laptop", many)
    saved = desk.store.alone.remove(label % number(many))
    desk.tell(saved)
    return saved
