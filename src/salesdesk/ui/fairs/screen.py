"""The fairs: the list, and one fair with its leads beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import RATINGS
from salesdesk.i18n import _, number
from salesdesk.store.listing import Query
from salesdesk.ui.one_or_none import OneOrNone
from salesdesk.ui.records.related import Related, RelatedWords
from salesdesk.ui.records.related_detail import RelatedDetail, RelatedScreen
from salesdesk.ui.rows import LEAD_TONES
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.flow import FlowLayout

FIRST = 10


class LeadsOfFair(Related):
    """A fair's leads, the newest first, counted by rating; a rating's chip shows its leads only."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        words = RelatedWords(_("Leads"), _("Leads that are captured at this fair stand here, the newest first."))
        super().__init__(theme, desk, tasks, "fair", [Query(desk.kinds["lead"])], words, first=FIRST)

    def above_rows(self) -> Sequence[QWidget]:
        """A chip a rating."""
        row = QWidget()
        flow = FlowLayout(row)
        group = OneOrNone(row)
        self.chips: dict[str, Chip] = {}
        for rating, label in RATINGS.items():
            chip = Chip(self.theme, _(label), LEAD_TONES[rating], checkable=True)
            chip.setObjectName(f"rating-{rating}")
            chip.clicked.connect(self._filter)
            group.add(chip)
            flow.addWidget(chip)
            self.chips[rating] = chip
        return (row,)

    def show_of(self, id: str) -> None:
        """Another fair's leads are shown all."""
        if id != self.of:
            for chip in self.chips.values():
                chip.setChecked(False)
            self.asked = {}
        super().show_of(id)

    @Slot()
    def _filter(self) -> None:
        chosen = [rating for rating, chip in self.chips.items() if chip.isChecked()]
        self.asked = {"rating": chosen[0]} if chosen else {}
        self.begin_anew()

    def start_counting(self) -> Task[Any]:
        """Counts all leads, and those of each rating, at once."""
        (query,) = self.queries({})
        return self.tasks.read(lambda: self.desk.store.lists.counts(query, "rating"), self._show_counts)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self.show_count(sum(counts.values()))
        for rating, chip in self.chips.items():
            chip.setText(f"{_(RATINGS[rating])} {number(counts.get(rating, 0))}")

    def empty_words(self) -> str:
        """What belongs here, or that no lead has the rating."""
        return _("No lead of this fair has this rating.") if self.asked else super().empty_words()


class FairDetail(RelatedDetail):
    """A fair."""

    def make_sections(self) -> Sequence[Related]:
        """Its leads."""
        return (LeadsOfFair(self.theme, self.desk, self.tasks),)


class FairsScreen(RelatedScreen):
    """List and detail of the fairs."""

    def make_detail(self) -> FairDetail:
        """A fair's detail."""
        detail = FairDetail(self.theme, self.desk, self.tasks, self.kind)
        detail.opened.connect(self.elsewhere)
        return detail
