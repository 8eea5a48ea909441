"""Ctrl+Z where a field has no typing of its own left to undo: then it belongs to the desk."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent, QKeySequence

UNDO, REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


def belongs_to_the_desk(event: QKeyEvent, *, can_undo: bool, can_redo: bool) -> bool:
    """Whether a field should let this key go on to the window."""
    return (event.matches(UNDO) and not can_undo) or (event.matches(REDO) and not can_redo)
