"""Where a contact or an activity is edited: over its account, as long as it is open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record, kind_of
from salesdesk.store.door import Saved
from salesdesk.ui.accounts.child_panel import ChildPanel
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.trips.page import Page


class ChildPanels(Page):
    """One panel at a time; `closing` when she is done, `delete` asks for kind and id."""

    closing = Signal()
    delete = Signal(str, str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__(Space.L)
        self._theme = theme
        self._desk = desk
        self._tasks = tasks
        self._panels: dict[str, ChildPanel] = {}
        self.panel: ChildPanel | None = None
        self.column.setContentsMargins(0, Space.L, 0, Space.L)

    def edit(self, record: Record) -> None:
        """Shows a record; what was typed into the one before is saved."""
        panel = self._panel_of(kind_of(type(record)).name)
        if self.panel is not None and self.panel is not panel:
            self.panel.shut()
        self.panel = panel
        panel.edit(record)
        self.verticalScrollBar().setValue(0)

    def _panel_of(self, kind: str) -> ChildPanel:
        if kind not in self._panels:
            panel = ChildPanel(self._theme, self._desk, self._tasks, self._desk.kinds[kind])
            panel.closed.connect(self.closing)
            panel.delete.connect(self.delete)
            self._panels[kind] = panel
            self.column.addWidget(panel, 0, Qt.AlignmentFlag.AlignTop)
        return self._panels[kind]

    def save(self) -> None:
        """Saves what is being typed."""
        for panel in self._panels.values():
            panel.editing.save()

    def shut(self) -> None:
        """Nothing is edited any more; what was typed is saved, or waits in its draft."""
        if self.panel is not None:
            self.panel.shut()
            self.panel = None

    def follow(self, saved: Saved) -> bool:
        """Takes changes from elsewhere; returns whether the record in sight went away."""
        gone = [panel for panel in self._panels.values() if panel.follow(saved)]
        return self.panel is not None and self.panel in gone
