"""The kinds of field a record is made of: how each is read from text, travels, and is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salesdesk.i18n import N_, country_code, currency_codes

TEN_THOUSANDTHS = Decimal("0.0001")
LARGEST = Decimal(10) ** 14
# Less than any amount of two decimals comes to; what is smaller would be written with a million zeros.
LEAST_RATE = Decimal("1E-20")


class BadValue(ValueError):
    """A text that a field cannot take; `why` is a translatable sentence with `{label}`, `{text}`."""

    def __init__(self, field: Field, text: str, why: str) -> None:
        super().__init__(f"{field.name}: {why}")
        self.field = field
        self.text = text
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a kind, with all that table, form, list, search, sync and command line need."""

    label: str
    name: str = ""
    section: str = ""
    required: bool = False
    searchable: bool = False
    sortable: bool = False
    listed: bool = False
    private: bool = False
    unit: str = ""

    type: ClassVar[str] = "text"
    storage: ClassVar[str] = "TEXT"
    empty: ClassVar[Any] = ""
    plain_store: ClassVar[bool] = True

    @property
    def attribute(self) -> str:
        """The name in Python, where `class` and `return` are taken."""
        return f"{self.name}_" if self.name in {"class", "return"} else self.name

    def parse(self, text: str) -> Any:
        """The value that a typed text stands for; raises BadValue."""
        return self.check(text.strip())

    def check(self, value: Any) -> Any:
        """`value`, if the field can hold it; raises BadValue."""
        return value

    def text(self, value: Any) -> str:
        """`value` as `parse` would read it back."""
        return str(self.wire(value)) if value != self.empty else ""

    def wire(self, value: Any) -> Any:
        """`value` as JSON carries it."""
        return value

    def unwire(self, value: Any) -> Any:
        """The value that JSON carried."""
        return value

    def stored(self, value: Any) -> Any:
        """`value` as a database column holds it (text or a whole number)."""
        return value

    def loaded(self, value: Any) -> Any:
        """The value that a column held."""
        return value

    def search_text(self, value: Any) -> str:
        """What a search should find this value by."""
        return str(value)


def sound(text: str) -> str:
    """`text` as UTF-8 and a database can hold it: no NUL, halves of a character joined or marked as lost."""
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "")


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line of text, of at most 2,000 characters."""

    most: ClassVar[int] = 2_000

    def check(self, value: Any) -> str:
        text = sound(str(value))
        if len(text) > self.most:
            raise BadValue(self, text[:40], N_("{label} is too long: shorten it."))
        return text


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """Text of several lines, of at most 100,000 characters."""

    type: ClassVar[str] = "long_text"
    most: ClassVar[int] = 100_000


@dataclass(frozen=True, kw_only=True)
class Email(Text):
    """A mail address, kept as typed: a booth is no place to refuse one."""

    type: ClassVar[str] = "email"


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """A phone number as written; a search finds it by its digits too."""

    type: ClassVar[str] = "phone"

    def search_text(self, value: Any) -> str:
        digits = "".join(filter(str.isdecimal, value))
        return f"{value} {digits}"


@dataclass(frozen=True, kw_only=True)
class Web(Text):
    """A web address as written."""

    type: ClassVar[str] = "web"


@dataclass(frozen=True, kw_only=True)
class LanguageTag(Text):
    """A language as its BCP 47 tag."""

    type: ClassVar[str] = "language"


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A figure of at most four places after the point; kept as a whole number of ten-thousandths."""

    type: ClassVar[str] = "number"
    storage: ClassVar[str] = "INTEGER"
    empty: ClassVar[Any] = None
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> Decimal | None:
        if not text.strip():
            return None
        try:
            value = Decimal(text.strip())
        except InvalidOperation:
            raise BadValue(self, text, N_("{label}: “{text}” is not a figure such as 1234.50.")) from None
        return self.check(value)

    def check(self, value: Any) -> Decimal | None:
        if value is None:
            return None
        figure = Decimal(value)
        if not figure.is_finite() or abs(figure) >= LARGEST:
            raise BadValue(self, str(figure), N_("{label}: “{text}” is out of range."))
        if figure != figure.quantize(TEN_THOUSANDTHS):
            raise BadValue(self, str(figure), N_("{label}: “{text}” has more than four decimals."))
        return figure

    def wire(self, value: Any) -> Any:
        return None if value is None else f"{value:f}"

    def unwire(self, value: Any) -> Any:
        return None if value is None else self.check(Decimal(value))

    def stored(self, value: Any) -> Any:
        return None if value is None else int(value / TEN_THOUSANDTHS)

    def loaded(self, value: Any) -> Any:
        return None if value is None else plain(Decimal(value) * TEN_THOUSANDTHS)


def plain(value: Decimal) -> Decimal:
    """`value` without zeros that say nothing: 12.5000 is 12.5, 1E+2 is 100."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


@dataclass(frozen=True, kw_only=True)
class Amount(Number):
    """An amount of money; its currency is another field of the same unit."""

    type: ClassVar[str] = "money"


@dataclass(frozen=True, kw_only=True)
class Rate(Field):
    """An exchange rate, exact as written."""

    type: ClassVar[str] = "rate"
    empty: ClassVar[Any] = None
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> Decimal | None:
        if not text.strip():
            return None
        try:
            return self.check(Decimal(text.strip()))
        except InvalidOperation:
            raise BadValue(self, text, N_("{label}: “{text}” is not a figure such as 1234.50.")) from None

    def check(self, value: Any) -> Decimal | None:
        if value is None:
            return None
        if not value.is_finite() or not LEAST_RATE <= value < LARGEST:
            raise BadValue(self, str(value), N_("{label}: “{text}” is out of range."))
        return Decimal(value)

    def wire(self, value: Any) -> Any:
        return None if value is None else f"{value:f}"

    def unwire(self, value: Any) -> Any:
        return None if value is None else self.check(Decimal(value))

    stored = wire

    def loaded(self, value: Any) -> Any:
        return None if value is None else Decimal(value)


@dataclass(frozen=True, kw_only=True)
class Count(Field):
    """A whole number."""

    type: ClassVar[str] = "count"
    storage: ClassVar[str] = "INTEGER"
    empty: ClassVar[Any] = None

    def parse(self, text: str) -> int | None:
        if not text.strip():
            return None
        try:
            return self.check(int(text))
        except ValueError as error:
            if isinstance(error, BadValue):
                raise
            raise BadValue(self, text, N_("{label}: “{text}” is not a whole number.")) from None

    def check(self, value: Any) -> int | None:
        if value is not None and abs(value) >= 2**53:
            raise BadValue(self, str(value), N_("{label}: “{text}” is out of range."))
        return None if value is None else int(value)


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """Yes or no."""

    type: ClassVar[str] = "yes_no"
    storage: ClassVar[str] = "INTEGER"
    empty: ClassVar[Any] = False
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> bool:
        plain_text = text.strip().casefold()
        if plain_text in {"", "0", "no", "false", "n"}:
            return False
        if plain_text in {"1", "yes", "true", "y"}:
            return True
        raise BadValue(self, text, N_("{label}: say yes or no, not “{text}”."))

    def stored(self, value: Any) -> Any:
        return int(value)

    def loaded(self, value: Any) -> Any:
        return bool(value)

    def text(self, value: Any) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True, kw_only=True)
class Country(Field):
    """A country as its ISO 3166 alpha-2 code; a name in a common language is understood."""

    type: ClassVar[str] = "country"

    def check(self, value: Any) -> str:
        code = country_code(value) if value else ""
        if value and not code:
            raise BadValue(self, value, N_("{label}: no country is called “{text}”."))
        return code

    def search_text(self, value: Any) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class Currency(Field):
    """A currency as its ISO 4217 code."""

    type: ClassVar[str] = "currency"

    def check(self, value: Any) -> str:
        code = str(value).upper()
        if code and code not in currency_codes():
            raise BadValue(self, value, N_("{label}: “{text}” is no currency code such as EUR."))
        return code


@dataclass(frozen=True, kw_only=True)
class Zone(Field):
    """A time zone as its IANA name."""

    type: ClassVar[str] = "zone"

    def check(self, value: Any) -> str:
        if value:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise BadValue(self, value, N_("{label}: “{text}” is no time zone such as Asia/Tokyo.")) from None
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A plain date, without a zone on purpose."""

    type: ClassVar[str] = "day"
    empty: ClassVar[Any] = None
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> date | None:
        if not text.strip():
            return None
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            raise BadValue(self, text, N_("{label}: “{text}” is not a day such as 2026-11-23.")) from None

    def wire(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def unwire(self, value: Any) -> Any:
        return None if value is None else self.parse(value)

    stored = wire

    def loaded(self, value: Any) -> Any:
        return None if value is None else date.fromisoformat(value)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """An instant in UTC, to the microsecond; kept as microseconds since 1970."""

    type: ClassVar[str] = "moment"
    storage: ClassVar[str] = "INTEGER"
    empty: ClassVar[Any] = None
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> datetime | None:
        if not text.strip():
            return None
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            raise BadValue(self, text, N_("{label}: “{text}” is not a time such as 2026-11-23T09:30Z.")) from None
        if moment.tzinfo is None:
            raise BadValue(self, text, N_("{label}: “{text}” needs its zone, as in 2026-11-23T09:30+09:00."))
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise BadValue(self, text, N_("{label}: “{text}” is out of range.")) from None

    def wire(self, value: Any) -> Any:
        return None if value is None else value.isoformat().replace("+00:00", "Z")

    def unwire(self, value: Any) -> Any:
        return None if value is None else self.parse(value)

    def stored(self, value: Any) -> Any:
        if value is None:
            return None
        passed = value - EPOCH
        return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds

    def loaded(self, value: Any) -> Any:
        return None if value is None else EPOCH + timedelta(microseconds=value)


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a few words; each has a label."""

    type: ClassVar[str] = "choice"
    choices: tuple[tuple[str, str], ...] = ()

    def check(self, value: Any) -> str:
        if value and value not in {key for key, _label in self.choices}:
            words = ", ".join(key for key, _label in self.choices)
            raise BadValue(self, value, N_("{label}: “{text}” is none of: {words}.").replace("{words}", words))
        return str(value)

    def label_of(self, value: str) -> str:
        """The label of one choice, or the word itself where it is not known (yet)."""
        return dict(self.choices).get(value, value)


@dataclass(frozen=True, kw_only=True)
class Link(Field):
    """The id of a record of another kind; a `parent` shares its record's life and rights."""

    type: ClassVar[str] = "link"
    to: str = ""
    parent: bool = False

    def check(self, value: Any) -> str:
        return sound(str(value))

    def search_text(self, value: Any) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class Words(Field):
    """A set of words, such as products; kept sorted."""

    type: ClassVar[str] = "set"
    empty: ClassVar[Any] = ()
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> tuple[str, ...]:
        return self.check(text.split(","))

    def check(self, value: Any) -> tuple[str, ...]:
        return tuple(sorted({sound(word).strip() for word in value} - {""}))

    def text(self, value: Any) -> str:
        return ", ".join(value)

    def wire(self, value: Any) -> Any:
        return list(value)

    def unwire(self, value: Any) -> Any:
        return self.check(value)

    def stored(self, value: Any) -> Any:
        return json.dumps(list(value), ensure_ascii=False) if value else "[]"

    def loaded(self, value: Any) -> Any:
        return tuple(json.loads(value)) if value else ()

    def search_text(self, value: Any) -> str:
        return " ".join(value)


@dataclass(frozen=True, kw_only=True)
class Picture(Field):
    """A picture, named by the SHA-256 of its bytes; the bytes are kept beside the records."""

    type: ClassVar[str] = "picture"

    def search_text(self, value: Any) -> str:
        return ""
