"""Rows that came back bare: the server holds them exactly as this laptop sent them, and so does the laptop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from salesdesk.protocol.wire import Table
from salesdesk.schema.columns import quoted
from salesdesk.store.errors import BadPull, Unlike
from salesdesk.store.scopes import Scopes

Key = tuple[str, str]
_Home = tuple[str, list[int]]


class Bare:
    """What came bare, by the seq that made it; an own mutation `takes` what it made and nothing else touched."""

    def __init__(self, tables: Iterable[Table] = (), changed: Collection[Key] = ()) -> None:
        self._changed = changed
        self._left: dict[int, dict[str, _Home]] = defaultdict(dict)
        self._taken: dict[str, list[tuple[int, list[int], str]]] = defaultdict(list)
        for table in tables:
            if not table.even:
                raise BadPull(f"{table.kind}: columns that do not fit together")
            homes = [(table.kind, places) for places in table.scopes]
            for id, seq, place in zip(table.ids, table.seqs, table.places, strict=True):
                self._left[seq][id] = homes[place]

    def __contains__(self, seq: int) -> bool:
        return seq in self._left

    def take(self, seq: int, key: Key) -> bool:
        """Whether the row came bare under the seq, and nothing else of it: then it can be confirmed."""
        kind, id = key
        home = self._left[seq].get(id)
        if home is None or home[0] != kind or key in self._changed:
            return False
        del self._left[seq][id]
        self._taken[kind].append((seq, home[1], id))
        return True

    def left(self) -> Iterator[tuple[Key, int, list[int]]]:
        """Those that nobody took: key, seq and scopes."""
        for seq, rows in self._left.items():
            for id, (kind, places) in rows.items():
                yield (kind, id), seq, places

    def confirm(self, writer: Any, scopes: Scopes) -> dict[str, int]:
        """Marks what was taken as the server's; returns how many there are by kind. Raises Unlike, BadPull."""
        for kind, rows in self._taken.items():
            lies_in = _texts(scopes, kind, [places for _seq, places, _id in rows])
            seqs, ids = [row[0] for row in rows], [row[2] for row in rows]
            scopes.add_all(lies_in, ids, seqs)
            marked = writer.executemany(
                f'UPDATE {quoted(kind)} SET "local" = 0, seq = ?, scopes = ? '
                "WHERE id = ? AND seq IS NULL AND deleted IS NULL",
                zip(seqs, lies_in, ids, strict=True),
            )
            if marked.rowcount != len(rows):
                raise Unlike(kind)
            writer.executemany("DELETE FROM pristine WHERE kind = ? AND id = ?", [(kind, id) for id in ids])
        return {kind: len(rows) for kind, rows in self._taken.items()}


def _texts(scopes: Scopes, kind: str, rows: Sequence[Sequence[int]]) -> list[str]:
    try:
        return [scopes.text(places) for places in rows]
    except IndexError:
        raise BadPull(f"{kind}: a scope that is not named") from None
