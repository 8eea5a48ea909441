"""vCard files as tables: our own read back exactly, anybody else's as the reader of badges has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kind, Kinds, kind_of
from salesdesk.exchange.cells import defused
from salesdesk.exchange.encodings import encoding_of
from salesdesk.exchange.tables import Row, Table
from salesdesk.exchange.unreadable import NO_RECORDS, Unreadable
from salesdesk.exchange.vcards import own_fields
from salesdesk.i18n import _

_OF_PLACES = ("street", "postcode", "city", "web")
_CARDS_AT_ONCE = 500
_PICTURES = (b"PHOTO", b"LOGO", b"SOUND", b"KEY")
_BEGIN, _END = b"BEGIN:VCARD", b"END:VCARD"


def card_table(path: Path, kinds: Kinds, kind: str) -> tuple[Kind, Table]:
    """The people of a vCard file, contacts unless she says otherwise; raises Unreadable, OSError."""
    own = _own_header(path, kinds, kind)
    if own is not None:
        name, header = own
        return kinds[name], Table(header, lambda: _own_rows(path, header), sparse=True)
    declared = kinds[kind or "contact"]
    header = tuple(dict.fromkeys(name for _number, fields in _others(path, declared) for name in fields))
    if not header:
        raise Unreadable(NO_RECORDS, kind="vCard")

    def rows() -> Iterator[Row]:
        return ((n, [defused(fields.get(name, "")) for name in header]) for n, fields in _others(path, declared))

    return declared, Table(header, rows)


def _own_header(path: Path, kinds: Kinds, kind: str) -> tuple[str, tuple[str, ...]] | None:
    """The kind and the fields of a file of our own; None where another program had its hand in it."""
    names: dict[str, None] = {"id": None}
    found = ""
    for card in _cards(path):
        own = own_fields(card)
        if own is None or own[0] != (found or kind or own[0]):
            return None
        found = own[0]
        names |= dict.fromkeys(name for name in own[1] if name in kinds[found].by_name)
    return (found, tuple(names)) if found else None


def _own_rows(path: Path, header: tuple[str, ...]) -> Iterator[Row]:
    for number, card in enumerate(_cards(path), 1):
        own = own_fields(card)
        if own is not None:
            yield number, [defused(own[1].get(name, "")) for name in header]


def _others(path: Path, kind: Kind) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The fields of each card; what a contact has no field for goes to its notes."""
    from salesdesk.capture import Unreadable as UnreadableCard
    from salesdesk.capture import read

    try:
        number = 0
        for data in _pieces(path):
            for card in read(data):
                number += 1
                if card.kind == "vcard":
                    yield number, _without_place(card.fields) if kind.name == "contact" else card.fields
    except UnreadableCard as error:
        raise Unreadable(error.why, **{name: str(value) for name, value in error.params.items()}) from None


def _pieces(path: Path) -> Iterator[bytes]:
    """The file in pieces of whole cards."""
    piece: list[bytes] = []
    for count, card in enumerate(_cards(path), 1):
        piece += card
        if count % _CARDS_AT_ONCE == 0:
            yield b"".join(piece)
            piece = []
    if piece or path.stat().st_size == 0:
        yield b"".join(piece)


def _cards(path: Path) -> Iterator[list[bytes]]:
    """The lines of each card, without pictures; a card inside another (versit vCard 2.1, AGENT) stays there."""
    lines: list[bytes] = []
    depth = 0
    for line in _lines(path):
        tag = line.strip().upper().replace(b" ", b"")
        lines.append(line)
        if tag == _BEGIN:
            depth += 1
        elif tag == _END:
            depth -= 1
            if depth <= 0:
                yield lines
                lines, depth = [], 0
    if any(line.strip() for line in lines):
        yield lines


def _lines(path: Path) -> Iterator[bytes]:
    """The lines as UTF-8 or an old codepage, embedded pictures cut out."""
    skipping = False
    for line in _bytes_of_lines(path):
        if skipping and line[:1] in (b" ", b"\t"):
            continue
        name = line.partition(b":")[0].partition(b";")[0].rpartition(b".")[2].strip().upper()
        skipping = name in _PICTURES
        if not skipping:
            yield line


def _bytes_of_lines(path: Path) -> Iterator[bytes]:
    encoding, certain = encoding_of(path, lambda _data: "")
    if certain and encoding != "utf-8":
        with path.open(encoding=encoding, errors="replace") as text:
            yield from (line.encode("utf-8", "replace") for line in text)
        return
    with path.open("rb") as file:
        for line in file:
            # Old Macintosh files end their lines with a carriage return alone.
            yield from line.splitlines(keepends=True) if b"\r" in line.rstrip(b"\r\n") else (line,)


def _without_place(fields: Mapping[str, str]) -> dict[str, str]:
    label = {field.name: field.label for field in kind_of(Lead).fields}
    notes = [f"{_(label[name])}: {fields[name]}" for name in _OF_PLACES if name in fields]
    notes = [*filter(None, [fields.get("notes")]), *notes]
    kept = {name: text for name, text in fields.items() if name not in _OF_PLACES}
    return kept | ({"notes": "\n".join(notes)} if notes else {})
