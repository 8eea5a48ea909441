"""What newer programs know and this one does not yet: kept as it came, and laid into its place once this one does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from typing import Any

from salesdesk.protocol.wire import Row
from salesdesk.store.inbox import Item, none_of
from salesdesk.store.scopes import Scopes

# Under this in place of a kind lie entries of the inbox about what this program does not know.
ENTRY = ""


class Parking:
    """Fields that this program's kinds lack, and whole rows of kinds that it lacks, within a transaction.

    Those rows count in the sums of their scopes like any other.
    """

    def __init__(self, writer: Any, scopes: Scopes) -> None:
        self._writer = writer
        self._scopes = scopes
        self._used: dict[str, bool] = {}

    def keep(self, row: Row, unknown: Mapping[str, Any]) -> None:
        """Keeps the unknown fields of an arriving row: a whole one replaces what was kept, a part adds to it."""
        if not unknown and not (row.whole and self._has(row.kind)):
            return
        body = unknown if row.whole else {**self._body(row.kind, row.id), **unknown}
        if body:
            self._put(row.kind, row.id, body)
        else:
            self.drop(row.kind, [row.id])

    def park(self, row: Row, scopes: str) -> bool:
        """Keeps a row of an unknown kind; False where it is of none, or a part of one that is not here."""
        was = self._where(row.kind, row.id)
        if row.kind == ENTRY or (was is None and not row.whole):
            return False
        seq, was_in = was or (None, None)
        lies_in = scopes if row.whole else was_in or ""
        self._scopes.drop(was_in, row.id, seq)
        self._scopes.add(lies_in, row.id, row.seq)
        body = row.fields if row.whole else {**self._body(row.kind, row.id), **row.fields}
        self._put(row.kind, row.id, body, row.seq, lies_in, row.deleted)
        return True

    def park_entry(self, item: Item) -> None:
        """Keeps an entry of the inbox that is about what this program does not know."""
        self._put(ENTRY, item.id, item.__dict__)

    def drop(self, kind: str, ids: Iterable[str]) -> None:
        """Forgets entries, or what was kept of rows that are taken out of a known kind."""
        if self._has(kind):
            sql = "DELETE FROM parked WHERE kind = ? AND id = ?"
            self._writer.executemany(sql, [(kind, id) for id in ids])

    def remove(self, kind: str, id: str) -> None:
        """Takes a row of an unknown kind out that left her scopes."""
        was = self._where(kind, id)
        if was is not None:
            self._scopes.drop(was[1], id, was[0])
            self._writer.execute("DELETE FROM parked WHERE kind = ? AND id = ?", (kind, id))

    def sweep(self, seq: int) -> None:
        """Takes out what was deleted under a seq up to this one."""
        sql = "SELECT kind, id FROM parked WHERE deleted <> 0 AND seq <= ?"
        for kind, id in self._writer.execute(sql, (seq,)).fetchall():
            self.remove(kind, id)

    def keep_only(self, keys: Set[tuple[str, str]]) -> None:
        """Takes out the rows that are none of these."""
        for key in self._writer.execute("SELECT kind, id FROM parked WHERE seq IS NOT NULL").fetchall():
            if key not in keys:
                self.remove(*key)

    def keep_only_entries(self, ids: Set[str]) -> None:
        """Drops the open entries of the server's that are none of these: they were decided elsewhere."""
        sql = "SELECT id, body FROM parked WHERE kind = ? AND json_extract(body, '$.choice') = ''"
        found = self._writer.execute(sql, (ENTRY,)).fetchall()
        self.drop(ENTRY, none_of(ids, found))

    def lose(self, number: int) -> None:
        """Takes a scope's rows of unknown kinds out, but for those that lie in another one too."""
        rows = self._writer.execute(
            "SELECT kind, id, seq, scopes FROM parked WHERE ',' || scopes || ',' LIKE ?", (f"%,{number},%",)
        ).fetchall()
        for kind, id, seq, scopes in rows:
            rest = ",".join(x for x in scopes.split(",") if x != str(number))
            if not rest:
                self.remove(kind, id)
                continue
            self._scopes.drop(scopes, id, seq)
            self._scopes.add(rest, id, seq)
            self._writer.execute("UPDATE parked SET scopes = ? WHERE kind = ? AND id = ?", (rest, kind, id))

    def _has(self, kind: str) -> bool:
        """Whether anything is kept of a kind."""
        if kind not in self._used:
            found = self._writer.execute("SELECT 1 FROM parked WHERE kind = ? LIMIT 1", (kind,)).fetchone()
            self._used[kind] = found is not None
        return self._used[kind]

    def _where(self, kind: str, id: str) -> tuple[int, str] | None:
        sql = "SELECT seq, scopes FROM parked WHERE kind = ? AND id = ?"
        found: tuple[int, str] | None = self._writer.execute(sql, (kind, id)).fetchone()
        return found

    def fields(self, kind: str, id: str) -> Mapping[str, Any]:
        """What is kept of a row of a known kind."""
        return self._body(kind, id) if self._has(kind) else {}

    def _body(self, kind: str, id: str) -> dict[str, Any]:
        found = self._writer.execute("SELECT body FROM parked WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return dict(json.loads(found[0])) if found else {}

    def _put(
        self, kind: str, id: str, body: Mapping[str, Any], seq: int | None = None, scopes: str | None = None,
        deleted: int = 0,
    ) -> None:  # fmt: skip
        self._used[kind] = True
        self._writer.execute(
            "INSERT INTO parked (kind, id, seq, scopes, deleted, body) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, scopes = excluded.scopes, "
            "deleted = excluded.deleted, body = excluded.body",
            (kind, id, seq, scopes, deleted, json.dumps(body, ensure_ascii=False)),
        )
