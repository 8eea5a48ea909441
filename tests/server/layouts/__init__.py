"""Databases of earlier layouts, as their servers left them: `N.DATABASE.sql` has that of before migration N + 1.

`python -m tests.server.layouts` writes those of today; to be called before a migration is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.schema import CreateIndex, CreateTable
from tests.server.laptops import Firm

from salesdesk.protocol.wire import Write

FOLDER = Path(__file__).parent
# What the people of a written layout did.
CITY, LATE, NOTE = "Graz", "Linz", "wants the small one; said “soon”, didn't he?"


def kept(number: int, backend: str) -> Path:
    """The file of a layout on that kind of database."""
    return FOLDER / f"{number}.{backend}.sql"


def live(firm: Firm) -> None:
    """Something of everything: a change, a conflict that waits, a deletion, a move, a mark of the day."""
    ana, bo = firm.ana, firm.bo
    jane = ana.create(name="Jane Doe", company="Gusseisen & Söhne", notes=NOTE)
    ana.pull()
    late = firm.another(ana)
    ana.change(jane, city=CITY)
    late.change(jane, city=LATE)
    gone = ana.create(name="Gone")
    ana.pull()
    ana.delete(gone)
    bo.create("trip", title="Oslo")
    moved = ana.create(name="Moved")
    ana.pull()
    ana.write(Write("lead", moved, "change", {"owner": bo.user, "team": bo.team}, seen=ana.cursor))
    firm.server.sweeping.run()


def dumped(firm: Firm) -> str:
    """The statements that make a firm's database once more."""
    database = firm.server.database
    with database.reading() as connection:
        return "".join(f"{statement};\n" for statement in _statements(connection, database.tables.metadata))


def _statements(connection: Connection, metadata: Any) -> Iterator[str]:
    dialect = connection.dialect
    quote = dialect.identifier_preparer.quote
    for table in metadata.sorted_tables:
        yield " ".join(str(CreateTable(table).compile(dialect=dialect)).split())
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
        for row in connection.execute(select(table)).mappings():
            filled = {name: value for name, value in row.items() if value not in {None, ""} or _needed(table.c[name])}
            values = ", ".join(map(_literal, filled.values()))
            yield f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, filled))}) VALUES ({values})"


def _needed(column: Any) -> bool:
    return not column.nullable and column.server_default is None


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def load(url: str, file: Path) -> None:
    """Makes the database of a layout."""
    engine = create_engine(url)
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        for statement in file.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                driver.execute(statement)
    engine.dispose()
