"""The file's layout: made for a new profile, and brought up to the declarations for an older one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from salesdesk.domain.record import Kinds
from salesdesk.schema.columns import Layout, fingerprint, key_column, quoted, sort_key
from salesdesk.store import search
from salesdesk.store.connection import Connections
from salesdesk.store.copies import Copies
from salesdesk.store.facts import WRITTEN, put_facts
from salesdesk.store.guards import guards
from salesdesk.store.past import TOUCH_ALL, touches

_LOCAL = (
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # One row an action: what the user did, with the label to undo it by.
    "CREATE TABLE IF NOT EXISTS action (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, "
    "at INTEGER NOT NULL, undoes TEXT, undone_by TEXT)",
    # Mutations in order.
    "CREATE TABLE IF NOT EXISTS outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, mid TEXT NOT NULL UNIQUE, "
    "action TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS outbox_of_action ON outbox (action)",
    "DROP INDEX IF EXISTS outbox_waiting",
    # Which mutations touch a record: its history asks for it, and looks through no body in vain.
    "CREATE TABLE IF NOT EXISTS touched (record TEXT NOT NULL, n INTEGER NOT NULL, "
    "PRIMARY KEY (record, n)) WITHOUT ROWID",
    *touches(),
    # What is being typed, at every key; never synced.
    "CREATE TABLE IF NOT EXISTS draft (slot TEXT PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL, "
    "body TEXT NOT NULL, at INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    # The bytes of pictures, by their SHA-256.
    "CREATE TABLE IF NOT EXISTS file (sha256 TEXT PRIMARY KEY, mime TEXT NOT NULL, bytes BLOB NOT NULL)",
    # What became of the mutations that the server took, by their number in the outbox; the others wait.
    "CREATE TABLE IF NOT EXISTS answer (n INTEGER PRIMARY KEY, seq INTEGER NOT NULL, status TEXT NOT NULL, "
    "rows TEXT NOT NULL DEFAULT '')",
    "CREATE INDEX IF NOT EXISTS answer_by_seq ON answer (seq)",
    # Answered mutations that are to be handed in again, because the server was restored.
    "CREATE TABLE IF NOT EXISTS replay (n INTEGER PRIMARY KEY)",
    # The own edits that a sent mutation was typed on, as they were when it was first sent and so sealed.
    "CREATE TABLE IF NOT EXISTS bases (n INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    # The server's values of fields that an edit of her own lies over.
    "CREATE TABLE IF NOT EXISTS pristine (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, "
    "PRIMARY KEY (kind, id)) WITHOUT ROWID",
    # What she should look at: conflicts, refusals, records that came back.
    "CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, at INTEGER NOT NULL, choice TEXT NOT NULL, "
    "body TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS inbox_open ON inbox (at) WHERE choice = ''",
    # What she may read: how many rows there are of each scope, and the sum of their hashes.
    "CREATE TABLE IF NOT EXISTS scope (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, count INTEGER NOT NULL, "
    "sum INTEGER NOT NULL)",
    # Who deleted a row at that moment, which stays the same when a restored server gives the row another seq.
    "CREATE TABLE IF NOT EXISTS deleter (kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, "
    "by TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    # Rows that the server does not know, though it sent them (with their seq), until she decides; what she removed
    # names its action.
    "CREATE TABLE IF NOT EXISTS alone (kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, "
    "action TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    # Once a day the server's clock, and up to which number the outbox was settled then.
    "CREATE TABLE IF NOT EXISTS mark (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, last INTEGER NOT NULL)",
    # What newer programs know and this one does not yet: fields of rows that are here, rows of unknown kinds with
    # their seq and scopes, entries of the inbox.
    "CREATE TABLE IF NOT EXISTS parked (kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER, scopes TEXT, "
    "deleted INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    # The last rounds of sync.
    "CREATE TABLE IF NOT EXISTS round (n INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    # Row numbers that the search index does not know yet.
    "CREATE TABLE IF NOT EXISTS unindexed (kind TEXT NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL)",
)
# Columns that came later.
_ADDED = (
    ("draft", "seen", "INTEGER NOT NULL DEFAULT 0"),
    ("answer", "rows", "TEXT NOT NULL DEFAULT ''"),
    # The seq under which it was last handed in again.
    ("answer", "again", "INTEGER NOT NULL DEFAULT 0"),
)


def prepare(connections: Connections, kinds: Kinds, copies: Copies) -> None:
    """Makes or widens the tables for `kinds`; an older file is copied and the copy verified first."""
    wanted = fingerprint(kinds, *_LOCAL, f"schema {kinds.schema}")
    found = _meta(connections)
    if found.get("layout") == wanted:
        return
    if found:
        copies.make()
    with connections.transaction(door=True) as writer:
        _make_local(writer)
        for table, column, made in _ADDED:
            if column not in _columns(writer, table):
                writer.execute(f"ALTER TABLE {table} ADD COLUMN {column} {made}")
        for statement in _statements(writer, kinds):
            writer.execute(statement)
        for kind in kinds:
            _fill_new_keys(writer, Layout(kind), found.get(f"keys:{kind.name}", ""))
            _renew_search(writer, Layout(kind), found.get(f"searched:{kind.name}"))
        _note_schema(writer, kinds, found)
        _unpark(writer, kinds)
        put_facts(writer, layout=wanted)


def _make_local(writer: Any) -> None:
    """The laptop's own tables; where records were not indexed by mutation yet, they are now."""
    indexed = bool(_columns(writer, "touched"))
    for statement in _LOCAL:
        writer.execute(statement)
    if not indexed:
        writer.execute(TOUCH_ALL)


def _note_schema(writer: Any, kinds: Kinds, found: Mapping[str, str]) -> None:
    """Remembers under which schema the mutations so far were written, and the newest that was ever at work here."""
    before = int(found.get("program", kinds.schema if not found else 1))
    last = writer.execute("SELECT max(n) FROM outbox").fetchone()[0]
    if before != kinds.schema and last:
        put_facts(writer, **{f"{WRITTEN}{last}": before})
    put_facts(writer, program=kinds.schema, newest=max(kinds.schema, int(found.get("newest", before))))


def _unpark(writer: Any, kinds: Kinds) -> None:
    if writer.execute("SELECT 1 FROM parked LIMIT 1").fetchone():
        from salesdesk.store.unparking import unpark

        unpark(writer, kinds)


def _meta(connections: Connections) -> dict[str, str]:
    if not connections.one("SELECT 1 FROM sqlite_master WHERE name = 'meta'"):
        return {}
    return {str(name): str(value) for name, value in connections.rows("SELECT name, value FROM meta")}


def _statements(writer: Any, kinds: Kinds) -> Iterable[str]:
    """What is missing in the file: tables, columns, indexes; and the guards, always anew."""
    there = dict(writer.execute("SELECT name, sql FROM sqlite_master").fetchall())
    for table in _declared(kinds):
        if table.name not in there:
            yield table.made
        else:
            columns = _columns(writer, table.name)
            for column, made in table.columns:
                if column not in columns:
                    yield f"ALTER TABLE {quoted(table.name)} ADD COLUMN {made}"
        for index, wanted in table.indexes:
            if there.get(index) != wanted:
                yield f"DROP INDEX IF EXISTS {quoted(index)}"
                yield wanted
        yield from guards(table.name)


class _Declared(NamedTuple):
    """A table as the declarations want it: the statement that makes it, its columns, and its indexes with theirs."""

    name: str
    made: str
    columns: Sequence[tuple[str, str]]
    indexes: Sequence[tuple[str, str]]


@cache
def _declared(kinds: Kinds) -> Sequence[_Declared]:
    # SQLAlchemy costs a quarter of a second to import: only a file that must change pays it.
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

    from salesdesk.schema.tables import tables

    dialect = sqlite.dialect()
    return [
        _Declared(
            table.name,
            str(CreateTable(table).compile(dialect=dialect)),
            [(x.name, str(CreateColumn(x).compile(dialect=dialect))) for x in table.columns],
            [(str(x.name), str(CreateIndex(x).compile(dialect=dialect))) for x in table.indexes],
        )
        for table in tables(kinds).sorted_tables
    ]


def _columns(writer: Any, table: str) -> set[str]:
    return {str(row[1]) for row in writer.execute(f"PRAGMA table_info({quoted(table)})")}


def _fill_new_keys(writer: Any, layout: Layout, had: str) -> None:
    """Fills the sort keys of fields that were not sorted by before."""
    for field in layout.sortable:
        if field.name in had.split(","):
            continue
        column, key = quoted(field.name), quoted(key_column(field))
        rows = writer.execute(f"SELECT n, {column} FROM {quoted(layout.table)}").fetchall()
        writer.executemany(
            f"UPDATE {quoted(layout.table)} SET {key} = ? WHERE n = ?",
            [(sort_key(field, field.loaded(value)), n) for n, value in rows],
        )
    put_facts(writer, **{f"keys:{layout.table}": ",".join(x.name for x in layout.sortable)})


def _renew_search(writer: Any, layout: Layout, had: str | None) -> None:
    """Empties the search index of a kind whose searched fields changed; the indexer fills it again."""
    if had == layout.searched:
        return
    kind = layout.table
    for table in (search.words_table(kind), search.parts_table(kind)):
        writer.execute(f"DROP TABLE IF EXISTS {quoted(table)}")
    for statement in search.create_statements(kind):
        writer.execute(statement)
    writer.execute("DELETE FROM unindexed WHERE kind = ?", (kind,))
    highest = writer.execute(f"SELECT max(n) FROM {quoted(kind)}").fetchone()[0]
    if highest is not None:
        writer.execute("INSERT INTO unindexed VALUES (?, 1, ?)", (kind, highest))
    put_facts(writer, **{f"searched:{kind}": layout.searched})
