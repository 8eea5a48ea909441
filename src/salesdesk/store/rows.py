"""Writes arriving rows: new ones in bulk, changed ones by their columns, sums and search index with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import nullcontext
from typing import Any

from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.retention import KEPT_FOR_EVER
from salesdesk.protocol.wire import Row, Table
from salesdesk.schema.columns import HEAD, layout_of, quoted
from salesdesk.store import search
from salesdesk.store.errors import BadPull
from salesdesk.store.guards import insert_unguarded
from salesdesk.store.incoming import incoming
from salesdesk.store.overlay import Key, Overlay
from salesdesk.store.parking import Parking
from salesdesk.store.scopes import Scopes

# Above this many rows the indexer catches up behind the transaction.
INDEXED_AT_ONCE = 500
_IDS_A_QUERY = 500
# A row that is here: its number, seq and scopes, and whether it is deleted.
_Known = tuple[int, int | None, str | None, bool]


class Rows:
    """The rows of one transaction; `finish` brings the search index up to them."""

    def __init__(self, writer: Any, kinds: Kinds, scopes: Scopes) -> None:
        self._writer = writer
        self._kinds = kinds
        self._scopes = scopes
        self._to_index: dict[str, list[int]] = {}
        self._deleters: list[tuple[str, str, int, str]] = []
        self.parking = Parking(writer, scopes)
        self.touched: set[str] = set()
        self.poured = 0

    def lay(self, rows: Sequence[Row]) -> None:
        """Writes rows that no edit of her own lies over; raises BadPull."""
        for kind, mine in self._by_kind(rows):
            self.touched.add(kind.name)
            self._lay(kind, mine)
        for row in rows:
            if row.kind not in self._kinds.by_name and not self.parking.park(row, self._in(row)):
                raise BadPull(f"{row.kind}: a change of a row that is not here")

    def _by_kind(self, rows: Iterable[Row]) -> Iterator[tuple[Kind, list[Row]]]:
        """The rows of each kind that is known here, in the kinds' order."""
        found: dict[str, list[Row]] = {}
        for row in rows:
            found.setdefault(row.kind, []).append(row)
        return ((kind, found[kind.name]) for kind in self._kinds if kind.name in found)

    def _lay(self, kind: Kind, rows: Sequence[Row]) -> None:
        known = self._known(kind, [row.id for row in rows])
        new = [row for row in rows if row.id not in known]
        if any(not row.whole for row in new):
            raise BadPull(f"{kind.name}: a change of a row that is not here")
        self._insert(kind, new)
        self._deleters += [(kind.name, row.id, row.deleted, row.by) for row in rows if row.by]
        for row in rows:
            if row.id in known:
                self._update(kind, row, known[row.id])

    def confirm(self, rows: Sequence[Row]) -> None:
        """Marks rows as the server's that stand here already as they came; they live."""
        for kind, mine in self._by_kind(rows):
            known = self._known(kind, [row.id for row in mine])
            there = [(row, *known[row.id]) for row in mine if row.id in known]
            changes = []
            for row, n, seq, was_in, deleted in there:
                if deleted:  # her edit brought it back
                    self._update(kind, row, known[row.id])
                    continue
                scopes = self._in(row) if row.whole else was_in or ""
                self._scopes.drop(was_in, row.id, seq)
                self._scopes.add(scopes, row.id, row.seq)
                changes.append((row.seq, scopes, n))
            table = quoted(kind.name)
            self._writer.executemany(f'UPDATE {table} SET "local" = 0, seq = ?, scopes = ? WHERE n = ?', changes)
            self._writer.executemany(
                "DELETE FROM pristine WHERE kind = ? AND id = ?", [(kind.name, row.id) for row in mine]
            )
            self.touched |= {kind.name} if there else set()

    def _known(self, kind: Kind, ids: Sequence[str]) -> dict[str, _Known]:
        found: dict[str, _Known] = {}
        for start in range(0, len(ids), _IDS_A_QUERY):
            some = ids[start : start + _IDS_A_QUERY]
            marks = ", ".join("?" * len(some))
            sql = f"SELECT id, n, seq, scopes, deleted IS NOT NULL FROM {quoted(kind.name)} WHERE id IN ({marks})"
            found |= {id: (n, seq, scopes, bool(gone)) for id, n, seq, scopes, gone in self._writer.execute(sql, some)}
        return found

    def _insert(self, kind: Kind, rows: Sequence[Row]) -> None:
        if not rows:
            return
        way, columns = incoming(kind), []
        for row in rows:
            scopes = self._in(row)
            self._scopes.add(scopes, row.id, row.seq)
            unknown: dict[str, Any] = {}
            columns.append([row.id, row.deleted or None, 0, row.seq, scopes, *way.values(row.fields, unknown)])
            if unknown:
                self.parking.keep(row, unknown)
        last = self._last(kind)
        self._writer.executemany(way.insert, columns)
        alive = (n for n, row in enumerate(rows, last + 1) if not row.deleted)
        self._to_index.setdefault(kind.name, []).extend(alive)

    def pour(self, tables: Iterable[Table], own: Overlay) -> list[Row]:
        """Writes whole tables of rows that are new here; returns those that must be laid one by one.

        Raises BadPull.
        """
        left: list[Row] = []
        for table in tables:
            if not table.even:
                raise BadPull(f"{table.kind}: columns that do not fit together")
            if self._pours(table, own):
                self._pour(self._kinds[table.kind], table)
            else:
                left += table.rows()
        return left

    def _pours(self, table: Table, own: Overlay) -> bool:
        kind = self._kinds.by_name.get(table.kind)
        if kind is None or not table.ids or own.covers(kind.name, table.ids):
            return False
        return incoming(kind).knows(table.fields) and not (self._near(kind, table.ids) and self._known(kind, table.ids))

    def _near(self, kind: Kind, ids: Sequence[str]) -> bool:
        """Whether any row lies between these, by their ids: into an empty table none does."""
        sql = f"SELECT 1 FROM {quoted(kind.name)} WHERE id BETWEEN ? AND ? LIMIT 1"
        return self._writer.execute(sql, (min(ids), max(ids))).fetchone() is not None

    def _pour(self, kind: Kind, table: Table) -> None:
        scopes = [self._in(Row(kind.name, table.ids[0], 0, scopes=places)) for places in table.scopes]
        lies_in = [scopes[place] for place in table.places]
        self._scopes.add_all(lies_in, table.ids, table.seqs)
        way, count, last = incoming(kind), len(table.ids), self._last(kind)
        columns: dict[str, Sequence[Any]] = {
            "id": table.ids, "local": [0] * count, "seq": table.seqs, "scopes": lies_in,
        }  # fmt: skip
        if table.deleted:
            columns["deleted"] = [moment or None for moment in table.deleted]
        columns |= way.columns(table.fields)
        with insert_unguarded(self._writer, kind.name) if count > INDEXED_AT_ONCE else nullcontext():
            self._writer.executemany(way.insert_of(columns), zip(*columns.values(), strict=True))
        alive = (n for n, moment in enumerate(table.deleted or [0] * count, last + 1) if not moment)
        gone = zip(table.ids, table.deleted, table.by, strict=True) if table.by else ()
        self._deleters += [(kind.name, id, moment, by) for id, moment, by in gone if by]
        self._to_index.setdefault(kind.name, []).extend(alive)
        self.touched.add(kind.name)
        self.poured += count

    def _last(self, kind: Kind) -> int:
        found = self._writer.execute(f"SELECT coalesce(max(n), 0) FROM {quoted(kind.name)}").fetchone()
        return int(found[0])

    def _update(self, kind: Kind, row: Row, known: _Known) -> None:
        n, seq, was_in, deleted = known
        way, unknown = incoming(kind), dict[str, Any]()
        names, values = (way.whole if row.whole else way.changed)(row.fields, unknown)
        self.parking.keep(row, unknown)
        scopes = self._in(row) if row.whole else was_in or ""
        self._scopes.drop(was_in, row.id, seq)
        self._scopes.add(scopes, row.id, row.seq)
        if deleted or row.deleted:
            names, values = (*names, "deleted"), [*values, row.deleted or None]
        self._writer.execute(way.update(names), [0, row.seq, scopes, *values, n])
        self._to_index.setdefault(kind.name, []).append(n)

    def lay_own(self, key: Key, came: Row | None, own: Overlay) -> None:
        """Writes a row that edits of her own lie over, or lay over until now."""
        kind = self._kinds[key[0]]
        layout = layout_of(kind)
        found = self._writer.execute(
            f"SELECT seq, scopes, {layout.selected} FROM {quoted(kind.name)} WHERE id = ?", (key[1],)
        ).fetchone()
        seq, was_in, n, deleted = (found[0], found[1], found[2], found[4] or 0) if found else (None, None, None, 0)
        if came is None and seq is None and not own.makes(key):
            self._take_out(kind, key[1])  # the server did not take it: the inbox has what it held
            return
        if came is not None and not came.whole and seq is None:
            raise BadPull(f"{kind.name}: a change of a row that is not here")
        record = layout.record(found[2:]) if found else kind.make({}, id=key[1])
        view = own.view(key, kind.wire(record), deleted, came)
        own.keep(key, view.pristine)
        self.touched.add(kind.name)
        now = came.seq if came is not None else seq
        scopes = self._in(came) if came is not None and came.whole else was_in
        self._scopes.drop(was_in, key[1], seq)
        if now is not None:
            self._scopes.add(scopes or "", key[1], now)
        way = incoming(kind)
        front = [int(view.pending), now, scopes]
        fields = {name: value for name, value in view.fields.items() if name in kind.by_name}
        if came is not None:
            self._deleters += [(kind.name, came.id, came.deleted, came.by)] if came.by else []
            self.parking.keep(came, {name: value for name, value in came.fields.items() if name not in kind.by_name})
        if n is None:
            self._writer.execute(way.insert, [key[1], view.deleted or None, *front, *way.values(fields, {})])
            n = self._writer.execute("SELECT last_insert_rowid()").fetchone()[0]
        else:
            names, values = way.whole(fields, {})
            self._writer.execute(way.update((*names, "deleted")), [*front, *values, view.deleted or None, n])
        self._to_index.setdefault(kind.name, []).append(n)

    def _in(self, row: Row) -> str:
        try:
            return self._scopes.text(row.scopes)
        except IndexError:
            raise BadPull(f"{row.kind} {row.id}: a scope that is not named") from None

    def remove(self, kind: str, id: str) -> None:
        """Takes a row out that left her scopes."""
        if kind in self._kinds.by_name:
            self._take_out(self._kinds[kind], id)
        else:
            self.parking.remove(kind, id)

    def keep_only(self, keys: Set[Key]) -> None:
        """Takes out what the server knew and is none of these rows."""
        for kind in self._kinds:
            found = self._writer.execute(f"SELECT n, id, seq, scopes FROM {quoted(kind.name)} WHERE seq IS NOT NULL")
            self._take_all_out(kind, [row for row in found.fetchall() if (kind.name, row[1]) not in keys])
        self.parking.keep_only(keys)

    def _take_out(self, kind: Kind, id: str) -> None:
        sql = f"SELECT n, id, seq, scopes FROM {quoted(kind.name)} WHERE id = ?"
        self._take_all_out(kind, self._writer.execute(sql, (id,)).fetchall())

    def _take_all_out(self, kind: Kind, rows: Sequence[tuple[int, str, int | None, str | None]]) -> None:
        if not rows:
            return
        self.touched.add(kind.name)
        for _n, id, seq, scopes in rows:
            self._scopes.drop(scopes, id, seq)
        numbers, keys = [(row[0],) for row in rows], [(kind.name, row[1]) for row in rows]
        for table in (search.words_table(kind.name), search.parts_table(kind.name)):
            self._writer.executemany(f"DELETE FROM {quoted(table)} WHERE rowid = ?", numbers)
        self._writer.executemany(f"DELETE FROM {quoted(kind.name)} WHERE n = ?", numbers)
        for table in ("pristine", "deleter"):
            self._writer.executemany(f"DELETE FROM {table} WHERE kind = ? AND id = ?", keys)
        self.parking.drop(kind.name, [row[1] for row in rows])

    def sweep(self, seq: int, own: Overlay) -> None:
        """Takes out what was deleted under a seq up to this one: the server keeps no more than its id.

        Where an edit of hers waits on it, the row stays until that is answered.
        """
        for kind in self._kinds:
            if kind.name not in KEPT_FOR_EVER:
                found = self._writer.execute(
                    f"SELECT n, id, seq, scopes FROM {quoted(kind.name)} "
                    'WHERE deleted IS NOT NULL AND seq <= ? AND "local" = 0',
                    (seq,),
                )
                self._take_all_out(kind, found.fetchall())
        for key in own.waiting():
            if key[0] in self._kinds.by_name and key[0] not in KEPT_FOR_EVER:
                self._let_go(key, seq, own)
        self.parking.sweep(seq)

    def _let_go(self, key: Key, seq: int, own: Overlay) -> None:
        table = quoted(key[0])
        sql = f"SELECT n, seq, scopes, deleted FROM {table} WHERE id = ? AND seq <= ?"
        for n, was, scopes, deleted in self._writer.execute(sql, (key[1], seq)).fetchall():
            if own.server_deleted(key, deleted or 0):
                self._scopes.drop(scopes, key[1], was)
                self._writer.execute(f"UPDATE {table} SET seq = NULL, scopes = NULL WHERE n = ?", (n,))

    def lose(self, scope: str) -> None:
        """Takes the rows of a scope out, but for those that lie in another one too."""
        number = self._scopes.number(scope)
        if number is None:
            return
        self.parking.lose(number)
        for kind in self._kinds:
            rows = self._writer.execute(
                f"SELECT n, id, seq, scopes FROM {quoted(kind.name)} WHERE ',' || scopes || ',' LIKE ?",
                (f"%,{number},%",),
            ).fetchall()
            alone = [row for row in rows if row[3] == str(number)]
            self._take_all_out(kind, alone)
            kept = []
            for n, id, seq, scopes in rows:
                if scopes == str(number):
                    continue
                rest = ",".join(x for x in scopes.split(",") if x != str(number))
                self._scopes.drop(scopes, id, seq)
                self._scopes.add(rest, id, seq)
                kept.append((rest, n))
            self._writer.executemany(f"UPDATE {quoted(kind.name)} SET scopes = ? WHERE n = ?", kept)

    def finish(self) -> None:
        """Indexes what came, or leaves word for the indexer where it is much; remembers who deleted what."""
        self._writer.executemany("INSERT OR REPLACE INTO deleter VALUES (?, ?, ?, ?)", self._deleters)
        for kind, numbers in self._to_index.items():
            if len(numbers) > INDEXED_AT_ONCE:
                spans = [(kind, low, high) for low, high in _spans(numbers)]
                self._writer.executemany("INSERT INTO unindexed VALUES (?, ?, ?)", spans)
            else:
                self._index(self._kinds[kind], numbers)

    def _index(self, kind: Kind, numbers: Iterable[int]) -> None:
        layout = layout_of(kind)
        for n in numbers:
            row = self._writer.execute(
                f"SELECT {layout.selected} FROM {quoted(kind.name)} WHERE n = ?", (n,)
            ).fetchone()
            if row is None or row[HEAD.index("deleted")] is not None:
                self._forget(kind.name, n)
                continue
            tables = (search.words_table(kind.name), search.parts_table(kind.name))
            for table, text in zip(tables, search.index_texts(kind, layout.record(row)), strict=True):
                self._writer.execute(f"INSERT OR REPLACE INTO {quoted(table)} (rowid, t) VALUES (?, ?)", (n, text))

    def _forget(self, kind: str, n: int) -> None:
        for table in (search.words_table(kind), search.parts_table(kind)):
            self._writer.execute(f"DELETE FROM {quoted(table)} WHERE rowid = ?", (n,))


def _spans(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The row numbers as runs without a gap."""
    ordered = sorted(set(numbers))
    low = high = ordered[0]
    for n in ordered[1:]:
        if n > high + 1:
            yield low, high
            low = n
        high = n
    yield low, high
