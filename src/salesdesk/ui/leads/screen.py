"""The leads: newest first, filtered by fair, rating and what is due, or sorted otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import RATINGS, Lead
from salesdesk.domain.record import Record
from salesdesk.i18n import N_, _
from salesdesk.store.door import Saved
from salesdesk.store.listing import Query
from salesdesk.ui.commands import command
from salesdesk.ui.lists.record_list import Filter, ListWords, RecordList
from salesdesk.ui.one_or_none import OneOrNone
from salesdesk.ui.records.detail import Detail
from salesdesk.ui.records.screen import RecordScreen
from salesdesk.ui.rows import LEAD_TONES
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.flow import FlowLayout

FAIRS_SHOWN = 1
ORDERS = {"": N_("Newest first"), "name": N_("By name"), "company": N_("By company"), "due": N_("By due date")}


def words() -> ListWords:
    """What the list of leads says of itself."""
    return ListWords(
        _("Leads"), _("New lead"), _("Search leads, people, notes"), "leads", _("No leads yet"),
        _("Scan a badge or type two words in Capture."),
    )  # fmt: skip


class LeadDetail(Detail):
    """One lead; its rating is one key away."""

    first = ("name", "company", "title", "email", "phone", "country", "next_step", "due", "notes", "picture")

    def _build(self) -> None:
        super()._build()
        row = QWidget()
        flow = FlowLayout(row)
        group = OneOrNone(row)
        self._chips: dict[str, Chip] = {}
        for number, (rating, label) in enumerate(RATINGS.items(), start=1):
            chip = Chip(self.theme, _(label), LEAD_TONES[rating], checkable=True, key=f"F{number}")
            chip.clicked.connect(lambda _on=False, rating=rating: self.rate(rating))
            group.add(chip)
            flow.addWidget(chip)
            self._chips[rating] = chip
        self.extra.addWidget(row)

    def show_head(self, record: Record) -> None:
        """Title and rating."""
        super().show_head(record)
        for rating, chip in self._chips.items():
            chip.setChecked(isinstance(record, Lead) and record.rating == rating)

    def rate(self, rating: str) -> None:
        """Gives a rating, or takes it away where it stands already."""
        editor = self.form.editors["rating"]
        new = "" if editor.raw() == rating else rating
        editor.set_raw(new)
        editor.edited.emit()
        self.editing.save()
        for name, chip in self._chips.items():
            chip.setChecked(name == new)


class LeadsScreen(RecordScreen):
    """List and detail of the leads."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        kind = desk.kinds["lead"]
        super().__init__(theme, desk, tasks, kind, RecordList(theme, desk, tasks, kind, words()), words())
        self._fairs: list[Record] = []
        self._set_filters([])

    def make_detail(self) -> LeadDetail:
        """A lead's detail."""
        return LeadDetail(self.theme, self.desk, self.tasks, self.kind)

    def enter(self) -> None:
        """Offers the newest fairs as filters."""
        super().enter()
        query = Query(self.desk.kinds["fair"])
        self.tasks.read(lambda: self.desk.records(query, FAIRS_SHOWN), self._set_filters)

    def _set_filters(self, fairs: list[Record]) -> None:
        if self._fairs == fairs and fairs:
            return
        self._fairs = fairs
        kind = self.desk.kinds["fair"]
        self.list.set_filters(
            [Filter(kind.title(fair), {"fair": fair.id}) for fair in fairs]
            + [Filter(_(label), {"rating": key}, LEAD_TONES[key]) for key, label in RATINGS.items()]
        )

    def new_values(self) -> dict[str, Any]:
        """A new lead belongs to the fair that the list is filtered by."""
        fair = self.list.model.query.where.get("fair")
        return {"fair": fair} if fair else {}

    def follow(self, saved: Saved) -> None:
        """Follows leads, and the fairs of its filters."""
        super().follow(saved)
        if any(change.kind.name == "fair" for change in saved.changes):
            self.enter()

    @command(N_("Sort the leads otherwise"), "Ctrl+Shift+S")
    def sort(self) -> None:
        """Goes through the orders: newest, name, company, due."""
        orders = list(ORDERS)
        order = orders[(orders.index(self.list.model.query.order) + 1) % len(orders)]
        self.list.model.show(replace(self.list.model.query, order=order))

    @Slot()
    def _rate(self, rating: str) -> None:
        if self._detail is not None:
            self.detail.rate(rating)

    @command(N_("Rate hot"), "F1")
    def rate_hot(self) -> None:
        """Rates the open lead hot."""
        self._rate("hot")

    @command(N_("Rate warm"), "F2")
    def rate_warm(self) -> None:
        """Rates the open lead warm."""
        self._rate("warm")

    @command(N_("Rate cold"), "F3")
    def rate_cold(self) -> None:
        """Rates the open lead cold."""
        self._rate("cold")
