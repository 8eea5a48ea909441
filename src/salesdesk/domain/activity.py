"""Activities: tasks, calls, meetings and mails."""

from __future__ import annotations

from datetime import date, datetime

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

KINDS_OF_ACTIVITY = {"task": N_("Task"), "call": N_("Call"), "meeting": N_("Meeting"), "mail": N_("Mail")}


@record(label=N_("Activity"), plural=N_("Activities"), scope=Scope.OWN, title=("title", "place"), subtitle=("due",))
class Activity(Record):
    """Something done or to do, with whom and for what."""

    title: str = a.text(N_("Title"), searchable=True, sortable=True, listed=True)
    kind: str = a.choice(N_("Kind"), KINDS_OF_ACTIVITY, listed=True)
    start: datetime | None = a.moment(N_("Start"), unit="start")
    end: datetime | None = a.moment(N_("End"), unit="start")
    zone: str = a.zone(N_("Time zone"), unit="start")
    place: str = a.text(N_("Place"), searchable=True)
    due: date | None = a.day(N_("Due"), sortable=True, listed=True)
    done: bool = a.yes_no(N_("Done"), listed=True)
    attendees: tuple[str, ...] = a.words(N_("Attendees"), searchable=True)
    account: str = a.link(N_("Account"), to="account")
    contact: str = a.link(N_("Contact"), to="contact")
    lead: str = a.link(N_("Lead"), to="lead")
    fair: str = a.link(N_("Fair"), to="fair")
    trip: str = a.link(N_("Trip"), to="trip")
    notes: str = a.long_text(N_("Notes"), searchable=True)
    owner: str = a.link(N_("Owner"), to="user")
    team: str = a.link(N_("Team"), to="team")
