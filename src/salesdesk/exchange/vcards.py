"""Contacts, leads and accounts as vCards 3.0 (RFC 2426), which every address book reads, and 4.0 (RFC 6350).

What a vCard has no property for goes to X-SALESDESK-… with the field's name, and comes back from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from salesdesk.domain.fields import Link, Picture
from salesdesk.domain.record import Kind, Record
from salesdesk.exchange.column_sets import ColumnSet
from salesdesk.exchange.columns import Called
from salesdesk.exchange.folding import components, escaped, line, parsed, unescaped, unfolded
from salesdesk.exchange.people import parts_of
from salesdesk.exchange.values import own_text_of
from salesdesk.i18n import country, country_code

KINDS = ("lead", "contact", "account")
VERSIONS = (ColumnSet("", "vCard 3.0"), ColumnSet("4.0", "vCard 4.0"))
PRODUCT = "-//SalesDesk//vCard//EN"
_OWN = "X-SALESDESK-"
_RECORD = f"{_OWN}RECORD"
_UID = "urn:uuid:"
_COLLEAGUES = ("user", "team")
_NETWORK = "X-SOCIALPROFILE"

# Property, and the types that tell it from others of its name: as 3.0 writes them, as 4.0 does.
_SAYS: Mapping[str, tuple[str, str, str]] = {
    "title": ("TITLE", "", ""),
    "email": ("EMAIL", "TYPE=INTERNET,WORK", "TYPE=work"),
    "phone": ("TEL", "TYPE=WORK,VOICE", 'TYPE="work,voice"'),
    "mobile": ("TEL", "TYPE=CELL", "TYPE=cell"),
    "web": ("URL", "TYPE=WORK", "TYPE=work"),
    "whatsapp": ("X-WHATSAPP", "", ""),
    "wechat": ("X-WECHAT", "", ""),
    "linkedin": (_NETWORK, "TYPE=linkedin", "TYPE=linkedin"),
    "zone": ("TZ", "", ""),
    "language": ("LANG", "", ""),
    "notes": ("NOTE", "", ""),
}
_PLACES = ("street", "city", "region", "postcode", "country")


def written(kind: Kind, records: Iterable[Record], called: Called, version: str) -> Iterator[tuple[str, bool]]:
    """A vCard a record, what it links to by what that is called."""
    return (("".join(map(line, _lines(kind, record, called, version))), True) for record in records)


def _lines(kind: Kind, record: Record, called: Called, version: str) -> Iterator[str]:
    texts = _texts(kind, record, called)
    is_company = kind.name == "account"
    company = texts.get("name" if is_company else "account" if kind.name == "contact" else "company", "")
    name = texts.get("name") or kind.title(record)
    yield from ("BEGIN:VCARD", f"VERSION:{version or '3.0'}", f"PRODID:{PRODUCT}", f"UID:{_UID}{record.id}")
    if version:
        yield "KIND:org" if is_company else "KIND:individual"
    yield f"FN:{escaped(name)}"
    if version and "native_name" in texts:
        language = f";LANGUAGE={texts['language']}" if texts.get("language", "").replace("-", "").isalnum() else ""
        yield f"FN;ALTID=1{language}:{escaped(texts['native_name'])}"
    yield f"N:{escaped(name)};;;;" if is_company else f"N:{_parts(name, texts)}"
    if is_company and not version:
        yield "X-ABSHOWAS:COMPANY"
    if company or "department" in texts:
        yield "ORG:" + ";".join(map(escaped, (company, *([texts["department"]] if "department" in texts else []))))
    for field, (property, old, new) in _SAYS.items():
        if field in texts:
            types = new if version else old
            yield f"{property}{';' if types else ''}{types}:{escaped(texts[field])}"
    if any(place in texts for place in _PLACES):
        places = [*(texts.get(place, "") for place in _PLACES[:-1]), country(texts.get("country", ""))]
        yield f"ADR;TYPE={'work' if version else 'WORK'}:;;{';'.join(map(escaped, places))}"
    yield from _own(kind, texts)
    yield "END:VCARD"


def _texts(kind: Kind, record: Record, called: Called) -> dict[str, str]:
    """What a record says, without colleagues and pictures, by wire name."""
    texts = {}
    for name, value in kind.filled(record).items():
        field = kind.by_name[name]
        if isinstance(field, Link):
            texts[name] = "" if field.to in _COLLEAGUES else called(field.to, value)
        elif not isinstance(field, Picture):
            texts[name] = own_text_of(field, value)
    return {name: text for name, text in texts.items() if text}


def _own(kind: Kind, texts: Mapping[str, str]) -> Iterator[str]:
    """What the properties do not say, or not exactly."""
    said = {"name", "department", "street", "city", "region", "postcode", *_SAYS}
    said |= {"account"} if kind.name == "contact" else {"company"} if kind.name == "lead" else set()
    if country_code(country(texts.get("country", ""))) == texts.get("country", ""):
        said |= {"country"}
    yield f"{_RECORD}:{kind.name}"
    if "name" not in texts:
        yield f"{_OWN}NAME:"
    for name, text in texts.items():
        if name not in said:
            yield f"{_OWN}{name.upper().replace('_', '-')}:{escaped(text)}"


def _parts(name: str, texts: Mapping[str, str]) -> str:
    given, middle, family = parts_of(name)
    before = " ".join(filter(None, (texts.get("salutation", ""), texts.get("academic_title", ""))))
    return ";".join(map(escaped, (family, given, middle, before, "")))


def own_fields(card: Iterable[bytes]) -> tuple[str, dict[str, str]] | None:
    """The kind and the fields of a vCard that the desk wrote, its id among them; None for any other."""
    found = [each for each in map(parsed, unfolded(card)) if each is not None]
    if ("PRODID", PRODUCT) not in {(each.name, each.value) for each in found}:
        return None
    kind = next((each.value for each in found if each.name == _RECORD), "")
    if kind not in KINDS:
        return None
    fields: dict[str, str] = {}
    for each in found:
        for name, text in _said(kind, each.name, each.params.get("TYPE", "").lower(), each.value):
            fields.setdefault(name, text)
    return kind, fields | {
        each.name.removeprefix(_OWN).lower().replace("-", "_"): unescaped(each.value)
        for each in found
        if each.name.startswith(_OWN) and each.name != _RECORD
    }


def _said(kind: str, property: str, types: str, value: str) -> Iterator[tuple[str, str]]:
    """The fields that a content line says."""
    if property == "UID":
        yield "id", value.removeprefix(_UID)
    elif property == "FN":
        yield "name", unescaped(value)
    elif property == "ORG":
        company = {"contact": "account", "lead": "company"}.get(kind)
        yield from zip(filter(None, (company, "department")), components(value)[company is None :], strict=False)
    elif property == "ADR":
        *places, land = (components(value) + [""] * 7)[2:7]
        yield from ((place, text) for place, text in zip(_PLACES, (*places, country_code(land)), strict=True) if text)
    else:
        for field, (name, old, _new) in _SAYS.items():
            if name == property and (not old or name != "TEL" or ("cell" in types) == (field == "mobile")):
                yield field, unescaped(value)
