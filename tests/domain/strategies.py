"""Values that each field of a declaration can hold, and a kind that has one of each type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from salesdesk.domain import record as a
from salesdesk.domain.fields import LARGEST, LEAST_RATE, Choice, Field
from salesdesk.domain.record import Kind, Record, Scope, record


@record(label="Everything", plural="Everything", scope=Scope.OWN, title=("text", "count"), subtitle=("words", "day"))
class Everything(Record):
    """One field of every type."""

    text: str = a.text("Text", searchable=True, sortable=True)
    long: str = a.long_text("Long text", searchable=True)
    email: str = a.email("E-mail", searchable=True)
    phone: str = a.phone("Phone", searchable=True)
    web: str = a.web("Web", searchable=True)
    language: str = a.language_tag("Language")
    number: Decimal | None = a.number("Number", sortable=True)
    amount: Decimal | None = a.amount("Amount", sortable=True, unit="money")
    rate: Decimal | None = a.rate("Rate")
    count: int | None = a.count("Count", sortable=True)
    yes_no: bool = a.yes_no("Yes or no", sortable=True)
    country: str = a.country("Country", sortable=True)
    currency: str = a.currency("Currency", unit="money")
    zone: str = a.zone("Zone")
    day: date | None = a.day("Day", sortable=True)
    moment: datetime | None = a.moment("Moment", sortable=True)
    choice: str = a.choice("Choice", {"hot": "Hot", "cold": "Cold"}, sortable=True)
    class_: str = a.choice("Class", {"a": "A", "b": "B"})
    other: str = a.link("Other", to="everything")
    words: tuple[str, ...] = a.words("Words", searchable=True, sortable=True)
    picture: str = a.picture("Picture")


words = st.text(st.characters(exclude_characters=",\0", exclude_categories=["Cs"]), max_size=20)
lines = st.text(st.characters(exclude_characters="\0\U0010ffff", exclude_categories=["Cs"]), max_size=60).map(str.strip)
figures = st.decimals(-LARGEST + 1, LARGEST - 1, places=4)

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": st.none() | figures,
    "money": st.none() | figures,
    "rate": st.none() | st.decimals(LEAST_RATE, LARGEST - 1, allow_nan=False),
    "count": st.none() | st.integers(-(2**53) + 1, 2**53 - 1),
    "yes_no": st.booleans(),
    "country": st.sampled_from(["", "DE", "JP", "GB", "TW"]),
    "currency": st.sampled_from(["", "EUR", "JPY", "KWD", "DEM"]),
    "zone": st.sampled_from(["", "UTC", "Europe/Berlin", "Asia/Tokyo", "America/Argentina/Buenos_Aires"]),
    "day": st.none() | st.dates(),
    "moment": st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
    "set": st.sets(words.map(str.strip).filter(bool), max_size=4).map(lambda found: tuple(sorted(found))),
    "link": st.sampled_from(["", "01890000-0000-7000-8000-000000000001"]),
    "picture": st.sampled_from(["", "ab" * 32]),
}


def values(field: Field) -> st.SearchStrategy[Any]:
    """Values that the field can hold, the empty one among them."""
    if isinstance(field, Choice):
        return st.sampled_from(["", *(key for key, _label in field.choices)])
    return _VALUES.get(field.type, lines)


def records(kind: Kind, id: str = "") -> st.SearchStrategy[Record]:
    """Records of the kind, with any field filled."""
    filled = st.fixed_dictionaries({}, optional={field.name: values(field) for field in kind.fields})
    return filled.map(lambda found: kind.make(found, id=id))
