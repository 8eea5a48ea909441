"""Ready-made sets of columns: headers as other systems' own import names them in English, values as they take them.

Google's headers are those of the template that Google Contacts offers under "Import"; Salesforce's those of its lead
and contact fields as the Data Import Wizard lists them; Outlook's and Thunderbird's those of their CSV exports.
HubSpot's are the names of its default properties, Dynamics 365's the display names of its columns, Odoo's the labels of
res.partner, SAP's those of a customer's and a contact's fields: the wizards of these four let a header be put right by
hand, and they were not tried in the systems themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from salesdesk.domain.fields import Choice, Country, Field, Link
from salesdesk.domain.record import Kind, Record
from salesdesk.exchange.columns import Called, Column
from salesdesk.exchange.people import parts_of
from salesdesk.exchange.values import own_text_of
from salesdesk.i18n import N_


@dataclass(frozen=True)
class ColumnSet:
    """A choice of columns: its name in a call, its label for a person."""

    name: str
    label: str


ALL = ColumnSet("", N_("All that the desk knows"))
_SETS = (
    ColumnSet("salesforce", "Salesforce"), ColumnSet("hubspot", "HubSpot"), ColumnSet("dynamics", "Dynamics 365"),
    ColumnSet("sap", "SAP"), ColumnSet("odoo", "Odoo"), ColumnSet("outlook", "Outlook"), ColumnSet("google", "Google"),
    ColumnSet("thunderbird", "Thunderbird"),
)  # fmt: skip
_CSV_ALONE = frozenset({"outlook", "google", "thunderbird"})

# Besides fields: parts of the name, the company by name, the domain of a web address, "=" before a fixed text where
# the field behind the second "=" says something, "#" before what an external id begins with.
_GIVEN, _FAMILY, _COMPANY, _DOMAIN, _TOPIC = "<given>", "<family>", "<company>", "<domain>", "<topic>"
Titles = Mapping[str, str]
_NAMES: Titles = {"First Name": _GIVEN, "Last Name": _FAMILY}

_OUTLOOK: Titles = {
    **_NAMES, "Company": _COMPANY, "Department": "department", "Job Title": "title", "Business Street": "street",
    "Business City": "city", "Business Postal Code": "postcode", "Business Country/Region": "country",
    "Business Phone": "phone", "Mobile Phone": "mobile", "E-mail Address": "email", "Notes": "notes",
    "Web Page": "web",
}  # fmt: skip
_GOOGLE: Titles = {
    "Name Prefix": "salutation", **_NAMES, "Organization Name": _COMPANY, "Organization Title": "title",
    "Organization Department": "department", "Notes": "notes",
    "E-mail 1 - Label": "=Work=email", "E-mail 1 - Value": "email",
    "Phone 1 - Label": "=Work=phone", "Phone 1 - Value": "phone",
    "Phone 2 - Label": "=Mobile=mobile", "Phone 2 - Value": "mobile",
    "Address 1 - Label": "=Work=country", "Address 1 - Street": "street", "Address 1 - City": "city",
    "Address 1 - Postal Code": "postcode", "Address 1 - Country": "country",
    "Website 1 - Label": "=Work=web", "Website 1 - Value": "web",
}  # fmt: skip
_HUBSPOT: Titles = {
    **_NAMES, "Email": "email", "Phone Number": "phone", "Mobile Phone Number": "mobile",
    "WhatsApp Phone Number": "whatsapp", "Job Title": "title", "Company Name": _COMPANY, "Salutation": "salutation",
    "Street Address": "street", "City": "city", "Postal Code": "postcode", "Country/Region": "country",
    "Website URL": "web", "LinkedIn URL": "linkedin", "Preferred language": "language",
}  # fmt: skip

_THUNDERBIRD: Titles = {
    **_NAMES, "Display Name": "name", "Primary Email": "email", "Work Phone": "phone", "Mobile Number": "mobile",
    "Work Address": "street", "Work City": "city", "Work ZipCode": "postcode", "Work Country": "country",
    "Job Title": "title", "Department": "department", "Organization": _COMPANY, "Web Page 1": "web", "Notes": "notes",
}  # fmt: skip

_COLUMNS: Mapping[tuple[str, str], Titles] = {
    ("salesforce", "lead"): {
        **_NAMES, "Company": "company", "Title": "title", "Email": "email", "Phone": "phone", "Mobile Phone": "mobile",
        "Website": "web", "Street": "street", "City": "city", "Postal Code": "postcode", "Country": "country",
        "Rating": "rating", "Description": "notes",
    },
    ("salesforce", "contact"): {
        "Account Name": _COMPANY, "Salutation": "salutation", **_NAMES, "Title": "title", "Department": "department",
        "Email": "email", "Business Phone": "phone", "Mobile Phone": "mobile", "Mailing Country": "country",
        "Contact Description": "notes",
    },
    ("salesforce", "account"): {
        "Account Name": "name", "Account Number": "customer_no", "Type": "kind", "Industry": "industry",
        "Account Phone": "phone", "Website": "web", "Billing Street": "street", "Billing City": "city",
        "Billing State": "region", "Billing Postal Code": "postcode", "Billing Country": "country",
        "Parent Account": "parent", "Account Description": "notes",
    },
    ("hubspot", "lead"): _HUBSPOT,
    ("hubspot", "contact"): _HUBSPOT,
    ("hubspot", "account"): {
        "Company Name": "name", "Company Domain Name": _DOMAIN, "Website URL": "web", "Phone Number": "phone",
        "Industry": "industry", "Street Address": "street", "City": "city", "State/Region": "region",
        "Postal Code": "postcode", "Country/Region": "country", "Description": "notes",
    },
    ("dynamics", "lead"): {
        "Topic": _TOPIC, **_NAMES, "Company Name": "company", "Job Title": "title", "Email": "email",
        "Business Phone": "phone", "Mobile Phone": "mobile", "Website": "web", "Street 1": "street", "City": "city",
        "ZIP/Postal Code": "postcode", "Country/Region": "country", "Rating": "rating", "Description": "notes",
    },
    ("dynamics", "contact"): {
        "Salutation": "salutation", **_NAMES, "Company Name": _COMPANY, "Job Title": "title",
        "Department": "department", "Email": "email", "Business Phone": "phone", "Mobile Phone": "mobile",
        "Address 1: Country/Region": "country", "Description": "notes",
    },
    ("dynamics", "account"): {
        "Account Name": "name", "Account Number": "customer_no", "Main Phone": "phone", "Website": "web",
        "Address 1: Street 1": "street", "Address 1: City": "city", "Address 1: State/Province": "region",
        "Address 1: ZIP/Postal Code": "postcode", "Address 1: Country/Region": "country", "Industry": "industry",
        "Currency": "currency", "Parent Account": "parent", "Description": "notes",
    },
    ("odoo", "contact"): {
        "External ID": "#salesdesk_contact_", "Name": "name", "Company Type": "=Person=id", "Related Company": _COMPANY,
        "Job Position": "title", "Email": "email", "Phone": "phone", "Mobile": "mobile", "Country": "country",
        "Notes": "notes",
    },
    ("odoo", "account"): {
        "External ID": "#salesdesk_account_", "Name": "name", "Company Type": "=Company=id",
        "Related Company": "parent", "Reference": "customer_no", "Tax ID": "vat_id", "Phone": "phone",
        "Website": "web", "Street": "street", "City": "city", "Zip": "postcode", "Country": "country",
        "Notes": "notes",
    },
    ("outlook", "lead"): _OUTLOOK,
    ("outlook", "contact"): _OUTLOOK,
    ("google", "lead"): _GOOGLE,
    ("google", "contact"): _GOOGLE,
    ("thunderbird", "lead"): _THUNDERBIRD,
    ("thunderbird", "contact"): _THUNDERBIRD,
    ("sap", "account"): {
        "Customer Number": "customer_no", "Name 1": "name", "VAT Registration Number": "vat_id", "Street": "street",
        "Postal Code": "postcode", "City": "city", "Region": "region", "Country": "country", "Telephone": "phone",
        "Website": "web", "Currency": "currency",
    },
    ("sap", "contact"): {
        **_NAMES, "Account": _COMPANY, "Job Title": "title", "Department": "department", "E-Mail": "email",
        "Phone": "phone", "Mobile": "mobile", "Country": "country", "Notes": "notes",
    },
}  # fmt: skip


def sets_for(kind: str, ending: str) -> Sequence[ColumnSet]:
    """The sets for a kind and an ending."""
    return [x for x in _SETS if (x.name, kind) in _COLUMNS and (ending == ".csv" or x.name not in _CSV_ALONE)]


def columns_of(kind: Kind, name: str, called: Called) -> list[Column]:
    """The columns of a set, those that the kind has something for."""
    found = []
    for title, source in _COLUMNS[name, kind.name].items():
        text = _text_of(kind, source, called)
        if text is not None:
            found.append(Column(title, text))
    return found


def _text_of(kind: Kind, source: str, called: Called) -> Callable[[Record], str] | None:
    if source in (_GIVEN, _FAMILY):
        part = 0 if source == _GIVEN else 2
        return lambda record: parts_of(getattr(record, "name", ""))[part]
    if source == _COMPANY:
        source = "account" if kind.name == "contact" else "company"
    if source == _DOMAIN:
        return lambda record: _domain(getattr(record, "web", ""))
    if source == _TOPIC:
        return lambda record: ", ".join(filter(None, (getattr(record, "company", ""), kind.title(record))))
    if source.startswith("#"):
        return lambda record: f"{source[1:]}{record.id}"
    if source.startswith("="):
        return _fixed(kind, *source[1:].split("="))
    return _field_text(kind, kind.by_name[source], called) if source in kind.by_name else None


def _fixed(kind: Kind, text: str, beside: str) -> Callable[[Record], str] | None:
    if beside != "id" and beside not in kind.by_name:
        return None
    return lambda record: text if getattr(record, beside) else ""


def _field_text(kind: Kind, field: Field, called: Called) -> Callable[[Record], str]:
    return lambda record: _words(field, kind.value(record, field), called)


def _words(field: Field, value: Any, called: Called) -> str:
    """A value in English words, whatever language the desk speaks."""
    if value == field.empty:
        return ""
    if isinstance(field, Link):
        return called(field.to, value)
    if isinstance(field, Choice):
        return dict(field.choices).get(value, str(value))
    if isinstance(field, Country):
        from babel import Locale

        return str(Locale("en").territories.get(value, value))
    return own_text_of(field, value)


def _domain(web: str) -> str:
    try:
        host = urlsplit(web if "//" in web else f"//{web}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
