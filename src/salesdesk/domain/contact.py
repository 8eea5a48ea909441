"""Contacts: the people at her accounts."""

from __future__ import annotations

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

CHANNELS = {
    "email": N_("E-mail"), "phone": N_("Phone"), "mobile": N_("Mobile"), "whatsapp": "WhatsApp", "wechat": "WeChat",
    "linkedin": "LinkedIn",
}  # fmt: skip
_REACH = N_("How to reach")


@record(
    label=N_("Contact"), plural=N_("Contacts"), scope=Scope.OWN,
    title=("name", "native_name", "email"), subtitle=("title", "department"),
)  # fmt: skip
class Contact(Record):
    """A person, whom she may meet at many fairs."""

    name: str = a.text(N_("Name"), searchable=True, sortable=True, listed=True)
    native_name: str = a.text(N_("Name in own script"), searchable=True)
    salutation: str = a.text(N_("Salutation"))
    academic_title: str = a.text(N_("Academic title"))
    title: str = a.text(N_("Job title"), searchable=True, listed=True)
    department: str = a.text(N_("Department"), searchable=True)
    account: str = a.link(N_("Account"), to="account", listed=True)
    email: str = a.email(N_("E-mail"), searchable=True, listed=True, section=_REACH)
    phone: str = a.phone(N_("Phone"), searchable=True, section=_REACH)
    mobile: str = a.phone(N_("Mobile"), searchable=True, section=_REACH)
    whatsapp: str = a.phone("WhatsApp", section=_REACH, private=True)
    wechat: str = a.text("WeChat", searchable=True, section=_REACH, private=True)
    linkedin: str = a.web("LinkedIn", section=_REACH)
    preferred_channel: str = a.choice(N_("Preferred channel"), CHANNELS, section=_REACH)
    language: str = a.language_tag(N_("Language"))
    zone: str = a.zone(N_("Time zone"))
    country: str = a.country(N_("Country"), listed=True)
    notes: str = a.long_text(N_("Notes"), searchable=True)
    owner: str = a.link(N_("Owner"), to="user")
    team: str = a.link(N_("Team"), to="team")
