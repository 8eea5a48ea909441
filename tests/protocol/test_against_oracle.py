"""Hundreds of random schedules: the merge comes to exactly what the oracle foretells from who saw what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.protocol.model import UNITS, Office, Server, value_of
from tests.protocol.oracle import Oracle, Typed

from salesdesk.domain.record import Kind
from salesdesk.protocol.merge import Base, BaseOf, Merged, PastOf, Standing, merge
from salesdesk.protocol.wire import Write

SCHEDULES = 400
STEPS = 120


class Differs(AssertionError):
    """The server did not do what the oracle foretold."""


def stands(server: Server) -> dict[str, Any]:
    """Rows and conflicts of the server, comparable."""
    rows = {
        id: ({unit: value_of(unit, row.fields) for unit in UNITS}, bool(row.deleted)) for id, row in server.rows.items()
    }
    laid = {(x.row, x.unit, value_of(x.unit, x.aside), x.by, x.open) for x in server.conflicts.values()}
    return {"rows": rows, "conflicts": laid}


def foretold(oracle: Oracle) -> dict[str, Any]:
    """Rows and conflicts as the oracle has them."""
    rows = {id: ({u: row.units[u].value for u in UNITS}, row.deleted) for id, row in oracle.rows.items()}
    laid = {(x.row, x.unit, x.aside, x.by, x.open) for x in oracle.conflicts.values()}
    return {"rows": rows, "conflicts": laid}


def run(seed: int, server: Server | None = None) -> Counter[str]:
    """One schedule, held against the oracle after every write; counts what it provoked."""
    server = server or Server()
    oracle = Oracle()
    came: list[Typed] = []

    def told(typed: Typed) -> None:
        check()
        came.append(typed)
        oracle.arrives(typed)

    def check() -> None:
        if stands(server) != foretold(oracle):
            last = came[-1]
            raise Differs(f"seed {seed}: {last}\nserver {stands(server)}\noracle {foretold(oracle)}")

    office = Office(seed, server, told)
    for _ in range(STEPS):
        office.step()
    office.rest()
    check()
    return office.did + Counter(what for _id, _unit, what in oracle.outcome) + server.came


def test_the_merge_does_what_the_oracle_foretells() -> None:
    provoked: Counter[str] = Counter()
    for seed in range(SCHEDULES):
        provoked += run(seed)
    wanted = (
        "applied", "same", "joined", "within", "conflict", "replaced", "deleted", "refused", "back", "brought back",
        "nothing", "keep", "take", "too late", "doubled", "typed over her own", "typed on an old form",
    )  # fmt: skip
    assert {what: provoked[what] for what in wanted if provoked[what] < SCHEDULES // 40} == {}


# --- mistakes that are planted, to see that they are caught ------------------------------------


class LastWriterWins(Server):
    """Whoever comes last has always seen everything."""

    def base(self, write: Write, unit: str) -> Base:
        return Base(self.head)


class PristineBase(Server):
    """What was typed over an edit of one's own passes for typed over the pulled value."""

    def base(self, write: Write, unit: str) -> Base:
        return Base(write.seen)


class CursorBesideOwn(Server):
    """Who typed over an edit of her own passes for having seen what she had pulled beneath it."""

    def base(self, write: Write, unit: str) -> Base:
        base = super().base(write, unit)
        return base._replace(seq=max(base.seq, write.seen))


class MergedIsSeen(Server):
    """Whose edit was merged with another's passes for having seen that one."""

    def base(self, write: Write, unit: str) -> Base:
        mid = write.bases.get(unit, "")
        base = super().base(write, unit)
        return Base(max(base.seq, self.seqs[mid])) if mid and not base.aside else base


class RefusedIsSeen(Server):
    """Whose edit stands aside passes for having seen the value in use."""

    def base(self, write: Write, unit: str) -> Base:
        base = super().base(write, unit)
        return Base(self.seqs[write.bases[unit]]) if base.aside else base


class DeletedUnasked(Server):
    """A conflict that the deleter has not seen does not hold her deletion up."""

    def ask(self, standing: Standing) -> None:
        return


class Forgetful(Server):
    """Answers are not stored: what is sent twice is done twice."""

    def push(self, mid: str, write: Write) -> int:
        self.seqs.pop(mid, None)
        return super().push(mid, write)


def row_wise(kind: Kind, standing: Standing | None, write: Write, base_of: BaseOf, past: PastOf) -> Merged:
    """A row has one version for all its fields."""
    if standing is not None:
        newest = max(standing.made, *standing.versions.values(), 0)
        standing = replace(standing, versions=dict.fromkeys(kind.units, newest))
    return merge(kind, standing, write, base_of, past)


def half_units(kind: Kind, standing: Standing | None, write: Write, base_of: BaseOf, past: PastOf) -> Merged:
    """Of an amount in conflict the currency is taken all the same."""
    merged = merge(kind, standing, write, base_of, past)
    halves = [("currency", clash.aside["currency"]) for clash in merged.clashes if clash.unit == "money"]
    return merged._replace(fields={**merged.fields, **dict(halves)})


def unmerged_texts(kind: Kind, standing: Standing | None, write: Write, base_of: BaseOf, past: PastOf) -> Merged:
    """Of two texts the later one is kept whole."""
    merged = merge(kind, standing, write, base_of, past)
    return merged._replace(fields={**merged.fields, **{unit: write.fields[unit] for unit in merged.joined}})


@pytest.mark.parametrize(
    ("planted", "soon"),
    [
        (LastWriterWins, 3),
        (PristineBase, 3),
        (CursorBesideOwn, 100),
        (MergedIsSeen, 10),
        (RefusedIsSeen, 3),
        (DeletedUnasked, 100),
        (Forgetful, 3),
        (lambda: Server(row_wise), 3),
        (lambda: Server(half_units), 5),
        (lambda: Server(unmerged_texts), 5),
    ],
)
def test_a_planted_mistake_is_caught_soon(planted: Callable[[], Server], soon: int) -> None:
    assert first_caught(planted) < soon


def first_caught(planted: Callable[[], Server]) -> int:
    """The seed of the first schedule in which the oracle contradicts, or one too many."""
    for seed in range(SCHEDULES):
        try:
            run(seed, planted())
        except Differs:
            return seed
    return SCHEDULES
