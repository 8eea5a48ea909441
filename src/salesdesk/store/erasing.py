"""Erasure on the laptop: nothing of a record is kept, wherever in the file it lies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from salesdesk.domain.erasure import goes_with
from salesdesk.domain.fields import Picture
from salesdesk.domain.record import Kinds
from salesdesk.i18n import _
from salesdesk.protocol.wire import ID_FORM
from salesdesk.schema.columns import quoted
from salesdesk.store.errors import BadPull
from salesdesk.store.facts import fact, put_facts
from salesdesk.store.overlay import Key
from salesdesk.store.remains import LEFT
from salesdesk.store.rows import Rows
from salesdesk.store.scopes import Scopes

_AT_ONCE = 50
# An action's label names its record; so does that of what took it back, whether or not it wrote anything itself.
_UNNAMED = (
    "WITH RECURSIVE about (id) AS (VALUES (?) UNION SELECT a.id FROM action a JOIN about ON a.undoes = about.id) "
    "UPDATE action SET label = ? WHERE id IN (SELECT id FROM about)"
)


class Erasing:
    """Erases within a transaction."""

    def __init__(self, writer: Any, kinds: Kinds) -> None:
        self._writer = writer
        self._kinds = kinds

    def forget(self, keys: Sequence[Key]) -> set[str]:
        """Keeps nothing of these records; returns the kinds that look otherwise now. Raises BadPull."""
        if not all(re.fullmatch(ID_FORM, id) for _kind, id in keys):
            raise BadPull("what is erased has no id")  # it is looked for in every text that is kept
        touched: set[str] = set()
        left, known = list(dict.fromkeys(keys)), set(keys)
        while left:
            some, left = left[:_AT_ONCE], left[_AT_ONCE:]
            hanging = self._hanging(set(some)) - known
            left += sorted(hanging)
            known |= hanging
            touched |= self._forget(some)
        return touched

    def _hanging(self, keys: Set[Key]) -> set[Key]:
        """What she made below these and is long gone: the server may have swept what it hung on, and name it no more.

        What waits to be sent is not among it: that the server refuses, and says so.
        """
        about = " OR ".join("instr(o.body, ?)" for _key in keys)
        found = self._writer.execute(
            f"SELECT o.body FROM outbox o JOIN answer a ON a.n = o.n WHERE {about}", [id for _kind, id in keys]
        ).fetchall()
        rows = [row for (body,) in found for row in json.loads(body)]
        hang = {(row["kind"], row["id"]) for row in rows if self._goes(keys, row["kind"], row["id"], row["fields"])}
        return {key for key in hang - keys if not self._lives(*key)}

    def _lives(self, kind: str, id: str) -> bool:
        sql = f"SELECT 1 FROM {quoted(kind)} WHERE id = ? AND deleted IS NULL"
        return self._writer.execute(sql, (id,)).fetchone() is not None

    def _forget(self, keys: Sequence[Key]) -> set[str]:
        ids = [id for _kind, id in keys]
        pictures = [sha for key in keys for sha in self._pictures(key)]
        scopes = Scopes(self._writer, ())
        rows = Rows(self._writer, self._kinds, scopes)
        for kind, id in keys:
            rows.remove(kind, id)
        scopes.keep()
        hollowed = self._hollow(set(keys))
        pictures += [sha for row in hollowed for name in self._picture_fields(row["kind"]) for sha in _shas(row, name)]
        about = " OR ".join("instr(body, ?)" for _id in ids)
        self._writer.execute(f"DELETE FROM parked WHERE kind = '' AND ({about})", ids)
        self._drop_entries(set(keys), about)
        self._drop_drafts(set(keys), about)
        self._drop_pictures(pictures)
        if rows.touched or hollowed:
            left = {*filter(None, fact(self._writer, LEFT).split(",")), *(kind for kind, _id in keys)}
            put_facts(self._writer, **{LEFT: ",".join(sorted(left & self._kinds.by_name.keys()))})
        return rows.touched

    def _hollow(self, keys: set[Key]) -> list[dict[str, Any]]:
        """Empties their places in mutations, so that those of others keep theirs; returns what stood there."""
        about = " OR ".join("instr(body, ?)" for _key in keys)
        found = self._writer.execute(
            f"SELECT n, action, body FROM outbox WHERE {about}", [id for _kind, id in keys]
        ).fetchall()
        hollowed: list[dict[str, Any]] = []
        for n, action, body in found:
            rows = json.loads(body)
            theirs = [row for row in rows if (row["kind"], row["id"]) in keys]
            if not theirs:
                continue
            hollowed += theirs
            told = [_hollow(row) if (row["kind"], row["id"]) in keys else row for row in rows]
            self._writer.execute("UPDATE outbox SET body = ? WHERE n = ?", (json.dumps(told, ensure_ascii=False), n))
            self._writer.execute(_UNNAMED, (action, _("Erased")))
        return hollowed

    def _drop_entries(self, keys: Set[Key], about: str) -> None:
        found = self._writer.execute(f"SELECT id, body FROM inbox WHERE {about}", [id for _kind, id in keys]).fetchall()
        items = [(id, json.loads(body)) for id, body in found]
        over = [
            (id,)
            for id, item in items
            if self._goes(
                keys, item["kind"], item["record"], *(item.get(name, {}) for name in ("now", "aside", "base"))
            )
        ]
        self._writer.executemany("DELETE FROM inbox WHERE id = ?", over)

    def _drop_drafts(self, keys: Set[Key], about: str) -> None:
        ids = [id for _kind, id in keys]
        sql = f"SELECT slot, kind, record, body FROM draft WHERE record IN ({', '.join('?' * len(ids))}) OR {about}"
        found = self._writer.execute(sql, [*ids, *ids]).fetchall()
        over = [(slot,) for slot, kind, id, body in found if self._goes(keys, kind, id, json.loads(body))]
        self._writer.executemany("DELETE FROM draft WHERE slot = ?", over)

    def _goes(self, keys: Set[Key], kind: str, id: str, *values: Mapping[str, Any]) -> bool:
        """Whether what is kept of a record goes with these; what only names one of them stays, it is about others."""
        known = self._kinds.by_name.get(kind)
        links = [link for link in known.links if goes_with(known, link)] if known else []
        return (kind, id) in keys or any((link.to, said.get(link.name)) in keys for said in values for link in links)

    def _pictures(self, key: Key) -> Iterable[str]:
        for field in self._picture_fields(key[0]):
            sql = f"SELECT {quoted(field)} FROM {quoted(key[0])} WHERE id = ? AND {quoted(field)} <> ''"
            yield from (row[0] for row in self._writer.execute(sql, (key[1],)).fetchall())

    def _picture_fields(self, kind: str) -> list[str]:
        known = self._kinds.by_name.get(kind)
        return [field.name for field in known.fields if isinstance(field, Picture)] if known else []

    def _drop_pictures(self, pictures: Sequence[str]) -> None:
        """Drops the bytes of pictures that no other record shows."""
        for sha in pictures:
            shown = any(
                self._writer.execute(f"SELECT 1 FROM {quoted(kind.name)} WHERE {quoted(name)} = ?", (sha,)).fetchone()
                for kind in self._kinds
                for name in self._picture_fields(kind.name)
            )
            if not shown:
                self._writer.execute("DELETE FROM file WHERE sha256 = ?", (sha,))


def _shas(row: Mapping[str, Any], name: str) -> Iterable[str]:
    return filter(None, (row["fields"].get(name), row["before"].get(name)))


def _hollow(row: dict[str, Any]) -> dict[str, Any]:
    return {"kind": row["kind"], "id": row["id"], "op": "change", "seen": row["seen"], "fields": {}, "before": {}}
