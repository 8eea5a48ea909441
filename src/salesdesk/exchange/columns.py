"""What columns of a table that is written hold: all that the desk knows, or what a person sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from salesdesk.domain.fields import Choice, Country, Field, Link, Moment, Picture, YesNo
from salesdesk.domain.record import Kind, Record
from salesdesk.exchange.values import own_text_of
from salesdesk.i18n import _, country

Called = Callable[[str, str], str]
"""What the record of a kind and id is called."""
# Excel keeps 15 digits, and knows no day before March 1900.
_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)


@dataclass(frozen=True)
class Column:
    """A column: its title, its text for a record, and its value where a spreadsheet can hold one."""

    title: str
    text: Callable[[Record], str]
    value: Callable[[Record], Any] = lambda _record: None


def own_columns(kind: Kind) -> list[Column]:
    """Every field by its own name, readable again without loss; pictures stay on the desk."""
    fields = [field for field in kind.fields if not isinstance(field, Picture)]
    return [Column("id", lambda record: record.id), *(_own(kind, field) for field in fields)]


def _own(kind: Kind, field: Field) -> Column:
    return Column(
        field.name,
        lambda record: own_text_of(field, kind.value(record, field)),
        lambda record: sheet_value(kind.value(record, field)),
    )


def shown_columns(kind: Kind, names: Sequence[str], called: Called) -> list[Column]:
    """These fields as a person reads them, under their labels; raises UnknownField."""
    return [_shown(kind, kind.field(name), called) for name in names]


def _shown(kind: Kind, field: Field, called: Called) -> Column:
    return Column(
        _(field.label),
        lambda record: shown_text(field, kind.value(record, field), called),
        lambda record: sheet_value(kind.value(record, field)),
    )


def shown_text(field: Field, value: Any, called: Called) -> str:
    """A value in words: names in place of ids, labels in place of keys, the clock of this computer."""
    if value == field.empty and not isinstance(field, YesNo):
        return ""
    if isinstance(field, Link):
        return called(field.to, value)
    if isinstance(field, Choice):
        return _(dict(field.choices).get(value, value))
    if isinstance(field, Country):
        return country(value)
    if isinstance(field, YesNo):
        return _("Yes") if value else _("No")
    if isinstance(field, Moment):
        local: datetime = value.astimezone()
        return local.strftime("%Y-%m-%d %H:%M")
    return own_text_of(field, value)


def sheet_value(value: Any) -> date | bool | float | None:
    """A value as a spreadsheet can reckon with it; None where that would lose something."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal | int):
        exact = Decimal(value)
        # Decimal's own normalize() rounds to 28 digits.
        digits = "".join(map(str, exact.as_tuple().digits)).strip("0")
        return float(exact) if len(digits) <= _DIGITS else None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value if value >= _FIRST_DAY else None
    return None
