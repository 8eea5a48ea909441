"""Texts of every kind."""

from __future__ import annotations

from typing import Any, ClassVar

from salesdesk.domain.field import BadValue, Field
from salesdesk.i18n import N_


def sound(text: str) -> str:
    """`text` as UTF-8 and a database can hold it: no NUL, halves of a character joined or marked as lost."""
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "")


class Text(Field):
    """One line of text, of at most 2,000 characters."""

    most: ClassVar[int] = 2_000

    def check(self, value: Any) -> str:
        text = sound(str(value))
        if len(text) > self.most:
            raise BadValue(self, text[:40], N_("{label} is too long: shorten it."))
        return text


class LongText(Text):
    """Text of several lines, of at most 100,000 characters."""

    type: ClassVar[str] = "long_text"
    most: ClassVar[int] = 100_000


class Email(Text):
    """A mail address, kept as typed: a booth is no place to refuse one."""

    type: ClassVar[str] = "email"


class Phone(Text):
    """A phone number as written; a search finds it by its digits too."""

    type: ClassVar[str] = "phone"

    def search_text(self, value: Any) -> str:
        digits = "".join(filter(str.isdecimal, value))
        return f"{value} {digits}"


class Web(Text):
    """A web address as written."""

    type: ClassVar[str] = "web"


class LanguageTag(Text):
    """A language as its BCP 47 tag."""

    type: ClassVar[str] = "language"
