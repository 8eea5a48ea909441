"""A file that is to be taken in: what it holds, by what she says, what is remembered of its source, and guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from salesdesk.desk.card_files import card_table
from salesdesk.desk.desk import Desk
from salesdesk.desk.importing import OURS
from salesdesk.desk.remembering import known_columns, recalled, remember, source_of
from salesdesk.domain.record import Kind
from salesdesk.exchange.choices import Choices
from salesdesk.exchange.contents import no_texts, told_by_cells
from salesdesk.exchange.headers import Columns, columns_of, kind_of_table, place_of
from salesdesk.exchange.labelled import told_apart
from salesdesk.exchange.partners import PARTNER, companies, company_column, people
from salesdesk.exchange.rows import Reading
from salesdesk.exchange.tables import CALENDARS, CARDS, Table, open_table
from salesdesk.exchange.unreadable import NOT_THESE, WHICH_KIND, Unreadable
from salesdesk.i18n import _, within


@dataclass(frozen=True)
class Part:
    """Rows of a file that are of one kind."""

    kind: Kind
    table: Table


@dataclass(frozen=True)
class Opened:
    """A file, opened: `kind` is "" where nobody can tell, `said` is all that is known of it."""

    kind: str
    table: Table
    parts: Sequence[Part]
    said: Choices
    source: str
    remembered: bool

    def readings(self) -> list[Reading]:
        """How the rows are read, companies before their people; raises Unreadable, UnknownField."""
        if not self.parts:
            raise Unreadable(WHICH_KIND)
        return [Reading(part.kind, part.table, self._columns(part)) for part in self.parts]

    def _columns(self, part: Part) -> Columns:
        said = self._said_of(part.kind)
        told = {} if self.table.origin.header else told_by_cells(part.kind, part.table)
        columns = columns_of(part.kind, part.table.header, {**told, **said}, sparse=part.table.sparse)
        if not columns.own and (flags := no_texts(part.kind, part.table, columns)):
            columns = columns_of(part.kind, part.table.header, {**flags, **told, **said})
        return columns

    def _said_of(self, kind: Kind) -> Mapping[str, str]:
        """What she said of columns; in a file with rows of two kinds a field of the other one is none of this one's."""
        others = {name for part in self.parts if part.kind is not kind for name in part.kind.by_name}
        said = self.said.columns
        return {x: "" if name not in kind.by_name and name in others else name for x, name in said.items()}

    def remember(self, desk: Desk) -> None:
        """Keeps what she said for the next file of the same source."""
        places = {place_of(self.table.header, title): name for title, name in self.said.columns.items()}
        if self.source and (places or self.said != Choices()):
            remember(desk, self.source, self.table, self.said, places)


def opened(desk: Desk, path: Path, choices: Choices) -> Opened:
    """A file as it will be read; raises Unreadable, UnknownKind, OSError."""
    ending = path.suffix.lower()
    if choices.kind in OURS:
        raise Unreadable(NOT_THESE, kind=within(_(desk.kinds[choices.kind].plural)))
    if ending in CARDS:
        return _fixed(*card_table(path, desk.kinds, choices.kind), choices)
    if ending in CALENDARS:
        return _fixed(desk.kinds["activity"], _calendar(path), choices)
    table, source = _first_look(desk, path, choices)
    known = recalled(desk, source, table) if source else None
    said = _joined(choices, known_columns(list(desk.kinds), known)) if known else choices
    if said != choices or _of_file(choices) != Choices():
        encoding = "" if table.origin.certain and not choices.encoding else said.encoding
        table = _table(path, replace(_of_file(said), encoding=encoding))
    kind_name = said.kind or _guessed(desk, table, path.stem)
    return Opened(kind_name, table, _parts(desk, kind_name, table), said, source, known is not None)


def _fixed(kind: Kind, table: Table, choices: Choices) -> Opened:
    return Opened(kind.name, table, [Part(kind, table)], choices, "", remembered=False)


def _first_look(desk: Desk, path: Path, choices: Choices) -> tuple[Table, str]:
    """The file as it is guessed, and its source; where that cannot be read, as she says."""
    try:
        table = _table(path, Choices())
    except Unreadable:
        if _of_file(choices) == Choices():
            raise
        return _table(path, _of_file(choices)), ""
    told = {} if table.origin.header else told_by_cells(desk.kinds["lead"], table)
    return table, source_of(table, told)


def _calendar(path: Path) -> Table:
    from salesdesk.capture import legacy
    from salesdesk.exchange.calendar_files import open_calendar

    return open_calendar(path, legacy.guess)


def _table(path: Path, choices: Choices) -> Table:
    from salesdesk.capture import legacy

    return told_apart(open_table(path, legacy.guess, choices))


def _of_file(choices: Choices) -> Choices:
    """What is said of the file as a whole."""
    return replace(choices, kind="", columns={})


def _joined(choices: Choices, known: Choices) -> Choices:
    """What she says now, before what she said of the source."""
    columns = known.columns if choices.kind in ("", known.kind) else {}
    return Choices(
        choices.kind or known.kind, {**columns, **choices.columns}, choices.encoding or known.encoding,
        choices.delimiter or known.delimiter, known.header if choices.header is None else choices.header,
        choices.sheet or known.sheet,
    )  # fmt: skip


def _guessed(desk: Desk, table: Table, stem: str) -> str:
    if company_column(table) is not None:
        return PARTNER
    try:
        return kind_of_table(desk.kinds, table.header, stem).name
    except Unreadable:
        return ""


def _parts(desk: Desk, kind: str, table: Table) -> list[Part]:
    if kind == PARTNER:
        return [Part(desk.kinds["account"], companies(table)), Part(desk.kinds["contact"], people(table))]
    return [Part(desk.kinds[kind], table)] if kind else []
