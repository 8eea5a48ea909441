"""Chips of which one may be chosen, or none."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton


class OneOrNone(QObject):
    """Unchecks the others when one is checked."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._buttons: list[QAbstractButton] = []

    def add(self, button: QAbstractButton) -> None:
        """Takes a checkable button in."""
        self._buttons.append(button)
        button.toggled.connect(lambda on, button=button: self._toggled(button, on))

    def _toggled(self, button: QAbstractButton, on: bool) -> None:
        for other in self._buttons if on else ():
            if other is not button:
                other.setChecked(False)
