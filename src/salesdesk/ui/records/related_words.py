"""What the rows of contacts, leads and activities say in the sections of another record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt

from salesdesk.domain.activity import KINDS_OF_ACTIVITY, Activity
from salesdesk.domain.contact import Contact
from salesdesk.domain.record import Record, kind_of
from salesdesk.i18n import _, day, isolated, joined, moment
from salesdesk.ui.records.related_rows import TICK
from salesdesk.ui.rows import RowText, said_of
from salesdesk.ui.theme import Tone
from salesdesk.ui.widgets.row_role import RowRole, row_words


def row_roles(record: Record, now: datetime) -> Mapping[int, Any]:
    """What a record's row says, by role."""
    words = _WORDS.get(type(record), _plain)
    said = words(record, now)
    roles: dict[int, Any] = {
        RowRole.TITLE: said.title,
        RowRole.SUBTITLE: said.subtitle,
        RowRole.MARK: said.mark,
        RowRole.MARK_TONE: said.tone,
        RowRole.TIME: said.time,
        Qt.ItemDataRole.DisplayRole: said.title,
        Qt.ItemDataRole.AccessibleTextRole: row_words(said.title, said.subtitle, said.mark, said.time),
    }
    if isinstance(record, Activity):
        roles[TICK] = Qt.CheckState.Checked if record.done else Qt.CheckState.Unchecked
    return roles


def called(record: Record) -> str:
    """What a record is called."""
    kind = kind_of(type(record))
    return kind.title(record) or _(kind.label)


def _plain(record: Record, now: datetime) -> RowText:
    return said_of(kind_of(type(record)), record, now)


def _contact(record: Any, _now: datetime) -> RowText:
    contact: Contact = record
    names = [contact.name, contact.native_name]
    title = "  ".join(filter(None, names)) or called(contact)
    reached = contact.email or contact.mobile or contact.phone
    return RowText(title, joined(contact.title, contact.department, reached if reached != title else ""))


def _activity(record: Any, now: datetime) -> RowText:
    activity: Activity = record
    kind = _(KINDS_OF_ACTIVITY.get(activity.kind, ""))
    when = _("due %s") % isolated(day(activity.due)) if activity.due else ""
    if not when and activity.start:
        when = moment(activity.start)
    mark, tone = _state(activity, now.astimezone().date())
    return RowText(called(activity), joined(kind, when, activity.place), mark, tone)


def _state(activity: Activity, today: date) -> tuple[str, Tone]:
    if activity.done:
        return _("Done"), Tone.GOOD
    if activity.due and activity.due < today:
        return _("Overdue"), Tone.WARM
    if activity.due == today:
        return _("Today"), Tone.ACCENT
    return "", Tone.NEUTRAL


_WORDS: Mapping[type[Record], Callable[[Any, datetime], RowText]] = {Contact: _contact, Activity: _activity}
