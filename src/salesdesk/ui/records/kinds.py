"""The screens of accounts and fairs, with what their lists say and how they are sorted."""

from __future__ import annotations

from salesdesk.desk.desk import Desk
from salesdesk.i18n import _
from salesdesk.ui.accounts.screen import AccountsScreen
from salesdesk.ui.fairs.screen import FairsScreen
from salesdesk.ui.lists.record_list import ListWords, RecordList
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme


def accounts(theme: Theme, desk: Desk, tasks: Tasks) -> AccountsScreen:
    """Accounts by name."""
    words = ListWords(
        _("Accounts"), _("New account"), _("Search accounts"), "accounts", _("No accounts yet"),
        _("A company you sell to, through or against: begin with its name."),
    )  # fmt: skip
    kind = desk.kinds["account"]
    list_ = RecordList(theme, desk, tasks, kind, words, order="name")
    return AccountsScreen(theme, desk, tasks, kind, list_, words)


def fairs(theme: Theme, desk: Desk, tasks: Tasks) -> FairsScreen:
    """Fairs, the newest first."""
    words = ListWords(
        _("Fairs"), _("New fair"), _("Search fairs"), "fairs", _("No fairs yet"),
        _("Enter the next fair, and Capture knows its day and booth."),
    )  # fmt: skip
    kind = desk.kinds["fair"]
    list_ = RecordList(theme, desk, tasks, kind, words, order="start", descending=True)
    return FairsScreen(theme, desk, tasks, kind, list_, words)
