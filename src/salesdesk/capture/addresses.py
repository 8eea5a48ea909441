"""Postal addresses, from their parts or from one line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from salesdesk.capture import cleaning
from salesdesk.capture.draft import Draft
from salesdesk.i18n import N_, country_code

# "D-80331 München", "1010 Wien", "113 29 Stockholm": a postcode before the town, as in most of Europe.
_TOWN = re.compile(r"((?:[A-Z]{1,3}-)?\d{4,5}|\d{3} \d{2})\s+([^\W\d_][^\d\n,;:@]{1,60})")


@dataclass(frozen=True)
class Address:
    """The seven components of an ADR (RFC 6350, 6.3.1)."""

    box: str = ""
    extended: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""

    @classmethod
    def of(cls, parts: list[str]) -> Address:
        """The address of up to seven components; any more belong to the country."""
        lines = [_commas(part) for part in parts]
        if len(lines) > 7:
            lines = [*lines[:6], ", ".join(filter(None, lines[6:]))]
        return cls(*lines)

    def line(self) -> str:
        """The address on one line."""
        town = " ".join(filter(None, (self.postcode, self.city)))
        parts = (self.street, self.extended, self.box, town, self.region, self.country)
        return ", ".join(filter(None, parts))

    def put(self, draft: Draft) -> None:
        """Fills the draft's address; a second address goes to the notes whole."""
        if any(name in draft.fields for name in ("street", "postcode", "city", "country")):
            draft.note(N_("Address"), self.line())
            return
        draft.put("street", ", ".join(filter(None, (self.street, self.extended, self.box))))
        draft.put("postcode", self.postcode)
        draft.put("city", self.city or self.region)
        draft.put("country", self.country)
        if self.city and self.region.casefold() != self.city.casefold():
            draft.note(N_("Region"), self.region)


def _commas(text: str) -> str:
    """Several lines as one, between commas."""
    return ", ".join(part for line in text.splitlines() if (part := cleaning.line(line).strip(", ")))


def put_line(draft: Draft, text: str) -> None:
    """An address written on one line: the country is split off where it is named, the rest kept as the street."""
    parts = [part for p in re.split(r"[,，\n]", text) if (part := cleaning.line(p))]
    if not parts:
        return
    country = parts.pop() if len(parts[-1]) > 2 and country_code(parts[-1]) else ""
    town = _TOWN.fullmatch(parts[-1]) if len(parts) > 1 else None
    if town:
        parts.pop()
    Address(
        street=", ".join(parts), country=country,
        postcode=town[1] if town else "", city=town[2] if town else "",
    ).put(draft)  # fmt: skip


def town(text: str) -> tuple[str, str] | None:
    """Postcode and city of a line that is just these, as in most of Europe, or None."""
    match = _TOWN.fullmatch(text.strip())
    return (match[1], match[2].strip()) if match else None
