"""A newer program opens the profile: what was parked for it is laid into its place (store.parking)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from salesdesk.domain.record import Kinds
from salesdesk.protocol.wire import Row
from salesdesk.schema.columns import quoted
from salesdesk.store import inbox
from salesdesk.store.errors import BadPull
from salesdesk.store.facts import fact
from salesdesk.store.incoming import incoming
from salesdesk.store.overlay import Overlay
from salesdesk.store.parking import ENTRY
from salesdesk.store.rows import Rows
from salesdesk.store.scopes import Scopes

ROWS_AT_ONCE = 10_000


class Parked(NamedTuple):
    """A row of the table: `seq` is None where only fields of a row are kept, which is in its kind's table."""

    kind: str
    id: str
    seq: int | None
    scopes: str | None
    deleted: int
    body: Mapping[str, Any]


def unpark(writer: Any, kinds: Kinds) -> None:
    """Lays what `kinds` know now into its place, under her own edits; what they still lack stays parked."""
    cursor = int(fact(writer, "cursor") or 0)
    numbered = writer.execute("SELECT n, name FROM scope ORDER BY n").fetchall()
    scopes = Scopes(writer, [name for _n, name in numbered])
    places = {str(n): place for place, (n, _name) in enumerate(numbered)}
    rows = Rows(writer, kinds, scopes)
    own = Overlay(writer, kinds, cursor, cursor)
    for some in _chunks(writer):
        known = [row for x in some if (row := _known(writer, kinds, scopes, places, x)) is not None]
        mine = [row for row in known if own.matters(row)]
        keys = {(row.kind, row.id) for row in mine}
        rows.lay([row for row in known if (row.kind, row.id) not in keys])
        for row in mine:
            rows.lay_own((row.kind, row.id), row, own)
    rows.finish()
    scopes.keep()


def _chunks(writer: Any) -> Iterator[Sequence[Parked]]:
    after = ("", "")
    while some := writer.execute(
        "SELECT kind, id, seq, scopes, deleted, body FROM parked WHERE (kind, id) > (?, ?) ORDER BY kind, id LIMIT ?",
        (*after, ROWS_AT_ONCE),
    ).fetchall():
        after = some[-1][:2]
        yield [Parked(*row)._replace(body=json.loads(row[5])) for row in some]


def _known(writer: Any, kinds: Kinds, scopes: Scopes, places: Mapping[str, int], parked: Parked) -> Row | None:
    """What of it is a row, or a part of one, that this program knows; it is taken from the parked."""
    if parked.kind == ENTRY:
        _let_entry_in(writer, kinds, parked)
        return None
    if parked.kind not in kinds.by_name:
        return None
    if parked.seq is not None:
        _forget(writer, parked)
        scopes.drop(parked.scopes, parked.id, parked.seq)
        lies_in = [places[number] for number in (parked.scopes or "").split(",") if number]
        row = Row(parked.kind, parked.id, parked.seq, dict(parked.body), True, parked.deleted, lies_in)
        return row if _fits(kinds, row) else None  # the sums miss it, and it is fetched again
    return _part(writer, kinds, scopes, parked)


def _fits(kinds: Kinds, row: Row) -> bool:
    """Whether it is what this program takes its kind's fields to be: nothing keeps a profile from being opened."""
    try:
        incoming(kinds[row.kind]).changed(row.fields, {})
    except BadPull:
        return False
    return True


def _part(writer: Any, kinds: Kinds, scopes: Scopes, parked: Parked) -> Row | None:
    names = kinds[parked.kind].by_name
    fields = {name: value for name, value in parked.body.items() if name in names}
    if not fields:
        return None
    rest = {name: value for name, value in parked.body.items() if name not in names}
    if rest:
        body = json.dumps(rest, ensure_ascii=False)
        writer.execute("UPDATE parked SET body = ? WHERE kind = ? AND id = ?", (body, parked.kind, parked.id))
    else:
        _forget(writer, parked)
    sql = f"SELECT n, seq, scopes, deleted FROM {quoted(parked.kind)} WHERE id = ?"
    n, seq, lies_in, deleted = writer.execute(sql, (parked.id,)).fetchone()
    row = Row(parked.kind, parked.id, seq, fields, deleted=deleted or 0)
    if seq is None:
        return None  # the server has the row no more
    if not _fits(kinds, row):
        # Under a seq that the server never gave it, the row is fetched again.
        scopes.drop(lies_in, parked.id, seq)
        scopes.add(lies_in or "", parked.id, 0)
        writer.execute(f"UPDATE {quoted(parked.kind)} SET seq = 0 WHERE n = ?", (n,))
        return None
    return row


def _let_entry_in(writer: Any, kinds: Kinds, parked: Parked) -> None:
    item = inbox.item_of(parked.body)
    if inbox.is_known(kinds, item):
        inbox.put(writer, item)
        _forget(writer, parked)


def _forget(writer: Any, parked: Parked) -> None:
    writer.execute("DELETE FROM parked WHERE kind = ? AND id = ?", parked[:2])
