"""The pages of a pull, put together before anything of them is shown."""

from __future__ import annotations

from collections.abc import Sequence, Set

from msgspec import structs

from salesdesk.protocol.wire import EPOCH_BITS, Entry, Gone, Page, Refused, Row, Table
from salesdesk.store.errors import BadPull


class Staging:
    """What came since the cursor: per row its newest state, however many pages told of it."""

    def __init__(self) -> None:
        self._scopes: dict[str, int] = {}
        self.rows: dict[tuple[str, str], Row] = {}
        self.gone: dict[tuple[str, str], Gone] = {}
        self.lost: list[str] = []
        self.erased: list[Gone] = []
        self.entries: dict[str, Entry] = {}
        self.refused: dict[str, Refused] = {}
        self._bare: list[Table] = []

    @property
    def count(self) -> int:
        """How many rows came, bare ones too."""
        return len(self.rows) + sum(len(table.ids) for table in self._bare)

    @property
    def bare(self) -> list[Table]:
        """The rows that came bare, but for those that came whole since, or went."""
        over = self.gone.keys() | {(gone.kind, gone.id) for gone in self.erased}
        over |= {key for key, row in self.rows.items() if row.whole}
        return [_without(table, over) for table in self._bare]

    @property
    def scopes(self) -> list[str]:
        """Every scope that the rows name by number."""
        return list(self._scopes)

    def take(self, page: Page) -> None:
        """Lays a page over what came before; raises BadPull."""
        for gone in page.gone:
            self.rows.pop((gone.kind, gone.id), None)
            self.gone[gone.kind, gone.id] = gone
        self.lost += [scope for scope in page.lost if scope not in self.lost]
        places = [self._scopes.setdefault(name, len(self._scopes)) for name in page.scopes]
        if not all(table.even for table in (*page.tables, *page.bare)):
            raise BadPull("columns that do not fit together")
        self._bare += [_placed(table, places) for table in page.bare]
        for row in page.rows:
            self._lay(row, places)
        for entry in page.entries:
            self.entries[entry.id] = entry
        self.refused |= {refused.mid: refused for refused in page.refused}
        self._drop(page.erased)

    def _drop(self, erased: list[Gone]) -> None:
        """Takes out what earlier pages still showed of what was erased since."""
        self.erased += erased
        for gone in erased:
            self.rows.pop((gone.kind, gone.id), None)
        ids = {gone.id for gone in erased}
        self.entries = {id: entry for id, entry in self.entries.items() if entry.record not in ids}

    def _lay(self, row: Row, places: list[int]) -> None:
        key = (row.kind, row.id)
        if row.whole:
            if not all(0 <= scope < len(places) for scope in row.scopes):
                raise BadPull(f"{row.kind} {row.id}: a scope that is not named")
            row.scopes = [places[scope] for scope in row.scopes]
            self.rows[key] = row
            return
        before = self.rows.get(key)
        if before is not None:
            before.fields.update(row.fields)
            before.seq, before.deleted, before.by = row.seq, row.deleted, row.by
        else:
            self.rows[key] = row


def leading_on(page: Page) -> Page:
    """The page; raises BadPull for a cursor that its server would never take again, and for pages without an end."""
    ahead = page.head >= max(page.cursor, page.swept) and page.head >> EPOCH_BITS == page.epoch
    if not ahead or (page.next and (not page.count or page.next == page.token)):
        raise BadPull("the page leads nowhere")
    return page


def _placed(table: Table, places: Sequence[int]) -> Table:
    """The table with its scopes numbered as all pages' are; raises BadPull."""
    if not all(0 <= scope < len(places) for scopes in table.scopes for scope in scopes):
        raise BadPull(f"{table.kind}: a scope that is not named")
    return structs.replace(table, scopes=[[places[scope] for scope in scopes] for scopes in table.scopes])


def _without(table: Table, over: Set[tuple[str, str]]) -> Table:
    """The table without some rows."""
    kept = [n for n, id in enumerate(table.ids) if (table.kind, id) not in over] if over else []
    if not over or len(kept) == len(table.ids):
        return table
    return Table(
        table.kind, [table.ids[n] for n in kept], [table.seqs[n] for n in kept], [table.places[n] for n in kept],
        table.scopes,
    )  # fmt: skip
