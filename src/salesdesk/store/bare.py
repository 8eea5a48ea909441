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
# A row's seq, the places of its scopes, and its id.
_Taken = tuple[int, list[int], str]
_IDS_A_QUERY = 500


class Bare:
    """What came bare, by its seq; an own mutation `takes` what it made, or changed, and nothing else touched."""

    def __init__(self, tables: Iterable[Table] = (), changed: Collection[Key] = ()) -> None:
        self._changed = changed
        self._left: dict[int, dict[str, _Home]] = defaultdict(dict)
        self._made: dict[str, list[_Taken]] = defaultdict(list)
        self._altered: dict[str, list[_Taken]] = defaultdict(list)
        for table in tables:
            if not table.even:
                raise BadPull(f"{table.kind}: columns that do not fit together")
            homes = [(table.kind, places) for places in table.scopes]
            for id, seq, place in zip(table.ids, table.seqs, table.places, strict=True):
                self._left[seq][id] = homes[place]

    def __contains__(self, seq: int) -> bool:
        return seq in self._left

    def take(self, seq: int, key: Key, *, made: bool) -> bool:
        """Whether the row came bare under the seq, and nothing else of it: then it can be confirmed."""
        kind, id = key
        home = self._left[seq].get(id)
        if home is None or home[0] != kind or key in self._changed:
            return False
        del self._left[seq][id]
        (self._made if made else self._altered)[kind].append((seq, home[1], id))
        return True

    def left(self) -> Iterator[tuple[Key, int, list[int]]]:
        """Those that nobody took: key, seq and scopes."""
        for seq, rows in self._left.items():
            for id, (kind, places) in rows.items():
                yield (kind, id), seq, places

    def confirm(self, writer: Any, scopes: Scopes) -> dict[str, int]:
        """Marks what was taken as the server's; returns how many there are by kind. Raises Unlike, BadPull."""
        self._confirm_made(writer, scopes)
        self._confirm_altered(writer, scopes)
        kinds = self._made.keys() | self._altered.keys()
        return {kind: len(self._made.get(kind, ())) + len(self._altered.get(kind, ())) for kind in kinds}

    def _confirm_made(self, writer: Any, scopes: Scopes) -> None:
        for kind, rows in self._made.items():
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
            _forget(writer, kind, ids)

    def _confirm_altered(self, writer: Any, scopes: Scopes) -> None:
        for kind, rows in self._altered.items():
            lies_in = _texts(scopes, kind, [places for _seq, places, _id in rows])
            seqs, ids = [row[0] for row in rows], [row[2] for row in rows]
            there = _standing(writer, kind, ids)
            if len(there) != len(rows):
                raise Unlike(kind)
            for id, (_n, was, was_in) in there.items():
                scopes.drop(was_in, id, was)
            scopes.add_all(lies_in, ids, seqs)
            marked = [(seq, now_in, there[id][0]) for seq, now_in, id in zip(seqs, lies_in, ids, strict=True)]
            writer.executemany(f'UPDATE {quoted(kind)} SET "local" = 0, seq = ?, scopes = ? WHERE n = ?', marked)
            _forget(writer, kind, ids)


def _standing(writer: Any, kind: str, ids: Sequence[str]) -> dict[str, tuple[int, int, str]]:
    """Number, seq and scopes of those of the rows that the server knows and that live, by id."""
    found: dict[str, tuple[int, int, str]] = {}
    for start in range(0, len(ids), _IDS_A_QUERY):
        some = ids[start : start + _IDS_A_QUERY]
        sql = (
            f"SELECT id, n, seq, scopes FROM {quoted(kind)} "
            f"WHERE id IN ({', '.join('?' * len(some))}) AND seq IS NOT NULL AND deleted IS NULL"
        )
        found |= {id: (n, seq, scopes or "") for id, n, seq, scopes in writer.execute(sql, some)}
    return found


def _forget(writer: Any, kind: str, ids: Sequence[str]) -> None:
    """The server holds under no edit of hers anything else."""
    writer.executemany("DELETE FROM pristine WHERE kind = ? AND id = ?", [(kind, id) for id in ids])


def _texts(scopes: Scopes, kind: str, rows: Sequence[Sequence[int]]) -> list[str]:
    try:
        return [scopes.text(places) for places in rows]
    except IndexError:
        raise BadPull(f"{kind}: a scope that is not named") from None
