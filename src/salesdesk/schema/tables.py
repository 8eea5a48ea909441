"""The kinds' tables for SQLAlchemy; laptop and server build the same columns from them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, text

from salesdesk.domain.fields import Field, Link
from salesdesk.domain.record import Kinds
from salesdesk.schema.columns import LAST_KEY, Layout, key_column


def tables(kinds: Kinds) -> MetaData:
    """One table a kind, with its indexes."""
    metadata = MetaData()
    for kind in kinds:
        _table(Layout(kind), metadata)
    return metadata


def _column(field: Field) -> Column[object]:
    if field.storage == "INTEGER":
        default = None if field.empty is None else text(str(int(field.empty)))
        return Column(field.name, BigInteger, nullable=default is None, server_default=default)
    if isinstance(field, Link) or field.empty is None:
        return Column(field.name, Text, nullable=True)
    default_text = field.stored(field.empty)
    return Column(field.name, Text, nullable=False, server_default=text(f"'{default_text}'"))


def _table(layout: Layout, metadata: MetaData) -> Table:
    table = Table(
        layout.table,
        metadata,
        Column("n", Integer, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("deleted", BigInteger, nullable=True),
        *(_column(field) for field in layout.kind.fields),
        *(
            Column(key_column(field), Text, nullable=False, server_default=text(f"'{LAST_KEY}'"))
            for field in layout.sortable
        ),
    )
    for field in layout.sortable:
        Index(f"{layout.table}_by_{field.name}", table.c[key_column(field)], table.c.n)
    # What the trash lists; its rows are few.
    gone = table.c.deleted.is_not(None)
    Index(f"{layout.table}_deleted", table.c.n, sqlite_where=gone, postgresql_where=gone)
    for link in layout.indexed_links:
        column = table.c[link.name]
        Index(
            f"{layout.table}_of_{link.name}", column, table.c.n,
            sqlite_where=column.is_not(None), postgresql_where=column.is_not(None),
        )  # fmt: skip
    return table
