"""Answered mutations that are handed in again, because the server was restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from msgspec import json as wire_json
from msgspec import structs

from salesdesk.domain.record import Kinds
from salesdesk.protocol.wire import MUTATIONS_A_PUSH, PARKED, Answer, Mutation, RowAnswer
from salesdesk.store import inbox, travelling
from salesdesk.store.bases import Kept
from salesdesk.store.connection import Connections
from salesdesk.store.outbox import Outbox, as_sealed, decided_here, older_schemas, that_fit, written
from salesdesk.store.told import is_told


class _Again(NamedTuple):
    """A mutation that was answered, as it was sent, and what became of it."""

    n: int
    mid: str
    action: str
    rows: Sequence[travelling.Row]
    size: int
    at: int
    bases: str | None
    seq: int
    status: str
    told: str


class Replays:
    """Those that wait; the outbox keeps them, as it keeps all that was sent."""

    def __init__(self, connections: Connections, kinds: Kinds, outbox: Outbox) -> None:
        self._connections = connections
        self._kinds = kinds
        self._outbox = outbox

    def batch(self) -> list[Mutation]:
        """The next ones, as they were sent and with what they came to."""
        return self._connections.write(self._batch)

    def _batch(self, writer: Any) -> list[Mutation]:
        rows = writer.execute(
            "SELECT o.n, o.mid, o.action, CAST(o.body AS BLOB), a.at, b.body, r.seq, r.status, r.rows FROM replay p "
            "JOIN outbox o ON o.n = p.n JOIN action a ON a.id = o.action JOIN answer r ON r.n = p.n "
            "LEFT JOIN bases b ON b.n = p.n ORDER BY p.n LIMIT ?",
            (MUTATIONS_A_PUSH,),
        )
        found, older = [], older_schemas(writer)
        for x in that_fit(map(_again, rows)):
            local = decided_here(writer, [x])
            writes = travelling.writes(self._kinds, x.rows, as_sealed(x.bases or "{}"), local)
            befores = [dict(row.before) for row in x.rows if row.entry not in local]
            became = _became(x.status, x.told)
            again = [
                structs.replace(write, before=before, **became(number))
                for number, (write, before) in enumerate(zip(writes, befores, strict=True))
            ]
            found.append(Mutation(x.mid, x.action, x.at, again, self._outbox.schema_of(x.n, older), old=x.seq))
        return found

    def answered(self, answers: Sequence[Answer], seen: int, time: int) -> int:
        """Keeps what became of them, and returns how many are to be handed in later.

        `seen` is the cursor of before the restore: what is newer waits for the next pull to bring it.
        """
        return self._connections.write(lambda writer: self._answered(writer, answers, seen, time))

    def _answered(self, writer: Any, answers: Sequence[Answer], seen: int, time: int) -> int:
        parked = 0
        for answer in answers:
            waits = any(row.why == PARKED for row in answer.rows)
            if waits and (why := _why_not_made(writer, answer.mid)):
                rows = [structs.replace(row, why=why) for row in answer.rows]
                answer, waits = structs.replace(answer, rows=rows), False
            if waits:
                parked += 1
            else:
                self._done(writer, answer, seen, time)
        return parked

    def _done(self, writer: Any, answer: Answer, seen: int, time: int) -> None:
        found = writer.execute(
            "SELECT o.n, o.body, r.seq, r.rows FROM outbox o JOIN answer r ON r.n = o.n WHERE o.mid = ?",
            (answer.mid,),
        ).fetchone()
        if found is None or not writer.execute("DELETE FROM replay WHERE n = ?", (found[0],)).rowcount:
            return
        n, body, old, told = found
        # What she had pulled keeps its seq, which is in the order of before; where it stands now a later restore asks.
        writer.execute(f"UPDATE answer SET {'seq' if old > seen else 'again'} = ? WHERE n = ?", (answer.seq, n))
        mutation = Kept(n, answer.mid, answer.seq, written(body))
        local = decided_here(writer, [mutation])
        # She is told once; that what stood in a conflict does no more is news.
        known = {row.n for row in _row_answers(told) if is_told(row)}
        whole = [RowAnswer(n, answer.status, answer.why) for n in range(len(mutation.rows))] if answer.why else []
        fresh = structs.replace(answer, rows=[row for row in whole or answer.rows if row.n not in known])
        for item in self._outbox.told(writer, [row for row in mutation.rows if row.entry not in local], fresh, time):
            inbox.put(writer, item)


def _why_not_made(writer: Any, mid: str) -> str:
    """Why the records that a mutation waits for will not come: the server refused to make any of them; else ""."""
    [(body,)] = writer.execute("SELECT body FROM outbox WHERE mid = ?", (mid,)).fetchall() or [("[]",)]
    whys = [inbox.why_not_made(writer, row.kind, row.id) for row in written(body)]
    return whys[0] if whys and all(whys) else ""


def _again(row: tuple[int, str, str, bytes, int, str | None, int, str, str]) -> _Again:
    n, mid, action, body, at, bases, seq, status, told = row
    return _Again(n, mid, action, travelling.rows_of(body), len(body), at, bases, seq, status, told)


def _became(status: str, told: str) -> Callable[[int], dict[str, Any]]:
    """What became of the writes of an answered mutation, by their number."""
    rows = {row.n: row for row in _row_answers(told)}

    def became(number: int) -> dict[str, Any]:
        row = rows.get(number)
        if row is None:
            # Before what became of each row was kept, only the worst of them was.
            return {"was": "ok" if rows or status == "ok" else status}
        return {"was": row.status, "aside": row.units if row.status == "conflict" else []}

    return became


def _row_answers(told: str) -> list[RowAnswer]:
    return wire_json.decode(told, type=list[RowAnswer]) if told else []
