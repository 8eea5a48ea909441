"""Leads: one encounter with one person at one fair."""

from __future__ import annotations

from datetime import date, datetime

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

RATINGS = {"hot": N_("Hot"), "warm": N_("Warm"), "cold": N_("Cold")}
STATUSES = {
    "new": N_("New"), "qualified": N_("Qualified"), "converted": N_("Converted"), "not_a_fit": N_("Not a fit"),
}  # fmt: skip
VISITORS = {
    "end_user": N_("End user"), "distributor": N_("Distributor"), "agent": N_("Agent"), "oem": N_("OEM"),
    "supplier": N_("Supplier"), "press": N_("Press"), "student": N_("Student"), "competitor": N_("Competitor"),
    "other": N_("Other"),
}  # fmt: skip

_PERSON = N_("Person")
_REACH = N_("How to reach")
_ADDRESS = N_("Address")
_INTEREST = N_("Interest")
_NEXT = N_("What next")
_MEETING = N_("Encounter")


@record(
    label=N_("Lead"), plural=N_("Leads"), scope=Scope.OWN,
    title=("name", "company", "email", "badge_id", "raw"), subtitle=("company", "city"),
)  # fmt: skip
class Lead(Record):
    """What a visitor said, and who it was; no field is mandatory."""

    name: str = a.text(N_("Name"), searchable=True, sortable=True, listed=True, section=_PERSON)
    company: str = a.text(N_("Company"), searchable=True, sortable=True, listed=True, section=_PERSON)
    title: str = a.text(N_("Job title"), searchable=True, section=_PERSON)
    department: str = a.text(N_("Department"), section=_PERSON)
    email: str = a.email(N_("E-mail"), searchable=True, section=_REACH)
    phone: str = a.phone(N_("Phone"), searchable=True, section=_REACH)
    mobile: str = a.phone(N_("Mobile"), searchable=True, section=_REACH)
    whatsapp: str = a.phone("WhatsApp", section=_REACH, private=True)
    wechat: str = a.text("WeChat", searchable=True, section=_REACH, private=True)
    linkedin: str = a.web("LinkedIn", section=_REACH)
    web: str = a.web(N_("Website"), section=_REACH)
    street: str = a.text(N_("Street"), section=_ADDRESS)
    postcode: str = a.text(N_("Postcode"), section=_ADDRESS)
    city: str = a.text(N_("City"), searchable=True, listed=True, section=_ADDRESS)
    country: str = a.country(N_("Country"), section=_ADDRESS)
    language: str = a.language_tag(N_("Language"), section=_PERSON)
    visitor_type: str = a.choice(N_("Visitor"), VISITORS, section=_INTEREST)
    rating: str = a.choice(N_("Rating"), RATINGS, listed=True, section=_INTEREST)
    status: str = a.choice(N_("Status"), STATUSES, section=_NEXT)
    disqualify_reason: str = a.text(N_("Why not a fit"), section=_NEXT)
    decision_role: str = a.text(N_("Role in the decision"), section=_INTEREST)
    products: tuple[str, ...] = a.words(N_("Products"), searchable=True, section=_INTEREST)
    quantity: str = a.text(N_("Quantity"), section=_INTEREST)
    budget: str = a.text(N_("Budget"), section=_INTEREST)
    timeframe: str = a.text(N_("When will they decide?"), section=_INTEREST)
    competitor_in_use: str = a.text(N_("Supplier today"), searchable=True, section=_INTEREST)
    notes: str = a.long_text(N_("Notes"), searchable=True, section=_NEXT)
    next_step: str = a.text(N_("Next step"), searchable=True, section=_NEXT)
    due: date | None = a.day(N_("Due"), sortable=True, section=_NEXT)
    promised: str = a.text(N_("Promised"), section=_NEXT)
    follow_up_owner: str = a.link(N_("Who follows up"), to="user", section=_NEXT)
    met_at: datetime | None = a.moment(N_("Met at"), listed=True, section=_MEETING)
    met_by: str = a.link(N_("Met by"), to="user", section=_MEETING)
    group: str = a.text(N_("Group"), section=_MEETING)
    badge_id: str = a.text(N_("Badge number"), searchable=True, section=_MEETING)
    raw: str = a.long_text(N_("Code as read"), section=_MEETING, private=True)
    picture: str = a.picture(N_("Picture"), section=_MEETING)
    fair: str = a.link(N_("Fair"), to="fair", section=_MEETING)
    contact: str = a.link(N_("Contact"), to="contact", section=_MEETING)
    account: str = a.link(N_("Account"), to="account", section=_MEETING)
    owner: str = a.link(N_("Owner"), to="user", section=_MEETING)
    team: str = a.link(N_("Team"), to="team", section=_MEETING)
