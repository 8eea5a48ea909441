"""How a column writes its days and figures, seen in the column itself; the language's way where it does not tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import cache

from salesdesk.i18n import locale

_DAY = re.compile(r"(\d{1,4})\s*[-./\s年월月]+\s*(\d{1,2})\s*[-./\s月]+\s*(\d{1,4})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SPELT = re.compile(
    r"(?:[^\W\d]+,\s*)?(?:(\d{1,2})(?:\.|st|nd|rd|th)?[\s-]+)?([^\W\d]{3,})\.?[\s-]+(?:(\d{1,2}),?[\s]+)?(\d{4}|\d\d)"
)
_TIME = re.compile(
    r"(?P<day>.*?)[T,\s]+(?:um\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,6})\d*)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:Uhr)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)
_FIGURE = re.compile(r"[-+]?\d[\d.,'’\s]*")
_MONTH_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "tr", "ru")
_SPACES = re.compile(r"[\s'’\u066c]")
_SIGNS = re.compile(r"[^\W\d_]+\.?|[\u20a0-\u20cf$£¥%]")


@dataclass(frozen=True)
class Ways:
    """How a column writes: the day before the month or not, a decimal comma or point."""

    day_first: bool = True
    decimal_comma: bool = False


def ways_of(samples: Iterable[str], decimal_comma: bool | None = None) -> Ways:
    """The ways of a column with these cells; `decimal_comma` is what the file tells."""
    cells = [unicodedata.normalize("NFKC", cell).strip() for cell in samples]
    comma = _decimal_comma(cells)
    if comma is None:
        comma = decimal_comma if decimal_comma is not None else locale().number_symbols["latn"]["decimal"] == ","
    first = _day_first(cells)
    return Ways(first if first is not None else decimal_comma or _language_writes_day_first(), comma)


def _decimal_comma(cells: Iterable[str]) -> bool | None:
    for cell in cells:
        found = _FIGURE.search(cell)
        figure = found[0].strip() if found else ""
        point, comma = figure.rfind("."), figure.rfind(",")
        if point >= 0 and comma >= 0:
            return comma > point
        mark = "," if comma >= 0 else "."
        if mark in figure and (figure.count(mark) > 1 or len(figure) - figure.rfind(mark) != 4):
            return (mark == ",") == (figure.count(mark) == 1)
    return None


def _day_first(cells: Iterable[str]) -> bool | None:
    for cell in cells:
        found = _DAY.match(cell)
        if found is None or len(found[1]) > 2:
            continue
        if int(found[1]) > 12 or cell[len(found[1]) :].lstrip().startswith("."):
            return True
        if int(found[2]) > 12:
            return False
    return None


def _language_writes_day_first() -> bool:
    pattern = str(locale().date_formats["short"])
    return pattern.find("d") < pattern.find("M")


def day(text: str, ways: Ways) -> date:
    """The day that a cell writes, its time of day aside; raises ValueError."""
    if len(text) == 10 and text[4] == "-" and text.isascii():
        return date.fromisoformat(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    timed = _TIME.fullmatch(plain)
    plain = timed["day"].strip() if timed else plain
    if (found := _COMPACT.fullmatch(plain)) is not None:
        return date(*map(int, found.groups()))
    if (found := _DAY.fullmatch(plain)) is not None:
        return _by_figures(found[1], found[2], found[3], ways)
    if (found := _SPELT.fullmatch(plain)) is not None and (found[1] or found[3]):
        return date(_year(found[4]), _months()[found[2].casefold()], int(found[1] or found[3]))
    raise ValueError(text)


def _by_figures(first: str, second: str, third: str, ways: Ways) -> date:
    if len(first) > 2:
        return date(int(first), int(second), int(third))
    month_day = (second, first) if ways.day_first else (first, second)
    return date(_year(third), *map(int, month_day))


def _year(figures: str) -> int:
    """A year of two figures is within the last 68 years or the next 32, as strptime has it."""
    year = int(figures)
    return year if len(figures) > 2 else year + (2000 if year < 69 else 1900)


@cache
def _months() -> dict[str, int]:
    from babel import Locale

    return {
        str(name).rstrip(".").casefold(): month
        for code in _MONTH_LANGUAGES
        for form in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for month, name in Locale(code).months[context][form].items()
    }


def moment(text: str, ways: Ways) -> datetime:
    """The instant that a cell writes, by this computer's clock where it names no zone; raises ValueError."""
    if len(text) > 18 and text[4] == "-" and text[10] == "T" and text.isascii():
        return _in_utc(datetime.fromisoformat(text))
    plain = unicodedata.normalize("NFKC", text).strip()
    timed = _TIME.fullmatch(plain)
    if timed is None:
        return _in_utc(datetime.combine(day(plain, ways), time()))
    hour = int(timed["hour"])
    if timed["half"]:
        hour = hour % 12 + (12 if timed["half"][0] in "pP" else 0)
    part = int((timed["part"] or "").ljust(6, "0"))
    clock = time(hour, int(timed["minute"]), int(timed["second"] or 0), part)
    return _in_utc(datetime.combine(day(timed["day"], ways), clock, _zone(timed["zone"])))


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except (OverflowError, OSError):
        raise ValueError(str(moment)) from None


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    passed = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-passed if text[0] == "-" else passed)


def figure(text: str, ways: Ways) -> Decimal:
    """The figure that a cell writes, signs of currency aside; raises ValueError."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text).replace("\u2212", "-"))
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    if not re.fullmatch(r"[-+]?[\d.]+[eE][-+]?\d+", plain):
        plain = _SIGNS.sub("", plain)
    group, mark = (".", ",") if ways.decimal_comma else (",", ".")
    whole, _mark, rest = plain.partition(mark)
    if group in whole:
        if not re.fullmatch(rf"[-+]?\d{{1,3}}(?:{re.escape(group)}\d{{2,3}})*", whole):
            raise ValueError(text)
        whole = whole.replace(group, "")
    try:
        return Decimal(f"{whole}.{rest}" if rest else whole)
    except InvalidOperation:
        raise ValueError(text) from None
