"""The tables that SQLAlchemy makes of the declarations."""

import sqlite3
from typing import Any

from sqlalchemy import create_engine, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from tests.domain.strategies import Everything

from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import Kinds, kind_of
from salesdesk.schema.columns import HEAD, SYNCED, Layout
from salesdesk.schema.tables import tables


def test_every_kind_has_a_table_with_its_columns() -> None:
    made = tables(KINDS)
    assert set(made.tables) == set(KINDS.by_name)
    for kind in KINDS:
        layout = Layout(kind)
        assert tuple(column.name for column in made.tables[kind.name].columns) == (*HEAD, *SYNCED, *layout.columns)


def test_a_bare_row_reads_as_an_empty_record() -> None:
    kind = kind_of(Everything)
    engine = create_engine("sqlite://")
    metadata = tables(Kinds.of(Everything))
    metadata.create_all(engine)
    table = metadata.tables["everything"]
    with engine.begin() as connection:
        connection.execute(insert(table).values(id="7"))
        row: Any = connection.execute(select(*table.columns)).one()
    engine.dispose()
    head, fields = tuple(row)[: len(HEAD)], tuple(row)[len(HEAD) + len(SYNCED) :]
    assert Layout(kind).record((*head, *fields[: len(kind.fields)])) == Everything(id="7")
    bare = dict(zip(Layout(kind).columns, fields, strict=True))
    assert bare == dict(zip(Layout(kind).columns, Layout(kind).row(Everything(id="7")), strict=True))


def test_the_links_that_are_asked_backwards_are_indexed() -> None:
    expense = tables(KINDS).tables["expense"]
    assert {index.name for index in expense.indexes} >= {"expense_of_trip", "expense_of_fair", "expense_by_day"}
    assert not {index.name for index in tables(KINDS).tables["lead"].indexes} & {"lead_of_owner", "lead_of_team"}


def test_the_server_can_make_the_same_tables() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in tables(KINDS).sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect)).strip().startswith("CREATE TABLE")
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))


def test_words_of_sql_may_be_names_of_fields() -> None:
    with sqlite3.connect(":memory:") as connection:
        for table in tables(KINDS).sorted_tables:
            connection.execute(str(CreateTable(table).compile(dialect=create_engine("sqlite://").dialect)))
        connection.execute('SELECT "group" FROM lead, account WHERE "class" = 1')
    connection.close()
