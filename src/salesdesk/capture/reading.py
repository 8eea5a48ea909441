"""Reads what was dropped, pasted, scanned or photographed: sniffs what it is and asks who can read it."""

from __future__ import annotations

import codecs
import time
from dataclasses import replace

from salesdesk.capture import badge, captured, cleaning, decoding, links, mecard, picture, plain_text, vcard
from salesdesk.capture.captured import Captured, Unreadable
from salesdesk.capture.codes import Code, passes
from salesdesk.capture.draft import Draft

_MEGABYTE = 1_000_000
_CARDS = ("vcard", "mecard", "bizcard")
_TELLING = ("name", "company", "email", "phone", "mobile", "whatsapp", "wechat", "linkedin")
_BADGE_ID = 64
_SECONDS = 1.8
_OWN_MARKS = ("^", "\x1d", "\x1e", "\x1f", "~", "$")
# Files that begin like text, or hold much of it, and are none.
_FOREIGN = (
    b"%PDF-", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"{\\rtf", b"<svg", b"II*\0", b"MM\0*",
    b"\xd0\xcf\x11\xe0", b"RIFF", b"\x89PNG",
)  # fmt: skip


def read(data: bytes, name: str = "") -> list[Captured]:
    """What a picture, a vCard file or a text says, by its content (`name` is not trusted); raises Unreadable."""
    if decoding.nothing(data):
        raise Unreadable(captured.EMPTY)
    if picture.mime(data):
        _at_most(data, captured.PICTURE_MEGABYTES)
        return [_from_picture(data)]
    _at_most(data, captured.PICTURE_MEGABYTES if _foreign(data) else captured.TEXT_MEGABYTES)
    wide = decoding.wide(data)
    if wide:
        return read_text(wide)
    if _foreign(data) or decoding.binary(data):
        raise Unreadable(captured.UNSUPPORTED)
    if vcard.looks_like(data.replace(b"\r", b"\n").decode("latin-1")) and (
        cards := vcard.read(data.removeprefix(codecs.BOM_UTF8))
    ):
        return cards
    return read_text(decoding.text(data))


def read_text(text: str) -> list[Captured]:
    """What a pasted text, or what a scanner typed, says; raises Unreadable."""
    text = text.removeprefix("\ufeff")
    if len(text) > captured.TEXT_MEGABYTES * _MEGABYTE:
        raise Unreadable(captured.TOO_LARGE, limit=captured.TEXT_MEGABYTES)
    if not cleaning.paragraph(text):
        raise Unreadable(captured.EMPTY)
    return _contacts(text)


def _at_most(data: bytes, megabytes: int) -> None:
    if len(data) > megabytes * _MEGABYTE:
        raise Unreadable(captured.TOO_LARGE, limit=megabytes)


def _foreign(data: bytes) -> bool:
    return data.startswith(_FOREIGN) or data[4:8] == b"ftyp"


def _contacts(text: str) -> list[Captured]:
    """The contacts of a vCard text, or the one thing that the text says."""
    if vcard.looks_like(text.replace("\r", "\n")) and (cards := vcard.read_text(text)):
        return cards
    if len(text) > captured.NOTES:
        raise Unreadable(captured.TOO_LONG, limit=captured.NOTES)
    plain = text.strip()
    card = mecard.read(plain)
    return [card if card and card.fields else _told(plain)]


def _told(text: str) -> Captured:
    """What a text that is no contact code says."""
    said = cleaning.paragraph(text)
    if link := links.read(said):
        return link.captured("url", text)
    draft = badge.read_json(said) or badge.read_parts(text) or _as_card(text, said)
    if draft:
        return draft.captured("text", text)
    if _opaque(text, said):
        return unknown(text)
    draft = Draft()
    draft.say(text)
    return draft.captured("text", text)


def _as_card(text: str, said: str) -> Draft | None:
    """The text as a card's, unless it is one line of a badge system's own making."""
    return None if badge.delimiter(text) in _OWN_MARKS else plain_text.read(said)


def _opaque(text: str, said: str) -> bool:
    """Whether a text is a number or a code that means something to its own system only."""
    if len(said.split()) == 1:
        return said.isascii() or any(c.isdecimal() for c in said)
    return badge.delimiter(text) in _OWN_MARKS


def unknown(text: str, *, binary: bool = False) -> Captured:
    """A code that nobody here can read, kept as it is; bytes that are no text as hexadecimal digits."""
    fields = {"raw": cleaning.paragraph(text)}
    line = text.strip()
    if not binary and line.isprintable() and len(line) <= _BADGE_ID:
        fields = {"badge_id": cleaning.line(line), **fields}
    fields = {name: value for name, value in fields.items() if value}
    return Captured(kind="unknown", raw=cleaning.payload(text), fields=fields)


def _from_picture(data: bytes) -> Captured:
    """What the best code in a picture says, with the picture to keep."""
    until = time.thread_time() + _SECONDS
    seen = picture.read(data)
    best = Captured(kind="none")
    for i, codes in enumerate(passes(seen.grey, until)):
        best = max([best, *map(_from_code, codes)], key=_worth)
        # The first look is for QR alone: a badge's number in it may stand beside a card in another code.
        if _worth(best)[0] > (_TEXT if i == 0 else _NOTHING):
            break
    return replace(best, picture=seen.kept, mime=seen.mime)


def _from_code(code: Code) -> Captured:
    found = [unknown(code.text, binary=True)] if code.binary else _contacts(code.text)
    return replace(max(found, key=_worth), code=code.symbology)


_NOTHING, _UNKNOWN, _TEXT, _CONTACT = range(4)


def _worth(one: Captured) -> tuple[int, int]:
    """How much a capture gives: a contact before a text, a text before what is unknown; then by its fields."""
    if one.kind in _CARDS or any(name in one.fields for name in _TELLING):
        rank = _CONTACT
    else:
        rank = {"none": _NOTHING, "unknown": _UNKNOWN}.get(one.kind, _TEXT)
    return rank, len(one.fields)
