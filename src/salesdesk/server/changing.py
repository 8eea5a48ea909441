"""Rows that are simply changed, many of them in one push: what holds for each is looked at column by column.

A change is plain where nothing is in its way: the row lives and is hers, nobody has written its units unseen, nothing
else of the push is about it, and no link, scope or conflict is touched. By the rules of the merge the row then becomes
what the write says. Nothing is refused here: where one write is not plain, its mutation goes write by write.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress, repeat

import msgspec

from salesdesk.domain.fields import Link, Words
from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.merge import same
from salesdesk.protocol.wire import Mutation, Write
from salesdesk.server import checking, rights
from salesdesk.server.altered import Altered, Altering, Columns
from salesdesk.server.bases import Bases
from salesdesk.server.checking import Unacceptable
from salesdesk.server.erased import Erased
from salesdesk.server.ground import Cause, Ground
from salesdesk.server.horizons import Horizons
from salesdesk.server.inbox import Inbox
from salesdesk.server.rights import Reader
from salesdesk.server.rows import Found

# A write, and the place of its mutation in the push.
_Placed = tuple[int, Write]
# Rows, and the place of one among them.
_Turn = tuple[Altering, int]


@dataclass(frozen=True)
class Changing:
    """Changes the rows of whole mutations; `found` are the rows that the push names, by kind, as they were read.

    `as_sent` are the seqs of those that were done, and whose rows hold exactly what they said.
    """

    kinds: Kinds
    ground: Ground
    bases: Bases
    inbox: Inbox
    erased: Erased
    horizons: Horizons
    reader: Reader
    found: Mapping[str, Found]
    as_sent: list[int] = field(default_factory=list)
    _turns: dict[str, list[_Turn]] = field(default_factory=dict)

    def look_at(self, mutations: Sequence[Mutation]) -> None:
        """Finds out which mutations of a push are plain."""
        turns: dict[int, list[_Turn]] = defaultdict(list)
        for (kind, names), placed in _alike(mutations).items():
            for place, turn in self._plain(kind, names, placed):
                turns[place].append(turn)
        for place, found in turns.items():
            if len(found) == len(mutations[place].writes):
                self._turns.setdefault(mutations[place].mid, found)

    def changed(self, mutation: Mutation, reader: Reader, cause: Cause) -> bool:
        """Whether a mutation is plain, and is done now."""
        turns = self._turns.get(mutation.mid, ())
        # Another reader is the same person after her rights have changed.
        if not turns or reader is not self.reader or not all(self.ground.is_untouched(x.key(n)) for x, n in turns):
            return False
        for altering, place in turns:
            self.ground.alter(altering, place, cause)
        if all(altering.as_sent for altering, _place in turns):
            self.as_sent.append(cause.seq)
        return True

    def _plain(self, name: str, names: tuple[str, ...], placed: Sequence[_Placed]) -> Iterator[tuple[int, _Turn]]:
        """Those of the writes to the same fields that are plain, each with the place of its mutation."""
        kind = self.kinds.by_name.get(name)
        if kind is None or not rights.by_itself(kind) or not self.reader.keeps(kind) or not _are_plain(kind, names):
            return
        found = self.found.get(name)
        there = [(place, write) for place, write in placed if write.id in found.rows] if found else []
        if found is None or not there:
            return
        writes = [write for _place, write in there]
        try:
            said = {name: checking.column(kind, name, [write.fields for write in writes]) for name in names}
        except Unacceptable:
            return
        after = {name: column for name, (column, _as_said) in said.items()}
        was = found.columns([write.id for write in writes])
        versions = [msgspec.json.decode(x) if x else {} for x in was["versions"]]
        free = [not (self.inbox.concerns(write.id) or self.erased.concern(write)) for write in writes]
        seen = self._seen(kind, names, writes, was["made"], versions)
        plain = list(map(all, zip(self._hers(kind, was), free, seen, _differ(kind, was, after), strict=True)))
        altering = Altering(
            _altered(kind, was, versions, after).picked(plain), as_sent=all(x for _, x in said.values())
        )
        self.ground.will_alter(altering)
        for n, (place, _write) in enumerate(compress(there, plain)):
            yield place, (altering, n)

    def _hers(self, kind: Kind, was: Columns) -> list[bool]:
        """Whether each row lives, lies in the scopes that its fields say, and she may change it."""
        person, team = rights.scope_fields(kind)
        scopes = list(zip(was["scope_person"], was["scope_team"], strict=True))
        hers = {pair for pair in set(scopes) if self.reader.sees(*pair)}
        said = zip(was[person], was[team] if team else repeat(""), strict=False)
        return [
            deleted is None and pair in hers and pair == own
            for deleted, pair, own in zip(was["deleted"], scopes, said, strict=True)
        ]

    def _seen(
        self, kind: Kind, names: Sequence[str], writes: Sequence[Write], made: Sequence[int],
        versions: Sequence[Mapping[str, int]],
    ) -> list[bool]:  # fmt: skip
        """Whether nobody wrote the units of each row since she pulled it, and no restore lost what she saw."""
        units, lost = _units(kind, names), self.horizons.epochs.lost
        capped = map(self.bases.capped, writes)
        known = [
            all(version.get(unit, first) <= seen for unit in units)
            for version, first, seen in zip(versions, made, capped, strict=True)
        ]
        if not self.horizons.needed:
            return known
        return [fine and not lost(write.seen) for fine, write in zip(known, writes, strict=True)]


def _alike(mutations: Sequence[Mutation]) -> Mapping[tuple[str, tuple[str, ...]], list[_Placed]]:
    """By kind and fields the writes of mutations that only change rows which nothing else in the push is about."""
    count = Counter(write.id for mutation in mutations for write in mutation.writes)
    often = {id for id, times in count.items() if times > 1}
    alike: dict[tuple[str, tuple[str, ...]], list[_Placed]] = defaultdict(list)
    for place, mutation in enumerate(mutations):
        writes = mutation.writes
        if not mutation.old and all(_is_change(write) and write.id not in often for write in writes):
            for write in writes:
                alike[write.kind, tuple(write.fields)].append((place, write))
    return alike


def _is_change(write: Write) -> bool:
    """Whether a write does no more than give a row's fields new values, in place of those that she had pulled."""
    return write.op == "change" and not (write.sets or write.bases or write.entry)


@lru_cache(maxsize=256)
def _are_plain(kind: Kind, names: tuple[str, ...]) -> bool:
    """Whether they name whole units, at least one, of which any value can be, and none is another record or a set."""
    fields = [kind.by_name.get(name) for name in names]
    if not fields or any(x is None or x.required or isinstance(x, Link | Words) for x in fields):
        return False
    return {mate.name for unit in _units(kind, names) for mate in kind.units[unit]} == set(names)


def _units(kind: Kind, names: Sequence[str]) -> list[str]:
    """The units of these fields, each once."""
    return list(dict.fromkeys(kind.by_name[name].unit for name in names))


def _differ(kind: Kind, was: Columns, after: Columns) -> list[bool]:
    """Whether each row is to become otherwise in all of the units."""
    found = []
    for unit in _units(kind, list(after)):
        columns = (
            [one != other and not same(x, one, other) for one, other in zip(was[x.name], after[x.name], strict=True)]
            for x in kind.units[unit]
        )
        found.append(list(map(any, zip(*columns, strict=True))))
    return list(map(all, zip(*found, strict=True)))


def _altered(kind: Kind, was: Columns, versions: Sequence[Mapping[str, int]], after: Columns) -> Altered:
    scopes = list(zip(was["scope_person"], was["scope_team"], strict=True))
    # As the merge goes through them: unit by unit.
    names = [x for unit in _units(kind, list(after)) for x in after if kind.by_name[x].unit == unit]
    before, then = {name: was[name] for name in names}, {name: after[name] for name in names}
    return Altered(kind, was["id"], was["seq"], scopes, versions, before, then)
