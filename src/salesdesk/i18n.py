"""The language of the running program: texts by gettext, figures, money and dates by Babel."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import cache
from gettext import NullTranslations
from typing import TYPE_CHECKING, Literal

from salesdesk.catalogue import SOURCE, codes, texts

if TYPE_CHECKING:
    from babel import Locale

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
# An isolate keeps a Latin name or a figure in its own direction inside Arabic text (UAX #9).
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_TURNING = dict.fromkeys(range(0x202A, 0x202F))
_ISOLATING = dict.fromkeys(range(0x2066, 0x206A))


def N_(text: str) -> str:
    """Marks a text for translation where it is declared; it is translated where it is shown."""
    return text


@dataclass
class _Current:
    code: str
    texts: NullTranslations


_current = _Current(SOURCE, NullTranslations())


def use(code: str) -> None:
    """Makes `code` (a CLDR locale such as "en", "de" or "ar_EG") the language of the program."""
    _current.code = code
    _current.texts = texts(code.split("_")[0])


def languages() -> dict[str, str]:
    """The languages that the program speaks, each by its code with its own name for itself."""
    names = {code: str(_locale(code).languages[code]) for code in codes()}
    return dict(sorted(names.items(), key=lambda named: named[1]))


def regional(code: str) -> str:
    """`code` with the system's region where that speaks it: English in London writes days as London does."""
    from babel import default_locale

    # Where nobody chose a region, babel gives that of POSIX, which writes like nobody.
    system = (default_locale() or SOURCE).removesuffix("_US_POSIX")
    return system if not code or system.startswith(f"{code}_") else code


def in_every_language(text: str) -> list[str]:
    """`text` and its translations."""
    return [text, *(texts(code).gettext(text) for code in languages() if code != SOURCE)]


def language() -> str:
    """The CLDR locale in use."""
    return _current.code


def mirrored() -> bool:
    """Whether the language in use is written from right to left."""
    return _current.code.split("_")[0] in RIGHT_TO_LEFT


def _(text: str) -> str:
    """`text` in the language in use."""
    return _current.texts.gettext(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form of the text that goes with `n`, with the figure still to be filled in."""
    return _current.texts.ngettext(one, many, n)


def within(label: str) -> str:
    """A label as it stands within a sentence: in English without its capital."""
    return label.lower() if language().startswith(SOURCE) else label


def straight(text: str) -> str:
    """`text` without marks that turn how others read it: what looks like a picture's name may end in .exe.

    Embeddings and overrides go; isolates stay where each is closed.
    """
    if text.isascii():
        return text
    text, depth = text.translate(_TURNING), 0
    for mark in text:
        depth += (mark in _ISOLATES) - (mark == _POP_ISOLATE)
        if depth < 0:
            break
    return text.translate(_ISOLATING) if depth else text


def isolated(text: str) -> str:
    """`text` kept in its own direction when it stands inside a right-to-left sentence, and turning nothing.

    Each of its lines is, for none of the marks reaches beyond the end of one.
    """
    if not mirrored():
        return straight(text)
    lines = (straight(line) for line in text.split("\n"))
    return "\n".join(f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}" if line else line for line in lines)


def joined(*words: str) -> str:
    """Words of any scripts in a row, in the order of the layout whatever their own directions."""
    return " · ".join(f"{_FIRST_STRONG_ISOLATE}{straight(word)}{_POP_ISOLATE}" for word in words if word)


@cache
def _locale(code: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def locale() -> Locale:
    """Babel's locale of the language in use."""
    return _locale(_current.code)


def number(value: Decimal | int, digits: int | None = None) -> str:
    """A figure with the language's own separators, all of it; `digits` fixes the places after the point."""
    from babel.numbers import format_decimal

    if digits is None:
        return format_decimal(value, locale=locale(), decimal_quantization=False)
    zeros = f".{'0' * digits}" if digits else ""
    return format_decimal(value, format=f"#,##0{zeros}", locale=locale())


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency, in the language's own order and the currency's own digits."""
    from babel.numbers import format_currency

    if not currency:
        return number(amount)
    return format_currency(amount, currency, locale=locale())


def percent(share: Decimal) -> str:
    """A share of one as whole per cent."""
    from babel.numbers import format_percent

    return format_percent(share, locale=locale())


def day(value: date, form: str = "medium") -> str:
    """A plain date; `form` is one of CLDR's short, medium, long, full."""
    from babel.dates import format_date

    return format_date(value, format=form, locale=locale())


def day_pattern(value: date, skeleton: str) -> str:
    """A plain date by a CLDR skeleton such as "MMMEd" (weekday, day and month)."""
    from babel.dates import format_skeleton

    moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return format_skeleton(skeleton, moment, tzinfo=UTC, locale=locale())


def days(start: date, end: date) -> str:
    """A span of plain dates, as short as the language allows: 3 – 9 November 2026."""
    from babel.dates import format_interval

    return format_interval(start, end, skeleton="yMMMd", locale=locale())


def clock(moment: datetime, zone: tzinfo | None = None, *, seconds: bool = False) -> str:
    """The time of day at `zone` (the computer's own where None)."""
    from babel.dates import format_time

    local = moment.astimezone(zone)
    form = "medium" if seconds else "short"
    return format_time(local.replace(tzinfo=None), format=form, locale=locale())


def moment(value: datetime, zone: tzinfo | None = None) -> str:
    """Day and time at `zone` (the computer's own where None)."""
    local = value.astimezone(zone)
    return f"{day(local.date())} {clock(value, zone)}"


def ago(value: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Relative up to an hour, then the clock, then the day."""
    from babel.dates import format_timedelta

    passed = now - value
    if passed < timedelta(minutes=1):
        return _("now")
    if passed < timedelta(hours=1):
        # CLDR's narrow form is right in English; elsewhere "vor 25 m" are metres.
        form: Literal["narrow", "short"] = "narrow" if language().startswith(SOURCE) else "short"
        return format_timedelta(-passed, locale=locale(), add_direction=True, format=form)
    if value.astimezone(zone).date() == now.astimezone(zone).date():
        return clock(value, zone)
    return day_pattern(value.astimezone(zone).date(), "MMMd")


# Arabic separators, the minus sign, and marks of direction.
_IN_FIGURES = str.maketrans(
    {"\u066b": ".", "\u066c": None, "\u2212": "-", "\u200e": None, "\u200f": None, "\u061c": None}
)


def parsed_number(text: str) -> Decimal:
    """The figure that a person wrote in her language's way, or the plain way; raises ValueError."""
    from babel.numbers import NumberFormatError, parse_decimal

    plain = unicodedata.normalize("NFKC", text).translate(_IN_FIGURES).replace(" ", "").strip()
    try:
        figure = parse_decimal(plain, locale=locale(), strict=True)
    except NumberFormatError:
        figure = _plain_decimal(plain)
    if not figure.is_finite():
        raise ValueError(text)
    return figure


def _plain_decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def parsed_day(text: str) -> date:
    """The day that a person wrote, as 2026-11-23 or in her language's short way; raises ValueError."""
    from babel.dates import ParseError, parse_date

    plain = text.strip()
    try:
        return date.fromisoformat(plain)
    except ValueError:
        pass
    for form in ("short", "medium"):
        try:
            return parse_date(plain, locale=locale(), format=form)
        except (ParseError, ValueError, IndexError):
            continue
    raise ValueError(text)


def country(code: str) -> str:
    """The name of a country (ISO 3166 alpha-2), or the code itself where it has none."""
    return str(locale().territories.get(code.upper(), code)) if code else ""


def language_name(code: str) -> str:
    """The name of a language, or the code itself where it has none."""
    return str(locale().languages.get(code.split("_")[0], code)) if code else ""


def currency_name(code: str) -> str:
    """The name of a currency (ISO 4217), or the code itself where it has none."""
    return str(locale().currencies.get(code, code)) if code else ""


@cache
def country_codes() -> frozenset[str]:
    """Every ISO 3166 alpha-2 code that CLDR names."""
    from babel.core import get_global

    known = map(str, _locale("en").territories)
    other = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"} | set(get_global("territory_aliases"))
    return frozenset(c for c in known if len(c) == 2 and c.isalpha() and c not in other)


_COUNTRY_LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "da", "nb", "fi", "hu", "ro",
    "tr", "el", "uk", "ru", "ar", "he", "fa", "hi", "th", "vi", "id", "ja", "ko", "zh", "zh_Hant",
)  # fmt: skip
_COUNTRY_NICKNAMES = {
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB",
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "america": "US",
    "uae": "AE", "u.a.e.": "AE", "deutschland": "DE", "holland": "NL", "korea": "KR",
    "republic of korea": "KR", "south korea": "KR", "pr china": "CN", "p.r. china": "CN",
    "p.r.china": "CN", "people's republic of china": "CN", "russia": "RU", "turkey": "TR",
    "czech republic": "CZ", "taiwan, r.o.c.": "TW", "viet nam": "VN", "hong kong": "HK",
    "macau": "MO", "brasil": "BR",
}  # fmt: skip


@cache
def _countries_by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    codes = country_codes()
    for code in reversed(_COUNTRY_LANGUAGES):
        for short, name in _locale(code).territories.items():
            if short in codes:
                names[name.casefold()] = short
    return names | _COUNTRY_NICKNAMES


def country_code(text: str) -> str:
    """The alpha-2 code of a country written as its code or its name in a common language, or ""."""
    plain = text.strip().strip(".,;").strip()
    if len(plain) == 2 and plain.upper() in country_codes():
        return plain.upper()
    known = _countries_by_name().get(plain.casefold(), "")
    return known if known or "." not in plain else country_code(plain.replace(".", ""))


@cache
def currency_codes() -> frozenset[str]:
    """Every ISO 4217 code that CLDR knows, old ones included (an old receipt keeps its currency)."""
    return frozenset(_locale("en").currencies)


def currency_digits(code: str) -> int:
    """How many places after the point the currency is paid in: 2 for EUR, 0 for JPY, 3 for KWD."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(code)
