"""How a profile that was one laptop's own becomes one of the company's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from salesdesk.domain.record import Kinds, Record
from salesdesk.schema.columns import layout_of, quoted
from salesdesk.store import search
from salesdesk.store.connection import Connections
from salesdesk.store.facts import fact, put_facts


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
        for old, new, kind in ((was, person.id, "user"), (old_team, team, "team")):
            if old and new:
                self._rename(writer, kind, old, new)
                self._forget(writer, kind, old)
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

    def _rename(self, writer: Any, kind: str, old: str, new: str) -> None:
        """Every link, mutation and draft that named the old record names the new one."""
        for each in self._kinds:
            for link in each.links:
                if link.to == kind:
                    column = quoted(link.name)
                    writer.execute(f"UPDATE {quoted(each.name)} SET {column} = ? WHERE {column} = ?", (new, old))
        writer.execute("UPDATE draft SET record = ? WHERE record = ?", (new, old))
        writer.execute("UPDATE draft SET body = replace(body, ?, ?)", (old, new))
        rows = writer.execute("SELECT n, body FROM outbox WHERE instr(body, ?)", (old,)).fetchall()
        for n, body in rows:
            # What made the old record is not the server's to know.
            kept = [row for row in json.loads(body) if row["id"] != old]
            if kept:
                told = json.dumps(kept, ensure_ascii=False).replace(old, new)
                writer.execute("UPDATE outbox SET body = ? WHERE n = ?", (told, n))
            else:
                writer.execute("DELETE FROM outbox WHERE n = ?", (n,))

    def _forget(self, writer: Any, kind: str, id: str) -> None:
        found = writer.execute(f"SELECT n FROM {quoted(kind)} WHERE id = ?", (id,)).fetchone()
        if found is None:
            return
        for table in (search.words_table(kind), search.parts_table(kind)):
            writer.execute(f"DELETE FROM {quoted(table)} WHERE rowid = ?", found)
        writer.execute(f"DELETE FROM {quoted(kind)} WHERE n = ?", found)
