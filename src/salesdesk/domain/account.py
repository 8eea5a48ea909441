"""Accounts: the companies she sells to, through and against."""

from __future__ import annotations

from datetime import date

from salesdesk.domain import record as a
from salesdesk.domain.record import Record, Scope, record
from salesdesk.i18n import N_

KINDS_OF_ACCOUNT = {
    "prospect": N_("Prospect"), "customer": N_("Customer"), "distributor": N_("Distributor"), "agent": N_("Agent"),
    "oem": N_("OEM"), "supplier": N_("Supplier"), "partner": N_("Partner"), "competitor": N_("Competitor"),
    "press": N_("Press"),
}  # fmt: skip
CLASSES = {"a": "A", "b": "B", "c": "C"}
# Incoterms 2020, ICC publication 723.
INCOTERMS = {
    term: term.upper() for term in ("exw", "fca", "cpt", "cip", "dap", "dpu", "ddp", "fas", "fob", "cfr", "cif")
}

_ADDRESS = N_("Address")
_TRADE = N_("Trade")


@record(
    label=N_("Account"), plural=N_("Accounts"), scope=Scope.OWN,
    title=("name", "legal_name"), subtitle=("city", "industry"),
)  # fmt: skip
class Account(Record):
    """A company."""

    name: str = a.text(N_("Name"), searchable=True, sortable=True, listed=True)
    legal_name: str = a.text(N_("Legal name"), searchable=True)
    kind: str = a.choice(N_("Kind"), KINDS_OF_ACCOUNT, listed=True)
    class_: str = a.choice(N_("Class"), CLASSES, listed=True)
    customer_no: str = a.text(N_("Customer number"), searchable=True, section=_TRADE)
    vat_id: str = a.text(N_("VAT number"), searchable=True, section=_TRADE)
    industry: str = a.text(N_("Industry"), searchable=True)
    phone: str = a.phone(N_("Phone"), searchable=True)
    web: str = a.web(N_("Website"), searchable=True)
    street: str = a.text(N_("Street"), section=_ADDRESS)
    postcode: str = a.text(N_("Postcode"), section=_ADDRESS)
    city: str = a.text(N_("City"), searchable=True, sortable=True, listed=True, section=_ADDRESS)
    region: str = a.text(N_("Region"), section=_ADDRESS, unit="country")
    country: str = a.country(N_("Country"), listed=True, section=_ADDRESS, unit="country")
    market: str = a.text(N_("Market"), searchable=True, section=_TRADE)
    currency: str = a.currency(N_("Currency"), section=_TRADE)
    incoterm: str = a.choice(N_("Incoterm"), INCOTERMS, section=_TRADE)
    payment_terms: str = a.text(N_("Payment terms"), section=_TRADE)
    parent: str = a.link(N_("Parent company"), to="account")
    last_visit: date | None = a.day(N_("Last visit"))
    notes: str = a.long_text(N_("Notes"), searchable=True)
    owner: str = a.link(N_("Owner"), to="user")
    team: str = a.link(N_("Team"), to="team")
