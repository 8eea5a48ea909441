"""The visitor at the booth: what is typed, what was read, and how the two come together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from salesdesk.domain.fields import BadValue
from salesdesk.domain.record import Kind
from salesdesk.i18n import _


@dataclass(frozen=True)
class Visitor:
    """`typed` are the texts of the fields in sight, `read` those that a badge brought besides."""

    typed: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Mapping[str, Any]) -> Visitor:
        """The visitor that a draft holds."""
        return cls(texts.get("typed", {}), texts.get("read", {}))

    def texts(self) -> dict[str, Any]:
        """The visitor as a draft keeps it."""
        return {"typed": dict(self.typed), "read": dict(self.read)}

    def empty(self) -> bool:
        """Whether there is nothing to save."""
        return not any(self.typed.values()) and not any(self.read.values())

    def with_read(self, kind: Kind, texts: Mapping[str, str], shown: Iterable[str]) -> Visitor:
        """What was read fills what is empty; what she typed stays, and the other value goes to the notes."""
        seen = set(shown)
        typed, more = dict(self.typed), dict(self.read)
        notes: list[str] = []
        for name, text in texts.items():
            place = typed if name in seen else more
            if name == "notes":
                notes.append(text)
            elif not place.get(name):
                place[name] = text
            elif place[name] != text and name != "picture":
                notes.append(f"{_(kind.field(name).label)}: {text}")
        typed["notes"] = "\n".join(filter(None, (typed.get("notes", ""), *notes)))
        return replace(self, typed=typed, read=more)

    def values(self, kind: Kind) -> dict[str, Any]:
        """The lead's values; a text that its field cannot take goes to the notes, so that nothing stops her."""
        values: dict[str, Any] = {}
        refused: list[str] = []
        for name, text in {**self.read, **self.typed}.items():
            try:
                values[name] = kind.field(name).parse(text)
            except BadValue:
                refused.append(f"{_(kind.field(name).label)}: {text}")
        if refused:
            values["notes"] = "\n".join(filter(None, (values.get("notes", ""), *refused)))
        return values
