"""Records that only this laptop has: the server knows none of them, and nobody said why. She decides what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.retention import KEPT_FOR_EVER
from salesdesk.schema.columns import layout_of, quoted
from salesdesk.store import search
from salesdesk.store.connection import Connections
from salesdesk.store.door import Saved
from salesdesk.store.mutations import ROWS_A_MUTATION, Header, begin_action, bodies, row_as_json
from salesdesk.store.removed import made_again
from salesdesk.store.scopes import Scopes

if TYPE_CHECKING:
    from salesdesk.protocol.wire import Known

# Kind and id.
Key = tuple[str, str]
# No seq, no scopes: nothing of what the server says of a row.
_LET_GO = "seq = NULL, scopes = NULL"


class Alone:
    """What a comparison with the server left, until she decides; `clock` and `new_id` are the door's."""

    def __init__(
        self, connections: Connections, kinds: Kinds, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._connections = connections
        self._kinds = kinds
        self._clock = clock
        self._new_id = new_id

    def keep(self, rows: Sequence[Known]) -> int:
        """Remembers these in the place of what was alone before; returns how many stand in the way of equal sums.

        What is deleted here and unknown there is no question: it stays in the trash and is counted no more.
        """
        if not rows and not self._any():
            return 0
        return self._connections.write(lambda writer: self._keep(writer, rows), door=True)

    def _keep(self, writer: Any, rows: Sequence[Known]) -> int:
        writer.execute("DELETE FROM alone WHERE action = ''")
        scopes = Scopes(writer, ())
        left = sum(self._counts(writer, row, scopes) for row in rows)
        scopes.keep()
        return left

    def _counts(self, writer: Any, row: Known, scopes: Scopes) -> bool:
        if row.kind not in self._kinds.by_name or row.kind in KEPT_FOR_EVER:
            return True  # nothing that she could decide
        table = quoted(row.kind)
        found = writer.execute(
            f'SELECT n, scopes, deleted IS NOT NULL, "local" FROM {table} WHERE id = ? AND seq = ?', (row.id, row.seq)
        ).fetchone()
        if found is None:
            return False
        n, lies_in, dead, waits = found
        if not dead:
            writer.execute("INSERT OR REPLACE INTO alone VALUES (?, ?, ?, '')", (row.kind, row.id, row.seq))
        elif not waits:  # else what she did to it is answered first
            scopes.drop(lies_in, row.id, row.seq)
            writer.execute(f"UPDATE {table} SET {_LET_GO} WHERE n = ?", (n,))
        return not dead

    def _any(self) -> bool:
        return self._connections.one("SELECT 1 FROM alone WHERE action = '' LIMIT 1") is not None

    def all(self) -> list[Key]:
        """Kind and id of what is to be decided; owners come before what belongs to them."""
        if not self._any():
            return []
        return [
            (kind.name, str(id))
            for kind in self._kinds
            for (id,) in self._connections.rows(_found(kind, "a.id"), (kind.name,))
        ]

    def send(self, label: str) -> Saved | None:
        """Has all of them sent as new records, under the ids that they have; None where there are none."""
        return self._each(label, self._send)

    def remove(self, label: str) -> Saved | None:
        """Puts all of them into the trash of this laptop; the server hears nothing of it.

        None where there are none.
        """
        return self._each(label, self._remove)

    def _each(self, label: str, do: Callable[[Any, Kind, Header], int]) -> Saved | None:
        header = Header(self._new_id(), label, self._clock())
        many: Counter[str] = Counter()
        for kind in self._kinds:
            while done := self._connections.write(
                lambda writer, kind=kind: do(writer, kind, header),  # type: ignore[misc]
                door=True,
            ):
                many[kind.name] += done
                self._connections.give_way()
        return Saved(header.action, label, header.at, (), many=many) if many else None

    def _send(self, writer: Any, kind: Kind, header: Header) -> int:
        layout = layout_of(kind)
        found = _some(writer, kind, ", ".join(f"r.{quoted(x.name)}" for x in kind.fields))
        records = [layout.record(row[2:]) for row in found]
        self._take_out(writer, kind, found, header, '"local" = 1')
        told = [row_as_json(made_again(writer, record)) for record in records]
        sql = "INSERT INTO outbox (mid, action, body) VALUES (?, ?, ?)"
        writer.executemany(sql, [(self._new_id(), header.action, body) for body in bodies(told)])
        return len(found)

    def _remove(self, writer: Any, kind: Kind, header: Header) -> int:
        found = _some(writer, kind, "r.seq")
        self._take_out(writer, kind, found, header, f'"local" = 0, deleted = {header.microseconds}')
        sql = "UPDATE alone SET action = ? WHERE kind = ? AND id = ?"
        writer.executemany(sql, [(header.action, kind.name, row[3]) for row in found])
        for table in (search.words_table(kind.name), search.parts_table(kind.name)):
            writer.executemany(f"DELETE FROM {quoted(table)} WHERE rowid = ?", [(row[2],) for row in found])
        return len(found)

    @staticmethod
    def _take_out(writer: Any, kind: Kind, found: Sequence[Sequence[Any]], header: Header, settings: str) -> None:
        """The rows are no longer the server's."""
        if not found:
            return
        begin_action(writer, header)
        scopes = Scopes(writer, ())
        for seq, lies_in, _n, id, *_rest in found:
            scopes.drop(lies_in, id, seq)
        scopes.keep()
        keys = [(kind.name, row[3]) for row in found]
        writer.executemany("DELETE FROM pristine WHERE kind = ? AND id = ?", keys)
        sql = f"UPDATE {quoted(kind.name)} SET {_LET_GO}, {settings} WHERE n = ?"
        writer.executemany(sql, [(row[2],) for row in found])


def _found(kind: Kind, columns: str) -> str:
    """SQL for what is alone of a kind and lives as it was when that was found."""
    return (
        f"SELECT {columns} FROM alone a JOIN {quoted(kind.name)} r ON r.id = a.id "
        "WHERE a.kind = ? AND a.action = '' AND r.seq = a.seq AND r.deleted IS NULL ORDER BY r.n"
    )


def _some(writer: Any, kind: Kind, fields: str) -> list[Sequence[Any]]:
    """Seq, scopes, number, id, deletion, mark and `fields` of the next ones of a kind."""
    sql = _found(kind, f'r.seq, r.scopes, r.n, r.id, r.deleted, r."local", {fields}') + " LIMIT ?"
    found: list[Sequence[Any]] = writer.execute(sql, (kind.name, ROWS_A_MUTATION)).fetchall()
    return found
