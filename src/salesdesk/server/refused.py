"""What a device handed in and was refused is kept for it: the answer may be lost, and the laptop be put back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import Connection, or_, select

from salesdesk.protocol.wire import (
    ERASED,
    NOT_DONE,
    PARKED,
    REHOMED,
    Answer,
    Mutation,
    Op,
    Refused,
    RefusedWrite,
    RowAnswer,
    Write,
)
from salesdesk.server import checking
from salesdesk.server.devices import Device
from salesdesk.server.erased import Erased, named, spread
from salesdesk.server.heads import Head
from salesdesk.server.many import among, insert_many
from salesdesk.server.rows import Key
from salesdesk.server.tables import Tables

# So much is kept for a device: the oldest goes first.
MUTATIONS_KEPT, BYTES_KEPT = 1_000, 8 << 20
# No value of a field is nested so deep.
_DEEPEST = 8
_IDS_A_QUERY = 50


class Refusals:
    """What one transaction refuses to a device; nothing is kept where it has no id."""

    def __init__(self, connection: Connection, tables: Tables, device: Device) -> None:
        self._connection = connection
        self._tables = tables
        self._device = device
        self._noted: list[Refused] = []
        # New records that would have gone with what was erased, and under which seq they were refused.
        self._gone: dict[Key, int] = {}

    def note(self, mutation: Mutation, answer: Answer, *, decided: bool = True) -> None:
        """Notes what an answer refuses; where that was not `decided` under a seq of its own, one is found for it."""
        gone = (mutation.writes[row.n] for row in answer.rows if row.why == ERASED)
        self._gone |= {(x.kind, x.id): answer.seq for x in gone if x.op == "create"}
        told = [*answer.rows, *_told_before(mutation)]
        writes = [x for row in told if row.why != PARKED and (x := _refused(mutation.writes[row.n], row))]
        seq = answer.seq if decided else 0
        self.note_unread([Refused(mutation.mid, seq, checking.moment(mutation.at), writes)] if writes else ())

    def note_unread(self, refused: Iterable[Refused]) -> None:
        """Notes what could be read of mutations as a whole."""
        self._noted += (x for x in refused if self._device.id and checking.is_id(x.mid))

    def flush(self, head: Head) -> bool:
        """Keeps what was noted and is not kept yet, without what is about the erased; whether the head was moved."""
        if self._gone:
            spread(self._connection, self._tables, self._gone)
        if not self._noted:
            return False
        before = head.seq
        known, kept = self._known(), dict[str, Refused]()
        erased = Erased(self._connection, self._tables)
        erased.load(write for x in self._noted for write in x.writes)
        for refused in self._noted:
            writes = [_cleaned(x) for x in refused.writes if not erased.concern(x)]
            if writes and refused.mid not in known:
                kept[refused.mid] = structs.replace(refused, writes=writes, seq=refused.seq or head.advance())
        insert_many(self._connection, self._tables.refused, list(map(self._row, kept.values())))
        if kept:
            self._trim()
        return head.seq != before

    def _known(self) -> set[str]:
        """Those of the mutations that were kept before: one that was not looked at is handed in again and again."""
        table = self._tables.refused
        mids = [x.mid for x in self._noted]
        same = (table.c.device == self._device.id) & among(self._connection, table.c.mid, mids)
        return set(self._connection.scalars(select(table.c.mid).where(same)))

    def _row(self, refused: Refused) -> dict[str, Any]:
        body = msgspec.json.encode(refused)
        named = {"device": self._device.id, "seq": refused.seq, "mid": refused.mid, "user": self._device.user}
        return named | {"size": len(body), "body": body.decode()}

    def _trim(self) -> None:
        table = self._tables.refused
        newest = select(table.c.seq, table.c.size).where(table.c.device == self._device.id).order_by(table.c.seq.desc())
        size = 0
        for number, row in enumerate(self._connection.execute(newest).all()):
            size += row.size
            if number >= MUTATIONS_KEPT or size > BYTES_KEPT:
                over = (table.c.device == self._device.id) & (table.c.seq <= row.seq)
                self._connection.execute(table.delete().where(over))
                return


def since(connection: Connection, tables: Tables, device: Device, cursor: int) -> list[Refused]:
    """What was refused to a device after a seq, in order."""
    if not device.id:
        return []
    table = tables.refused
    its = (table.c.device == device.id) & (table.c.user == device.user) & (table.c.seq > cursor)
    bodies = connection.scalars(select(table.c.body).where(its).order_by(table.c.seq, table.c.mid))
    return [msgspec.json.decode(body, type=Refused) for body in bodies]


def forget(connection: Connection, tables: Tables, kind: str, ids: list[str]) -> None:
    """Keeps nothing that is about these records, or would have gone with them."""
    table, keys = tables.refused, {(kind, id) for id in ids}
    for start in range(0, len(ids), _IDS_A_QUERY):
        about = or_(*(table.c.body.contains(id) for id in ids[start : start + _IDS_A_QUERY]))
        for row in connection.execute(select(table).where(about)).all():
            refused = msgspec.json.decode(row.body, type=Refused)
            left = [x for x in refused.writes if keys.isdisjoint(named(tables.kinds, x))]
            this = (table.c.device == row.device) & (table.c.seq == row.seq) & (table.c.mid == row.mid)
            if not left:
                connection.execute(table.delete().where(this))
            elif len(left) < len(refused.writes):
                body = msgspec.json.encode(structs.replace(refused, writes=left))
                connection.execute(table.update().where(this).values(size=len(body), body=body.decode()))


def of_unread(said: Any, why: str) -> Refused | None:
    """What can be read of a mutation that does not read as one; None where not even its mid can."""
    if not isinstance(said, dict) or not isinstance(said.get("mid"), str) or not isinstance(said.get("writes"), list):
        return None
    at = said["at"] if type(said.get("at")) is int else 0
    writes = [_unread(n, x, why) for n, x in enumerate(said["writes"]) if isinstance(x, dict)]
    return Refused(said["mid"], 0, checking.moment(at), writes)


def _unread(n: int, said: Mapping[str, Any], why: str) -> RefusedWrite:
    kind, id, op = (_of(str, said.get(name), "") for name in ("kind", "id", "op"))
    fields = _of(dict[str, Any], said.get("fields"), {})
    sets = _of(dict[str, tuple[list[str], list[str]]], said.get("sets"), {})
    return RefusedWrite(n, "invalid", kind, id, _of(Op, op, "change"), why, fields=fields, sets=sets)


def _of(type: Any, said: Any, otherwise: Any) -> Any:
    """What was said, where it is of a type."""
    try:
        return msgspec.convert(said, type)
    except msgspec.ValidationError:
        return otherwise


def _told_before(mutation: Mutation) -> Iterator[RowAnswer]:
    """What was refused before a restore, of a mutation that is handed in again: nobody looks at that once more."""
    for n, write in enumerate(mutation.writes if mutation.old else ()):
        if write.was in NOT_DONE and (write.fields or write.sets):
            yield RowAnswer(n, write.was)


def _refused(write: Write, told: RowAnswer) -> RefusedWrite | None:
    fields, sets = write.fields, write.sets
    if told.why == REHOMED:
        fields, sets = {name: fields[name] for name in told.units if name in fields}, {}
    elif told.status not in NOT_DONE or told.why == ERASED:
        return None
    return RefusedWrite(
        told.n, told.status, write.kind, write.id, write.op, told.why, told.units, fields, sets, write.before
    )


def _cleaned(write: RefusedWrite) -> RefusedWrite:
    said = {name: _plain(getattr(write, name)) for name in ("kind", "id", "fields", "sets", "before")}
    return structs.replace(write, **said)


def _plain(value: Any, deep: int = _DEEPEST) -> Any:
    """The value as every message and database holds it: half a character is a question mark."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list() | tuple():
            return [_plain(x, deep - 1) for x in value] if deep else []
        case dict():
            return {_plain(name): _plain(x, deep - 1) for name, x in value.items()} if deep else {}
        case _:
            return value
