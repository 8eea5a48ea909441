"""A push: one transaction, in which each new mutation is applied and its answer stored."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from functools import partial
from itertools import compress
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError, IntegrityError

from salesdesk.domain.record import Kind
from salesdesk.protocol.service import OTHER_EPOCH, TOO_LARGE, UNAUTHORISED, Refusal
from salesdesk.protocol.wire import (
    MUTATIONS_A_PUSH,
    PARKED,
    ROWS_A_PUSH,
    Answer,
    Mutation,
    Push,
    Refused,
    RowAnswer,
    Write,
)
from salesdesk.server import checking, heads, rights
from salesdesk.server.bases import Bases
from salesdesk.server.changing import Changing
from salesdesk.server.database import Database
from salesdesk.server.devices import Device
from salesdesk.server.erased import Erased
from salesdesk.server.fallen import Fallen
from salesdesk.server.grants import Readers
from salesdesk.server.ground import Ground
from salesdesk.server.horizons import Horizons
from salesdesk.server.inbox import Inbox
from salesdesk.server.many import among, insert_many
from salesdesk.server.mutating import Mutating, Parts
from salesdesk.server.refused import Refusals
from salesdesk.server.replaying import entry_ids, parked
from salesdesk.server.rights import OFFICE, Reader
from salesdesk.server.rows import chunks
from salesdesk.server.schemas import Schemas
from salesdesk.server.tables import Tables
from salesdesk.server.targets import Targets

# What a database or its driver says of a value, not of itself; checking should have refused that.
_UNSTORABLE = (DataError, IntegrityError, OverflowError, UnicodeError)
_log = logging.getLogger(__name__)


class Done(NamedTuple):
    """The head after a push, its answers, and the seqs under which rows were made, or changed, exactly as was sent."""

    head: heads.Head
    answers: list[Answer]
    as_sent: Sequence[int] = ()
    changed: Sequence[int] = ()


def push(
    database: Database, device: Device, push: Push, new_id: Callable[[], str], schemas: Schemas,
    unread: Sequence[Refused] = (),
) -> Done:  # fmt: skip
    """Commits a person's mutations, and keeps what is refused of them or was `unread`; returns what came of it.

    Raises Refusal.
    """
    if len(push.mutations) > MUTATIONS_A_PUSH or sum(len(x.writes) for x in push.mutations) > ROWS_A_PUSH:
        raise Refusal(TOO_LARGE, f"{MUTATIONS_A_PUSH} mutations, {ROWS_A_PUSH} rows")

    def commit(mutations: list[Mutation], connection: Connection) -> Done:
        head = heads.lock(connection, database.tables)
        if push.epoch != head.epoch:
            raise Refusal(OTHER_EPOCH, str(head.epoch))
        committing = Committing(connection, database.tables, head, new_id)
        answers = committing.run(device, mutations, unread)
        return Done(head, answers, committing.as_sent, committing.changed)

    def committed(mutations: list[Mutation]) -> Done:
        """What the database will not hold of one mutation does not stop the others: it is found by halves."""
        try:
            return database.transact(partial(commit, mutations))
        except _UNSTORABLE:
            if len(mutations) == 1:
                _log.exception("mutation %s cannot be stored", mutations[0].mid)
                return database.transact(partial(_refused, database.tables, device, mutations[0]))
            middle = len(mutations) // 2
            first, second = committed(mutations[:middle]), committed(mutations[middle:])
            return Done(
                second.head, first.answers + second.answers, [*first.as_sent, *second.as_sent],
                [*first.changed, *second.changed],
            )  # fmt: skip

    understood = schemas.read(push)
    done = committed(understood)
    # What was translated does not stand here as it stands on the laptop.
    came = all(one is other for one, other in zip(understood, push.mutations, strict=False))
    return done if came else done._replace(as_sent=[], changed=[])


def _refused(tables: Tables, device: Device, mutation: Mutation, connection: Connection) -> Done:
    head = heads.lock(connection, tables)
    answer, refusals = _not_done(mutation, head, checking.BAD_VALUE), Refusals(connection, tables, device)
    refusals.note(mutation, answer, decided=False)
    if refusals.flush(head):
        heads.store(connection, tables, head)
    return Done(head, [answer])


def _not_done(mutation: Mutation, head: heads.Head, why: str) -> Answer:
    rows = [RowAnswer(n, "invalid", why) for n in range(len(mutation.writes))]
    # No pull takes back what has no seq of its own; by the reason for all of it the laptop does so at once.
    return Answer(mutation.mid, "invalid", head.seq, rows, "" if why == PARKED else why)


class Committing:
    """The mutations of one transaction; the head is locked by whoever makes this.

    `as_sent` are the seqs of those that did nothing but make rows, which stand exactly as they came; `changed` of those
    that did nothing but change some, which hold exactly what was said.
    """

    def __init__(self, connection: Connection, tables: Tables, head: heads.Head, new_id: Callable[[], str]) -> None:
        self._connection = connection
        self._tables = tables
        self._head = head
        self._new_id = new_id
        self._ground = Ground(connection, tables)
        self._readers = Readers(connection, tables, self._ground)
        self.as_sent: list[int] = []
        self.changed: list[int] = []

    def run(self, device: Device, mutations: list[Mutation], unread: Sequence[Refused] = ()) -> list[Answer]:
        """Applies what a person's device hands in; raises Refusal where she is nobody here."""
        reader = self._readers.of(device.user)
        if reader is None:
            raise Refusal(UNAUTHORISED, "no such person")
        refusals = Refusals(self._connection, self._tables, device)
        refusals.note_unread(unread)
        return self._run(reader, mutations, refusals)

    def run_for_office(self, mutations: list[Mutation]) -> list[Answer]:
        """Applies what whoever keeps the server does."""
        return self._run(OFFICE, mutations, Refusals(self._connection, self._tables, Device("", OFFICE.user)))

    def _run(self, reader: Reader, mutations: list[Mutation], refusals: Refusals) -> list[Answer]:
        answers = self._stored(reader.user, {x.mid for x in mutations})
        new = _once(x for x in mutations if x.mid not in answers)
        sound = list(map(checking.sound, new))
        parts = self._prepared(reader, list(compress(new, sound)))
        mutating = Mutating(parts, reader)
        done = []
        for mutation, is_sound in zip(new, sound, strict=True):
            if parked(mutation, self._ground, parts.horizons):
                answers[mutation.mid] = _not_done(mutation, self._head, PARKED)
            elif is_sound:
                answers[mutation.mid] = answer = mutating.apply(mutation, self._head.advance())
                done.append(answer)
                if answer.rows or mutation.old:
                    refusals.note(mutation, answer)
                if answer.status == "ok" and self._ground.stand_as_sent(mutation.writes, answer.seq):
                    self.as_sent.append(answer.seq)
            else:
                answers[mutation.mid] = _not_done(mutation, self._head, checking.BAD_ID)
                refusals.note(mutation, answers[mutation.mid], decided=False)
        self.changed = parts.changing.as_sent
        if self._flush(reader, parts, done) | refusals.flush(self._head):
            heads.store(self._connection, self._tables, self._head)
        return [answers[x.mid] for x in mutations]

    def _stored(self, user: str, mids: Iterable[str]) -> dict[str, Answer]:
        """The answers to mutations that were committed before; somebody else's is none of hers."""
        table = self._tables.answer
        answers = {}
        for some in chunks(filter(checking.is_id, mids)):
            rows = self._connection.execute(select(table).where(among(self._connection, table.c.mid, some)))
            for mid, author, seq, body in rows:
                hers = author == user
                done = msgspec.json.decode(body, type=Answer) if body else Answer(mid, "ok", seq)
                answers[mid] = done if hers else Answer(mid, "forbidden", seq, why=checking.NOT_YOURS)
        return answers

    def _prepared(self, reader: Reader, mutations: list[Mutation]) -> Parts:
        """All that the mutations touch, in memory."""
        kinds, writes = self._tables.kinds, [write for mutation in mutations for write in mutation.writes]
        inbox = Inbox(self._connection, self._tables)
        bases = Bases(self._connection, self._tables, reader.user, self._head.seq, inbox)
        targets = Targets(kinds, self._ground)
        touched: dict[str, set[str]] = defaultdict(set)
        named: dict[str, set[str]] = defaultdict(set)
        for write in writes:
            if write.kind in kinds.by_name and checking.is_id(write.id):
                touched[write.kind].add(write.id)
                if write.op != "create":  # what is made is asked for nothing, unless it stood there
                    named[write.kind].update(write.fields, write.sets)
        found = {kind: self._ground.load(kind, ids, _read(kinds[kind], named[kind])) for kind, ids in touched.items()}
        targets.load(writes)
        erased = Erased(self._connection, self._tables)
        erased.load(writes)
        old = {id for kind, ids in touched.items() for id in ids if self._ground.is_there((kind, id))}
        inbox.load(_entries(writes) | entry_ids(mutations), old)
        fallen = Fallen(self._connection, self._tables)
        fallen.load(x.action for x in mutations if any(write.op == "delete" for write in x.writes))
        horizons = Horizons(self._connection, self._tables)
        asked = ((x.kind, x.id) for mutation in mutations for x in mutation.writes if horizons.asked_for(mutation, x))
        horizons.load({(kind, id) for kind, id in asked if id in touched.get(kind, ())})
        bases.load({mid for write in writes for mid in write.bases.values() if checking.is_id(mid)})
        changing = Changing(kinds, self._ground, bases, inbox, erased, horizons, reader, found)
        changing.look_at(mutations)
        return Parts(
            kinds, self._ground, bases, inbox, targets, erased, fallen, self._readers, horizons, changing, self._new_id
        )

    def _flush(self, reader: Reader, parts: Parts, done: list[Answer]) -> bool:
        """Writes all that was done; whether the head was moved."""
        self._ground.flush()
        parts.inbox.flush()
        parts.bases.flush()
        parts.horizons.flush()
        parts.fallen.flush()
        if done:
            rows = [
                {"mid": x.mid, "user": reader.user, "seq": x.seq,
                 "body": msgspec.json.encode(x).decode() if x.rows or x.status != "ok" else ""}
                for x in done
            ]  # fmt: skip
            insert_many(self._connection, self._tables.answer, rows)
        return bool(done)


def _read(kind: Kind, named: Set[str]) -> set[str]:
    """The fields that a push will ask a kind's rows for, or nearly all: the units it names, and what rights go by."""
    units = {field.unit for name in named if (field := kind.by_name.get(name))}
    mates = {field.name for unit in units for field in kind.units[unit]}
    return {*mates, *(link.name for link in kind.parent_links), *filter(None, rights.scope_fields(kind))}


def _once(mutations: Iterable[Mutation]) -> list[Mutation]:
    """The first of each mid: what else comes under it is not looked at."""
    firsts: dict[str, Mutation] = {}
    for mutation in mutations:
        firsts.setdefault(mutation.mid, mutation)
    return list(firsts.values())


def _entries(writes: Iterable[Write]) -> set[str]:
    return {write.entry for write in writes if checking.is_id(write.entry)}
