"""How a record of each kind reads as a row of two lines with a mark at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from salesdesk.domain.fields import Choice, Field
from salesdesk.domain.record import Kind, Record
from salesdesk.i18n import _, ago, country, day, days, joined, language_name, moment, number, straight
from salesdesk.ui.theme import Tone

LEAD_TONES = {"hot": Tone.HOT, "warm": Tone.WARM, "cold": Tone.COLD}


@dataclass(frozen=True)
class RowText:
    """What a row says; a `dot` that something of it is on this laptop only."""

    title: str
    subtitle: str = ""
    mark: str = ""
    tone: Tone = Tone.NEUTRAL
    time: str = ""
    dot: bool = False

    def __post_init__(self) -> None:
        for name in ("title", "subtitle", "mark"):
            object.__setattr__(self, name, straight(getattr(self, name)))


@dataclass(frozen=True)
class RowStyle:
    """The fields that a kind's rows need, and how they become words."""

    names: tuple[str, ...]
    words: Callable[[Mapping[str, Any], datetime], RowText]


def shown(field: Field, value: Any) -> str:
    """A field's value as a person reads it."""
    if value == field.empty:
        return ""
    if isinstance(field, Choice):
        return _(field.label_of(value))
    words = _SHOWN.get(field.type)
    return words(value) if words else straight(str(value))


_SHOWN: Mapping[str, Callable[[Any], str]] = {
    "day": day,
    "country": country,
    "number": number,
    "money": number,
    "count": number,
    "rate": number,
    "moment": moment,
    "language": language_name,
    "yes_no": lambda on: _("Yes") if on else _("No"),
    "set": ", ".join,
}


def row_style(kind: Kind) -> RowStyle:
    """The rows of a kind: its own where it has one, else title and subtitle as declared."""
    return _OWN.get(kind.name) or _plain(kind)


def said_of(kind: Kind, record: Record, now: datetime) -> RowText:
    """What the row of a whole record says."""
    style = row_style(kind)
    return style.words({name: kind.value(record, kind.by_name[name]) for name in style.names}, now)


def _plain(kind: Kind) -> RowStyle:
    names = tuple(dict.fromkeys((*kind.title_fields, *kind.subtitle_fields)))

    def words(values: Mapping[str, Any], _now: datetime) -> RowText:
        said = {name: shown(kind.by_name[name], values[name]) for name in names}
        title = next((said[name] for name in kind.title_fields if said[name]), "")
        below = [said[name] for name in kind.subtitle_fields if said[name] and said[name] != title]
        return RowText(title or _(kind.label), joined(*below))

    return RowStyle(names, words)


def _lead(values: Mapping[str, Any], now: datetime) -> RowText:
    title = _first(values, ("name", "company", "email", "badge_id")) or _("Unnamed visitor")
    below = [word for word in (values["company"], values["city"] or country(values["country"])) if word]
    rating = values["rating"]
    return RowText(
        title,
        joined(*(word for word in below if word != title)),
        _RATING_WORDS.get(rating, lambda: "")(),
        LEAD_TONES.get(rating, Tone.NEUTRAL),
        ago(values["met_at"], now) if values["met_at"] else "",
    )


_RATING_WORDS: Mapping[str, Callable[[], str]] = {
    "hot": lambda: _("Hot"),
    "warm": lambda: _("Warm"),
    "cold": lambda: _("Cold"),
}


def _account(values: Mapping[str, Any], _now: datetime) -> RowText:
    below = [word for word in (values["city"], country(values["country"]), values["industry"]) if word]
    mark = values["class"].upper()
    tone = Tone.GOOD if mark == "A" else Tone.NEUTRAL
    title = _first(values, ("name", "legal_name")) or _("Unnamed account")
    return RowText(title, joined(*below), mark, tone)


def _span(start: date | None, end: date | None) -> str:
    if start and end:
        return days(start, end)
    return day(start or end) if start or end else ""  # type: ignore[arg-type]


def _fair(values: Mapping[str, Any], now: datetime) -> RowText:
    start, end = values["start"], values["end"]
    mark, tone = _when(start, end, now)
    below = [word for word in (_span(start, end), values["city"]) if word]
    return RowText(values["name"] or values["series"] or _("Unnamed fair"), joined(*below), mark, tone)


def _trip(values: Mapping[str, Any], now: datetime) -> RowText:
    start, end = values["depart"], values["return"]
    mark, tone = _when(start, end, now)
    return RowText(values["title"] or _("Unnamed trip"), _span(start, end), mark, tone)


def _when(start: date | None, end: date | None, now: datetime) -> tuple[str, Tone]:
    today = now.astimezone().date()
    if start and end and start <= today <= end:
        return _("Now"), Tone.GOOD
    if start and start > today:
        return _("Coming"), Tone.ACCENT
    return "", Tone.NEUTRAL


def _first(values: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(values[name]) for name in names if values[name]), "")


_OWN: Mapping[str, RowStyle] = {
    "lead": RowStyle(("name", "company", "email", "badge_id", "city", "country", "rating", "met_at"), _lead),
    "account": RowStyle(("name", "legal_name", "city", "country", "industry", "class"), _account),
    "fair": RowStyle(("name", "series", "city", "start", "end"), _fair),
    "trip": RowStyle(("title", "depart", "return"), _trip),
}
