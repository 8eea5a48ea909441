"""The plain screens: accounts and fairs."""

from __future__ import annotations

from salesdesk.desk.desk import Desk
from salesdesk.i18n import _
from salesdesk.ui.lists.record_list import ListWords, RecordList
from salesdesk.ui.records.screen import RecordScreen
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme


def accounts(theme: Theme, desk: Desk, tasks: Tasks) -> RecordScreen:
    """Accounts by name."""
    words = ListWords(
        _("Accounts"), _("New account"), _("Search accounts"), "accounts", _("No accounts yet"),
        _("A company you sell to, through or against: begin with its name."),
    )  # fmt: skip
    kind = desk.kinds["account"]
    return RecordScreen(theme, desk, tasks, kind, RecordList(theme, desk, tasks, kind, words, order="name"), words)


def fairs(theme: Theme, desk: Desk, tasks: Tasks) -> RecordScreen:
    """Fairs, the newest first."""
    words = ListWords(
        _("Fairs"), _("New fair"), _("Search fairs"), "fairs", _("No fairs yet"),
        _("Enter the next fair, and Capture knows its day and booth."),
    )  # fmt: skip
    kind = desk.kinds["fair"]
    list_ = RecordList(theme, desk, tasks, kind, words, order="start", descending=True)
    return RecordScreen(theme, desk, tasks, kind, list_, words)
