"""A server that was restored: what this laptop gives back to it, and what it has to look at anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.wire import EPOCH_BITS, Entry, Fetched, Known, Row
from salesdesk.schema.columns import layout_of, quoted
from salesdesk.store.connection import Connections
from salesdesk.store.facts import PROOF, SWEPT, fact, put_facts
from salesdesk.store.overlay import Overlay
from salesdesk.store.parking import Parking
from salesdesk.store.rows import Rows
from salesdesk.store.scopes import Scopes

_FACT = "turn"
ROWS_AT_ONCE = 500
_LOST = "seq > ? AND seq < ?"


@dataclass(frozen=True)
class Turning:
    """A turn that is under way: all newer than `kept` and older than `epoch` may be lost; `seen` was the cursor."""

    epoch: int
    kept: int
    seen: int

    @property
    def begins(self) -> int:
        """The first seq of the new epoch."""
        return self.epoch << EPOCH_BITS


class Turns:
    """Takes the profile into a new epoch of its server, a step at a time; cut off anywhere, it goes on."""

    def __init__(self, connections: Connections, kinds: Kinds) -> None:
        self._connections = connections
        self._kinds = kinds

    def now(self) -> Turning | None:
        """The turn that is under way."""
        with self._connections.reader() as reader:
            return _turning(reader)

    def begin(self, epoch: int, kept: int, proof: str) -> Turning:
        """From now on the server is in that epoch; what it answered since `kept` is to be handed in again."""
        return self._connections.write(lambda writer: self._begin(writer, epoch, kept, proof))

    def _begin(self, writer: Any, epoch: int, kept: int, proof: str) -> Turning:
        before = _turning(writer)
        cursor = int(fact(writer, "cursor") or 0)
        turning = Turning(epoch, min(kept, before.kept if before else kept), before.seen if before else cursor)
        writer.execute("INSERT OR IGNORE INTO replay SELECT n FROM answer WHERE max(seq, again) > ?", (turning.kept,))
        # A first pull that was under way begins again: what it brought may be of what was lost.
        # And what was swept may be there again.
        turn = json.dumps([epoch, turning.kept, turning.seen])
        put_facts(writer, epoch=epoch, fill=None, **{_FACT: turn, PROOF: proof, SWEPT: None})
        return turning

    # --- giving back --------------------------------------------------------------------------

    def rows(self, turning: Turning) -> Iterator[list[Row]]:
        """The rows that the server may have lost, as it had shown them, some at a time."""
        for kind in self._kinds:
            after = 0
            while True:
                found, after = self._rows_of(kind, turning, after)
                if not after:
                    break
                if found:
                    yield found
        yield from self._parked(turning)

    def _parked(self, turning: Turning) -> Iterator[list[Row]]:
        """The same of kinds that this program does not know yet."""
        found = self._connections.rows(
            f"SELECT kind, id, seq, body, deleted FROM parked WHERE {_LOST}", (turning.kept, turning.begins)
        )
        for start in range(0, len(found), ROWS_AT_ONCE):
            some = found[start : start + ROWS_AT_ONCE]
            yield [Row(kind, id, seq, json.loads(body), True, gone) for kind, id, seq, body, gone in some]

    def _rows_of(self, kind: Kind, turning: Turning, after: int) -> tuple[list[Row], int]:
        """Some rows behind a row number, and the number behind which it goes on (0: nowhere)."""
        layout = layout_of(kind)
        with self._connections.transaction() as writer:
            found = writer.execute(
                f"SELECT seq, {layout.selected} FROM {quoted(kind.name)} WHERE {_LOST} AND n > ? ORDER BY n LIMIT ?",
                (turning.kept, turning.begins, after, ROWS_AT_ONCE),
            ).fetchall()
            if not found:
                return [], 0
            own = Overlay(writer, self._kinds, turning.seen, turning.seen)
            parking = Parking(writer, Scopes(writer, ()))
            # What it does not know of them it was shown too: left out, it would count as emptied.
            return [_row(kind, own, row, parking.fields(kind.name, row[2])) for row in found], int(found[-1][1])

    def entries(self, turning: Turning) -> list[Entry]:
        """The entries of the inbox that the server may have lost."""
        with self._connections.transaction() as writer:
            # A decision that waits comes by itself, and to an entry that is open.
            waiting = Overlay(writer, self._kinds, turning.seen, turning.seen).decided
            rows = writer.execute("SELECT id, choice, body FROM inbox").fetchall()
        found = [(id, "" if id in waiting else choice, json.loads(body)) for id, choice, body in rows]
        return [
            _entry(id, choice, body) for id, choice, body in found if turning.kept < body.get("seq", 0) < turning.begins
        ]

    # --- looking anew -------------------------------------------------------------------------

    def left(self, turning: Turning) -> list[Known]:
        """The rows that still stand here as the lost stretch had them."""
        lost = turning.kept, turning.begins
        tables = {kind.name: f"SELECT id, seq FROM {quoted(kind.name)} WHERE {_LOST}" for kind in self._kinds}
        known = [Known(name, *row) for name, sql in tables.items() for row in self._connections.rows(sql, lost)]
        parked = self._connections.rows(f"SELECT kind, id, seq FROM parked WHERE {_LOST}", lost)
        return known + [Known(*row) for row in parked]

    def look_anew(self, asked: Sequence[Known], found: Fetched) -> set[str]:
        """Takes rows as the server has them, and those out that it has not; returns the kinds that look otherwise."""
        return self._connections.write(lambda writer: self._look_anew(writer, asked, found), door=True)

    def _look_anew(self, writer: Any, asked: Sequence[Known], found: Fetched) -> set[str]:
        cursor = int(fact(writer, "cursor") or 0)
        scopes = Scopes(writer, found.scopes)
        rows, own = Rows(writer, self._kinds, scopes), Overlay(writer, self._kinds, cursor, cursor)
        there = {(row.kind, row.id): row for row in found.rows}
        rows.lay([row for row in found.rows if not own.matters(row)])
        for key, row in there.items():
            if own.matters(row):
                rows.lay_own(key, row, own)
        for known in asked:
            if (known.kind, known.id) not in there:
                rows.remove(known.kind, known.id)
        rows.finish()
        scopes.keep()
        return rows.touched

    def end(self) -> None:
        """The laptop has come into the new epoch."""
        self._connections.write(lambda writer: put_facts(writer, **{_FACT: None}))


def _turning(connection: Any) -> Turning | None:
    said = fact(connection, _FACT)
    return Turning(*json.loads(said)) if said else None


def _row(kind: Kind, own: Overlay, found: Sequence[Any], parked: Mapping[str, Any]) -> Row:
    record = layout_of(kind).record(found[1:])
    id, deleted = found[2], found[3] or 0
    fields, gone = own.under((kind.name, id), kind.wire(record), deleted)
    filled = {
        name: value for name, value in fields.items() if name in kind.by_name and not _is_empty(kind, name, value)
    }
    return Row(kind.name, id, found[0], {**parked, **filled}, whole=True, deleted=gone)


def _is_empty(kind: Kind, name: str, value: Any) -> bool:
    field = kind.by_name[name]
    return bool(value == field.wire(field.empty))


def _entry(id: str, choice: str, body: dict[str, Any]) -> Entry:
    known = {name: body[name] for name in Entry.__struct_fields__ if name in body}
    return Entry(id=id, choice=choice, **known)  # type: ignore[arg-type]
