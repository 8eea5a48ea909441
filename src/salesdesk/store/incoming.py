"""Rows from outside as the columns of their table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from salesdesk.domain.fields import Field
from salesdesk.domain.record import Kind
from salesdesk.schema.columns import LAST_KEY, key_column, layout_of, quoted, sort_key, stored, text_keys
from salesdesk.store.errors import BadPull

# The columns in front of a kind's own when a row is laid in.
FRONT = ("id", "deleted", "local", "seq", "scopes")
# What a field raises that is given no value of its own.
_NO_VALUE = (TypeError, ValueError, ArithmeticError, AttributeError)


class Incoming:
    """How the wire values of one kind become columns, and the statements that write them."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        layout = layout_of(kind)
        self._columns = layout.columns
        self._empty = [*(stored(x, x.empty) for x in kind.fields), *(LAST_KEY for _ in layout.sortable)]
        places = {name: place for place, name in enumerate(layout.columns)}
        self._fields = {x.name: (places[x.name], x, places.get(key_column(x), -1)) for x in kind.fields}
        # Most values are texts and links that no list sorts by: unless empty they go in as they are.
        self._texts = {x.name: places[x.name] for x in kind.fields if _is_text(x) and not x.sortable}
        self._nullable = {name for name, empty in zip(layout.columns, self._empty, strict=True) if empty is None}
        self.insert = self.insert_of((*FRONT, *layout.columns))

    def values(self, fields: Mapping[str, Any], unknown: dict[str, Any]) -> list[Any]:
        """All columns of a whole row; what it does not name is empty. A newer program's fields go to `unknown`.

        Raises BadPull.
        """
        row = self._empty.copy()
        for name, value in fields.items():
            text = self._texts.get(name)
            if text is not None and value and type(value) is str:
                row[text] = value
                continue
            known = self._fields.get(name)
            if known is None:
                unknown[name] = value
                continue
            place, field, key = known
            row[place], sorted_by = _column(field, value)
            if key >= 0:
                row[key] = sorted_by
        return row

    def knows(self, names: Iterable[str]) -> bool:
        """Whether this program has all of these fields."""
        return self._fields.keys() >= set(names)

    def columns(self, fields: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
        """The columns of whole rows by name, from wire values by field, None where one is empty; raises BadPull.

        A column that is empty throughout is left out: the table's own defaults are what is empty. "" stands for NULL,
        as `insert_of` takes it.
        """
        columns: dict[str, Sequence[Any]] = {}
        for name, values in fields.items():
            place, field, key = self._fields[name]
            empty = self._empty[place]
            convert = _texts if _is_text(field) else _converted
            columns[name], keys = convert(field, values, "" if empty is None else empty)
            if key >= 0:
                columns[key_column(field)] = keys
        return columns

    def insert_of(self, names: Iterable[str]) -> str:
        """The statement that makes a row of these columns; where one may be NULL, "" is NULL: that binds quicker."""
        listed = list(names)
        marks = ", ".join("nullif(?, '')" if name in self._nullable else "?" for name in listed)
        return f"INSERT INTO {quoted(self.kind.name)} ({', '.join(map(quoted, listed))}) VALUES ({marks})"

    def changed(self, fields: Mapping[str, Any], unknown: dict[str, Any]) -> tuple[tuple[str, ...], list[Any]]:
        """The columns that a changed row sets, and their values, as `values` has it; raises BadPull."""
        names: list[str] = []
        values: list[Any] = []
        for name, value in fields.items():
            known = self._fields.get(name)
            if known is None:
                unknown[name] = value
                continue
            column, sorted_by = _column(known[1], value)
            names.append(name)
            values.append(column)
            if known[2] >= 0:
                names.append(key_column(known[1]))
                values.append(sorted_by)
        return tuple(names), values

    def whole(self, fields: Mapping[str, Any], unknown: dict[str, Any]) -> tuple[tuple[str, ...], list[Any]]:
        """Every column and its value, as `values` has it; raises BadPull."""
        return self._columns, self.values(fields, unknown)

    def update(self, names: Sequence[str]) -> str:
        """The statement that sets local, seq, scopes and these columns of a row by its number.

        Whoever leaves `deleted` out spares every index of the rows that live.
        """
        settings = "".join(f", {quoted(name)} = ?" for name in names)
        return f'UPDATE {quoted(self.kind.name)} SET "local" = ?, seq = ?, scopes = ?{settings} WHERE n = ?'


@cache
def incoming(kind: Kind) -> Incoming:
    """The way in of a kind, derived once."""
    return Incoming(kind)


def _is_text(field: Field) -> bool:
    return field.plain_store and field.storage == "TEXT"


def _texts(field: Field, values: Sequence[Any], empty: Any) -> tuple[Sequence[Any], list[str]]:
    """A column of texts as they came, and its keys where lists sort by it."""
    found = set(map(type, values))
    if not found <= {str, type(None)}:
        raise BadPull(f"{field.name}: no text")
    column = values if found == {str} else [value or empty for value in values]
    return column, text_keys(values) if field.sortable else []


def _converted(field: Field, values: Sequence[Any], empty: Any) -> tuple[Sequence[Any], list[str]]:
    """A column of other values, and its keys where lists sort by it; each that comes again is converted once."""
    columns: dict[Any, Any] = {None: empty}
    keys: dict[Any, str] = {None: LAST_KEY}
    try:
        names = [tuple(value) if type(value) is list else value for value in values]
        own = {name: field.unwire(name) for name in set(names) - {None}}
        columns |= {name: stored(field, value) for name, value in own.items()}
        if field.sortable:
            keys |= {name: sort_key(field, value) for name, value in own.items()}
    except _NO_VALUE as error:
        raise BadPull(f"{field.name}: {error}") from error
    return [columns[name] for name in names], [keys[name] for name in names] if field.sortable else []


def _column(field: Field, value: Any) -> tuple[Any, str]:
    """The column of a wire value and, where lists sort by the field, its key."""
    try:
        if _is_text(field) and type(value) is not str:
            raise TypeError(type(value).__name__)
        own = field.unwire(value)
        return stored(field, own), sort_key(field, own) if field.sortable else ""
    except _NO_VALUE as error:
        raise BadPull(f"{field.name}: {error}") from error
