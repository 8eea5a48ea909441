"""Contacts and leads as vCards 3.0 (RFC 2426), which every address book reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from salesdesk.domain.record import Kind, Record
from salesdesk.exchange.unreadable import NOT_AS_VCARD, Unreadable
from salesdesk.i18n import country

_LINES = {
    "title": "TITLE", "email": "EMAIL;TYPE=WORK", "phone": "TEL;TYPE=WORK,VOICE", "mobile": "TEL;TYPE=CELL",
    "web": "URL;TYPE=WORK", "linkedin": "X-SOCIALPROFILE;TYPE=linkedin", "notes": "NOTE",
}  # fmt: skip
_FOLD = 75


def vcards(kind: Kind, records: Iterable[Record], called: Callable[[str, str], str]) -> Iterator[str]:
    """A vCard a record, its account by what it is called; raises Unreadable for kinds that are no people."""
    if kind.name not in ("contact", "lead"):
        raise Unreadable(NOT_AS_VCARD)
    return (_vcard(kind, record, called) for record in records)


def _vcard(kind: Kind, record: Record, called: Callable[[str, str], str]) -> str:
    said = {name: str(value) for name, value in kind.filled(record).items() if isinstance(value, str)}
    said.setdefault("company", called("account", said.get("account", "")))
    name = said.get("name") or kind.title(record)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:urn:uuid:{record.id}", f"FN:{_escaped(name)}", f"N:{_parts(name)}"]
    if said["company"] or "department" in said:
        lines.append(f"ORG:{_joined(said, 'company', 'department').rstrip(';')}")
    lines += [f"{line}:{_escaped(said[field])}" for field, line in _LINES.items() if field in said]
    if any(field in said for field in ("street", "city", "postcode", "country")):
        said["country"] = country(said.get("country", ""))
        lines.append(f"ADR;TYPE=WORK:;;{_joined(said, 'street', 'city')};;{_joined(said, 'postcode', 'country')}")
    return "".join(map(_folded, [*lines, "END:VCARD"]))


def _joined(said: dict[str, str], *names: str) -> str:
    return ";".join(_escaped(said.get(name, "")) for name in names)


def _parts(name: str) -> str:
    given, _space, family = name.rpartition(" ")
    return f"{_escaped(family)};{_escaped(given)};;;"


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes, cut between characters (RFC 2426, 2.6)."""
    pieces, size = [""], 0
    for c in line:
        width = len(c.encode())
        if size + width > _FOLD:
            pieces.append(" ")
            size = 1
        pieces[-1] += c
        size += width
    return "\r\n".join(pieces) + "\r\n"
