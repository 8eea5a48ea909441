"""The draft that a reader fills: a field takes its first value, what is left over goes to the notes."""

from __future__ import annotations

import re

from salesdesk.capture import cleaning
from salesdesk.capture.captured import LINE, NOTES, TOO_LONG, Captured, Unreadable
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import kind_of
from salesdesk.i18n import _, country_code

_LABEL = 80
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")


class Draft:
    """Fields of a lead by wire name, and the notes."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._notes: list[str] = []
        self._missed: dict[str, None] = {}

    def put(self, name: str, value: str) -> None:
        """Fills a field; a second value, or one that the field can't hold, goes to the notes."""
        value = cleaning.line(value)
        held = self.fields.get(name)
        if not value or (held is not None and held.casefold() == value.casefold()):
            return
        if held is None and len(value) <= LINE and (fit := _fit(name, value)):
            self.fields[name] = fit
        elif not (name == "country" and country_code(value) == held):
            self.note(kind_of(Lead).field(name).label, value)

    def note(self, label: str, value: str, of: str = "") -> None:
        """Adds "label: value" to the notes; `label` is translatable, `of` says which."""
        value = cleaning.line(value)
        named = cleaning.line(f"{_(label)} ({of})" if of else _(label))[:_LABEL]
        if value:
            self._missed[f"{named}: {value}" if named else value] = None

    def say(self, text: str) -> None:
        """Adds a paragraph to the notes."""
        text = cleaning.paragraph(text)
        if text:
            self._notes.append(text)

    def captured(self, kind: str, raw: str) -> Captured:
        """The finished capture; raises Unreadable where the notes would burst."""
        notes = "\n".join([*self._notes, *self._missed])
        if len(notes) > NOTES:
            raise Unreadable(TOO_LONG, limit=NOTES)
        fields = self.fields | ({"notes": notes} if notes else {})
        return Captured(kind=kind, raw=cleaning.payload(raw), fields=fields, missed=tuple(self._missed))


def _fit(name: str, value: str) -> str:
    if name == "country":
        return country_code(value)
    if name == "language":
        return value if _LANGUAGE.fullmatch(value) else ""
    return value
