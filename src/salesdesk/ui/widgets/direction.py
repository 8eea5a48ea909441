"""Which way a text runs: by its first letter, or always from the left for codes and addresses."""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import Qt

_RIGHT = frozenset({"R", "AL"})
_CODE = re.compile(r"^(\S+@\S*|\w+://\S*|www\.\S*|[+(]?[\d\s().,:/–-]+)$")


def direction_of(text: str) -> Qt.LayoutDirection | None:
    """The direction of a text by its first strong letter; None where it has none."""
    if _CODE.match(text):
        return Qt.LayoutDirection.LeftToRight
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "L":
            return Qt.LayoutDirection.LeftToRight
        if kind in _RIGHT:
            return Qt.LayoutDirection.RightToLeft
    return None
