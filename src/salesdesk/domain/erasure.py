"""A person's right to be forgotten: what goes with a record that is erased."""

from __future__ import annotations

from collections.abc import Mapping

from salesdesk.domain.fields import Link
from salesdesk.domain.record import Kind

# Links by which a record is about the one it names, without belonging to it.
_ABOUT: Mapping[str, frozenset[str]] = {
    "activity": frozenset({"account", "contact", "lead"}),
    "lead": frozenset({"contact"}),
}
# Whoever works or worked here stands in what others wrote.
NEVER = frozenset({"team", "user"})


def goes_with(kind: Kind, link: Link) -> bool:
    """Whether a record is erased with the one that its link names, because it holds what is known of her."""
    return link.parent or link.name in _ABOUT.get(kind.name, ())
