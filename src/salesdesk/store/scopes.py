"""The scopes that she may read, and the running count and sum of their rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from salesdesk.domain.record import Kinds
from salesdesk.protocol.sums import MODULUS, row_hash
from salesdesk.schema.columns import quoted


class Scopes:
    """Scopes by number, and what a transaction adds to their sums; `keep` writes it."""

    def __init__(self, writer: Any, names: Sequence[str]) -> None:
        self._writer = writer
        writer.executemany("INSERT INTO scope VALUES (NULL, ?, 0, 0) ON CONFLICT DO NOTHING", [(x,) for x in names])
        self._numbers = {name: n for n, name in writer.execute("SELECT n, name FROM scope")}
        self._here = [self._numbers[name] for name in names]
        self._texts: dict[tuple[int, ...], str] = {}
        # By the column of rows: how many came, less those that went, and the sum of their hashes.
        self._moved: dict[str, tuple[int, int]] = {}

    @staticmethod
    def numbered(reader: Any, name: str) -> int | None:
        """The number of a scope for who only reads."""
        found = reader.execute("SELECT n FROM scope WHERE name = ?", (name,)).fetchone()
        return int(found[0]) if found else None

    def others(self) -> list[str]:
        """The scopes that were hers, and are not among those that arrived."""
        here = set(self._here)
        return [name for name, number in self._numbers.items() if number not in here]

    def number(self, name: str) -> int | None:
        """The number of a scope, None where no row was ever in it."""
        return self._numbers.get(name)

    def text(self, places: Sequence[int]) -> str:
        """The column of a row that names its scopes by their places in what arrived; raises IndexError."""
        key = tuple(places)
        if key not in self._texts:
            if min(key, default=0) < 0:
                raise IndexError(min(key))
            self._texts[key] = ",".join(str(self._here[place]) for place in key)
        return self._texts[key]

    def add(self, scopes: str, id: str, seq: int) -> None:
        """Counts a row in its scopes."""
        self._book(scopes, row_hash(id, seq), 1)

    def add_all(self, scopes: Iterable[str], ids: Iterable[str], seqs: Iterable[int]) -> None:
        """Counts many rows in their scopes."""
        lies_in = list(scopes)
        sums: dict[str, int] = defaultdict(int)
        for where, hashed in zip(lies_in, map(row_hash, ids, seqs), strict=True):
            sums[where] += hashed
        for where, count in Counter(lies_in).items():
            self._book(where, sums[where], count)

    def drop(self, scopes: str | None, id: str, seq: int | None) -> None:
        """Counts a row out of its scopes; one that the server does not know was in none."""
        if scopes and seq is not None:
            self._book(scopes, -row_hash(id, seq), -1)

    def _book(self, scopes: str, hashed: int, count: int) -> None:
        there, total = self._moved.get(scopes, (0, 0))
        self._moved[scopes] = there + count, total + hashed

    def keep(self) -> None:
        """Writes what was booked."""
        for scopes, (count, hashed) in self._moved.items():
            for number in map(int, scopes.split(",")) if scopes else ():
                [(was,)] = self._writer.execute("SELECT sum FROM scope WHERE n = ?", (number,)).fetchall()
                total = (was + hashed) % MODULUS
                self._writer.execute("UPDATE scope SET count = count + ?, sum = ? WHERE n = ?", (count, total, number))

    def recount(self, kinds: Kinds) -> None:
        """Books every row of the laptop anew."""
        self._writer.execute("UPDATE scope SET count = 0, sum = 0")
        for kind in kinds:
            rows: Iterable[tuple[str, str, int]] = self._writer.execute(
                f"SELECT scopes, id, seq FROM {quoted(kind.name)} WHERE seq IS NOT NULL"
            ).fetchall()
            for scopes, id, seq in rows:
                self.add(scopes or "", id, seq)
        for scopes, id, seq in self._writer.execute("SELECT scopes, id, seq FROM parked WHERE seq IS NOT NULL"):
            self.add(scopes or "", id, seq)
        self.keep()
