"""What a cell stands for in a field, by the ways of its column."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from salesdesk.domain.fields import (
    Amount,
    BadValue,
    Choice,
    Count,
    Country,
    Currency,
    Day,
    Email,
    Field,
    LanguageTag,
    LongText,
    Moment,
    Number,
    Phone,
    Rate,
    Text,
    Web,
    Words,
    YesNo,
)
from salesdesk.domain.figures import TEN_THOUSANDTHS, plain
from salesdesk.domain.record import Kind
from salesdesk.exchange import formats, said
from salesdesk.exchange.formats import Ways
from salesdesk.i18n import in_every_language

_LINES = re.compile(r"\s*(?:\r\n|\r|\n)\s*")
# Google writes several values of one kind into a cell.
_SEVERAL = re.compile(r"\s+:::\s+")
_BETWEEN_WORDS = re.compile(r"[,;|\n]")
_LANGUAGES = ("en", "de", "fr", "es", "it")
_REMEMBERED = 4_096


Read = Callable[[str], Any]
"""A cell's value; raises BadValue."""


def reader_of(kind: Kind, field: Field, ways: Ways) -> Read:
    """What reads a column that another program wrote; figures, days and choices that come again are remembered."""
    if isinstance(field, Choice):
        known = _choices(kind, field)
        return lambda text: known.get(text.casefold()) or field.check(text)
    way = next((_READERS[cls] for cls in type(field).__mro__ if cls in _READERS), None)
    if way is None:
        return field.parse
    if isinstance(field, Text):
        return _text_reader(field, way, ways)
    return lru_cache(_REMEMBERED)(lambda text: _read(field, way, text, ways))


def _text_reader(field: Text, way: Callable[[str, Ways], Any], ways: Ways) -> Read:
    """Most texts are nothing but letters on one line, and are taken as they stand."""
    if type(field).check is not Text.check or way not in (_line, _lines, _first):
        return lambda text: field.check(way(text, ways))
    most = field.most

    def read(text: str) -> Any:
        if len(text) <= most and text.isprintable() and ":::" not in text:
            return text
        return field.check(way(text, ways))

    return read


def _read(field: Field, way: Callable[[str, Ways], Any], text: str, ways: Ways) -> Any:
    try:
        return field.check(way(text, ways))
    except BadValue:
        raise
    except (ValueError, KeyError, ArithmeticError):
        return field.parse(text)  # what no way of writing explains is refused in the field's own words


def own_value_of(field: Field, cell: str) -> Any:
    """The value that a cell of the desk's own stands for; raises BadValue."""
    if isinstance(field, Words):
        return field.check(json.loads(cell)) if cell.startswith("[") else field.parse(cell)
    if isinstance(field, Text):
        return field.check(cell)
    return field.parse(cell)


def own_text_of(field: Field, value: Any) -> str:
    """The cell that `own_value_of` reads back."""
    if isinstance(field, Words) and any("," in word or word.startswith("[") for word in value):
        return json.dumps(list(value), ensure_ascii=False)
    if isinstance(field, Text):
        return str(value)
    return field.text(value)


def _line(text: str, _ways: Ways) -> str:
    return _LINES.sub(", ", text) if "\n" in text or "\r" in text else text


def _lines(text: str, _ways: Ways) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first(text: str, ways: Ways) -> str:
    return _line(_SEVERAL.split(text)[0] if " ::: " in text else text, ways)


def _phone(text: str, ways: Ways) -> str:
    return _first(text, ways).removeprefix("tel:")


def _number(text: str, ways: Ways) -> Decimal:
    figure = formats.figure(text, ways)
    near = figure.quantize(TEN_THOUSANDTHS)
    # A spreadsheet's binary figures: 0.1 + 0.2 is 0.30000000000000004.
    return plain(near if abs(figure - near) < Decimal("1E-9") else figure)


def _count(text: str, ways: Ways) -> int:
    figure = formats.figure(text, ways)
    if figure != figure.to_integral_value():
        raise ValueError(text)
    return int(figure)


def _country(text: str, _ways: Ways) -> str:
    from babel.core import get_global

    codes = get_global("territory_aliases").get(text.upper()) if len(text) == 3 else None
    return str(codes[0]) if codes and len(codes) == 1 else text


def _currency(text: str, _ways: Ways) -> str:
    sign = said.CURRENCY_SIGNS.get(text.casefold())
    return sign or text.partition(" ")[0].upper()


def _yes_no(text: str, _ways: Ways) -> bool:
    word = text.casefold()
    if word in said.YES or word in said.NO:
        return word in said.YES
    raise ValueError(text)


def _words(text: str, _ways: Ways) -> tuple[str, ...]:
    return tuple(_BETWEEN_WORDS.split(text))


def _language(text: str, _ways: Ways) -> str:
    known = _language_tags().get(text.casefold())
    return known or text.replace("_", "-")


@cache
def _language_tags() -> Mapping[str, str]:
    from babel import Locale

    return {str(name).casefold(): tag for code in _LANGUAGES for tag, name in Locale(code).languages.items()}


@cache
def _choices(kind: Kind, field: Choice) -> Mapping[str, str]:
    labels = {word.casefold(): key for key, label in field.choices for word in in_every_language(label)}
    keys = {spelt: key for key, _label in field.choices for spelt in (key, key.replace("_", " "))}
    return {**said.CHOICES.get((kind.name, field.name), {}), **labels, **keys}


_READERS: Mapping[type[Field], Callable[[str, Ways], Any]] = {
    Text: _line, LongText: _lines, Email: _first, Web: _first, Phone: _phone, LanguageTag: _language, Words: _words,
    Number: _number, Amount: _number, Rate: formats.figure, Count: _count, YesNo: _yes_no, Country: _country,
    Currency: _currency, Day: formats.day, Moment: formats.moment,
}  # fmt: skip
