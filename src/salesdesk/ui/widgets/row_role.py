"""What a list's model tells its row delegate."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt

from salesdesk.i18n import _

_FIRST = Qt.ItemDataRole.UserRole.value + 1


class RowRole(IntEnum):
    """The parts of a two-line row, all texts but MARK_TONE (a Tone) and DOT (a bool: on this laptop only)."""

    TITLE = _FIRST
    SUBTITLE = _FIRST + 1
    MARK = _FIRST + 2
    MARK_TONE = _FIRST + 3
    TIME = _FIRST + 4
    DOT = _FIRST + 5


def row_words(title: str, subtitle: str = "", mark: str = "", time: str = "", *, dot: bool = False) -> str:
    """A row as a screen reader says it, for the model's AccessibleTextRole."""
    return ", ".join(filter(None, (title, subtitle, mark, time, _("on this laptop only") if dot else "")))
