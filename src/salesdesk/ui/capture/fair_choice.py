"""The fair is chosen once, and remembered."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.record import Record
from salesdesk.settings import FAIR, Settings
from salesdesk.store.listing import Query
from salesdesk.ui.capture.layout import CaptureLayout
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme


class FairChoice(CaptureLayout):
    """Where she captures: its name, its days, and how many leads there are."""

    failed = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, settings: Settings) -> None:
        super().__init__(theme, desk, tasks)
        self._settings = settings
        self.fair: Record | None = None
        self.fairs.activated.connect(self._fair_chosen)

    def read_fairs(self) -> None:
        """Reads the fairs to choose from, the newest first."""
        query = Query(self.desk.kinds["fair"], order="start", descending=True)
        self.tasks.read(lambda: self.desk.records(query, 100), self._set_fairs)

    @Slot(int)
    def _fair_chosen(self, row: int) -> None:
        id = str(self.fairs.itemData(row) or "")
        self._set_fair(next((fair for fair in self._known_fairs if fair.id == id), None))
        self.editors["name"].editor.setFocus()
        self.tasks.write(lambda: self._settings.set(FAIR, id), None, lambda error: self.failed.emit(sentence(error)))

    def _set_fair(self, fair: Record | None) -> None:
        self.fair = fair
        self.show_fair(fair)
        self.count()

    def count(self) -> None:
        """Counts the fair's leads, and shows the newest."""
        from salesdesk.store.listing import Query

        query = Query(self.desk.kinds["lead"], {"fair": self.fair.id} if self.fair else {})
        self.tasks.read(lambda: self.desk.store.lists.count(query), self.show_count)
        self.last.model().show(query)

    def _set_fairs(self, fairs: list[Record]) -> None:
        self.show_fairs(fairs)
        wanted = self._settings.get(FAIR)
        self._set_fair(next((fair for fair in fairs if fair.id == wanted), None))

    def refresh(self, kinds: set[str]) -> None:
        """Records of these kinds came from the server; the cursor stays where it is."""
        if "fair" in kinds:
            self.read_fairs()
        elif "lead" in kinds:
            self.count()
