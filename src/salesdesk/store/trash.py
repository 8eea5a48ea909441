"""What was deleted, newest first; what went along with its owner comes back with it, and is not listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from salesdesk.domain.record import Kind, Kinds, Record
from salesdesk.schema.columns import HEAD, folded, layout_of, quoted
from salesdesk.store.connection import Connections
from salesdesk.store.search import texts_of

# Kind and id.
Key = tuple[str, str]
_UNANSWERED = 1 << 62


@dataclass(frozen=True)
class Gone:
    """A deleted record; `at` in microseconds since 1970.

    `known` to the server, which keeps it for a while only; `hers` where this laptop still knows that she deleted it.
    `by` is the id of the person who did, as the server told it, "" where nobody knows.
    """

    record: Record
    at: int
    known: bool
    hers: bool
    by: str = ""


class Trash:
    """Reads what was deleted, by her or by colleagues."""

    def __init__(self, connections: Connections, kinds: Kinds) -> None:
        self._connections = connections
        self._kinds = kinds

    def keys(self, text: str = "") -> list[Key]:
        """All that is in the trash, newest first; with `text` what has each of its words somewhere."""
        found = [row for kind in self._kinds for row in self._of(kind, folded(text).split())]
        found.sort(reverse=True)
        return [(kind, id) for _at, id, kind in found]

    def _of(self, kind: Kind, words: Sequence[str]) -> Iterable[tuple[int, str, str]]:
        columns = [f"r.{quoted(field.name)}" for field in kind.searchable] if words else []
        sql = f"SELECT {', '.join(('r.deleted', 'r.id', *columns))} FROM {quoted(kind.name)} r WHERE {_listed(kind)}"
        for row in self._connections.rows(sql):
            if not words or _has(row[2:], words):
                yield row[0], row[1], kind.name

    def several(self, keys: Sequence[Key]) -> dict[Key, Gone]:
        """Those of these that are still deleted."""
        found: dict[Key, Gone] = {}
        for name in dict.fromkeys(name for name, _id in keys):
            ids = [id for kind, id in keys if kind == name]
            found.update(((name, gone.record.id), gone) for gone in self._gone(self._kinds[name], ids))
        return found

    def _gone(self, kind: Kind, ids: Sequence[str]) -> Iterable[Gone]:
        layout, marks, hers = layout_of(kind), ", ".join("?" * len(ids)), self._deleted_by_her(ids)
        named = "(SELECT by FROM deleter d WHERE d.kind = ? AND d.id = r.id AND d.at = r.deleted)"
        sql = (
            f"SELECT seq, {named}, {layout.selected} FROM {quoted(kind.name)} r "
            f"WHERE deleted IS NOT NULL AND id IN ({marks})"
        )
        for seq, by, *row in self._connections.rows(sql, (kind.name, *ids)):
            record = layout.record(row)
            own = hers.get(record.id, -1) >= (seq or 0)
            yield Gone(record, row[_DELETED], seq is not None, own, "" if own else by or "")

    def _deleted_by_her(self, ids: Sequence[str]) -> dict[str, int]:
        """The seq of her newest deletion of each; what she did not delete lately is not among them."""
        marks = ", ".join("?" * len(ids))
        sql = (
            f"SELECT json_extract(j.value, '$.id'), max(coalesce(a.seq, {_UNANSWERED})) "
            f"FROM (SELECT DISTINCT n FROM touched WHERE record IN ({marks})) t JOIN outbox o ON o.n = t.n "
            "JOIN json_each(o.body) j LEFT JOIN answer a ON a.n = o.n "
            "WHERE json_extract(j.value, '$.op') = 'delete' GROUP BY 1"
        )
        return dict(self._connections.rows(sql, ids))


def _listed(kind: Kind) -> str:
    owners = (
        f"NOT EXISTS (SELECT 1 FROM {quoted(link.to)} o WHERE o.id = r.{quoted(link.name)} AND o.deleted IS NOT NULL)"
        for link in kind.links
        if link.parent
    )
    return " AND ".join(("r.deleted IS NOT NULL", *owners))


def _has(values: Iterable[object], words: Iterable[str]) -> bool:
    text = texts_of("\n".join(str(value) for value in values if value))[1]
    return all(word in text for word in words)


_DELETED = HEAD.index("deleted")
