"""What became of writes: what was answered, what stands, and what is told of how it came so."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from tests.server.laptops import Firm, Laptop

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import Mutation, Push, RowAnswer, Write


def stand(firm: Firm, writes: list[Write]) -> list[Any]:
    """What the server has of each, but for ids and seqs; under "" the units that were written since it was made."""
    table = firm.server.database.tables.of(writes[0].kind)
    with firm.server.database.reading() as connection:
        rows = {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
    found = [rows.get(write.id) for write in writes]
    own = {"id", "seq", "made", "turned", "entered", "versions"}
    return [
        row
        and {name: x for name, x in row.items() if name not in own} | {"": list(json.loads(row["versions"] or "{}"))}
        for row in found
    ]


def told(laptop: Laptop, writes: list[Write]) -> list[Any]:
    """The steps that the server tells of each."""
    pasts = [laptop.door.history(write.kind, write.id) for write in writes]
    return [[(step.op, step.by, step.at, step.fields, step.before) for step in past] for past in pasts]


def handed_in(laptop: Laptop, *mutations: list[Write], mid: str = "") -> tuple[list[tuple[Any, ...]], bool]:
    """What became of each row in turn; and whether all stand as they were sent. The first mutation is `mid`."""
    mids = [mid or uuid7(), *(uuid7() for _ in mutations)]
    sent = [Mutation(mid, uuid7(), 5, writes) for mid, writes in zip(mids, mutations, strict=False)]
    pushed = laptop.door.push(Push(laptop.epoch, 1, sent))
    found = []
    for answer, writes in zip(pushed.answers, mutations, strict=True):
        rows = {row.n: row for row in answer.rows}
        answers = (rows.get(n, RowAnswer(n, "ok")) for n in range(len(writes)))
        found += [(x.status, x.why, sorted(x.units)) for x in answers]
    return found, len(pushed.as_sent) == len(mutations)
