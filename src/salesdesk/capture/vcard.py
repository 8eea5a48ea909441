"""A vCard of any version to a draft (versit vCard 2.1, RFC 2426, RFC 6350; RFC 9554 for what phones add)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from salesdesk.capture import vcard_reach as reach
from salesdesk.capture.addresses import Address
from salesdesk.capture.captured import CONTACTS, TOO_MANY_CONTACTS, Captured, Unreadable
from salesdesk.capture.draft import Draft
from salesdesk.capture.names import person
from salesdesk.capture.vcard_lines import Card, Property, cards
from salesdesk.i18n import N_

_BEGIN = re.compile(r"^[ \t]*BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^[ \t]*END[ \t]*:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
_NAMED = re.compile(r"^(?:FN|N)[;:]", re.IGNORECASE | re.MULTILINE)
_REACHED = re.compile(r"^(?:item\d+\.)?(?:TEL|EMAIL|ORG|ADR)[;:]", re.IGNORECASE | re.MULTILINE)
# A scanner that types spaces for line ends.
_TYPED = re.compile(
    r"[ \t]+(?=(?:VERSION|FN|N|ORG|TITLE|ROLE|TEL|EMAIL|ADR|URL|NOTE|REV|END)(?:;[A-Z=,;-]+)?:)", re.IGNORECASE
)

# What says nothing to a salesman: bookkeeping of the program that wrote it, keys, pictures, sounds.
_SILENT_NAMES = (
    "VERSION PRODID REV UID CLASS MAILER SOURCE NAME PROFILE TZ GEO SORT-STRING KIND XML CLIENTPIDMAP KEY "
    "PHOTO LOGO SOUND AGENT GENDER MEMBER CALURI CALADRURI FBURL CREATED FILEAS IMAGE CATEGORY X-IRMC-LUID"
)
_SILENT = frozenset(_SILENT_NAMES.split())
_SILENT_PREFIXES = (
    "X-AB", "X-MS-", "X-EVOLUTION-", "X-MOZILLA-", "X-KADDRESSBOOK-", "X-IMAGE", "X-PHOTO", "X-OC-", "X-APPLE-",
    "X-SALESDESK-", "X-SYNC", "X-CARDDAV", "X-ANDROID-", "X-GENERATOR", "X-CREATED", "X-UID", "X-ADDRESSING", "X-WAB-",
)  # fmt: skip
_PHONETIC = ("X-PHONETIC-LAST-NAME", "X-PHONETIC-MIDDLE-NAME", "X-PHONETIC-FIRST-NAME")
_MOST_OF_UNKNOWN = 500


def looks_like(text: str) -> bool:
    """Whether `text` holds a vCard, even one without its first or last line."""
    return bool(_BEGIN.search(text) or _END.search(text) or (_NAMED.search(text) and _REACHED.search(text)))


def read(data: bytes, *, decoded: bool = False) -> list[Captured]:
    """Every contact of a vCard file; raises Unreadable for too many."""
    written = cards(data, decoded=decoded)
    if len(written) > CONTACTS:
        raise Unreadable(TOO_MANY_CONTACTS, limit=CONTACTS)
    found = [_captured(card) for card in written]
    return [c for c in found if c.fields] or found[:1]


def read_text(text: str) -> list[Captured]:
    """Every contact of a text, even where a scanner typed it as one line."""
    if "\n" not in text.strip() and "\r" not in text.strip():
        text = _TYPED.sub("\n", text)
    return read(text.encode("utf-8", "replace"), decoded=True)


def _captured(card: Card) -> Captured:
    draft = Draft()
    of: dict[str, list[Property]] = defaultdict(list)
    labels: dict[str, str] = {}
    for each in card.properties:
        of[each.name].append(each)
        if each.name == "X-ABLABEL" and each.group:
            labels[each.group.lower()] = each.text()
    _organisation(draft, of)
    _names(draft, of)
    reach.put(draft, of, labels)
    _addresses(draft, of)
    _rest(draft, of)
    return draft.captured("vcard", "\n".join(["BEGIN:VCARD", *card.lines, "END:VCARD"]))


def _taken(of: dict[str, list[Property]], *names: str) -> list[Property]:
    """The properties of these names, best first; they are then done with."""
    return sorted((p for name in names for p in of.pop(name, [])), key=lambda p: p.rank)


def _organisation(draft: Draft, of: dict[str, list[Property]]) -> None:
    for each in _taken(of, "ORG"):
        company, *units = [" ".join(part.split()) for part in each.parts()]
        draft.put("company", company)
        draft.put("department", ", ".join(filter(None, units)))
    for each in [*_taken(of, "TITLE"), *_taken(of, "ROLE")]:
        draft.put("title", each.text())


def _names(draft: Draft, of: dict[str, list[Property]]) -> None:
    composed = [_composed(each) for each in _taken(of, "N")]
    written = [each.text() for each in _taken(of, "FN")]
    company = draft.fields.get("company", "")
    if of.pop("X-ABSHOWAS", None) and not any(composed):
        written = [name for name in written if name != company]
    spoken = [name for name in written if name.strip()] or [name for name in composed if name]
    for name in spoken:
        draft.put("name", name)
    for each in _taken(of, "NICKNAME", "X-NICKNAME"):
        draft.note(N_("Nickname"), each.text())
    _readings(draft, of)


def _composed(each: Property) -> str:
    family, given, middle, before, after = (each.parts(" ") + [""] * 5)[:5]
    return person(family, given, middle, before, after)


def _readings(draft: Draft, of: dict[str, list[Property]]) -> None:
    """How an East Asian name is spoken."""
    phonetic = [p.text() for name in _PHONETIC for p in _taken(of, name)]
    draft.note(N_("Reading of the name"), " ".join(phonetic))
    for each in of.get("SOUND", []):
        if "x-irmc-n" in each.types:
            draft.note(N_("Reading of the name"), " ".join(filter(None, each.parts(" "))))


def _addresses(draft: Draft, of: dict[str, list[Property]]) -> None:
    places = _taken(of, "ADR")
    for each in sorted(places, key=lambda p: ("home" in p.types and "work" not in p.types, "work" not in p.types)):
        address = Address.of(each.parts(", "))
        label = each.param("LABEL")
        if address.line():
            address.put(draft)
        else:
            draft.note(N_("Address"), label)
    labels = _taken(of, "LABEL")
    for each in [] if any(n in draft.fields for n in ("street", "city")) else labels:
        draft.note(N_("Address"), ", ".join(filter(None, map(str.strip, each.text().splitlines()))))


def _language(draft: Draft, each: Property) -> None:
    draft.put("language", each.text())


def _note(draft: Draft, each: Property) -> None:
    draft.say(each.text())


def _birthday(draft: Draft, each: Property) -> None:
    draft.note(N_("Birthday"), each.text())


def _categories(draft: Draft, each: Property) -> None:
    draft.note(N_("Categories"), each.text())


def _badge(draft: Draft, each: Property) -> None:
    draft.put("badge_id", each.text())


_OTHERS: dict[str, Callable[[Draft, Property], None]] = {
    "NOTE": _note, "LANG": _language, "LANGUAGE": _language, "BDAY": _birthday, "CATEGORIES": _categories,
    "X-BADGE-ID": _badge, "X-BADGEID": _badge,
}  # fmt: skip


def _rest(draft: Draft, of: dict[str, list[Property]]) -> None:
    for name in [n for n in of if n not in _SILENT and not n.startswith(_SILENT_PREFIXES)]:
        for each in _taken(of, name):
            if name in _OTHERS:
                _OTHERS[name](draft, each)
            elif len(text := each.text()) <= _MOST_OF_UNKNOWN:
                draft.note(name.removeprefix("X-").replace("-", " ").capitalize(), text)
