"""When something is, as calendars write it: days, moments, lengths, and time zones by any name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from salesdesk.exchange.folding import ContentLine

_TIMES = frozenset({"DTSTART", "DTEND", "DUE", "DURATION"})
_OFFSET = re.compile(r"\(?(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d\d)?\)?.*", re.IGNORECASE)
# Exchange's definitions begin in 1601, and would be reckoned from there for every event.
_ANCIENT = re.compile(r"^1601")


class Zones:
    """The time zones of a file: by their IANA or Windows names, or as the file defines them."""

    def __init__(self) -> None:
        self._defined: dict[str, tzinfo] = {}
        self._found: dict[str, tzinfo | None] = {}

    def define(self, lines: Sequence[ContentLine]) -> None:
        """A VTIMEZONE of the file; one that makes no sense is as good as none."""
        from icalendar import Timezone

        name = next((each.value.strip() for each in lines if each.name == "TZID"), "")
        if not name or self.of(name) is not None:
            return
        text = "\r\n".join(_written(each) for each in lines)
        try:
            found = Timezone.from_ical(f"BEGIN:VTIMEZONE\r\n{text}\r\nEND:VTIMEZONE")
            if isinstance(found, Timezone):
                self._defined[name] = found.to_tz(lookup_tzid=False)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
            return
        self._found.pop(name, None)

    def of(self, name: str) -> tzinfo | None:
        """The zone of that name, or None."""
        if name not in self._found:
            self._found[name] = _by_name(name) or self._defined.get(name)
        return self._found[name]


def _written(line: ContentLine) -> str:
    value = _ANCIENT.sub("1970", line.value) if line.name == "DTSTART" else line.value
    return f"{line.name}:{value}"


def _by_name(name: str) -> tzinfo | None:
    from babel.core import get_global

    known: Mapping[str, str] = get_global("windows_zone_mapping")
    plain = name.strip().strip('"')
    pieces = plain.split("/")
    # "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin" ends in the name that is meant.
    for key in (known.get(plain, plain), *("/".join(pieces[n:]) for n in range(1, len(pieces)))):
        if key in available_timezones():
            return ZoneInfo(key)
    if (offset := _OFFSET.fullmatch(plain)) is not None:
        passed = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-passed if offset[1] == "-" else passed) if passed < timedelta(hours=24) else None
    return None


@dataclass
class Times:
    """When an event or a to-do is, as the desk writes it; what cannot be read stays as it stood."""

    said: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    unknown_zone: str = ""

    @classmethod
    def of(cls, zones: Zones, lines: Iterable[ContentLine], *, is_event: bool) -> Times:
        """The times of a component."""
        found = cls()
        written = {each.name: each for each in lines if each.name in _TIMES}
        start = found._read(zones, written.get("DTSTART"))
        end = found._read(zones, written.get("DTEND")) or found._behind(start, written.get("DURATION"))
        found._put("start", start)
        found._put("end", end)
        due = found._read(zones, written.get("DUE"))
        if isinstance(due, date):
            found.said["due"] = (due.date() if isinstance(due, datetime) else due).isoformat()
        elif due:
            found.said["due"] = due
        return found

    def texts(self) -> dict[str, str]:
        """The fields that tell it."""
        return self.said | ({"zone": self.zone} if self.zone else {})

    def agrees(self, name: str, text: str) -> bool:
        """Whether what the desk itself noted of a time still holds: another program may have moved the event."""
        return name not in self.texts() or (name != "zone" and text[:19] == self.said[name][:19])

    def _read(self, zones: Zones, line: ContentLine | None) -> datetime | date | str | None:
        """A moment in its zone, a day, or the text that is neither."""
        if line is None:
            return None
        from icalendar.prop import vDDDTypes

        parse: Callable[[str], Any] = vDDDTypes.from_ical
        try:
            value = parse(line.value.strip())
        except (ValueError, TypeError, OverflowError):
            return line.value
        if not isinstance(value, datetime):
            return value if isinstance(value, date) else line.value
        return value if value.tzinfo is not None else self._in_zone(zones, value, line.params.get("TZID", ""))

    def _in_zone(self, zones: Zones, value: datetime, name: str) -> datetime:
        zone = zones.of(name) if name else None
        if name and zone is None:
            self.unknown_zone = name
        if isinstance(zone, ZoneInfo):
            self.zone = self.zone or zone.key
        return value.replace(tzinfo=zone) if zone is not None else value

    @staticmethod
    def _behind(start: datetime | date | str | None, length: ContentLine | None) -> datetime | date | str | None:
        from icalendar.prop import vDuration

        if length is None or not isinstance(start, date):
            return None
        parse: Callable[[str], timedelta] = vDuration.from_ical
        try:
            return start + parse(length.value.strip())
        except (ValueError, TypeError, OverflowError):
            return length.value

    def _put(self, name: str, value: datetime | date | str | None) -> None:
        """A whole day begins at midnight by this computer's clock."""
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if isinstance(value, datetime):
            try:
                self.said[name] = value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
            except (ValueError, OverflowError):
                self.said[name] = str(value)
        elif value:
            self.said[name] = value
