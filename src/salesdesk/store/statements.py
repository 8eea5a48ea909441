"""How the door writes one record: the statements of its kind, its columns, and the search index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from salesdesk.domain.changes import Change, Written
from salesdesk.domain.record import Record, kind_of
from salesdesk.schema.columns import Layout, key_column, quoted, sort_key, stored
from salesdesk.store import search
from salesdesk.store.errors import NotFound


@dataclass(frozen=True)
class Statements:
    """The SQL that writes one kind, derived from its layout."""

    layout: Layout

    @cached_property
    def find(self) -> str:
        return f"SELECT n FROM {quoted(self.layout.table)} WHERE id = ?"

    @cached_property
    def _read(self) -> str:
        return f"SELECT {self.layout.selected} FROM {quoted(self.layout.table)} WHERE id = ?"

    def standing(self, writer: Any, id: str) -> tuple[int, Record]:
        """A record's number, and the record as it stands in the file; raises NotFound."""
        found = writer.execute(self._read, (id,)).fetchone()
        if found is None:
            raise NotFound(self.layout.table, id)
        return found[0], self.layout.record(found)

    @cached_property
    def index(self) -> tuple[str, str]:
        tables = (search.words_table(self.layout.table), search.parts_table(self.layout.table))
        words, parts = (f"INSERT OR REPLACE INTO {quoted(table)} (rowid, t) VALUES (?, ?)" for table in tables)
        return words, parts

    @cached_property
    def forget(self) -> tuple[str, str]:
        tables = (search.words_table(self.layout.table), search.parts_table(self.layout.table))
        words, parts = (f"DELETE FROM {quoted(table)} WHERE rowid = ?" for table in tables)
        return words, parts

    def update(self, names: Sequence[str]) -> str:
        settings = "".join(f"{quoted(name)} = ?, " for name in names)
        return f'UPDATE {quoted(self.layout.table)} SET {settings}"local" = 1 WHERE n = ?'


def columns_of(row: Written, change: Change) -> tuple[list[str], list[Any]]:
    """The columns that an update sets, sort keys among them, and their values."""
    kind = change.kind
    names: list[str] = []
    values: list[Any] = []
    for name in row.fields:
        field = kind.by_name[name]
        value = kind.value(change.after, field)
        names.append(name)
        values.append(stored(field, value))
        if field.sortable:
            names.append(key_column(field))
            values.append(sort_key(field, value))
    return names, values


def index(writer: Any, known: Statements, change: Change, n: int) -> None:
    """Brings the search index up to a record that was written."""
    if change.after.deleted:
        for statement in known.forget:
            writer.execute(statement, (n,))
        return
    texts = search.index_texts(kind_of(type(change.after)), change.after)
    for statement, text in zip(known.index, texts, strict=True):
        writer.execute(statement, (n, text))
