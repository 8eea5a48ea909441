"""One account: its people, its leads, what is to do, and its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot

from salesdesk.desk.desk import Desk
from salesdesk.domain.activity import Activity
from salesdesk.i18n import _
from salesdesk.store.listing import Query
from salesdesk.ui.records.related import Related, RelatedWords
from salesdesk.ui.records.related_detail import RelatedDetail
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme


class Activities(Related):
    """What is to do, by its day, and behind it what is done; a box on each row ticks it."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, link: str) -> None:
        kind = desk.kinds["activity"]
        parts = (
            Query(kind, {"done": False}, order="due"),
            Query(kind, {"done": True}, order="due", descending=True),
        )
        words = RelatedWords(
            _("Activities"), _("Calls, meetings and tasks with this company stand here."), _("New activity")
        )
        super().__init__(theme, desk, tasks, link, parts, words)
        self.view.ticked.connect(self._tick)

    @Slot(str)
    def _tick(self, id: str) -> None:
        def tick() -> Any:
            activity = self.desk.get("activity", id)
            assert isinstance(activity, Activity)
            return self.desk.change(activity, {"done": not activity.done})

        self.tasks.write(tick)


class AccountDetail(RelatedDetail):
    """An account."""

    def make_sections(self) -> Sequence[Related]:
        """Contacts, leads, activities."""
        given = (self.theme, self.desk, self.tasks, "account")
        contacts, leads = self.desk.kinds["contact"], self.desk.kinds["lead"]
        return (
            Related(
                *given, [Query(contacts, order="name")],
                RelatedWords(_("Contacts"), _("The people you know at this company stand here."), _("New contact")),
            ),
            Related(
                *given, [Query(leads)],
                RelatedWords(_("Leads"), _("Leads that are linked to this company stand here, the newest first.")),
            ),
            Activities(*given),
        )  # fmt: skip
