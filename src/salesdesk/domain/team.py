"""Teams: who sees what together."""

from __future__ import annotations

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_


@record(label=N_("Team"), plural=N_("Teams"), scope=Scope.ORGANISATION, title=("name",))
class Team(Record):
    """A team or region; its parent's people see what it sees."""

    name: str = a.text(N_("Name"), searchable=True, sortable=True, listed=True, required=True)
    parent: str = a.link(N_("Parent team"), to="team")
