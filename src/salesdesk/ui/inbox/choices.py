"""What she can do with an entry, by key."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.desk.decisions import COMBINE, CONFLICT, KEEP, TAKE
from salesdesk.i18n import _
from salesdesk.store.inbox import REFUSED
from salesdesk.ui.inbox.entries import ASIDE, NOW, Entry

COPY = "copy"


@dataclass(frozen=True)
class Choice:
    """One thing to do: its key, its words, and what it comes to (keep, take, combine or copy)."""

    key: str
    words: str
    does: str


def choices(entry: Entry) -> list[Choice]:
    """What can be done; of a conflict the first two stand for the values, in the order in which they are shown."""
    if entry.item.what == CONFLICT:
        editable = all(field.type != "picture" for field in entry.fields)
        return [*_of_two(entry), *([Choice("C", _("Combine…"), COMBINE)] if editable else [])]
    if entry.item.what != REFUSED:
        return [Choice("K", _("Keep it so"), KEEP)]
    found = [Choice("K", _("Dismiss"), KEEP)]
    if entry.lost:
        found += [Choice("S", _("Send again as a new record"), TAKE), Choice("Y", _("Copy"), COPY)]
    return found


def order(entry: Entry) -> tuple[str, str]:
    """Which value stands first: hers, or the one in use."""
    return (ASIDE, NOW) if entry.mine == ASIDE else (NOW, ASIDE)


def _of_two(entry: Entry) -> tuple[Choice, Choice]:
    if not entry.mine:
        return Choice("K", _("Keep the one in use"), KEEP), Choice("T", _("Take the other one"), TAKE)
    if entry.laptops and entry.mine == ASIDE:
        return Choice("M", _("Take this laptop's"), TAKE), Choice("T", _("Keep the other's"), KEEP)
    if entry.laptops:
        return Choice("M", _("Keep this laptop's"), KEEP), Choice("T", _("Take the other's"), TAKE)
    if entry.mine == ASIDE:
        return Choice("M", _("Take mine"), TAKE), Choice("T", _("Keep theirs"), KEEP)
    return Choice("M", _("Keep mine"), KEEP), Choice("T", _("Take theirs"), TAKE)
