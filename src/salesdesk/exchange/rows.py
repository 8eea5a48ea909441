"""Rows of a table as values of a kind; what a row names in other records stays a text until it is looked up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from typing import Any

from salesdesk.domain.fields import BadValue, Link
from salesdesk.domain.record import Kind
from salesdesk.exchange.cells import told as text_told
from salesdesk.exchange.formats import Ways, ways_of
from salesdesk.exchange.headers import JOINED, Columns
from salesdesk.exchange.known_headers import KEY, KEY_OF_LINK, NAME_PARTS
from salesdesk.exchange.people import whole_name
from salesdesk.exchange.tables import Table, Unsaid
from salesdesk.exchange.values import Read, own_value_of, reader_of
from salesdesk.i18n import N_, _

TOO_WIDE = N_("The row has more cells than there are columns: {extra}")
_SAMPLES = 2_000
_WRITTEN_IN_WAYS = frozenset({"day", "moment", "number", "money", "rate", "count"})


class BadRow(ValueError):
    """A row that cannot be read; `why` is a translatable sentence, `params` fills its braces."""

    def __init__(self, why: str, **params: str) -> None:
        super().__init__(why)
        self.why = why
        self.params = params


@dataclass(frozen=True)
class Entry:
    """A row read: its values by wire name, the names of the records it links to, its key in its own program."""

    row: int
    values: Mapping[str, Any]
    links: Mapping[str, str]
    key: str = ""


@dataclass(frozen=True)
class Bad:
    """A row that cannot be read, and why."""

    row: int
    error: BadValue | BadRow


@dataclass(frozen=True)
class _Column:
    """Where a field's texts stand, and what reads them."""

    name: str
    places: tuple[int, ...]
    own: bool
    read: Read | None = None

    def text(self, cells: Sequence[str]) -> str:
        """The first text of the row's, or all of them where they belong together."""
        if self.name == JOINED and not self.own:
            return ", ".join(filter(None, (self._at(place, cells) for place in self.places)))
        for place in self.places:
            if text := self._at(place, cells):
                return text
        return ""

    def further(self, cells: Sequence[str]) -> list[str]:
        """What the row says beside the first text: a second number, an address at home."""
        found = dict.fromkeys(filter(None, (self._at(place, cells) for place in self.places)))
        return list(found)[1:]

    def _at(self, place: int, cells: Sequence[str]) -> str:
        cell = cells[place] if place < len(cells) else ""
        if not self.own:
            cell = cell.strip()
        return text_told(cell) if cell.startswith("'") else cell


class Reading:
    """Reads the rows of a table as entries of a kind."""

    def __init__(self, kind: Kind, table: Table, columns: Columns) -> None:
        self.kind = kind
        self.table = table
        self.columns = columns
        named = {name: _Column(name, places, columns.own) for name, places in columns.of.items()}
        self._key = named.pop(KEY, _Column(KEY, (), columns.own))
        self._parts = [named.pop(part) for part in NAME_PARTS if part in named]
        self._links = [column for name, column in named.items() if self._is_link(name)]
        self._named = named

    def _is_link(self, name: str) -> bool:
        return name.startswith(KEY_OF_LINK) or isinstance(self.kind.by_name[name], Link)

    @cached_property
    def _columns(self) -> list[_Column]:
        """The columns with values of their own, and how each is read: seen in its first rows."""
        found = [column for name, column in self._named.items() if not self._is_link(name)]
        if self.columns.own:
            return [replace(x, read=partial(own_value_of, self.kind.by_name[x.name])) for x in found]
        ways = self._ways([x for x in found if self.kind.by_name[x.name].type in _WRITTEN_IN_WAYS])
        return [
            replace(x, read=reader_of(self.kind, self.kind.by_name[x.name], ways.get(x.name, Ways()))) for x in found
        ]

    @cached_property
    def _several(self) -> list[_Column]:
        """The columns of which a row may fill more than one."""
        noted = not self.columns.own and "notes" in self.kind.by_name
        return [x for x in self._columns if noted and len(x.places) > 1 and x.name not in (JOINED, "notes")]

    def _ways(self, columns: Sequence[_Column]) -> dict[str, Ways]:
        samples: dict[str, list[str]] = {column.name: [] for column in columns}
        for _row, cells in islice(self.table.rows(), _SAMPLES) if columns else ():
            for column in columns:
                samples[column.name].append(column.text(cells))
        return {name: ways_of(found, self.table.decimal_comma) for name, found in samples.items()}

    def entries(self, names: Collection[str] | None = None) -> Iterator[Entry | Bad]:
        """Every row, in order; with `names` these fields' values alone."""
        columns = self._columns if names is None else [x for x in self._columns if x.name in names]
        told = [x for x in columns if x.own or len(x.places) > 1]
        plain = [(x.name, x.places[0], x.read) for x in columns if x not in told and x.read]
        width = len(self.columns.header)
        for number, cells in self.table.rows():
            try:
                if len(cells) > width:
                    self._refuse_extra(cells[width:])
                elif len(cells) < width:
                    cells = [*cells, *[""] * (width - len(cells))]
                values: dict[str, Any] = {}
                for name, place, read in plain:
                    if text := cells[place].strip():
                        values[name] = read(text_told(text) if text[0] == "'" else text)
                yield self._entry(number, cells, values, told)
            except (BadValue, BadRow) as error:
                yield Bad(number, error)

    def _entry(self, number: int, cells: Sequence[str], values: dict[str, Any], columns: Iterable[_Column]) -> Entry:
        for column in columns:
            text = column.text(cells)
            if (text or self._empties(column, cells)) and column.read:
                values[column.name] = column.read(text)
        if self._parts and (whole := whole_name({part.name: part.text(cells) for part in self._parts})):
            values["name"] = self.kind.by_name["name"].check(whole)
        if self._several and (more := self._further(cells)):
            values["notes"] = self.kind.by_name["notes"].check("\n".join(filter(None, [values.get("notes"), *more])))
        links = {x.name: text for x in self._links if (text := x.text(cells).strip()) or self._empties(x, cells)}
        return Entry(number, values, links, self._key.text(cells).strip())

    def _empties(self, column: _Column, cells: Sequence[str]) -> bool:
        """Whether an empty cell means that there is nothing, rather than that nothing is said."""
        unsaid = column.name in self.columns.sparse or all(isinstance(cells[x], Unsaid) for x in column.places)
        return column.own and not unsaid

    def _further(self, cells: Sequence[str]) -> list[str]:
        """What there is no field for, as lines of the notes."""
        label = {column.name: _(self.kind.by_name[column.name].label) for column in self._several}
        return [f"{label[column.name]}: {text}" for column in self._several for text in column.further(cells)]

    def _refuse_extra(self, cells: Sequence[str]) -> None:
        extra = ", ".join(filter(None, map(str.strip, cells)))
        if extra:
            raise BadRow(TOO_WIDE, extra=extra[:80])
