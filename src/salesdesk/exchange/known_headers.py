"""What Salesforce, HubSpot, Dynamics, SAP, Odoo, Outlook, Google and Thunderbird call our fields.

Their own exports in English and German; the likeliest name of a field first. A trailing figure counts columns
of the same name: "Business Street 2". The parts of a name and of a day with its time are put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Names = Mapping[str, tuple[str, ...]]

GIVEN, MIDDLE, FAMILY, BEFORE, BEHIND = NAME_PARTS = ("<given>", "<middle>", "<family>", "<before>", "<behind>")
KEY = "<key>"
"""The id in the program that wrote the file: its own links go by it."""
KEY_OF_LINK = "<key>:"
"""Before a link's name: its column holds such an id."""

_REACH: Names = {
    "email": (
        "email", "e-mail", "email address", "e-mail address", "primary email", "e-mail 1 - value", "work email",
        "business email", "contact email", "emailaddress1", "e-mail-adresse", "email-adresse", "primäre e-mail-adresse",
        "geschäftliche e-mail", "mail", "second e-mail", "e-mail 2 address", "e-mail 2 - value", "secondary email",
        "zweite e-mail-adresse", "e-mail-adresse 2", "company email", "emailaddress2",
    ),
    "phone": (
        "phone", "business phone", "work phone", "phone number", "telephone", "phone 1 - value", "main phone",
        "company main phone", "business phone 1", "telephone1", "telephone number", "primary phone", "telefon",
        "telefon geschäftlich", "geschäftlich telefon", "tel.", "telefonnummer", "dienstlich", "rufnummer",
        "hauptrufnummer", "telefon firma", "direct phone", "business phone 2", "telefon geschäftlich 2",
        "phone 2 - value", "account phone", "phone 3 - value",
        "other phone", "asst. phone", "home phone", "telefon (privat)", "privat", "weiteres telefon",
    ),
    "mobile": (
        "mobile", "mobile phone", "mobile phone number", "mobile number", "cell phone", "cell", "mobilephone",
        "mobiltelefon", "mobil", "mobilnummer", "handy", "handynummer", "mobiltelefonnummer",
    ),
    "whatsapp": ("whatsapp", "whatsapp phone number", "whatsapp number", "whatsapp-nummer"),
    "wechat": ("wechat", "wechat id", "weixin"),
    "linkedin": ("linkedin", "linkedin url", "linkedin profile", "linkedin bio", "linkedin-profil"),
    "language": ("language", "preferred language", "sprache", "correspondence language", "korrespondenzsprache",
                 "languages", "hs_language", "lang"),
    "notes": (
        "notes", "note", "description", "comments", "notizen", "bemerkungen", "beschreibung", "anmerkungen",
        "internal notes", "interne notizen", "contact description", "account description", "kommentar", "message",
        "memo", "bemerkung",
    ),
}  # fmt: skip

_WORKPLACE: Names = {
    "title": (
        "job title", "jobtitle", "position", "job position", "organization title", "organization 1 - title",
        "position (beruflich)", "berufsbezeichnung", "stellenbezeichnung", "funktion", "arbeitsplatz", "title",
    ),
    "department": ("department", "organization department", "organization 1 - department", "abteilung", "dept"),
}  # fmt: skip

_PERSON: Names = {
    "name": (
        "name", "full name", "display name", "contact name", "lead name", "complete name", "vollständiger name",
        "anzeigename", "kontaktname", "ansprechpartner", "file as", "speichern unter", "person",
    ),
    GIVEN: ("first name", "given name", "vorname", "rufname"),
    MIDDLE: ("middle name", "additional name", "weitere vornamen", "zweiter vorname"),
    FAMILY: ("last name", "family name", "surname", "nachname", "familienname"),
    BEHIND: ("suffix", "name suffix", "namenssuffix", "namenszusatz"),
}  # fmt: skip

_COMPANY = (
    "company", "company name", "account name", "account", "organization", "organization name", "organization 1 - name",
    "organisation", "company / account", "firma", "firmenname", "unternehmen", "unternehmensname", "parent customer",
    "related company", "kontoname", "accountname", "associated company", "name of company", "parent account",
)  # fmt: skip

_PLACE: Names = {
    "street": (
        "street", "street 1", "business street", "billing street", "mailing street", "address", "street address",
        "address line", "work address", "address 1: street", "address 1: street 1", "address1_line1",
        "address 1 - street", "business address", "strasse",
        "straße",
        "straße geschäftlich", "strasse und hausnummer", "straße und hausnummer", "rechnungsstraße", "adresse",
        "postanschrift straße", "house number and street", "anschrift", "straße (geschäftlich)", "shipping street",
        "other street", "home street", "home address", "straße privat",
    ),
    "postcode": (
        "postcode", "zip", "zip code", "postal code", "zip/postal code", "billing zip/postal code",
        "billing postal code", "mailing zip/postal code", "mailing postal code", "business postal code", "work zipcode",
        "address 1 - postal code", "address 1: zip/postal code", "address1_postalcode", "plz", "postleitzahl",
        "postleitzahl geschäftlich", "postleitzahl (geschäftlich)", "shipping zip/postal code", "shipping postal code",
        "other postal code", "home postal code", "home zipcode", "postleitzahl privat",
    ),
    "city": (
        "city", "town", "business city", "billing city", "mailing city", "work city", "address 1 - city",
        "address 1: city", "address1_city", "ort", "stadt", "ort geschäftlich", "ort (geschäftlich)", "rechnungsort",
        "shipping city", "other city", "home city", "ort privat",
    ),
    "country": (
        "country", "country/region", "business country/region", "business country", "billing country",
        "mailing country", "work country", "address 1 - country", "address 1: country/region", "address1_country",
        "land", "land/region", "land/region geschäftlich", "land (geschäftlich)", "staat", "rechnungsland",
        "country code",
        "countrycode", "shipping country", "other country/region", "other country", "home country/region",
        "home country", "land/region privat",
    ),
}  # fmt: skip

_WEB: Names = {
    "web": (
        "website", "web page", "website url", "web", "url", "homepage", "website 1 - value", "websiteurl",
        "company domain name", "webseite", "internetseite", "web page 1", "webseite 1", "website link", "domain",
    ),
}  # fmt: skip

_ACCOUNT: Names = {
    "name": (
        "name", "account name", "company name", "company", "organization name", "name 1", "customer name",
        "business partner name", "firma", "firmenname", "unternehmensname", "kundenname", "kontoname", "kunde",
        "bezeichnung",
    ),
    "legal_name": ("legal name", "registered name", "legal entity", "rechtlicher name", "offizieller name"),
    "kind": ("kind", "type", "account type", "relationship type", "customer type", "customertypecode", "typ",
             "accounttyp",
             "beziehungstyp", "kundenart"),
    "class": ("class", "abc classification", "abc-klasse", "abc class", "abc-kennzeichen", "customer class",
              "tier", "kundenklasse"),
    "customer_no": (
        "customer number", "account number", "customer no", "customer no.", "customer", "customer id",
        "internal reference",
        "reference", "business partner", "kundennummer", "kunden-nr.", "debitor", "debitorennummer", "kontonummer",
        "geschäftspartner", "interne referenz", "firmennummer", "account no.", "erp id",
    ),
    "vat_id": ("vat", "vat id", "vat number", "tax id", "vat registration no.", "ust-id", "ust-idnr.", "ust-id-nr.",
               "umsatzsteuer-id", "umsatzsteuer-identnummer", "steuernummer"),
    "industry": ("industry", "industry code", "branche", "industriecode", "sector"),
    "region": (
        "region", "state", "state/province", "state/region", "billing state/province", "billing state",
        "mailing state/province", "business state", "address 1: state/province", "address 1 - region", "bundesland",
        "bundesland/kanton", "provinz", "shipping state/province", "shipping state",
    ),
    "market": ("market", "sales territory", "territory", "markt", "vertriebsgebiet", "sales district"),
    "currency": ("currency", "currency iso code", "account currency", "währung", "transaction currency",
                 "pricelist currency"),
    "incoterm": ("incoterm", "incoterms", "incoterm 1"),
    "payment_terms": ("payment terms", "terms of payment", "customer payment terms", "zahlungsbedingungen",
                      "zahlungsbedingung", "paymenttermscode"),
    "parent": ("parent company", "parent account", "related company", "parent account name", "parent name",
               "muttergesellschaft", "übergeordnete firma", "übergeordneter account", "konzernmutter"),
    KEY_OF_LINK + "parent": ("parent id", "parent account id", "parentid", "parent_id/id"),
    "last_visit": ("last visit", "last visit date", "letzter besuch", "besucht am"),
    KEY: ("id", "account id", "record id", "company id", "external id", "externe id", "datensatz-id", "kennung"),
}  # fmt: skip

_LEAD: Names = {
    "company": _COMPANY,
    BEFORE: ("prefix", "name prefix", "salutation", "academic title", "anrede", "akademischer titel", "titel"),
    "visitor_type": ("visitor type", "type of visitor", "lead type", "besuchertyp", "besucherart"),
    "rating": ("rating", "lead rating", "lead temperature", "temperature", "bewertung", "lead-bewertung", "einstufung"),
    "status": ("status", "lead status", "status reason", "lead-status", "leadstatus"),
    "disqualify_reason": ("lost reason", "disqualification reason", "reason lost", "verlustgrund"),
    "decision_role": ("buying role", "role", "decision role", "kaufrolle", "rolle"),
    "products": ("products", "product interest", "product", "products of interest", "produktinteresse", "produkte",
                 "produkt", "interesse an"),
    "quantity": ("quantity", "menge", "annual volume"),
    "budget": ("budget", "budget amount", "expected revenue", "erwarteter umsatz"),
    "timeframe": ("time frame", "purchase timeframe", "timeline", "zeitrahmen"),
    "competitor_in_use": ("current supplier", "competitor", "mitbewerber", "current vendor"),
    "next_step": ("next step", "next action", "nächster schritt", "next activity"),
    "due": ("due", "due date", "follow up on", "next activity deadline", "fällig", "fällig am", "wiedervorlage",
            "frist"),
    "met_at": ("met at", "created date", "create date", "created on", "created", "scan time", "scanned at",
               "erstellt am",
               "erstelldatum", "scanzeit"),
    "badge_id": ("badge id", "badge number", "badge", "barcode", "registration id", "ticket number", "ausweisnummer"),
    "fair": ("fair", "trade show", "event", "event name", "campaign", "campaign name", "messe", "veranstaltung",
             "kampagne"),
    KEY: ("id", "lead id", "record id", "external id", "externe id"),
}  # fmt: skip

_CONTACT: Names = {
    "account": _COMPANY,
    "salutation": ("salutation", "prefix", "name prefix", "anrede", "courtesy title"),
    "academic_title": ("academic title", "akademischer titel", "titel"),
    "native_name": ("native name", "name in native script", "phonetic name", "local name"),
    "zone": ("time zone", "timezone", "zeitzone"),
    "preferred_channel": ("preferred method of contact", "preferred channel", "bevorzugte kontaktmethode"),
    KEY: ("id", "contact id", "record id", "external id", "externe id", "kontakt-id"),
}  # fmt: skip

_FAIR: Names = {
    "name": ("name", "event name", "campaign name", "veranstaltung", "messe"),
    "start": ("start date", "begin date", "starts", "beginn", "von", "startdatum"),
    "end": ("end date", "ends", "ende", "bis", "enddatum"),
    "venue": ("venue", "location", "messegelände", "veranstaltungsort"),
    "city": _PLACE["city"],
    "country": _PLACE["country"],
    "currency": _ACCOUNT["currency"],
    KEY: ("id", "campaign id", "event id"),
}  # fmt: skip

_ACTIVITY: Names = {
    "title": ("title", "subject", "summary", "betreff", "name", "aufgabe", "activity"),
    "kind": ("kind", "type", "activity type", "task type", "aktivitätstyp", "typ"),
    "due": ("due", "due date", "end date", "fällig am", "fälligkeitsdatum", "deadline"),
    "done": ("done", "completed", "complete", "erledigt", "is closed"),
    "place": ("place", "location", "ort"),
    "attendees": ("attendees", "required attendees", "erforderliche teilnehmer", "teilnehmer"),
    "account": ("account", "account name", "company", "firma", "regarding account"),
    "contact": ("contact", "contact name", "who", "kontakt", "ansprechpartner"),
    "lead": ("lead", "lead name"),
    "notes": _REACH["notes"],
}  # fmt: skip

KNOWN: Mapping[str, Names] = MappingProxyType(
    {
        "lead": {**_PERSON, **_WORKPLACE, **_REACH, **_PLACE, **_WEB, **_LEAD},
        "contact": {**_PERSON, **_WORKPLACE, **_REACH, "country": _PLACE["country"], **_CONTACT},
        "account": {**{x: _REACH[x] for x in ("phone", "notes")}, **_PLACE, **_WEB, **_ACCOUNT},
        "fair": _FAIR,
        "activity": _ACTIVITY,
    }
)

# What a file of such records may be called, besides our own words in every language.
CALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lead": ("visitor", "besucher", "interessent"),
        "contact": ("kontakt", "addressbook", "adressbuch", "people"),
        "account": ("compan", "customer", "kunden", "firmen", "debitor", "organi"),
        "fair": ("tradeshow",),
        "activity": ("task", "aufgabe", "termine"),
    }
)
