"""Columns as the exports of other systems name them."""

from __future__ import annotations

import pytest

from salesdesk.domain.contact import Contact
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import UnknownField, kind_of
from salesdesk.exchange.headers import NEVER_GUESSED, columns_of, kind_of_table, names_of
from salesdesk.exchange.known_headers import KNOWN, NAME_PARTS
from salesdesk.exchange.unreadable import Unreadable

HEADERS = {
    "Salesforce leads": (
        "lead",
        "First Name,Last Name,Title,Company,Email,Phone,Mobile,Street,City,Zip/Postal Code,Country,Rating,Lead Status",
        "name name title company email phone mobile street city postcode country rating status",
    ),
    "Salesforce data loader": (
        "account", "ID,NAME,TYPE,PARENTID,BILLINGSTREET,BILLINGCITY,BILLINGSTATE,BILLINGPOSTALCODE,BILLINGCOUNTRY,"
        "SHIPPINGSTREET,PHONE,ACCOUNTNUMBER,WEBSITE,INDUSTRY,DESCRIPTION",
        "key name kind parent street city region postcode country - phone customer_no web industry notes",
    ),
    "HubSpot": (
        "contact", "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,"
        "Country/Region,Preferred language",
        "key name name email phone mobile title account country language",
    ),
    "Dynamics": (
        "contact",
        "Full Name,Job Title,Company Name,E-mail,Business Phone,Mobile Phone,Address 1: Country/Region,Description",
        "name title account email phone mobile country notes",
    ),
    "SAP": (
        "account",
        "Business Partner,Name 1,Street,House Number,City,Postal Code,Country,Telephone,VAT Registration No.,Currency,"
        "Incoterms,Terms of Payment",
        "customer_no name street - city postcode country phone vat_id currency incoterm payment_terms",
    ),
    "SAP deutsch": (
        "account", "Debitor,Name 1,Straße,Ort,PLZ,Land,Telefon,USt-IdNr.,Währung,Zahlungsbedingung",
        "customer_no name street city postcode country phone vat_id currency payment_terms",
    ),
    "Odoo": (
        "account", "ID,Name,Related Company,Street,Street2,City,State,ZIP,Country,Website,Phone",
        "key name parent street street city region postcode country web phone",
    ),
    "Outlook": (
        "contact",
        "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Phone,Mobile Phone,"
        "Business Country/Region,E-mail Address,E-mail 2 Address,Notes",
        "- name name name name account department title phone mobile country email email notes",
    ),
    "Outlook deutsch": (
        "lead", "Anrede,Vorname,Nachname,Firma,Abteilung,Position,Straße geschäftlich,Ort geschäftlich,"
        "Postleitzahl geschäftlich,Land/Region geschäftlich,Telefon geschäftlich,Mobiltelefon,E-Mail-Adresse,Notizen,"
        "Webseite",
        "name name name company department title street city postcode country phone mobile email notes web",
    ),
    "Google": (
        "contact",
        "Name Prefix,First Name,Middle Name,Last Name,Organization Name,Organization Title,Organization Department,"
        "Notes,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Country",
        "salutation name name name account title department notes - email - phone country",
    ),
    "Thunderbird": (
        "contact",
        "First Name,Last Name,Display Name,Primary Email,Work Phone,Mobile Number,Work Country,Job Title,Department,"
        "Organization",
        "name name name email phone mobile country title department account",
    ),
    "Thunderbird deutsch": (
        "lead",
        "Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Dienstlich,Mobil,Adresse,Ort,PLZ,Land,Organisation",
        "name name name email phone mobile street city postcode country company",
    ),
    "our own labels in Arabic and German": ("lead", "Name,E-Mail,Telefon,Fällig,Ausweisnummer",
    "name email phone due badge_id"),
}  # fmt: skip


@pytest.mark.parametrize("system", HEADERS)
def test_columns_are_guessed_from_the_headers_of_other_systems(system: str) -> None:
    kind, header, fields = HEADERS[system]
    columns = columns_of(KINDS[kind], header.split(","))
    assert list(columns.shown().items()) == [
        (title, None if field == "-" else field) for title, field in zip(header.split(","), fields.split(), strict=True)
    ]


def test_the_likeliest_column_counts_and_streets_are_put_together() -> None:
    columns = columns_of(kind_of(Lead), ["Home Street", "Business Street", "Business Street 2", "Phone 2", "Phone"])
    assert columns.of["street"] == (1, 2)
    assert columns.of["phone"] == (4, 3)


def test_what_she_says_of_a_column_goes_before_the_guess() -> None:
    header = ["Name", "Kunde seit", "Phone"]
    columns = columns_of(kind_of(Lead), header, {"kunde seit": "due", "3": "mobile", "Name": ""})
    assert columns.shown() == {"Name": None, "Kunde seit": "due", "Phone": "mobile"}
    with pytest.raises(UnknownField):
        columns_of(kind_of(Lead), header, {"Name": "nonsense"})
    with pytest.raises(Unreadable):
        columns_of(kind_of(Lead), header, {"nonsense": "name"})


def test_a_table_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(Unreadable):
        columns_of(kind_of(Lead), ["foo", "bar"])


def test_ids_of_people_and_pictures_are_never_guessed() -> None:
    columns = columns_of(kind_of(Contact), ["Name", "Owner", "Team"])
    assert set(columns.of) == {"name"}
    assert not set(NEVER_GUESSED) & set(names_of(kind_of(Lead)))


def test_known_headers_are_those_of_declared_fields() -> None:
    for kind, names in KNOWN.items():
        fields = {name.removeprefix("<key>:") for name in names}
        assert fields <= {*KINDS[kind].by_name, *NAME_PARTS, "<key>"}


@pytest.mark.parametrize(
    ("header", "stem", "kind"),
    [
        ("id,name,company,rating", "x", "lead"),
        ("id,name,legal_name,incoterm", "x", "account"),
        ("Name,Phone", "Kontakte 2026", "contact"),
        ("Name,Phone", "accountData", "account"),
        ("First Name,Last Name,Company,Lead Status,Rating", "export", "lead"),
        ("Name,Billing City,Billing State,Account Number,Industry", "export", "account"),
    ],
)
def test_the_kind_is_told_by_columns_or_the_files_name(header: str, stem: str, kind: str) -> None:
    assert kind_of_table(KINDS, header.split(","), stem).name == kind


def test_where_nothing_tells_the_kind_it_is_asked_for() -> None:
    with pytest.raises(Unreadable):
        kind_of_table(KINDS, ["Name"], "export")
