"""MECARD (NTT DoCoMo's contact code) and BIZCARD, to a draft."""

from __future__ import annotations

import re

from salesdesk.capture import addresses, cleaning, links
from salesdesk.capture.captured import Captured
from salesdesk.capture.draft import Draft
from salesdesk.capture.names import person
from salesdesk.i18n import N_

_PIECE = re.compile(r"\\.|[^\\;]|;|\\$", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def read(text: str) -> Captured | None:
    """What a MECARD or BIZCARD says, or None where `text` is neither."""
    kind, _colon, rest = text.partition(":")
    kind = kind.strip().lower()
    if kind not in ("mecard", "bizcard"):
        return None
    draft = Draft()
    entries = _entries(rest)
    if kind == "mecard":
        _mecard(draft, entries)
    else:
        _bizcard(draft, entries)
    return draft.captured(kind, text)


def _entries(text: str) -> list[tuple[str, str]]:
    """Key and value of each entry, the value with its backslashes."""
    parts: list[list[str]] = [[]]
    for match in _PIECE.finditer(text):
        if match[0] == ";":
            parts.append([])
        else:
            parts[-1].append(match[0])
    entries = ("".join(part).partition(":") for part in parts)
    return [(key.strip().upper(), value) for key, _colon, value in entries if value.strip()]


def _plain(value: str) -> str:
    return _ESCAPE.sub(r"\1", value)


def _name(value: str) -> str:
    """ "Last,First"; without a comma the name stands as it is written."""
    parts = [_plain(part) for part in re.split(r"(?<!\\),", value)]
    if len(parts) == 1:
        return parts[0]
    return person(parts[0], " ".join(filter(None, map(str.strip, parts[1:]))))


_MECARD = {"EMAIL": "email", "TEL": "phone", "TEL-AV": "phone", "ORG": "company", "TITLE": "title", "DIV": "department"}
_MECARD_NOTES = {"BDAY": N_("Birthday"), "NICKNAME": N_("Nickname")}


def _mecard(draft: Draft, entries: list[tuple[str, str]]) -> None:
    for key, value in entries:
        text = _plain(value)
        if key in _MECARD:
            draft.put(_MECARD[key], text)
        elif key == "N":
            draft.put("name", _name(value))
        elif key == "ADR":
            _address(draft, value)
        elif key == "SOUND":
            draft.note(N_("Reading of the name"), _name(value))
        else:
            _other(draft, key, text)


def _other(draft: Draft, key: str, text: str) -> None:
    if key == "URL":
        links.put_web(draft, text)
    elif key in ("NOTE", "MEMO"):
        draft.say(text)
    else:
        draft.note(_MECARD_NOTES.get(key, cleaning.line(key)[:60].capitalize()), text)


def _address(draft: Draft, value: str) -> None:
    """DoCoMo's seven parts between commas; most writers put an address line there instead."""
    parts = [_plain(part).strip() for part in re.split(r"(?<!\\),", value)]
    if len(parts) == 7:
        addresses.Address.of(parts).put(draft)
    else:
        addresses.put_line(draft, ", ".join(parts))


_BIZCARD = {"T": "title", "C": "company", "B": "phone", "M": "mobile", "E": "email"}


def _bizcard(draft: Draft, entries: list[tuple[str, str]]) -> None:
    said = dict(reversed(entries))
    draft.put("name", person(_plain(said.get("X", "")), _plain(said.get("N", ""))))
    for key, value in entries:
        text = _plain(value)
        if key in _BIZCARD:
            draft.put(_BIZCARD[key], text)
        elif key == "A":
            addresses.put_line(draft, text)
        elif key == "F":
            draft.note(N_("Fax"), text)
        elif key not in ("N", "X"):
            _other(draft, key, text)
