"""The kinds' tables for SQLAlchemy; laptop and server build the same columns from them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, and_, text

from salesdesk.domain.fields import Field, Link
from salesdesk.domain.record import Kinds
from salesdesk.schema.columns import LAST_KEY, Layout, index_by, index_of, key_column, live_index

# Compared by its bytes, as Python and SQLite do: the server shows no list to anybody, and an order by a language is
# slower and changes when the system below PostgreSQL is renewed, which leaves indexes wrong.
WORDS = Text().with_variant(Text(collation="C"), "postgresql")


def tables(kinds: Kinds) -> MetaData:
    """One table a kind, with its indexes."""
    metadata = MetaData()
    for kind in kinds:
        _table(Layout(kind), metadata)
    return metadata


def server_tables(kinds: Kinds) -> MetaData:
    """The same fields as the server keeps them: one table a kind, with what SYNC.md has it know of each row."""
    metadata = MetaData()
    for kind in kinds:
        _server_table(Layout(kind), metadata)
    return metadata


def _server_table(layout: Layout, metadata: MetaData) -> Table:
    def seq(name: str) -> Column[int]:
        return Column(name, BigInteger, nullable=False)

    def words(name: str) -> Column[str]:
        return Column(name, WORDS, nullable=False, server_default=text("''"))

    table = Table(
        layout.table,
        metadata,
        Column("id", WORDS, primary_key=True),
        Column("deleted", BigInteger, nullable=True),
        *map(seq, ("seq", "made", "turned", "entered")),
        words("versions"),
        Column("gone_with", WORDS, nullable=True),
        *map(words, ("scope_person", "scope_team")),
        *(_column(field) for field in layout.kind.fields),
    )
    columns = table.c
    # Covering, so that a pull finds the ids of what is new without touching the rows.
    Index(f"{layout.table}_for_person", columns.scope_person, columns.seq, columns.id)
    Index(f"{layout.table}_for_team", columns.scope_team, columns.seq, columns.id)
    gone = columns.deleted.is_not(None)
    Index(f"{layout.table}_deleted_by_seq", columns.seq, sqlite_where=gone, postgresql_where=gone)
    sparse = [columns.gone_with, *(columns[x.name] for x in layout.kind.links if x.parent)]
    for column in sparse:
        filled = column.is_not(None)
        Index(f"{layout.table}_of_{column.name}", column, sqlite_where=filled, postgresql_where=filled)
    return table


def _column(field: Field) -> Column[object]:
    if field.storage == "INTEGER":
        default = None if field.empty is None else text(str(int(field.empty)))
        return Column(field.name, BigInteger, nullable=default is None, server_default=default)
    if isinstance(field, Link) or field.empty is None:
        return Column(field.name, WORDS, nullable=True)
    default_text = field.stored(field.empty)
    return Column(field.name, WORDS, nullable=False, server_default=text(f"'{default_text}'"))


def _table(layout: Layout, metadata: MetaData) -> Table:
    table = Table(
        layout.table,
        metadata,
        Column("n", Integer, primary_key=True),
        Column("id", WORDS, nullable=False, unique=True),
        Column("deleted", BigInteger, nullable=True),
        Column("local", Integer, nullable=False, server_default=text("1")),
        Column("seq", BigInteger, nullable=True),
        Column("scopes", WORDS, nullable=True),
        *(_column(field) for field in layout.kind.fields),
        *(
            Column(key_column(field), WORDS, nullable=False, server_default=text(f"'{LAST_KEY}'"))
            for field in layout.sortable
        ),
    )
    _indexes(layout, table)
    return table


def _indexes(layout: Layout, table: Table) -> None:
    """Lists are paged, jumped about in and counted in indexes, without a look at rows that are not shown.

    An index in the order of `n` holds the choices too; in one by a key, each change of a choice would cost a page.
    """
    columns = table.c
    live, gone = columns.deleted.is_(None), columns.deleted.is_not(None)
    choices = [columns[field.name] for field in layout.choices]
    keys = [columns[key_column(field)] for field in layout.sortable]
    for field, key in zip(layout.sortable, keys, strict=True):
        Index(index_by(layout.table, field.name), key, columns.n, sqlite_where=live, postgresql_where=live)
    # What was deleted, by its numbers; and as the trash lists it, by when that was.
    Index(f"{layout.table}_deleted", columns.n, sqlite_where=gone, postgresql_where=gone)
    parents = [columns[link.name] for link in layout.kind.links if link.parent]
    Index(f"{layout.table}_trash", columns.deleted, columns.id, *parents, sqlite_where=gone, postgresql_where=gone)
    Index(live_index(layout.table), columns.n, sqlite_where=live, postgresql_where=live)
    for link in layout.indexed_links:
        column = columns[link.name]
        there = column.is_not(None)
        Index(
            index_of(layout.table, link.name), column, columns.deleted, columns.n, *choices, *keys,
            sqlite_where=there, postgresql_where=there,
        )  # fmt: skip
    for choice in choices:
        chosen = and_(live, choice != "")
        Index(
            index_of(layout.table, choice.name), choice, columns.n, *(x for x in choices if x is not choice),
            sqlite_where=chosen, postgresql_where=chosen,
        )  # fmt: skip
