"""The people who work with the desk."""

from __future__ import annotations

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

ROLES = {"manager": N_("Manager"), "lead": N_("Team lead"), "finance": N_("Finance"), "admin": N_("Administrator")}


@record(label=N_("User"), plural=N_("Users"), scope=Scope.ORGANISATION, title=("name",), subtitle=("email",))
class User(Record):
    """A person of the company."""

    name: str = a.text(N_("Name"), searchable=True, sortable=True, listed=True, required=True)
    email: str = a.email(N_("E-mail"), searchable=True, listed=True)
    team: str = a.link(N_("Team"), to="team", listed=True)
    role: str = a.choice(N_("Role"), ROLES, listed=True)
