"""Older and newer programs: whom the server still serves, and how it reads what they hand in (SYNC.md, schema)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from msgspec import structs

from salesdesk.domain.record import Kinds
from salesdesk.protocol.service import SERVER_OLDER, TOO_OLD, Refusal
from salesdesk.protocol.wire import Mutation, Push, Write

# Of this server's schema and those before it.
SERVED = 3
# Makes the write of one schema that of the next; it is given what nobody has checked, and leaves alone what is none
# of its business.
Translator = Callable[[Write], Write]
# By the schema that each of them reads: none had to be written yet.
TRANSLATORS: Mapping[int, Translator] = {}


@dataclass(frozen=True)
class Schemas:
    """The schema of a server; `translators` by the schema that they read. There is one where a field came to mean
    something else: what is only new needs none, because a write names what its program knows and no more."""

    kinds: Kinds
    translators: Mapping[int, Translator] = field(default_factory=dict)

    def serve(self, schema: int) -> None:
        """Raises Refusal where a laptop of that schema is no longer sent anything."""
        if schema <= self.kinds.schema - SERVED:
            raise Refusal(TOO_OLD, f"schema {schema}, here {self.kinds.schema}")

    def read(self, push: Push) -> list[Mutation]:
        """What a push says in the server's own schema, however old it is.

        Of a newer laptop's only what stands before the first mutation that says more than the server knows: in
        their order the others wait on the laptop. Raises Refusal where that is the first one.
        """
        understood: list[Mutation] = []
        for mutation in push.mutations:
            schema = mutation.schema or push.schema
            if schema > self.kinds.schema and not all(map(self._knows, mutation.writes)):
                if not understood:
                    raise Refusal(SERVER_OLDER, f"schema {schema}, here {self.kinds.schema}")
                break
            understood.append(self._translated(mutation, schema))
        return understood

    def _knows(self, write: Write) -> bool:
        kind = self.kinds.by_name.get(write.kind)
        return kind is not None and all(name in kind.by_name for name in (*write.fields, *write.sets))

    def _translated(self, mutation: Mutation, schema: int) -> Mutation:
        steps = [self.translators[x] for x in sorted(self.translators) if schema <= x < self.kinds.schema]
        if not steps:
            return mutation
        writes = mutation.writes
        for step in steps:
            writes = [step(write) for write in writes]
        return structs.replace(mutation, writes=writes)
