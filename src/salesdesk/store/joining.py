"""How a profile that was one laptop's own becomes one of the company's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from salesdesk.domain.record import Kind, Kinds, Record
from salesdesk.schema.columns import layout_of, quoted
from salesdesk.store import search
from salesdesk.store.connection import Connections
from salesdesk.store.facts import fact, put_facts

# So many are renamed by one statement; a mutation may come to hundreds of kilobytes.
_ROWS_AT_ONCE, _MUTATIONS_AT_ONCE = 5_000, 20


class Joining:
    """Gives the records of a profile to the person that the server knows."""

    def __init__(self, connections: Connections, kinds: Kinds) -> None:
        self._connections = connections
        self._kinds = kinds

    def join(self, person: Record, team: str, **facts: object) -> None:
        """Everything here belongs to `person` (a user as the server knows her) and her team from now on.

        What she made before stays to be sent, in her new name; `facts` are kept with it. A second time only those are.
        """
        self._connections.write(lambda writer: self._join(writer, person, team, facts), door=True)

    def _join(self, writer: Any, person: Record, team: str, facts: Mapping[str, object]) -> None:
        put_facts(writer, **facts)
        was = fact(writer, "owner")
        if was == person.id:
            return
        old_team = self._team_of(writer, was)
        self._insert_person(writer, person)
        renamed = (_Renamed("user", was, person.id), _Renamed("team", old_team, team))
        self._rename(writer, [x for x in renamed if x.old and x.new])
        put_facts(writer, owner=person.id)

    def _team_of(self, writer: Any, user: str) -> str:
        found = writer.execute("SELECT team FROM user WHERE id = ?", (user,)).fetchone()
        return str(found[0]) if found and found[0] else ""

    def _insert_person(self, writer: Any, person: Record) -> None:
        kind = self._kinds["user"]
        layout = layout_of(kind)
        names = ", ".join(quoted(name) for name in ("id", "local", *layout.columns))
        marks = ", ".join("?" * (2 + len(layout.columns)))
        writer.execute(
            f'INSERT INTO "user" ({names}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING',
            [person.id, 0, *layout.row(person)],
        )

    def _rename(self, writer: Any, renamed: Sequence[_Renamed]) -> None:
        """Every link, mutation and draft that named an old record names the new one, and the old one is not here."""
        for kind in self._kinds:
            self._rename_links(writer, kind, renamed)
        for _kind, old, new in renamed:
            writer.execute("UPDATE draft SET record = ? WHERE record = ?", (new, old))
            writer.execute("UPDATE draft SET body = replace(body, ?, ?)", (old, new))
            _forget_making(writer, old)
        _rename_in_mutations(writer, renamed)
        for kind_name, old, _new in renamed:
            self._forget(writer, kind_name, old)

    @staticmethod
    def _rename_links(writer: Any, kind: Kind, renamed: Sequence[_Renamed]) -> None:
        """All links of a row at once: it is written anew for each statement."""
        named = [(quoted(link.name), x.old, x.new) for link in kind.links for x in renamed if link.to == x.kind]
        if not named:
            return
        changes = ", ".join(f"{column} = CASE {column} WHEN ? THEN ? ELSE {column} END" for column, _old, _new in named)
        which = " OR ".join(f"{column} = ?" for column, _old, _new in named)
        values, olds = [id for _column, *ids in named for id in ids], [old for _column, old, _new in named]
        sql = f"UPDATE {quoted(kind.name)} SET {changes} WHERE n BETWEEN ? AND ? AND ({which})"
        for low, high in _stretches(writer, kind.name, _ROWS_AT_ONCE):
            writer.execute(sql, [*values, low, high, *olds])

    def _forget(self, writer: Any, kind: str, id: str) -> None:
        found = writer.execute(f"SELECT n FROM {quoted(kind)} WHERE id = ?", (id,)).fetchone()
        if found is None:
            return
        for table in (search.words_table(kind), search.parts_table(kind)):
            writer.execute(f"DELETE FROM {quoted(table)} WHERE rowid = ?", found)
        writer.execute(f"DELETE FROM {quoted(kind)} WHERE n = ?", found)


class _Renamed(NamedTuple):
    """A record of a kind that is another one's from now on."""

    kind: str
    old: str
    new: str


def _forget_making(writer: Any, id: str) -> None:
    """What made a record, and changed it, is not the server's to know."""
    # As either of the encoders writes it.
    rows = writer.execute(
        "SELECT n, body FROM outbox WHERE instr(body, ?) OR instr(body, ?)", (f'"id":"{id}"', f'"id": "{id}"')
    ).fetchall()
    for n, body in rows:
        kept = [row for row in json.loads(body) if row["id"] != id]
        if kept:
            writer.execute("UPDATE outbox SET body = ? WHERE n = ?", (json.dumps(kept, ensure_ascii=False), n))
        else:
            writer.execute("DELETE FROM outbox WHERE n = ?", (n,))


def _rename_in_mutations(writer: Any, renamed: Sequence[_Renamed]) -> None:
    """An id is like nothing else in a body."""
    body, values = "body", list[str]()
    for _kind, old, new in renamed:
        body = f"replace({body}, ?, ?)"
        values += (old, new)
    which = " OR ".join("instr(body, ?)" for _ in renamed)
    if renamed:
        sql = f"UPDATE outbox SET body = {body} WHERE n BETWEEN ? AND ? AND ({which})"
        for low, high in _stretches(writer, "outbox", _MUTATIONS_AT_ONCE):
            writer.execute(sql, [*values, low, high, *(x.old for x in renamed)])


def _stretches(writer: Any, table: str, many: int) -> Iterator[tuple[int, int]]:
    """The numbers of a table's rows, `many` at a time: what a statement changes is kept in memory until its end."""
    first, last = writer.execute(f"SELECT min(n), max(n) FROM {quoted(table)}").fetchone()
    for low in range(first or 0, (last or 0) + 1, many):
        yield low, low + many - 1
