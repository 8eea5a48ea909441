"""Fields that are chosen rather than typed: words of a list, links, sets, pictures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from salesdesk.domain.field import BadValue, Field
from salesdesk.domain.texts import sound
from salesdesk.i18n import N_, country_code, currency_codes


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

    def unwire(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise BadValue(self, str(value), N_("{label}: say yes or no, not “{text}”."))
        return value

    def stored(self, value: Any) -> Any:
        return int(value)

    def loaded(self, value: Any) -> Any:
        return bool(value)

    def text(self, value: Any) -> str:
        return "yes" if value else "no"


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


class Currency(Field):
    """A currency as its ISO 4217 code."""

    type: ClassVar[str] = "currency"

    def check(self, value: Any) -> str:
        code = str(value).upper()
        if code and code not in currency_codes():
            raise BadValue(self, value, N_("{label}: “{text}” is no currency code such as EUR."))
        return code


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


# Made once: json.dumps would make its encoder anew for every value.
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


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
        return _AS_JSON(list(value)) if value else "[]"

    def loaded(self, value: Any) -> Any:
        return tuple(json.loads(value)) if value else ()

    def search_text(self, value: Any) -> str:
        return " ".join(value)


class Picture(Field):
    """A picture, named by the SHA-256 of its bytes; the bytes are kept beside the records."""

    type: ClassVar[str] = "picture"

    def search_text(self, value: Any) -> str:
        return ""
