"""iCalendar files as tables of activities: events and to-dos, one by one, whatever program wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from salesdesk.exchange.calendar_times import Times, Zones
from salesdesk.exchange.calendars import OWN, RECORD
from salesdesk.exchange.cells import defused
from salesdesk.exchange.encodings import Guess, encoding_of
from salesdesk.exchange.folding import ContentLine, parsed, unescaped, unfolded
from salesdesk.exchange.tables import Row, Table
from salesdesk.exchange.unreadable import DAMAGED, NO_RECORDS, Unreadable
from salesdesk.i18n import N_, _

_HEADER = (
    "id", "kind", "title", "start", "end", "zone", "place", "due", "done", "attendees", "account", "contact", "lead",
    "fair", "trip", "notes",
)  # fmt: skip
_TAKEN = ("VEVENT", "VTODO")
_MOST_LINES = 50_000
_TOO_LONG = N_("one of its events does not end")
REPEATS = N_("Repeats: {rule}. Only the first date was taken in.")
CANCELLED = N_("Cancelled")
NO_ZONE = N_("The time zone “{zone}” is not known: the times were read by this computer's clock.")
_ADDRESS = re.compile(r"(?:mailto:)?([^\s:]+@[^\s:]+)", re.IGNORECASE)


@dataclass
class Component:
    """An event or a to-do: its content lines by name."""

    name: str
    lines: list[ContentLine] = field(default_factory=list)

    def of(self, name: str) -> list[ContentLine]:
        """Its lines of that name."""
        return [each for each in self.lines if each.name == name]

    def text(self, name: str) -> str:
        """The first text of that name, or ""."""
        return next((unescaped(each.value) for each in self.lines if each.name == name), "")


def open_calendar(path: Path, guess: Guess) -> Table:
    """The activities of a calendar; raises Unreadable where it has none, OSError."""

    def rows() -> Iterator[Row]:
        for number, (zones, component) in enumerate(_components(path, guess), 1):
            texts = _fields(zones, component)
            yield number, [defused(texts.get(name, "")) for name in _HEADER]

    if not list(islice(rows(), 1)):
        raise Unreadable(NO_RECORDS, kind="iCalendar")
    return Table(_HEADER, rows, sparse=True)


def _components(path: Path, guess: Guess) -> Iterator[tuple[Zones, Component]]:
    """Events and to-dos with the time zones that the file defined above them; alarms and attachments aside."""
    zones, inside = Zones(), []
    found: Component | None = None
    for line in filter(None, map(parsed, unfolded(_lines(path, guess)))):
        word = line.value.strip().upper()
        if line.name == "BEGIN":
            inside.append(word)
            found = found or (Component(word) if word in (*_TAKEN, "VTIMEZONE") else None)
        elif line.name == "END" and word in inside:
            del inside[len(inside) - 1 - inside[::-1].index(word) :]
            if found is not None and word == found.name:
                yield from _ended(zones, found)
                found = None
        if found is not None:
            _add(found, inside, line)
    if found is not None:
        yield from _ended(zones, found)  # cut off in its midst


def _ended(zones: Zones, found: Component) -> Iterator[tuple[Zones, Component]]:
    if found.name in _TAKEN:
        yield zones, found
    else:
        zones.define(found.lines)


def _add(found: Component, inside: Sequence[str], line: ContentLine) -> None:
    if len(found.lines) > _MOST_LINES:
        raise Unreadable(DAMAGED, what=_(_TOO_LONG))
    if _belongs(found, inside, line):
        found.lines.append(line)


def _belongs(found: Component, inside: Sequence[str], line: ContentLine) -> bool:
    """Whether a line is the component's own, or part of a time zone."""
    if line.name in ("BEGIN", "END"):
        return found.name == "VTIMEZONE" and line.value.strip().upper() != found.name
    return line.name != "ATTACH" and (found.name == "VTIMEZONE" or inside[-1:] == [found.name])


def _lines(path: Path, guess: Guess) -> Iterator[bytes]:
    encoding, _certain = encoding_of(path, guess)
    if encoding == "utf-8":
        with path.open("rb") as file:
            for line in file:
                yield from line.splitlines(keepends=True) if b"\r" in line.rstrip(b"\r\n") else (line,)
        return
    with path.open(encoding=encoding, errors="replace") as text:
        yield from (line.encode("utf-8", "replace") for line in text)


def _fields(zones: Zones, found: Component) -> dict[str, str]:
    """What a component says of an activity, as the desk writes it."""
    is_event = found.name == "VEVENT"
    times = Times.of(zones, found.lines, is_event=is_event)
    own = {x.name.removeprefix(OWN).lower(): unescaped(x.value) for x in found.lines if x.name.startswith(OWN)}
    texts = {
        "kind": "meeting" if is_event else "task", "title": found.text("SUMMARY"), "place": found.text("LOCATION"),
        "attendees": ", ".join(dict.fromkeys(_people(found))), **times.texts(),
    }  # fmt: skip
    if not is_event and (status := _done(found)):
        texts["done"] = status
    texts["notes"] = "\n".join(filter(None, (found.text("DESCRIPTION"), found.text("URL"), *_remarks(found, times))))
    texts |= {name: text for name, text in own.items() if name in _HEADER and times.agrees(name, text)}
    return texts | {"id": _id(found)}


def _done(todo: Component) -> str:
    status = todo.text("STATUS").strip().upper()
    if status == "COMPLETED" or todo.of("COMPLETED") or todo.text("PERCENT-COMPLETE").strip() == "100":
        return "yes"
    return "no" if status else ""


def _people(found: Component) -> Iterator[str]:
    """Who is asked, and who asks, by name or else by address."""
    for each in (*found.of("ORGANIZER"), *found.of("ATTENDEE")):
        name = " ".join(each.params.get("CN", "").strip("'\" ").replace(",", " ").split())
        address = _ADDRESS.fullmatch(each.value.strip())
        if word := name or (address[1] if address else ""):
            yield word


def _remarks(found: Component, times: Times) -> Iterator[str]:
    """What there is no field for."""
    if rules := [each.value for name in ("RRULE", "RDATE") for each in found.of(name)]:
        yield _(REPEATS).format(rule="; ".join(rules))
    if found.text("STATUS").strip().upper() == "CANCELLED":
        yield _(CANCELLED)
    if times.unknown_zone:
        yield _(NO_ZONE).format(zone=times.unknown_zone)


def _id(found: Component) -> str:
    """Our own id where the UID is one, else one that the same UID always gets."""
    uid, again = found.text("UID").strip(), found.text("RECURRENCE-ID")
    if found.text(RECORD) in ("", "activity") and not again and _is_id(uid):
        return uid
    said = uid or "\n".join(f"{x.name}:{x.value}" for x in found.lines if x.name in ("SUMMARY", "DTSTART", "DUE"))
    return str(uuid5(NAMESPACE_URL, f"ical:{said}\n{again}"))


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
