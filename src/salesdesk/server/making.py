"""Rows that are simply new, many of them in one mutation: what holds for each is looked at column by column.

Nothing is refused or changed here. Where one of them is not plain, nothing is done, and they go write by write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.wire import Write
from salesdesk.server import checking, rights
from salesdesk.server.checking import Unacceptable
from salesdesk.server.erased import Erased
from salesdesk.server.fresh import Fresh
from salesdesk.server.ground import Cause, Ground
from salesdesk.server.rights import Reader
from salesdesk.server.targets import Targets


@dataclass(frozen=True)
class Making:
    """Makes the rows of whole mutations."""

    kinds: Kinds
    ground: Ground
    targets: Targets
    erased: Erased

    def made(self, writes: Sequence[Write], reader: Reader, cause: Cause) -> bool:
        """Whether all writes make rows that may be made as they are said, and now are made."""
        kind = self.kinds.by_name.get(writes[0].kind) if len(writes) > 1 else None
        if kind is None or not rights.by_itself(kind) or not reader.keeps(kind) or not self._are_new(kind, writes):
            return False
        try:
            columns = checking.columns(kind, writes)
        except Unacceptable:
            return False
        ids = [write.id for write in writes]
        fresh = Fresh(kind, cause.seq, ids, columns.values, _scopes(kind, columns.values, len(ids)), columns.as_said)
        if not self._are_hers(fresh, reader) or not self._lead_somewhere(fresh):
            return False
        self.ground.make_many(fresh, cause)
        return True

    def _are_new(self, kind: Kind, writes: Sequence[Write]) -> bool:
        """Whether they make rows of one kind, each its own, that there neither are nor were."""
        ids = {write.id for write in writes}
        return (
            len(ids) == len(writes)
            and all(write.op == "create" and write.kind == kind.name and not write.entry for write in writes)
            and all(map(checking.is_id, ids))
            and not self.ground.knows_any(kind.name, ids)
            and not any(map(self.erased.concern, writes))
        )

    @staticmethod
    def _are_hers(fresh: Fresh, reader: Reader) -> bool:
        return all(reader.sees(person, team) for person, team in set(fresh.scopes))

    def _lead_somewhere(self, fresh: Fresh) -> bool:
        """Whether their links name what there is."""
        named = ((link.to, id) for link in fresh.kind.links for id in {*fresh.columns.get(link.name, ())} - {""})
        return all(self.targets.is_there(kind, id) for kind, id in named)


def _scopes(kind: Kind, columns: Mapping[str, Sequence[str]], count: int) -> list[tuple[str, str]]:
    """Person and team of each row."""
    nobody = [""] * count
    persons, teams = (columns.get(name, nobody) for name in rights.scope_fields(kind))
    return list(zip(persons, teams, strict=True))
