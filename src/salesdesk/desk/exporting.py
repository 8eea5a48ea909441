"""Records out of the desk: which of them, which fields of each, by the rights and marks of privacy that they bear."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind, Record
from salesdesk.exchange.column_sets import ColumnSet
from salesdesk.exchange.writing import Wanted, endings_of, sets_of, write
from salesdesk.i18n import _
from salesdesk.schema.columns import layout_of
from salesdesk.store.listing import Query

_ROWS_A_PAGE = 2_000
_TOLD_EVERY = 500
_NAMES_KEPT = 10_000


@dataclass(frozen=True)
class Exported:
    """What was written, and how many colleagues' records without their private fields.

    `held_back` records are gone, or have no day that a calendar could show.
    """

    count: int
    held_back: int
    without_private: int


def formats_of(kind: Kind) -> Sequence[tuple[str, str]]:
    """The endings that records of a kind can be written to, with their labels."""
    return [(ending, _(label)) for ending, label in endings_of(kind)]


def column_sets(kind: Kind, ending: str) -> Sequence[ColumnSet]:
    """The sets of columns for a kind and an ending; the first, "", has all that the desk knows."""
    return [ColumnSet(found.name, _(found.label)) for found in sets_of(kind, ending)]


def export_file(
    desk: Desk, what: Query | str, path: Path, *, columns: str = "", names: Sequence[str] = (),
    ids: Sequence[str] | None = None, progress: Callable[[int], None] = lambda _done: None,
) -> Exported:  # fmt: skip
    """Writes a list, or all records of a kind, by the file's ending, whole or not at all.

    `ids`: these records alone; `names`: these fields alone, as a person reads them; `columns`: a ready-made set;
    `progress` may raise to stop. Raises Unreadable, UnknownKind, UnknownField, OSError.
    """
    query = what if isinstance(what, Query) else Query(desk.kinds[what])
    if query.text and desk.store.lists.searching_is_behind(query.kind):
        desk.store.indexer.catch_up()
    discreet = _Discreet(desk, query.kind, progress)
    found = _of_list(desk, query) if ids is None else _of_ids(desk, query.kind, ids)

    @lru_cache(_NAMES_KEPT)
    def called(to: str, id: str) -> str:
        linked = desk.find(to, id)
        return desk.kinds[to].title(linked) if linked else ""

    count = write(path, Wanted(query.kind, columns, tuple(names)), discreet.those(found), called)
    return Exported(count, discreet.held_back + discreet.let_out - count, discreet.without_private)


class _Discreet:
    """Lets records out: none that is deleted or gone, and of colleagues' records nothing private."""

    def __init__(self, desk: Desk, kind: Kind, progress: Callable[[int], None]) -> None:
        self._me = desk.store.owner
        self._kind = kind
        self._progress = progress
        self._private = [field for field in kind.fields if field.private]
        self._owner = next((kind.by_name[x] for x in ("traveller", "owner") if x in kind.by_name), None)
        self.held_back = 0
        self.let_out = 0
        self.without_private = 0

    def those(self, found: Iterator[Record | None]) -> Iterator[Record]:
        """The records, without what may not leave."""
        for n, record in enumerate(found, 1):
            if n % _TOLD_EVERY == 0:
                self._progress(n)
            if record is None or record.deleted:
                self.held_back += 1
            else:
                self.let_out += 1
                yield self._without_private(record)

    def _without_private(self, record: Record) -> Record:
        if self._owner is not None and self._kind.value(record, self._owner) == self._me:
            return record
        filled = {x.attribute: x.empty for x in self._private if self._kind.value(record, x) != x.empty}
        self.without_private += bool(filled)
        return replace(record, **filled) if filled else record


def _of_list(desk: Desk, query: Query) -> Iterator[Record]:
    layout, names = layout_of(query.kind), [field.name for field in query.kind.fields]
    after = None
    while True:
        page = desk.page(query, names, after, _ROWS_A_PAGE)
        yield from map(layout.record, page.rows)
        if page.after is None:
            return
        after = page.after


def _of_ids(desk: Desk, kind: Kind, ids: Sequence[str]) -> Iterator[Record | None]:
    return (desk.find(kind.name, id) for id in ids)
