"""Files for the desk: what a file holds, taking it in, and writing records out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from salesdesk.desk.desk import Desk
from salesdesk.desk.importing import OURS, Import, Imported, stored_rows
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kind, Record, kind_of
from salesdesk.exchange.contents import no_texts, told_by_cells, without_header
from salesdesk.exchange.headers import columns_of, kind_of_table
from salesdesk.exchange.rows import Reading
from salesdesk.exchange.tables import Table, open_table
from salesdesk.exchange.unreadable import NO_RECORDS, NOT_THESE, Unreadable
from salesdesk.exchange.writing import write
from salesdesk.i18n import _, within
from salesdesk.schema.columns import Layout
from salesdesk.store.listing import Query

_CARDS = (".vcf", ".vcard")
_OF_PLACES = ("street", "postcode", "city", "web")


def reading_of(desk: Desk, path: Path, kind: str = "", said: Mapping[str, str] | None = None) -> Reading:
    """A file with its kind and columns guessed; `said` names fields by column; raises Unreadable, UnknownField."""
    from salesdesk.capture import legacy

    if path.suffix.lower() in _CARDS:
        declared = desk.kinds[kind or "contact"]
        table = _vcard_table(path, declared)
    else:
        table = open_table(path, legacy.guess)
        declared = desk.kinds[kind] if kind else kind_of_table(desk.kinds, table.header, path.stem)
    if declared.name in OURS:
        raise Unreadable(NOT_THESE, kind=within(_(declared.plural)))
    said = said or {}
    told = told_by_cells(declared, table) if without_header(table) else {}
    columns = columns_of(declared, table.header, {**told, **said})
    if not columns.own and (flags := no_texts(declared, table, columns)):
        columns = columns_of(declared, table.header, {**flags, **told, **said})
    return Reading(declared, table, columns)


def _vcard_table(path: Path, kind: Kind) -> Table:
    """The contacts of a vCard file; what a contact has no field for goes to its notes."""
    from salesdesk.capture import read

    cards = [(n, card.fields) for n, card in enumerate(read(path.read_bytes(), path.name), 1) if card.kind == "vcard"]
    if kind.name == "contact":
        cards = [(number, _without_place(fields)) for number, fields in cards]
    header = tuple(dict.fromkeys(name for _number, fields in cards for name in fields))
    if not header:
        raise Unreadable(NO_RECORDS, kind="vCard")
    return Table(header, lambda: ((number, [fields.get(name, "") for name in header]) for number, fields in cards))


def _without_place(fields: Mapping[str, str]) -> dict[str, str]:
    label = {field.name: field.label for field in kind_of(Lead).fields}
    notes = [f"{_(label[name])}: {fields[name]}" for name in _OF_PLACES if name in fields]
    notes = [*filter(None, [fields.get("notes")]), *notes]
    kept = {name: text for name, text in fields.items() if name not in _OF_PLACES}
    return kept | ({"notes": "\n".join(notes)} if notes else {})


def import_file(
    desk: Desk, path: Path, kind: str = "", said: Mapping[str, str] | None = None, *, dry: bool = False,
    progress: Callable[[int], None] = lambda _row: None,
) -> Imported:  # fmt: skip
    """Takes a file in as one action that undo takes back; a bad row is skipped and told.

    `progress` hears the rows that are safe, and may raise to stop there. Raises Unreadable, UnknownField, StoreError.
    """
    reading = reading_of(desk, path, kind, said)
    return Import(desk, reading, _("Import %s") % path.name, progress, dry=dry).run()


def export_file(desk: Desk, kind: str, path: Path) -> int:
    """Writes all records of a kind by the file's ending; returns how many; raises Unreadable, UnknownKind, OSError."""

    def called(to: str, id: str) -> str:
        found = desk.find(to, id)
        return desk.kinds[to].title(found) if found else ""

    return write(path, desk.kinds[kind], _records(desk, Query(desk.kinds[kind])), called)


def _records(desk: Desk, query: Query) -> Iterator[Record]:
    layout = Layout(query.kind)
    return map(layout.record, stored_rows(desk, query, [x.name for x in query.kind.fields]))
