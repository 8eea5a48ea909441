"""A place of the window, and what the window asks of the screen there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from salesdesk.store.door import Saved


class Screen(Protocol):
    """What the window asks of a screen; it is a QWidget."""

    failed: Any

    def enter(self) -> None:
        """It comes into sight."""

    def leave(self) -> None:
        """It goes out of sight: what was typed is saved."""

    def follow(self, saved: Saved) -> None:
        """Something was saved."""

    def refresh(self, kinds: set[str]) -> None:
        """Records of these kinds came from the server; nothing jumps, nothing takes the cursor."""


class Place:
    """An entry of the rail: its words, its icon, and how its screen is made."""

    def __init__(self, key: str, label: str, icon: str, make: Callable[[], Any]) -> None:
        self.key = key
        self.label = label
        self.icon = icon
        self.make = make
