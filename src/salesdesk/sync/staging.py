"""The pages of a pull, put together before anything of them is shown."""

from __future__ import annotations

from salesdesk.protocol.wire import Entry, Gone, Page, Row
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
        if not all(table.even for table in page.tables):
            raise BadPull("columns that do not fit together")
        for row in page.rows:
            self._lay(row, places)
        for entry in page.entries:
            self.entries[entry.id] = entry
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
            before.seq, before.deleted = row.seq, row.deleted
        else:
            self.rows[key] = row
