"""Calendars of other programs: their time zones, their repetitions, their mistakes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.factories import activity

from salesdesk.desk.desk import Desk
from salesdesk.desk.exchanging import Exported, export_file, import_file
from salesdesk.domain.activity import Activity
from salesdesk.exchange.unreadable import Unreadable
from salesdesk.store.listing import Query

EXCHANGE_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the calendar lies."""
    return tmp_path / "calendar.ics"


def event(*lines: str, name: str = "VEVENT", uid: str = "1@elsewhere.example") -> str:
    """An event of another program."""
    return "\n".join((f"BEGIN:{name}", f"UID:{uid}", *lines, f"END:{name}", ""))


def taken(desk: Desk, file: Path, *components: str) -> list[Activity]:
    """The activities that a calendar of these components comes to, the first of the file first."""
    file.write_text("BEGIN:VCALENDAR\nVERSION:2.0\n" + "".join(components) + "END:VCALENDAR\n", "utf-8")
    import_file(desk, file)
    return [x for x in reversed(desk.records(Query(desk.kinds["activity"]))) if isinstance(x, Activity)]


NINE = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
ZONES = [
    ("DTSTART:20260701T090000Z", ""), ("DTSTART;TZID=Europe/Berlin:20260701T110000", "Europe/Berlin"),
    ("DTSTART;TZID=W. Europe Standard Time:20260701T110000", "Europe/Berlin"),
    ('DTSTART;TZID="Tokyo Standard Time":20260701T180000', "Asia/Tokyo"),
    ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260701T110000", "Europe/Berlin"),
    ("DTSTART;TZID=\"(UTC+02:00) Somewhere\":20260701T110000", ""),
    ("DTSTART;TZID=Customized Time Zone:20260701T110000", ""),
]  # fmt: skip


@pytest.mark.parametrize(("start", "zone"), ZONES)
def test_times_are_those_of_their_zone_whatever_it_is_called(desk: Desk, file: Path, start: str, zone: str) -> None:
    [made] = taken(desk, file, EXCHANGE_ZONE, event("SUMMARY:Visit", start, "DURATION:PT90M"))
    assert (made.start, made.end, made.zone) == (NINE, datetime(2026, 7, 1, 10, 30, tzinfo=UTC), zone)
    assert (made.title, made.kind, made.notes) == ("Visit", "meeting", "")


def test_an_unknown_zone_is_told(desk: Desk, file: Path) -> None:
    [made] = taken(desk, file, event("DTSTART;TZID=../../Nowhere:20260701T090000"))
    assert "../../Nowhere" in made.notes
    assert made.start is not None
    assert made.zone == ""


def test_an_event_brings_its_people_place_and_words(desk: Desk, file: Path) -> None:
    [made] = taken(
        desk, file,
        event(
            "SUMMARY:Pumps\\, valves", "DTSTART;VALUE=DATE:20260701", "LOCATION:Hall 4\\; Linz",
            "DESCRIPTION:One\\nTwo fold", " ed", 'ATTENDEE;CN="Doe, Jane":mailto:jane@acme.example',
            "ATTENDEE:mailto:abel@acme.example", "ORGANIZER;CN=Ana:mailto:ana@desk.example",
            "RRULE:FREQ=WEEKLY;COUNT=3", "STATUS:CANCELLED", "ATTACH;ENCODING=BASE64:AAAA", " AAAA",
            "BEGIN:VALARM", "DESCRIPTION:Ring", "TRIGGER:-PT5M", "END:VALARM",
        ),
    )  # fmt: skip
    assert (made.title, made.place) == ("Pumps, valves", "Hall 4; Linz")
    assert set(made.attendees) == {"Doe Jane", "abel@acme.example", "Ana"}
    assert made.notes.splitlines()[:2] == ["One", "Two folded"]
    assert "FREQ=WEEKLY;COUNT=3" in made.notes
    assert "Cancelled" in made.notes
    assert "Ring" not in made.notes


def test_a_task_is_due_and_may_be_done(desk: Desk, file: Path) -> None:
    todos = [
        event("SUMMARY:Quote", "DUE;VALUE=DATE:20260701", "STATUS:NEEDS-ACTION", name="VTODO", uid="a"),
        event("SUMMARY:Sample", "DUE:20260701T120000Z", "PERCENT-COMPLETE:100", name="VTODO", uid="b"),
    ]
    assert [(x.title, x.kind, x.due, x.done) for x in taken(desk, file, *todos)] == [
        ("Quote", "task", date(2026, 7, 1), False),
        ("Sample", "task", date(2026, 7, 1), True),
    ]


def test_the_same_uid_is_the_same_activity_and_what_it_does_not_say_stays(desk: Desk, file: Path) -> None:
    [first] = taken(desk, file, event("SUMMARY:Visit", "DTSTART:20260701T090000Z"))
    desk.change(first, {"notes": "Bring the catalogue", "done": True})
    [moved] = taken(desk, file, event("SUMMARY:Visit", "DTSTART:20260702T090000Z"))
    assert (moved.id, moved.start, moved.notes, moved.done) == (
        first.id, datetime(2026, 7, 2, 9, 0, tzinfo=UTC), "Bring the catalogue", True,
    )  # fmt: skip


def test_our_own_event_moved_by_another_program_is_moved(desk: Desk, file: Path) -> None:
    start = datetime(2026, 11, 23, 9, 30, 0, 5, tzinfo=UTC)
    made = activity(desk, kind="call", start=start, zone="Asia/Tokyo", due=date(2026, 11, 24))
    assert export_file(desk, "activity", file) == Exported(1, 0, 0)
    text = file.read_text("utf-8")
    file.write_text(text.replace("DTSTART:20261123T093000Z", "DTSTART;TZID=Europe/Berlin:20261123T120000"), "utf-8")
    assert import_file(desk, file).updated == 1
    back = desk.get("activity", made.id)
    assert isinstance(back, Activity)
    assert (back.start, back.zone, back.kind) == (datetime(2026, 11, 23, 11, 0, tzinfo=UTC), "Europe/Berlin", "call")


def test_a_broken_event_is_told_and_stops_no_other(desk: Desk, file: Path) -> None:
    lines = [
        event("SUMMARY:Broken", "DTSTART:20261399T990000", uid="a"), "no content line at all\n",
        event("SUMMARY:Long", "DTSTART:20260701T090000Z", "DURATION:P99999999999W", uid="b"),
        event("SUMMARY:Whole", "DTSTART:20260701T090000Z", "X;=:;\x01", uid="c"),
        "END:VEVENT\nBEGIN:VEVENT\nSUMMARY:Cut\n",
    ]  # fmt: skip
    assert [x.title for x in taken(desk, file, *lines)] == ["Whole", "Cut"]
    assert [skipped.row for skipped in import_file(desk, file).skipped] == [1, 2]


@pytest.mark.parametrize("text", ["", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "Dear Sir,\nhow are you?", EXCHANGE_ZONE])
def test_what_holds_no_event_is_refused(desk: Desk, file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(Unreadable):
        import_file(desk, file)


def test_an_event_without_an_end_is_no_way_to_fill_the_memory(desk: Desk, file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write("BEGIN:VCALENDAR\nBEGIN:VEVENT\n")
        out.writelines(f"COMMENT:{n}\n" for n in range(60_000))
    with pytest.raises(Unreadable):
        import_file(desk, file)


@pytest.mark.parametrize(
    ("encoding", "end"), [("utf-8-sig", "\r\n"), ("utf-16", "\n"), ("cp1252", "\n"), ("utf-8", "\r")]
)
def test_any_encoding_and_line_end_is_read(desk: Desk, file: Path, encoding: str, end: str) -> None:
    text = "BEGIN:VCALENDAR\n" + event("SUMMARY:Gespräch in Düsseldorf", "DTSTART:20260701T090000Z") + "END:VCALENDAR\n"
    file.write_bytes(text.replace("\n", end).encode(encoding))
    assert import_file(desk, file).added == 1
    [made] = desk.records(Query(desk.kinds["activity"]))
    assert isinstance(made, Activity)
    assert made.title == "Gespräch in Düsseldorf"
