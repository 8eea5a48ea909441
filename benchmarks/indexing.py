"""The search index of all leads, made by the indexer step by step, beside FTS5's own rebuild of the same texts."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded
from salesdesk.domain.kinds import KINDS
from salesdesk.schema.columns import quoted
from salesdesk.store import search
from salesdesk.store.connection import connect

GOAL = 1.2
_AT_ONCE = 10_000
_KIND = KINDS["lead"]
_TABLES = (search.words_table(_KIND.name), search.parts_table(_KIND.name))
_OWN = 'content="", contentless_delete=1'


def measure(loaded: Loaded, work: Path) -> Measured:
    """Makes the index of a copy anew, then the same by hand."""
    work.mkdir()
    copy = loaded.copied(work / "profile")
    _forget(copy)
    desk = copy.open()
    taken, longest, steps = 0.0, 0.0, 0
    while True:
        begun = time.perf_counter()
        went_past = desk.store.indexer.step()
        step = time.perf_counter() - begun
        taken += step
        if not went_past:
            break
        longest, steps = max(longest, step), steps + 1
    desk.store.close()
    copy.database.unlink()
    floor = _rebuilt(loaded, work / "rebuilt.db")
    notes = [("indexing", f"{steps} steps, {loaded.count / taken:,.0f} leads a second, the longest {longest:.2f} s")]
    return Measured([Figure("search index", taken, floor, GOAL, "s")], notes)


def _forget(loaded: Loaded) -> None:
    """Leaves the file as an import leaves it: nothing of it indexed."""
    connection = connect(loaded.database, loaded.key)
    for table, statement in zip(_TABLES, search.create_statements(_KIND.name), strict=True):
        connection.execute(f"DROP TABLE {quoted(table)}")
        connection.execute(statement)
    connection.execute("INSERT INTO unindexed SELECT ?, 1, max(n) FROM lead", (_KIND.name,))
    connection.close()


def _rebuilt(loaded: Loaded, file: Path) -> float:
    """Seconds that FTS5 takes to build both tables over the texts, which lie in the same kind of file."""
    leads, connection = connect(loaded.database, loaded.key, readonly=True), connect(file, loaded.key)
    columns = ", ".join(quoted(field.name) for field in _KIND.searchable)
    rows, texts_of = leads.execute(f"SELECT n, {columns} FROM lead WHERE deleted IS NULL"), search.row_texts(_KIND)
    for table in _TABLES:
        connection.execute(f"CREATE TABLE {table}_texts (n INTEGER PRIMARY KEY, t TEXT)")
    connection.execute("BEGIN")
    while some := rows.fetchmany(_AT_ONCE):
        texts = [(row[0], *texts_of(row[1:])) for row in some]
        for column, table in enumerate(_TABLES, start=1):
            connection.executemany(f"INSERT INTO {table}_texts VALUES (?, ?)", [(x[0], x[column]) for x in texts])
    connection.execute("COMMIT")
    taken = 0.0
    for table, statement in zip(_TABLES, search.create_statements(_KIND.name), strict=True):
        connection.execute(statement.replace(_OWN, f"content='{table}_texts', content_rowid='n'"))
        begun = time.perf_counter()
        connection.execute(f"INSERT INTO {quoted(table)} ({quoted(table)}) VALUES ('rebuild')")
        taken += time.perf_counter() - begun
    for opened in (leads, connection):
        opened.close()
    file.unlink()
    return taken
