"""The records that a write's links name: there, or made by the same push."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import structs

from salesdesk.domain.fields import Link
from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.wire import Write
from salesdesk.server import rights
from salesdesk.server.checking import NO_SUCH_RECORD, invalid, is_id, not_yours
from salesdesk.server.ground import Ground
from salesdesk.server.rights import Reader
from salesdesk.server.rows import Held, Key


class Targets:
    """What links may point at, looked up for a whole push at once."""

    def __init__(self, kinds: Kinds, ground: Ground) -> None:
        self._kinds = kinds
        self._ground = ground
        self._there: set[Key] = set()

    def load(self, writes: Iterable[Write]) -> None:
        """Looks up what the writes name; parents with their rows, the rest for their being there."""
        parents: dict[str, set[str]] = defaultdict(set)
        others: dict[str, set[str]] = defaultdict(set)
        for write in writes:
            kind = self._kinds.by_name.get(write.kind)
            if kind is None:
                continue
            if write.op == "create" and is_id(write.id):
                self._there.add((kind.name, write.id))
            for link, id in _links(kind, write.fields):
                if isinstance(id, str) and is_id(id):
                    (parents if link.parent else others)[link.to].add(id)
        for name, ids in parents.items():
            self._ground.load(name, ids)
        for name, ids in others.items():
            self._there |= self._ground.there(name, ids)

    def check(self, write: Write, reader: Reader, row: Held | None) -> None:
        """Raises Unacceptable where a link names what is not there, or a parent that she may not read."""
        for link, id in _links(self._kinds[write.kind], write.fields):
            if row is not None and row.standing.fields[link.name] == id:
                continue
            if link.parent:
                parent = self._ground.find((link.to, id))
                if parent is None or not reader.reads(parent):
                    raise not_yours(link.unit)
            elif not self._is_there(link.to, id):
                raise invalid(NO_SUCH_RECORD, link.unit)

    def _is_there(self, kind: str, id: str) -> bool:
        if (kind, id) not in self._there:
            self._there |= self._ground.there(kind, [id])
        return (kind, id) in self._there

    def homed(self, write: Write, reader: Reader) -> Write:
        """A create whose person or team nobody here knows, made hers; else the same write."""
        kind = self._kinds[write.kind]
        homes = rights.homes(kind, reader)
        named = ((link, id) for link, id in _links(kind, write.fields) if link.name in homes)
        if all(self._is_there(link.to, id) for link, id in named):
            return write
        return structs.replace(write, fields=write.fields | homes)


def _links(kind: Kind, fields: Mapping[str, Any]) -> list[tuple[Link, Any]]:
    """The links of some fields that name something."""
    return [(link, id) for link in kind.links if (id := fields.get(link.name))]
