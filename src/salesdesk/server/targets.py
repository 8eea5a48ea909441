"""The records that a write's links name: there, or made by the same push."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from msgspec import structs

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
        said: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for write in writes:
            kind = self._kinds.by_name.get(write.kind)
            if kind is not None and not _link_names(kind).isdisjoint(write.fields):
                said[write.kind].append(write.fields)
            if write.op == "create":
                self._there.add((write.kind, write.id))
        for name, asked in said.items():
            for link in self._kinds[name].links:
                ids = {id for fields in asked if type(id := fields.get(link.name)) is str}
                (parents if link.parent else others)[link.to] |= ids
        for name, ids in parents.items():
            self._ground.load(name, filter(is_id, ids))
        for name, ids in others.items():
            self._there |= self._ground.there(name, filter(is_id, ids))

    def check(self, write: Write, reader: Reader, row: Held | None) -> None:
        """Raises Unacceptable where a link names what is not there, or a parent that she may not read."""
        for link in self._kinds[write.kind].links:
            if not (id := write.fields.get(link.name)):
                continue
            if row is not None and row.standing.fields[link.name] == id:
                continue
            if link.parent:
                parent = self._ground.find((link.to, id))
                if parent is None or not reader.reads(parent):
                    raise not_yours(link.unit)
            elif not self.is_there(link.to, id):
                raise invalid(NO_SUCH_RECORD, link.unit)

    def is_there(self, kind: str, id: str) -> bool:
        """Whether there is such a record, or this push makes it."""
        if (kind, id) not in self._there:
            self._there |= self._ground.there(kind, [id])
        return (kind, id) in self._there

    def homed(self, write: Write, reader: Reader) -> Write:
        """A create whose person or team nobody here knows, made hers; else the same write."""
        kind = self._kinds[write.kind]
        for link in rights.home_links(kind):
            if (id := write.fields.get(link.name)) and not self.is_there(link.to, id):
                return structs.replace(write, fields=write.fields | rights.homes(kind, reader))
        return write


@cache
def _link_names(kind: Kind) -> frozenset[str]:
    return frozenset(link.name for link in kind.links)
