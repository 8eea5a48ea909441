"""What a write was typed on: the writer's own newer edits, found when its mutation is first sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from salesdesk.domain.changes import Written
from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.wire import EVERY_UNIT
from salesdesk.store import travelling

_LIFE = ""


class Kept(NamedTuple):
    """A mutation of the outbox: its rows, and the seq that it was answered with (0: not yet)."""

    n: int
    mid: str
    seq: int
    rows: tuple[Written, ...]


class Sealing(Protocol):
    """The same of whoever is about to send it."""

    @property
    def n(self) -> int: ...
    @property
    def mid(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def rows(self) -> Sequence[travelling.Kept]: ...


class Bases:
    """Finds for each row of a batch the newer edits of her own that it was typed on."""

    def __init__(self, kinds: Kinds, batch: Sequence[Sealing], before: Iterable[Kept]) -> None:
        self._kinds = kinds
        self._wanted = {row.id for mutation in batch for row in mutation.rows if row.op != "create"}
        # By record: the newest own mutation of each unit, as (mid, seq); under "" that of its life.
        self._newest: dict[str, dict[str, tuple[str, int]]] = {}
        for mutation in before:
            if mutation.n < batch[0].n:
                self._remember(mutation)

    def of(self, batch: Sequence[Sealing]) -> dict[int, dict[str, dict[str, str]]]:
        """The bases by mutation and by the row's place in it."""
        found: dict[int, dict[str, dict[str, str]]] = {}
        for mutation in batch:
            rows = enumerate(mutation.rows)
            found[mutation.n] = {str(number): bases for number, row in rows if (bases := self._bases(row))}
            self._remember(mutation)
        return found

    def _bases(self, row: travelling.Kept) -> dict[str, str]:
        newest = self._newest.get(row.id)
        if newest is None or row.op == "create":
            return {}
        kind = self._kinds[row.kind]
        touched = {kind.by_name[name].unit for name in row.fields if name in kind.by_name}
        units = (*kind.units, _LIFE) if row.op == "delete" else touched
        found = ((unit, newest.get(unit)) for unit in units)
        # An edit that is not answered is newer than anything she can have pulled.
        bases = {unit: known[0] for unit, known in found if known and (not known[1] or known[1] > row.seen)}
        return _short(kind, bases) if row.op == "delete" else bases

    def _remember(self, mutation: Sealing) -> None:
        for row in mutation.rows:
            if row.id not in self._wanted:
                continue
            kind = self._kinds[row.kind]
            units = (
                kind.units if row.op == "create" else {kind.by_name[x].unit for x in row.fields if x in kind.by_name}
            )
            newest = self._newest.setdefault(row.id, {})
            newest.update(dict.fromkeys(units, (mutation.mid, mutation.seq)))
            if row.op != "change":
                newest[_LIFE] = (mutation.mid, mutation.seq)


def _short(kind: Kind, bases: Mapping[str, str]) -> dict[str, str]:
    """The bases of a deletion, which has one for each unit of the row, with the most frequent said once."""
    if not all(unit in bases for unit in kind.units):
        return dict(bases)
    [(most, _count)] = Counter(bases[unit] for unit in kind.units).most_common(1)
    return {EVERY_UNIT: most} | {unit: mid for unit, mid in bases.items() if unit == _LIFE or mid != most}
