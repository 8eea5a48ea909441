"""What the laptop has to tell the server: mutations in order, sealed when they are first sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from msgspec import json as wire_json

from salesdesk.domain.changes import Written
from salesdesk.domain.record import Kinds
from salesdesk.protocol.wire import (
    BYTES_A_PUSH,
    ERASED,
    MUTATIONS_A_PUSH,
    ROWS_A_PUSH,
    Answer,
    Mutation,
    RowAnswer,
)
from salesdesk.store import inbox, travelling
from salesdesk.store.bases import Bases, Kept, Sealing
from salesdesk.store.connection import Connections
from salesdesk.store.facts import CLOCK_AHEAD, WRITTEN, fact
from salesdesk.store.inbox import OWN, REFUSED, Item
from salesdesk.store.sums import ANSWERED
from salesdesk.store.told import told_of
from salesdesk.store.travelling import Row

# What a batch may come to before its bases are known.
_BODIES_A_PUSH = BYTES_A_PUSH * 3 // 4
_IDS_A_QUERY = 500
# Behind the number of every mutation.
LAST = (1 << 63) - 1
# Made once: to find out what a type looks like takes longer than to read one of it.
_ROWS = wire_json.Decoder(tuple[Written, ...])
_BASES = wire_json.Decoder(dict[str, dict[str, str]])


class _Waiting(NamedTuple):
    """A mutation that is not answered: its rows, when it was made, its bases once they are sealed, else "".

    `size` is about how many bytes of the rows travel, `seq` what it was answered with: nothing yet.
    """

    n: int
    mid: str
    rows: Sequence[Row]
    action: str
    at: int
    bases: str
    size: int
    seq: int = 0


class Sized(Protocol):
    """A mutation that is to be sent, and about how many bytes its rows come to."""

    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def size(self) -> int: ...


W = TypeVar("W", bound=Sized)


class Outbox:
    """The mutations of a profile."""

    def __init__(self, connections: Connections, kinds: Kinds) -> None:
        self._connections = connections
        self._kinds = kinds

    def batch(self, behind: str = "") -> list[Mutation]:
        """The next mutations to send, sealed; the same again until they are answered.

        Those behind the mutation `behind`, where all up to that one are on their way.
        """
        return self._connections.write(lambda writer: self._batch(writer, behind))

    def _batch(self, writer: Any, behind: str) -> list[Mutation]:
        found = writer.execute(
            f"SELECT o.n, o.mid, o.action, CAST(o.body AS BLOB), a.at, b.body FROM outbox o "
            f"JOIN action a ON a.id = o.action LEFT JOIN bases b ON b.n = o.n "
            f"WHERE o.n > coalesce((SELECT n FROM outbox WHERE mid = ?), {ANSWERED}) ORDER BY o.n LIMIT ?",
            (behind, MUTATIONS_A_PUSH),
        )
        waiting = that_fit(self._waiting(row) for row in found)
        bases, new = {x.n: x.bases for x in waiting if x.bases}, dict[int, str]()
        if len(bases) < len(waiting):
            fresh = Bases(self._kinds, waiting, self._before(writer, waiting)).of(waiting)
            new = {x.n: wire_json.encode(fresh[x.n]).decode() for x in waiting if x.n not in bases}
            bases |= new
        local = decided_here(writer, waiting)
        older = older_schemas(writer)
        ahead = int(fact(writer, CLOCK_AHEAD) or 0)
        batch = [
            Mutation(
                x.mid, x.action, max(x.at - ahead, 0),
                travelling.writes(self._kinds, x.rows, as_sealed(bases[x.n]), local), self.schema_of(x.n, older),
            )
            for x in waiting
        ]  # fmt: skip
        size = sum(x.size + len(bases[x.n]) for x in waiting)
        batch = batch[: travelling.that_fit(batch, size)]
        sealed = [(x.n, new[x.n]) for x in waiting[: len(batch)] if x.n in new]
        writer.executemany("INSERT INTO bases VALUES (?, ?)", sealed)
        return batch

    def _waiting(self, row: tuple[int, str, str, bytes, int, str | None]) -> _Waiting:
        n, mid, action, body, at, bases = row
        rows = travelling.rows_of(body)
        return _Waiting(n, mid, rows, action, at, bases or "", travelling.size(self._kinds, body, rows))

    def _before(self, writer: Any, batch: Sequence[_Waiting]) -> Iterable[Kept]:
        """The answered mutations that the batch's rows may have been typed on, in order, and those on their way."""
        seen = [row.seen for mutation in batch for row in mutation.rows if row.op != "create"]
        if not seen:
            return ()
        return [*self.answered_after(writer, min(seen)), *map(_kept, self.waiting(writer, before=batch[0].n))]

    @classmethod
    def answered_after(cls, writer: Any, seq: int) -> list[Kept]:
        """The mutations that were answered with a newer seq, in order."""
        return list(map(_kept, cls.bodies(writer, cls.numbers_after(writer, seq))))

    @staticmethod
    def numbers_after(writer: Any, seq: int) -> dict[int, int]:
        """What mutations were answered with, where that is a newer seq, by their numbers and in order."""
        return dict(writer.execute("SELECT n, seq FROM answer WHERE seq > ? ORDER BY n", (seq,)).fetchall())

    @staticmethod
    def bodies(writer: Any, answered: Mapping[int, int]) -> Iterator[tuple[int, str, int, str]]:
        """Number, mid, seq and body of answered mutations, in order."""
        numbers = list(answered)
        for start in range(0, len(numbers), _IDS_A_QUERY):
            some = numbers[start : start + _IDS_A_QUERY]
            sql = f"SELECT n, mid, body FROM outbox WHERE n IN ({', '.join('?' * len(some))}) ORDER BY n"
            for n, mid, body in writer.execute(sql, some):
                yield n, mid, answered[n], body

    @staticmethod
    def waiting(writer: Any, before: int = LAST) -> Iterator[tuple[int, str, int, str]]:
        """Number, mid, 0 and body of the mutations that are not answered, in order, up to the one of a number."""
        sql = f"SELECT n, mid, 0, body FROM outbox WHERE n > {ANSWERED} AND n < ? ORDER BY n"
        return iter(writer.execute(sql, (before,)))

    def schema_of(self, n: int, older: Iterable[tuple[int, int]]) -> int:
        """The schema that a mutation was written under, where that is an older one than ours, else 0."""
        return next((schema for last, schema in older if n <= last and schema != self._kinds.schema), 0)

    def answered(self, answers: Sequence[Answer], time: int) -> list[Item]:
        """Keeps what became of a batch; returns what was refused, which is in the inbox from now on."""
        return self._connections.write(lambda writer: self._answered(writer, answers, time), door=True)

    def _answered(self, writer: Any, answers: Sequence[Answer], time: int) -> list[Item]:
        told: list[Item] = []
        erased: list[tuple[str, str]] = []
        numbers = _unanswered(writer, [answer.mid for answer in answers])
        done = [(numbers[answer.mid], answer) for answer in answers if answer.mid in numbers]
        writer.executemany(
            "INSERT INTO answer (n, seq, status, rows) VALUES (?, ?, ?, ?)",
            [(n, x.seq, x.status, wire_json.encode(x.rows).decode() if x.rows else "") for n, x in done],
        )
        for n, answer in done:
            if not answer.rows:
                continue
            [(body,)] = writer.execute("SELECT body FROM outbox WHERE n = ?", (n,)).fetchall()
            mutation = Kept(n, answer.mid, answer.seq, written(body))
            local = decided_here(writer, [mutation])
            # The answers count the writes that were sent.
            sent = [row for row in mutation.rows if row.entry not in local]
            told += self.told(writer, sent, answer, time)
            erased += [(sent[x.n].kind, sent[x.n].id) for x in answer.rows if x.why == ERASED and 0 <= x.n < len(sent)]
        for item in told:
            inbox.put(writer, item)
        if erased:
            from salesdesk.store.erasing import Erasing  # which stands above this module, and is seldom asked

            Erasing(writer, self._kinds).forget(erased)
        return [item for item in told if item.what == REFUSED]

    def refuse(self, writer: Any, answer: Answer, seq: int, time: int) -> tuple[Kept | None, list[Item]]:
        """Within a transaction, a mutation of which nothing was done: it, and what is in the inbox for it.

        Answered as of `seq`; None where it is not here, or was answered before.
        """
        found = writer.execute(f"SELECT n, body FROM outbox WHERE mid = ? AND n > {ANSWERED}", (answer.mid,)).fetchone()
        if found is None:
            return None, []
        mutation = Kept(found[0], answer.mid, seq, written(found[1]))
        rows = [RowAnswer(n, answer.status, answer.why) for n in range(len(mutation.rows))]
        return mutation, self._answered(writer, [Answer(answer.mid, answer.status, seq, rows)], time)

    @staticmethod
    def told(writer: Any, rows: Sequence[Written], answer: Answer, time: int) -> Iterator[Item]:
        """One item for each row that was not done as it was meant; an entry that a refused one decided waits again."""
        for told in answer.rows:
            row = rows[told.n] if 0 <= told.n < len(rows) else None
            item = told_of(answer.mid, row, told, time) if row is not None else None
            if row is None or item is None:
                continue
            if item.what == REFUSED and row.entry and row.choice != "reopen":
                inbox.decide(writer, row.entry, "reopen")
            yield item


def that_fit(waiting: Iterable[W]) -> list[W]:
    """The mutations that go into one push, at least one; of those behind them no more than one is read."""
    size = count = 0
    fit: list[W] = []
    for mutation in waiting:
        size, count = size + mutation.size, count + len(mutation.rows)
        if fit and (size > _BODIES_A_PUSH or count > ROWS_A_PUSH):
            break
        fit.append(mutation)
    return fit


def _kept(found: tuple[int, str, int, str]) -> Kept:
    n, mid, seq, body = found
    return Kept(n, mid, seq, written(body))


def _unanswered(writer: Any, mids: Sequence[str]) -> dict[str, int]:
    """The numbers of those of the mutations that are here and were not answered before."""
    found: dict[str, int] = {}
    for start in range(0, len(mids), _IDS_A_QUERY):
        some = mids[start : start + _IDS_A_QUERY]
        sql = (
            f"SELECT o.mid, o.n FROM outbox o LEFT JOIN answer a ON a.n = o.n "
            f"WHERE a.n IS NULL AND o.mid IN ({', '.join('?' * len(some))})"
        )
        found.update(writer.execute(sql, some).fetchall())
    return found


def older_schemas(writer: Any) -> list[tuple[int, int]]:
    """Up to which number of the outbox mutations were written under which schema, in order."""
    facts = writer.execute("SELECT name, value FROM meta WHERE name GLOB ?", (f"{WRITTEN}*",)).fetchall()
    return sorted((int(name.removeprefix(WRITTEN)), int(schema)) for name, schema in facts)


def written(body: str) -> tuple[Written, ...]:
    return _ROWS.decode(body)


def as_sealed(bases: str) -> dict[str, dict[str, str]]:
    """The bases of a mutation's rows by their places, as they were sealed."""
    return _BASES.decode(bases)


def decided_here(writer: Any, batch: Sequence[Sealing]) -> set[str]:
    """The entries among the decided ones that no server knows."""
    entries = {row.entry for mutation in batch for row in mutation.rows if row.entry}
    found = set()
    for entry in entries:
        body = writer.execute("SELECT body FROM inbox WHERE id = ?", (entry,)).fetchone()
        if body is not None and json.loads(body[0])["what"] in OWN:
            found.add(entry)
    return found
