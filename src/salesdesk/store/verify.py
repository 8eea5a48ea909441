"""Whether the file is sound, and whether its parts agree with each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from salesdesk.domain.record import Kinds
from salesdesk.i18n import N_
from salesdesk.schema.columns import Layout, quoted
from salesdesk.store import search
from salesdesk.store.connection import Connections
from salesdesk.store.errors import StoreError


@dataclass(frozen=True)
class Finding:
    """One check: its name, and what is wrong (nothing where all is well)."""

    check: str
    wrong: tuple[str, ...]


class Verification:
    """The checks of `verify`."""

    def __init__(self, connections: Connections, kinds: Kinds) -> None:
        self._connections = connections
        self._kinds = kinds

    def findings(self) -> list[Finding]:
        """Every check with what it found."""
        checks: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
            (N_("encryption"), self._encryption),
            (N_("structure"), self._structure),
            (N_("records"), self._records),
            (N_("search index"), self._search),
            (N_("changes that wait"), self._outbox),
            (N_("links"), self._links),
        )
        return [Finding(name, tuple(_lines(check))) for name, check in checks]

    def _encryption(self) -> Iterable[str]:
        return [str(row[0]) for row in self._connections.rows("PRAGMA cipher_integrity_check")]

    def _structure(self) -> Iterable[str]:
        with self._connections.fresh() as connection:
            return [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]

    def _records(self) -> Iterable[str]:
        for kind in self._kinds:
            layout = Layout(kind)
            with self._connections.reader() as connection:
                for row in connection.execute(f"SELECT {layout.selected} FROM {quoted(kind.name)}"):
                    try:
                        layout.record(row)
                    except (ValueError, TypeError, ArithmeticError) as error:
                        yield f"{kind.name} {row[1]}: {error}"

    def _search(self) -> Iterable[str]:
        for kind in self._kinds:
            if self._connections.one("SELECT 1 FROM unindexed WHERE kind = ?", (kind.name,)):
                continue
            table = quoted(kind.name)
            for index in map(quoted, (search.words_table(kind.name), search.parts_table(kind.name))):
                missing = self._connections.rows(
                    f"SELECT id FROM {table} WHERE deleted IS NULL AND n NOT IN (SELECT rowid FROM {index}) LIMIT 5"
                )
                yield from (f"{kind.name} {row[0]}: not indexed" for row in missing)

    def _outbox(self) -> Iterable[str]:
        with self._connections.reader() as connection:
            for mid, body in connection.execute("SELECT mid, body FROM outbox"):
                try:
                    json.loads(body)
                except ValueError as error:
                    yield f"{mid}: {error}"

    def _links(self) -> Iterable[str]:
        # A row that the server knows may name one that she may not read.
        for kind in self._kinds:
            for link in kind.links:
                table, column, to = quoted(kind.name), quoted(link.name), quoted(link.to)
                lost = self._connections.rows(
                    f"SELECT id FROM {table} r WHERE deleted IS NULL AND seq IS NULL AND {column} IS NOT NULL "
                    f"AND NOT EXISTS (SELECT 1 FROM {to} t WHERE t.id = r.{column}) LIMIT 5"
                )
                yield from (f"{kind.name} {row[0]}: {link.name} names no {link.to}" for row in lost)


def _lines(check: Callable[[], Iterable[str]]) -> Iterable[str]:
    """What a check found, until it came upon a part that cannot even be read."""
    try:
        yield from check()
    except StoreError as error:
        yield str(error)
