"""Brings the search index up to rows that were written in bulk, in steps that survive a crash."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from salesdesk.domain.record import Kinds
from salesdesk.schema.columns import quoted
from salesdesk.store import search, segments
from salesdesk.store.connection import Connections
from salesdesk.store.facts import Facts, fact, put_facts

STEP = 10_000
# FTS5 gathers so many bytes before it writes a segment, and joins so many segments at once: half the work.
_SETTINGS = (("hashsize", 16 << 20), ("automerge", 8), ("crisismerge", 64))
_BREATH = 0.002
# "in_pieces:lead" is how many rows were indexed in bulk since the segments of that kind were joined.
_IN_PIECES = "in_pieces:"
_WAITING = f"SELECT rowid, kind, low, high FROM unindexed ORDER BY rowid LIMIT {STEP}"
Texts = list[tuple[int, str, str]]


@dataclass(frozen=True)
class _Part:
    """Row numbers of a kind to index now, and the entries that say so."""

    entries: Sequence[int]
    kind: str
    low: int
    top: int


class Indexer:
    """Works through `unindexed`, oldest entry first."""

    def __init__(self, connections: Connections, kinds: Kinds) -> None:
        self._connections = connections
        self._kinds = kinds
        self._facts = Facts(connections)
        self._one_at_a_time = threading.Lock()

    def step(self) -> int:
        """Indexes at most 10,000 rows in one transaction; returns how many row numbers it went past."""
        with self._one_at_a_time:
            return self._step()

    def _step(self) -> int:
        with self._connections.reader() as reader:
            part = _next(reader)
            if part is None:
                return 0
            # Read before the file is held: what she saves meanwhile waits for the writing only.
            texts = self._texts(reader, part, f"n BETWEEN {part.low} AND {part.top}")
        self._connections.write(lambda writer: self._write(writer, part, texts))
        return part.top - part.low + 1

    def catch_up(self, ended: Callable[[], bool] = lambda: False) -> None:
        """Indexes all that waits, until it has `ended`; a save that waits for the file goes first after each step."""
        while not ended() and self.step():
            time.sleep(_BREATH)

    def join(self, ended: Callable[[], bool] = lambda: False) -> None:
        """Joins what bulk rows left of the index in pieces, until it has `ended`, and goes on the next time.

        Else one of the next saves would have to: for over a second where 100,000 leads came.
        """
        for kind in self._kinds:
            name = f"{_IN_PIECES}{kind.name}"
            pieces = self._facts.get(name)
            if int(pieces or 0) < STEP:
                continue
            for table in (search.words_table(kind.name), search.parts_table(kind.name)):
                if not segments.join(self._connections, quoted(table), ended):
                    return
            self._facts.renew(name, pieces, **{name: None})

    def _texts(self, connection: Any, part: _Part, which: str) -> Texts:
        kind = self._kinds[part.kind]
        columns = ", ".join(quoted(name) for name in ("n", *(field.name for field in kind.searchable)))
        found = connection.execute(f"SELECT {columns} FROM {quoted(part.kind)} WHERE {which} AND deleted IS NULL")
        texts_of = search.row_texts(kind)
        return [(row[0], *texts_of(row[1:])) for row in found.fetchall()]

    def _write(self, writer: Any, part: _Part, texts: Texts) -> None:
        """Writes the texts, and anew those of rows that were saved singly: they may be newer than what was read."""
        words = quoted(search.words_table(part.kind))
        ends = (part.low, part.top)
        there = {row[0] for row in writer.execute(f"SELECT rowid FROM {words} WHERE rowid BETWEEN ? AND ?", ends)}
        if there:
            newer = self._texts(writer, part, f"n IN ({', '.join(map(str, there))})")
            texts = sorted([*(text for text in texts if text[0] not in there), *newer])
        # What is deleted, gone or erased since it was read has no words any more.
        live = f"SELECT n FROM {quoted(part.kind)} WHERE n BETWEEN ? AND ? AND deleted IS NULL"
        living = {row[0] for row in writer.execute(live, ends)}
        texts = [text for text in texts if text[0] in living]
        for column, table in ((1, search.words_table(part.kind)), (2, search.parts_table(part.kind))):
            name = quoted(table)
            writer.executemany(f"INSERT INTO {name} ({name}, rank) VALUES (?, ?)", _SETTINGS)
            writer.executemany(
                f"INSERT OR REPLACE INTO {name} (rowid, t) VALUES (?, ?)", [(text[0], text[column]) for text in texts]
            )
        pieces = f"{_IN_PIECES}{part.kind}"
        put_facts(writer, **{pieces: int(fact(writer, pieces) or 0) + len(texts)})
        writer.executemany("DELETE FROM unindexed WHERE rowid = ?", [(number,) for number in part.entries[:-1]])
        # The last entry may have grown meanwhile.
        writer.execute("UPDATE unindexed SET low = ? WHERE rowid = ?", (part.top + 1, part.entries[-1]))
        writer.execute("DELETE FROM unindexed WHERE rowid = ? AND low > high", (part.entries[-1],))


def _next(reader: Any) -> _Part | None:
    """What waits longest, with the entries that go on behind it."""
    waiting = reader.execute(_WAITING).fetchall()
    if not waiting:
        return None
    number, kind, low, high = waiting[0]
    entries = [number]
    for further, also, start, end in waiting[1:]:
        if also != kind or start != high + 1 or high - low + 1 >= STEP:
            break
        high = end
        entries.append(further)
    return _Part(entries, kind, low, min(high, low + STEP - 1))
