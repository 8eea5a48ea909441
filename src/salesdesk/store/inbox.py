"""The inbox: what she should look at, until she has decided it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from salesdesk.domain.record import Kinds
from salesdesk.store.connection import Connections
from salesdesk.store.facts import CURSOR

REFUSED = "refused"
MOVED = "moved"
# What this laptop tells itself: no server knows such an entry.
OWN = frozenset({REFUSED, MOVED})
_COLUMNS = f"id, at, choice, body, {CURSOR}"
# What is no part of an entry's body.
_BESIDE = frozenset({"id", "at", "choice", "seen"})


@dataclass(frozen=True)
class Item:
    """An entry: `what` is conflict, restored, kept, moved or refused; values by field name as JSON carries them.

    `now` is the value in use and `aside` the one set aside; a refused item holds all its writes in
    `aside`. People are ids, times microseconds since 1970. `why` is a code of the server's, `seq`
    when it last changed there; `seen` the pull cursor at the moment the entry was read.
    """

    id: str
    what: str
    kind: str
    record: str
    at: int
    choice: str = ""
    unit: str = ""
    now: Mapping[str, Any] = field(default_factory=dict)
    aside: Mapping[str, Any] = field(default_factory=dict)
    base: Mapping[str, Any] = field(default_factory=dict)
    now_by: str = ""
    now_at: int = 0
    aside_by: str = ""
    aside_at: int = 0
    why: str = ""
    seq: int = 0
    seen: int = 0


@dataclass(frozen=True)
class Which:
    """Which entries: of one of these sorts, of a kind, about a record, from a person; what is empty asks nothing."""

    whats: tuple[str, ...] = ()
    kind: str = ""
    record: str = ""
    by: str = ""


class Inbox:
    """The entries of a profile."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def open(self, limit: int = -1) -> list[Item]:
        """What is to be decided, newest first: so many of it, or all."""
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE choice = '' ORDER BY at DESC, id LIMIT ?"
        return [_item(*row) for row in self._connections.rows(sql, (limit,))]

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many entries are open, by sort and kind."""
        rows = self._connections.rows(
            "SELECT body ->> '$.what', body ->> '$.kind', count(*) FROM inbox WHERE choice = '' GROUP BY 1, 2"
        )
        return {(what, kind): many for what, kind, many in rows}

    def which(self, which: Which) -> dict[str, str]:
        """The open entries that are meant, newest first: the sort of each by its id."""
        rows = self._connections.rows(
            "SELECT id, body ->> '$.what' FROM inbox WHERE choice = '' "
            "AND (?1 = '' OR body ->> '$.kind' = ?1) AND (?2 = '' OR body ->> '$.record' = ?2) "
            "AND (?3 = '' OR ?3 IN (body ->> '$.now_by', body ->> '$.aside_by')) ORDER BY at DESC, id",
            (which.kind, which.record, which.by),
        )
        return {id: what for id, what in rows if not which.whats or what in which.whats}

    def count(self) -> int:
        """How many entries are open."""
        row = self._connections.one("SELECT count(*) FROM inbox WHERE choice = ''")
        return int(row[0]) if row else 0

    def get(self, id: str) -> Item | None:
        """One entry, decided or not."""
        row = self._connections.one(f"SELECT {_COLUMNS} FROM inbox WHERE id = ?", (id,))
        return _item(*row) if row else None


def _item(id: str, at: int, choice: str, body: str, seen: int) -> Item:
    return item_of({**json.loads(body), "id": id, "at": at, "choice": choice, "seen": seen})


def item_of(body: Mapping[str, Any]) -> Item:
    """The entry that was kept so; what a newer program added to it is left aside."""
    return Item(**{name: value for name, value in body.items() if name in Item.__dataclass_fields__})


def put(writer: Any, item: Item) -> None:
    """Keeps an entry within a transaction."""
    body = {name: value for name, value in item.__dict__.items() if name not in _BESIDE and value}
    writer.execute(
        "INSERT INTO inbox (id, at, choice, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
        "SET at = excluded.at, choice = excluded.choice, body = excluded.body",
        (item.id, item.at, item.choice, json.dumps(body, ensure_ascii=False)),
    )


def keep_only(writer: Any, ids: Set[str]) -> None:
    """Drops the open entries of the server's that are none of these: they were decided elsewhere."""
    found = writer.execute("SELECT id, body FROM inbox WHERE choice = ''").fetchall()
    writer.executemany("DELETE FROM inbox WHERE id = ?", [(id,) for id in none_of(ids, found)])


def none_of(ids: Set[str], found: Iterable[tuple[str, str]]) -> list[str]:
    """Of entries, as id and body, the ids of the server's that are none of these."""
    return [id for id, body in found if id not in ids and json.loads(body)["what"] not in OWN]


def is_known(kinds: Kinds, item: Item) -> bool:
    """Whether this program has the kind and the unit that an entry is about."""
    kind = kinds.by_name.get(item.kind)
    return kind is not None and (not item.unit or item.what in OWN or item.unit in kind.units)


def why_not_made(writer: Any, kind: str, record: str) -> str:
    """Why the server refused to make a record, whatever she decided of that since; "" where it did not."""
    found = writer.execute(
        "SELECT body ->> '$.why' FROM inbox WHERE body ->> '$.what' = ? AND body ->> '$.unit' = 'create' "
        "AND body ->> '$.kind' = ? AND body ->> '$.record' = ?",
        (REFUSED, kind, record),
    ).fetchone()
    return str(found[0]) if found else ""


def decide(writer: Any, id: str, choice: str) -> None:
    """Closes an entry within a transaction, or opens it again (reopen)."""
    writer.execute("UPDATE inbox SET choice = ? WHERE id = ?", ("" if choice == "reopen" else choice, id))
