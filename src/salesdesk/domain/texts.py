"""Texts of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from salesdesk.domain.field import BadValue, Field
from salesdesk.i18n import N_


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
