"""Tables that mix companies with their people, as Odoo's partners are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from salesdesk.exchange.headers import squeezed
from salesdesk.exchange.tables import Row, Table
from salesdesk.i18n import N_

PARTNER = "partner"
"""In place of a kind: rows are accounts or contacts, as a column says."""
PARTNERS = N_("Companies and their people")
_TITLES = frozenset(
    map(squeezed, ("company type", "is company", "is a company", "ist ein unternehmen", "unternehmenstyp", "firmentyp"))
)
_COMPANIES = frozenset({"company", "unternehmen", "firma", "true", "1", "yes", "ja", "wahr"})
_PEOPLE = frozenset({"person", "individual", "einzelperson", "privatperson", "false", "0", "no", "nein", "falsch", ""})
_SAMPLED = 1_000


def company_column(table: Table) -> int | None:
    """The place of the column that tells companies from people, if there is one."""
    for place, title in enumerate(table.header):
        if squeezed(title) in _TITLES:
            words = {_word(cells, place) for _number, cells in islice(table.rows(), _SAMPLED)}
            if words & _COMPANIES and words <= _COMPANIES | _PEOPLE:
                return place
    return None


def companies(table: Table) -> Table:
    """The rows that are companies."""
    return _those(table, lambda word: word in _COMPANIES)


def people(table: Table) -> Table:
    """The rows that are people."""
    return _those(table, lambda word: word not in _COMPANIES)


def _those(table: Table, wanted: Callable[[str], bool]) -> Table:
    place = company_column(table)

    def rows() -> Iterator[Row]:
        return (row for row in table.rows() if place is not None and wanted(_word(row[1], place)))

    return replace(table, rows=rows)


def _word(cells: list[str], place: int) -> str:
    return cells[place].strip().casefold() if place < len(cells) else ""
