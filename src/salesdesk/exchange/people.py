"""A person's name from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import east_asian_width

from salesdesk.exchange.known_headers import BEFORE, BEHIND, FAMILY, GIVEN, MIDDLE


def whole_name(parts: Mapping[str, str]) -> str:
    """The name as it is written out: Han, kana and Hangul names family name first, without a space."""
    given, middle, family = (parts.get(part, "") for part in (GIVEN, MIDDLE, FAMILY))
    if all(east_asian_width(c) == "W" for c in given + middle + family):
        core = family + middle + given
    else:
        core = " ".join(filter(None, (given, middle, family)))
    if not core:
        return ""
    return " ".join(filter(None, (parts.get(BEFORE, ""), core, parts.get(BEHIND, ""))))
