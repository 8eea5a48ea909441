"""The commands that need nothing of the window but its places and its look."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.i18n import N_
from salesdesk.ui.commands import command
from salesdesk.ui.theme import Theme


class Everywhere(QWidget):
    """What can be done wherever she is."""

    # The window's own: its look, and how a screen comes into sight.
    theme: Theme
    go: Callable[[str], None]

    @command(N_("Capture"), "Ctrl+1")
    def go_capture(self) -> None:
        """Goes to Capture."""
        self.go("capture")

    @command(N_("Leads"), "Ctrl+2")
    def go_leads(self) -> None:
        """Goes to Leads."""
        self.go("leads")

    @command(N_("Accounts"), "Ctrl+3")
    def go_accounts(self) -> None:
        """Goes to Accounts."""
        self.go("accounts")

    @command(N_("Fairs"), "Ctrl+4")
    def go_fairs(self) -> None:
        """Goes to Fairs."""
        self.go("fairs")

    @command(N_("Trips"), "Ctrl+5")
    def go_trips(self) -> None:
        """Goes to Trips."""
        self.go("trips")

    @command(N_("Inbox"), "Ctrl+6")
    def go_inbox(self) -> None:
        """Goes to what waits for her decision."""
        self.go("inbox")

    @command(N_("Light or dark"), "Ctrl+Shift+L")
    def other_scheme(self) -> None:
        """Changes between light and dark."""
        self.theme.set_scheme("light" if self.theme.dark else "dark")

    @command(N_("Larger text"), "Ctrl++")
    def larger(self) -> None:
        """Writes larger, up to 200 %."""
        self.theme.set_scale(self.theme.scale + 10)

    @command(N_("Smaller text"), "Ctrl+-")
    def smaller(self) -> None:
        """Writes smaller, down to 100 %."""
        self.theme.set_scale(self.theme.scale - 10)
