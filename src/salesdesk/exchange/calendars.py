"""Activities, trips and fairs as iCalendar (RFC 5545): tasks are to-dos, trips and fairs events of whole days.

Moments are written in UTC, so that no calendar needs a definition of a time zone; an activity's own zone and what
else iCalendar has no property for go to X-SALESDESK-… and come back from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from salesdesk.domain.activity import Activity
from salesdesk.domain.fair import Fair
from salesdesk.domain.fields import Link
from salesdesk.domain.record import Kind, Record
from salesdesk.domain.trip import Trip
from salesdesk.exchange.columns import Called
from salesdesk.exchange.folding import escaped, line
from salesdesk.exchange.values import own_text_of
from salesdesk.i18n import country

KINDS = ("activity", "trip", "fair")
PRODUCT = "-//SalesDesk//iCalendar//EN"
OWN = "X-SALESDESK-"
RECORD = f"{OWN}RECORD"
"""Names the kind of record that a component is."""
_COLLEAGUES = ("user", "team")


def written(kind: Kind, records: Iterable[Record], called: Called) -> Iterator[tuple[str, bool]]:
    """The calendar in pieces, and whether each is a record; one without a day is left out."""
    yield "".join(map(line, ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "METHOD:PUBLISH"))), False
    stamp = _moment(datetime.now(UTC))
    for record in records:
        if lines := _COMPONENTS[kind.name](kind, record, called, stamp):
            yield "".join(map(line, lines)), True
    yield line("END:VCALENDAR"), False


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds")[:19].replace("-", "").replace(":", "") + "Z"


def _day(value: date) -> str:
    return value.isoformat().replace("-", "")


def _component(name: str, uid: str, record: str, stamp: str, lines: Iterable[str]) -> list[str]:
    return [f"BEGIN:{name}", f"UID:{uid}", f"DTSTAMP:{stamp}", f"{RECORD}:{record}", *lines, f"END:{name}"]


def _activity(kind: Kind, record: Record, called: Called, stamp: str) -> list[str]:
    assert isinstance(record, Activity)
    is_event = record.start is not None and record.kind != "task"
    lines = [f"SUMMARY:{escaped(record.title)}", *(_times if is_event else _terms)(record)]
    lines += [f"LOCATION:{escaped(record.place)}"] if record.place else []
    lines += [f"DESCRIPTION:{escaped(record.notes)}"] if record.notes else []
    lines += map(_attendee, record.attendees)
    lines += [] if record.kind else [f"{OWN}KIND:"]
    said = {"title", "place", "notes", *(() if is_event else ("due", "done"))}
    lines += _own(kind, record, called, said | _exactly(record, is_event))
    return _component("VEVENT" if is_event else "VTODO", record.id, "activity", stamp, lines)


def _times(event: Activity) -> Iterator[str]:
    if event.start is not None:
        yield f"DTSTART:{_moment(event.start)}"
    if event.start is not None and event.end is not None and event.end > event.start:
        yield f"DTEND:{_moment(event.end)}"


def _terms(todo: Activity) -> Iterator[str]:
    if todo.due is not None:
        yield f"DUE;VALUE=DATE:{_day(todo.due)}"
    elif todo.start is not None:
        yield f"DTSTART:{_moment(todo.start)}"
    yield "STATUS:COMPLETED" if todo.done else "STATUS:NEEDS-ACTION"


def _attendee(name: str) -> str:
    """A person: her address where that is all we know, else her name, with none."""
    if "@" in name and not any(c.isspace() or c in ',;"' for c in name):
        return f"ATTENDEE:mailto:{name}"
    plain = "".join(c for c in name if c.isprintable() and c != '"')
    return f'ATTENDEE;CN="{plain}":invalid:nomail'


def _exactly(record: Activity, is_event: bool) -> set[str]:
    """The times that iCalendar's own properties tell to the last digit."""
    said = set()
    shown = is_event or record.due is None
    if record.start is not None and shown and not record.start.microsecond:
        said.add("start")
    if is_event and record.start and record.end and record.end > record.start and not record.end.microsecond:
        said.add("end")
    return said


def _own(kind: Kind, record: Record, called: Called, said: set[str]) -> Iterator[str]:
    for name, value in kind.filled(record).items():
        field = kind.by_name[name]
        if name in said or (isinstance(field, Link) and field.to in _COLLEAGUES):
            continue
        text = called(field.to, value) if isinstance(field, Link) else own_text_of(field, value)
        if text:
            yield f"{OWN}{name.upper()}:{escaped(text)}"


def _whole_days(first: date | None, last: date | None) -> list[str]:
    if first is None:
        return []
    last = last if last is not None and last >= first else first
    until = last + timedelta(days=1) if last < date.max else last
    return [f"DTSTART;VALUE=DATE:{_day(first)}", f"DTEND;VALUE=DATE:{_day(until)}"]


def _trip(_kind: Kind, record: Record, _called: Called, stamp: str) -> list[str]:
    assert isinstance(record, Trip)
    where = country(record.country)
    return _long(record, record.title, (record.depart, record.return_), where, (record.purpose, record.notes), stamp)


def _fair(_kind: Kind, record: Record, _called: Called, stamp: str) -> list[str]:
    assert isinstance(record, Fair)
    where = ", ".join(filter(None, (record.venue, record.city, country(record.country))))
    return _long(record, record.name, (record.start, record.end), where, (record.hall, record.booth), stamp)


def _long(
    record: Trip | Fair, title: str, days: tuple[date | None, date | None], where: str, more: Iterable[str], stamp: str
) -> list[str]:
    times = _whole_days(*days)
    if not times:
        return []
    lines = [f"SUMMARY:{escaped(title)}", *times, f"LOCATION:{escaped(where)}"]
    lines.append(f"DESCRIPTION:{escaped(chr(10).join(filter(None, more)))}")
    kind = "trip" if isinstance(record, Trip) else "fair"
    # Another UID than the record's id: what comes back from a calendar is an activity.
    return _component("VEVENT", f"{record.id}-{kind}", kind, stamp, [*lines, "TRANSP:TRANSPARENT"])


_COMPONENTS: Mapping[str, Callable[[Kind, Record, Called, str], list[Any]]] = {
    "activity": _activity, "trip": _trip, "fair": _fair,
}  # fmt: skip
