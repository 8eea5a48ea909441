"""What belongs together lives and moves together: parents, what a deletion took, scopes."""

from __future__ import annotations

from collections.abc import Iterator, Set

from salesdesk.server import rights
from salesdesk.server.ground import Cause, Ground
from salesdesk.server.rights import Reader
from salesdesk.server.rows import Held, Key


class Lives:
    """Deletes, restores and moves rows with all that follows from it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def restore(self, row: Held, cause: Cause) -> list[Held]:
        """Brings a row back with all that its deletion took, and their parents; returns what came back."""
        back: list[Held] = []
        left, done = [row], {""}
        while left:
            held = left.pop()
            if not held.standing.deleted:
                continue
            if held.gone_with not in done:
                done.add(held.gone_with)
                left.extend(self._gone_with(held))
            self._ground.turn(held, 0, cause)
            back.append(held)
            left.extend(self._parents(held))
        return back

    def _gone_with(self, row: Held) -> Iterator[Held]:
        """What the deletion of a row took; people and teams come back only with one of them, by who keeps them."""
        keeps = row.kind.name in rights.KEEPERS
        taken = self._ground.gone_with(row.gone_with)
        return (held for held in taken if keeps or held.kind.name not in rights.KEEPERS)

    def uphold(self, row: Held, cause: Cause) -> list[Held]:
        """Brings back the deleted parents of a row that lives, with what went with them; returns what came."""
        if row.standing.deleted:
            return []
        return [back for parent in self.dead_parents(row) for back in self.restore(parent, cause)]

    def dead_parents(self, row: Held) -> list[Held]:
        """The parents of a row that are deleted."""
        return [parent for parent in self._parents(row) if parent.standing.deleted]

    def _parents(self, row: Held) -> list[Held]:
        return [parent for key in row.parents() if (parent := self._ground.find(key)) is not None]

    def _parent(self, row: Held) -> Held | None:
        """The one that decides whose the row is."""
        return next((parent for key in row.parents() if (parent := self._ground.find(key)) is not None), None)

    def delete(self, row: Held, cause: Cause) -> None:
        """Deletes a row."""
        self._ground.turn(row, cause.at, cause)

    def stays_with(self, row: Held, leaving: Set[Key]) -> bool:
        """Whether a living row below `row` does not leave with it."""
        return any(not child.standing.deleted and child.key not in leaving for child in self._ground.children(row))

    def bring_back(self, action: str, cause: Cause) -> None:
        """Brings back what earlier mutations of an action deleted."""
        for held in self._ground.gone_with(action):
            self.restore(held, cause)

    def settle(self, row: Held, cause: Cause) -> None:
        """Gives a row the scopes that its fields or its parent say, and those below it theirs."""
        person, team = self._scopes(row, cause.user)
        if (person, team) == (row.person, row.team):
            return
        self._ground.leave(row, person, team, cause)
        for child in self._ground.children(row):
            self.settle(child, cause)

    def _scopes(self, row: Held, user: str) -> tuple[str, str]:
        person, team = rights.own_scopes(row, self._parent(row))
        if person or team:
            return person, team
        # What belongs to nobody stays with whom it had, or is its maker's.
        return row.person or ("" if row.team else user), row.team

    def rehome(self, row: Held, reader: Reader) -> list[str]:
        """Makes a new row hers where she could not read it otherwise; returns the units it took."""
        if self._parent(row) is not None or reader.sees(*rights.own_scopes(row, None)):
            return []
        fields = rights.homes(row.kind, reader)
        self._ground.rewrite(row, fields)
        return list(fields)
