"""The content lines of vCards, whatever their version, folding, encoding or breakage.

RFC 6350 and RFC 2426 fold inside characters, so bytes are unfolded before they are decoded; versit vCard 2.1
has quoted-printable values with soft line breaks and bare parameters.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from salesdesk.capture import decoding, legacy
from salesdesk.capture.captured import NOTES

BINARY = frozenset({"PHOTO", "LOGO", "KEY", "X-MS-CARDPICTURE"})
_HEAD = re.compile(rb'([^":]*(?:"[^"\n]*"[^":]*)*):')
_HEAD_MOST = 4_000
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
_CHARSET = re.compile(rb"CHARSET=\"?([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_ENDS = (b"END:VCARD", b"BEGIN:VCARD")
_PIECE = re.compile(r"\\.|[^\\]", re.DOTALL)
_ESCAPE = re.compile(r"\\([nN\\,;:])")


@dataclass(frozen=True)
class Property:
    """One content line: its value is decoded, but its escapes still stand."""

    name: str
    value: str
    group: str = ""
    params: dict[str, list[str]] = field(default_factory=dict)

    @property
    def types(self) -> frozenset[str]:
        """Its types in lower case, such as work, cell, voice."""
        return frozenset(t.strip().lower() for t in self.params.get("TYPE", []))

    @property
    def rank(self) -> int:
        """How much it is preferred: 1 most, 101 where nothing says so."""
        text = (self.params.get("PREF") or [""])[0]
        if text.isascii() and text.isdigit() and len(text) <= 3:
            return int(text)
        return 1 if "pref" in self.types or "PREF" in self.params else 101

    def param(self, name: str) -> str:
        """The first value of a parameter, or ""."""
        return (self.params.get(name) or [""])[0]

    def text(self) -> str:
        """The value as one text (RFC 6350, 3.4)."""
        return unescape(self.value)

    def parts(self, commas: str = ",") -> list[str]:
        """The components of a structured value; list commas inside one become `commas`."""
        return [unescape(commas.join(_split(part, ","))).strip() for part in _split(self.value, ";")]


@dataclass
class Card:
    """The properties of one vCard, and its text without embedded pictures."""

    properties: list[Property] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def unescape(text: str) -> str:
    """`text` without its backslashes; one that escapes nothing stays."""
    return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], text)


def _split(text: str, at: str) -> list[str]:
    if at not in text:
        return [text]
    parts: list[list[str]] = [[]]
    for match in _PIECE.finditer(text):
        if match[0] == at:
            parts.append([])
        else:
            parts[-1].append(match[0])
    return ["".join(part) for part in parts]


def cards(data: bytes, *, decoded: bool = False) -> list[Card]:
    """Every vCard of a file; `decoded` says that a text was made UTF-8, so that a raw CHARSET is history."""
    lines = list(logical_lines(data))
    hint = "" if decoded else _declared(data) or _guessed(lines)
    found: list[Card] = []
    card, depth = Card(), 0
    for line in lines:
        tag = line.strip().upper().replace(b" ", b"")
        if tag == b"BEGIN:VCARD":
            # A card inside AGENT (versit vCard 2.1) belongs to somebody else.
            depth = depth + 1 if _in_agent(card) else 0
            card = card if depth else _next(found, card)
        elif tag == b"END:VCARD":
            card, depth = (card, depth - 1) if depth else (_next(found, card), 0)
        elif not depth:
            _add(card, line, hint, decoded)
    _next(found, card)
    return found


def _in_agent(card: Card) -> bool:
    return bool(card.properties) and card.properties[-1].name == "AGENT" and not card.properties[-1].value.strip()


def _next(found: list[Card], card: Card) -> Card:
    if card.properties:
        found.append(card)
    return Card()


def _declared(data: bytes) -> str:
    """The charset that the file names somewhere, for the lines that name none and are no UTF-8."""
    for match in _CHARSET.finditer(data[:200_000]):
        charset = decoding.known(match[1].decode())
        if charset and charset != "utf-8":
            return charset
    return ""


def _guessed(lines: list[bytes]) -> str:
    odd = [line for line in lines if not decoding.valid(line)]
    return legacy.guess(b"\n".join(odd[:500])) if odd else ""


def logical_lines(data: bytes) -> Iterator[bytes]:
    """The lines of a file with folds and soft breaks undone."""
    parts: list[bytes] = []
    quoted = old = False
    for line in data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"):
        if parts and quoted and parts[-1].rstrip().endswith(b"=") and not line.strip().upper().startswith(_ENDS):
            parts[-1] = parts[-1].rstrip()[:-1]
            parts.append(line)
        elif parts and line[:1] in (b" ", b"\t"):
            parts.append(_unfolded(parts[-1], line, old and not quoted))
        elif line.strip():
            if parts:
                yield _whole(parts, quoted)
            parts = [line]
            quoted = b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()
            old = line.rstrip().upper() == b"VERSION:2.1" or (old and not line.upper().startswith(b"VERSION:"))
    if parts:
        yield _whole(parts, quoted)


def _whole(parts: list[bytes], quoted: bool) -> bytes:
    line = b"".join(parts)
    return line.rstrip().removesuffix(b"=") if quoted else line


def _unfolded(before: bytes, line: bytes, old: bool) -> bytes:
    """vCard 2.1 folds at a space and keeps it; those that cut at 75 bytes all the same fold as 3.0 does."""
    return line if old and before[-1:].isalnum() and len(before) < 70 else line[1:]


def _add(card: Card, line: bytes, hint: str, decoded: bool) -> None:
    cut = _cut(line)
    if cut is None:
        _continue(card, line, hint)
        return
    head, value = cut
    names, params = _parameters(decoding.narrow(head, hint))
    group, _, name = names.rpartition(".")
    if not _NAME.fullmatch(name):
        if name:
            _continue(card, line, hint)
        return
    name = name.upper()
    encoding = (params.get("ENCODING") or [""])[0].upper()
    coded = encoding in ("B", "BASE64") or value[:80].lstrip().lower().startswith(b"data:")
    if name in BINARY or coded:
        card.lines.append(f"{names}:")
        if not coded or name in BINARY | {"SOUND"}:
            value = b""
    else:
        card.lines.append(decoding.narrow(line, hint))
    text = _value(value, encoding, (params.get("CHARSET") or [""])[0], hint, decoded)
    card.properties.append(Property(name, text, group, params))


def _cut(line: bytes) -> tuple[bytes, bytes] | None:
    """A line at the colon that ends its parameters, if it has one."""
    match = _HEAD.match(line[:_HEAD_MOST])
    if match:
        return match[1], line[match.end() :]
    head, colon, value = line.partition(b":")
    return (head, value) if colon and len(head) < _HEAD_MOST else None


def _continue(card: Card, line: bytes, hint: str) -> None:
    """A line that is none: a fold whose space was lost, or the rest of a broken picture."""
    last = card.properties[-1] if card.properties else None
    text = decoding.narrow(line, hint)
    if last is None or last.name in BINARY or (text.strip().isupper() and _NAME.fullmatch(text.strip())):
        return
    encoding, charset = last.param("ENCODING").upper(), last.param("CHARSET")
    if encoding in ("B", "BASE64") or len(last.value) > NOTES:
        return
    card.lines.append(text)
    more = _value(line, encoding, charset, hint, decoded=not encoding)
    joint = "\n" if last.name == "NOTE" else " "
    card.properties[-1] = Property(last.name, last.value + joint + more, last.group, last.params)


def _value(value: bytes, encoding: str, charset: str, hint: str, decoded: bool) -> str:
    if encoding == "QUOTED-PRINTABLE":
        value = _HEX.sub(lambda m: _byte(m[1]), value)
        return decoding.narrow(value, decoding.known(charset) or hint) if not charset else _as(value, charset, hint)
    if encoding in ("B", "BASE64"):
        try:
            return decoding.narrow(base64.b64decode(value), decoding.known(charset) or hint)
        except (binascii.Error, ValueError):
            return ""
    return _as(value, charset, hint) if charset and not decoded else decoding.narrow(value, hint)


def _byte(digits: bytes) -> bytes:
    """An encoded semicolon is text, where a plain one separates."""
    return b"\\;" if digits.upper() == b"3B" else bytes((int(digits, 16),))


def _as(value: bytes, charset: str, hint: str) -> str:
    """`value` in the charset that it says, unless that can't be."""
    try:
        return value.decode(decoding.known(charset) or "utf-8")
    except UnicodeDecodeError:
        return decoding.narrow(value, hint)


def _parameters(head: str) -> tuple[str, dict[str, list[str]]]:
    name, *rest = _outside_quotes(head, ";")
    params: dict[str, list[str]] = {}
    for text in rest:
        key, equals, value = text.strip().partition("=")
        if not equals:
            key, value = _bare(key)
        values = params.setdefault(key.strip().upper(), [])
        for one in _outside_quotes(value, ","):
            # A quoted list of types is a list all the same: TYPE="work,voice" stands in RFC 6350.
            values += one.strip('"').split(",") if key.upper() == "TYPE" else [_plain(one)]
    return name.strip(), params


def _bare(word: str) -> tuple[str, str]:
    """What a parameter without a name means in vCard 2.1: TEL;WORK, NOTE;QUOTED-PRINTABLE."""
    coding = word.strip().upper() in {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"}
    return ("ENCODING" if coding else "TYPE"), word


def _outside_quotes(text: str, at: str) -> list[str]:
    if '"' not in text:
        return text.split(at)
    return [m[0] for m in re.finditer(rf'(?:"[^"]*"|[^"{at}]|")+', text)] or [""]


def _plain(text: str) -> str:
    """A parameter without quotes and carets (RFC 6868)."""
    text = text.strip().strip('"')
    return text.replace("^n", "\n").replace("^'", '"').replace("^^", "^")
