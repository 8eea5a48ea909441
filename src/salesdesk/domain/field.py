"""What a field of a record is: how it is read from text, travels, and is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


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
